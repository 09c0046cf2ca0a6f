package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import java.util.Optional;

/** The question that this package asks of whoever keeps the keys; answered by the wiring. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Who holds this bearer token: empty when nobody does, now. May block. Throws a Problem when it can't be told
     * (the store is away), never to say no.
     */
    Optional<Caller> authenticate(String bearer);

    /** Who is signed in with this cookie: empty when nobody is, now. As above otherwise. */
    default Optional<Member> member(String cookie) {
        return Optional.empty();
    }
}
