package dev.triggo.access;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a caller may do.
 *
 * @param scopes whole scopes
 * @param actions slugs that it may run and read although it lacks the whole scope ({@code actions:run:<slug>})
 */
public record Grants(Set<Scope> scopes, Set<String> actions) {
    public Grants {
        scopes = Set.copyOf(scopes);
        actions = Set.copyOf(actions);
    }

    /** Every scope. */
    static Grants all() {
        return new Grants(Set.of(Scope.values()), Set.of());
    }

    /** Of stored wire names. One that this program does not know grants nothing. */
    public static Grants ofWireNames(Iterable<String> names) {
        var scopes = EnumSet.noneOf(Scope.class);
        var actions = new HashSet<String>();
        for (String name : names) {
            if (name.startsWith(Scope.ONE_ACTION)) {
                actions.add(name.substring(Scope.ONE_ACTION.length()));
            } else {
                Scope.of(name).ifPresent(scopes::add);
            }
        }
        return new Grants(scopes, actions);
    }

    /** Whether this is the name of a scope, or of a grant on one action. */
    public static boolean knows(String wireName) {
        return NewKeyCheck.isScope(wireName);
    }

    /** As much of it as somebody may do who may do no more than the other. */
    public Grants within(Grants most) {
        var shared = EnumSet.noneOf(Scope.class);
        scopes.stream().filter(most::has).forEach(shared::add);
        var slugs = new HashSet<String>();
        actions.stream().filter(most::mayRun).forEach(slugs::add);
        return new Grants(shared, slugs);
    }

    public boolean isEmpty() {
        return scopes.isEmpty() && actions.isEmpty();
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }

    public boolean mayRun(String slug) {
        return has(Scope.ACTIONS_RUN) || actions.contains(slug);
    }

    public boolean mayRead(String slug) {
        return has(Scope.ACTIONS_READ) || actions.contains(slug);
    }

    /** Sorted wire names, as {@code actions:read} and {@code actions:run:send-report}. */
    public Set<String> wireNames() {
        var names = new TreeSet<String>();
        scopes.forEach(scope -> names.add(scope.wireName()));
        actions.forEach(slug -> names.add(Scope.ONE_ACTION + slug));
        return names;
    }
}
