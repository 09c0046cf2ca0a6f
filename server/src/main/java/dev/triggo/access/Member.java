package dev.triggo.access;

/**
 * A person who is signed in, as a member of the workspace that they look at.
 *
 * @param caller the same to the services behind the doors as whoever holds a key
 * @param sessionId names the session in lists; it is not the secret
 * @param csrfToken what a page sends along with every request that changes something
 */
public record Member(Caller caller, Role role, String email, String sessionId, String csrfToken) {
    /** Without the token: what is printed by accident is harmless. */
    @Override
    public String toString() {
        return "Member[" + email + ", " + role.wireName() + "]";
    }
}
