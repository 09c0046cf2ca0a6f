package dev.triggo.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person may do in a workspace; each includes those after it. */
public enum Role {
    /** Everything, and the only one who makes and unmakes owners. */
    OWNER,
    /** Keys, people and settings too. */
    ADMIN,
    /** Makes, runs and decides. */
    EDITOR,
    /** Looks. */
    VIEWER;

    private static final Set<Scope> LOOKING =
            EnumSet.of(Scope.ACTIONS_READ, Scope.RUNS_READ, Scope.WORKFLOWS_READ, Scope.CONNECTORS_READ);

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String wireName) {
        for (Role role : values()) {
            if (role.wireName().equals(wireName)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    public boolean includes(Role other) {
        return compareTo(other) <= 0;
    }

    /** The least that may do all of this. */
    public static Role leastFor(Set<Scope> scopes) {
        Role least = OWNER;
        for (Role role : values()) {
            if (role.grants().scopes().containsAll(scopes)) {
                least = role;
            }
        }
        return least;
    }

    /** What a session of somebody with this role may do, as a key's scopes say it. */
    public Grants grants() {
        return includes(EDITOR) ? Grants.all() : new Grants(LOOKING, Set.of());
    }
}
