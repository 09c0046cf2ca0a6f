package dev.triggo.access;

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
        actions.forEach(slug -> names.add("actions:run:" + slug));
        return names;
    }
}
