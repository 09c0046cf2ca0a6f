package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.kernel.Problem;
import java.util.Optional;
import java.util.function.Supplier;

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

    /** Who is signed in with this cookie: empty when nobody is, now. As above otherwise. */
    default Optional<Member> member(String cookie) {
        return Optional.empty();
    }

    /** The same, for a look that is no use of the session: it does not keep it from ending. */
    default Optional<Member> glance(String cookie) {
        return member(cookie);
    }

    /**
     * Whether the one who came in with this token for this path would come in as the same again, with the same rights. Yes
     * while it can't be told: the store is away, and with it whatever there is to be seen.
     */
    default boolean stillKnows(Caller caller, String bearer, String path) {
        return isStill(caller, () -> authenticate(bearer, path));
    }

    /** The same for whoever came in with this cookie. */
    default boolean stillKnows(Caller caller, String cookie) {
        return isStill(caller, () -> glance(cookie).map(Member::caller));
    }

    private static boolean isStill(Caller caller, Supplier<Optional<Caller>> now) {
        try {
            return now.get().filter(caller::isLike).isPresent();
        } catch (Problem cannotBeTold) {
            return true;
        }
    }
}
