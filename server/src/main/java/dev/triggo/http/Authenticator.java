package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.kernel.WorkspaceId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The question that this package asks of whoever keeps the keys; answered by the wiring. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Who holds this bearer token: empty when nobody does, now. May block. Throws a Problem when it can't be told
     * (the store is away), never to say no.
     */
    Optional<Caller> authenticate(String bearer);

    /** The same for a call of this path: a token may be for some doors only, and is nobody's at the others. */
    default Optional<Caller> authenticate(String bearer, String path) {
        return authenticate(bearer);
    }

    /** False when the workspace is known to be deleted; null is nobody's. Must not block: live streams ask it often. */
    default boolean stands(@Nullable WorkspaceId workspace) {
        return true;
    }

    /** Who is signed in with this cookie: empty when nobody is, now. As above otherwise. */
    default Optional<Member> member(String cookie) {
        return Optional.empty();
    }
}
