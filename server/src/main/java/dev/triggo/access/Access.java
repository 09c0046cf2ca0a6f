package dev.triggo.access;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells who is calling. Thread-safe.
 *
 * <p>A revoked key is refused from the next request on, on other servers within a second; an expired one from the
 * moment of its expiry. Nothing about a refused credential is kept or written down, and every refusal of a text that
 * has a key's form takes the same work.
 */
public final class Access {
    private final BootstrapKeys bootstrap;
    private final Keyring keyring;
    private final LastUses lastUses;
    private final Clock clock;

    /**
     * @param clock the wall clock, for expiry
     * @param nanoTime elapsed time, as {@code System::nanoTime}, for the age of what is remembered
     */
    public Access(Database database, BootstrapKeys bootstrap, Clock clock, LongSupplier nanoTime) {
        this.bootstrap = bootstrap;
        this.keyring = new Keyring(database::read, nanoTime);
        this.lastUses = new LastUses(database);
        this.clock = clock;
    }

    /**
     * Whoever holds this credential: what stands after {@code Bearer} in the header, byte for byte. Empty when it is
     * unknown, revoked or expired, which the caller must not be told apart. Throws OVERLOADED when the store has been
     * away for a second.
     */
    public Optional<Caller> authenticate(String bearer) {
        Optional<Caller> operator = bootstrap.find(bearer);
        if (operator.isPresent()) {
            return operator.map(caller -> caller.inTier(keyring.tier(caller.workspace(), caller.tier())));
        }
        if (!Secrets.hasForm(bearer)) {
            return Optional.empty();
        }
        long now = clock.millis();
        Optional<LiveSecret> known = keyring.find(bearer, now);
        known.ifPresent(secret -> lastUses.note(secret.caller().credentialId(), now));
        return known.map(LiveSecret::caller);
    }

    /**
     * What a caller of the workspace who came in with this may do now; it stays so until the transaction is over. Empty when
     * it is no key that is in force.
     *
     * @param credentialId as {@link Caller#credentialId} says it
     */
    public Optional<Grants> hold(Transaction tx, WorkspaceId workspace, String credentialId) {
        Optional<Caller> operator = bootstrap.named(credentialId);
        return operator.isPresent()
                ? operator.map(Caller::grants)
                : KeyRows.hold(tx, workspace, credentialId, clock.millis());
    }

    /** To be called after a key was made, revoked or rotated by this server: see {@link ApiKeys}. */
    public void keysChanged() {
        keyring.changed();
    }

    /** Writes the times of last use that are due; to be called every few seconds, off the path of requests. */
    public void flushLastUsed() {
        lastUses.flush();
    }
}
