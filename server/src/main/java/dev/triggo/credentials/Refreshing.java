package dev.triggo.credentials;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Credential;
import dev.triggo.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gets new access tokens in time. One asks, whichever server it is on, and all who wait are served by what it got: a
 * refresh token is good once with many services, and asking twice loses the connection. What the service gave is on disk
 * before anybody uses it.
 */
final class Refreshing {
    /** A token that ends sooner is not begun with. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    /** Longer than the asking takes; a server that died meanwhile stands in nobody's way for longer. */
    private static final Duration CLAIM = TokenEndpoint.PATIENCE.multipliedBy(2).plusSeconds(10);

    private static final long PAUSE_NANOS = 50_000_000;

    private final Database database;
    private final Vault vault;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    Refreshing(Database database, Vault vault, TokenEndpoint endpoint, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** A connection as it is read, opened. */
    record Known(Connection connection, Kept kept) {
        /** True when a new token can be asked for. */
        boolean canBeRenewed() {
            Grant grant = kept.grant();
            return grant != null && !grant.refreshToken().isEmpty();
        }
    }

    /** What came of it: the connection with a token that is new to the caller, or why there is none. */
    sealed interface Result {
        record Fresh(Known known) implements Result {}

        record Refused(Use.Refused refusal) implements Result {}
    }

    boolean isDue(Known known) {
        return known.canBeRenewed()
                && known.kept().credential() instanceof Credential.OAuth2 token
                && token.expiresAt() instanceof Instant end
                && end.minus(MARGIN).isBefore(clock.instant());
    }

    /** Another token than this one has. */
    Result renew(Known old) {
        ReentrantLock lock = locks.computeIfAbsent(old.connection().id(), id -> new ReentrantLock());
        lock.lock();
        try {
            return alone(old);
        } finally {
            lock.unlock();
        }
    }

    /** Within this server nobody else is at it; on another one somebody may be. */
    private Result alone(Known old) {
        long patience = System.nanoTime() + CLAIM.toNanos();
        while (System.nanoTime() - patience < 0) {
            Optional<Known> now = read(old.connection());
            if (now.isEmpty()) {
                return refused(Use.Why.NOT_ALLOWED, "The connection was deleted meanwhile.");
            }
            if (now.get().connection().state() == Connection.State.NEEDS_REAUTH) {
                return ended(old.connection(), "");
            }
            if (!now.get().kept().equals(old.kept())) {
                return new Result.Fresh(now.get());
            }
            long until = clock.millis() + CLAIM.toMillis();
            if (claimed(now.get().connection(), until)) {
                return ask(now.get(), until);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                return later(old.connection(), "The call was stopped.");
            }
        }
        return later(old.connection(), "Another server is at it.");
    }

    private boolean claimed(Connection connection, long until) {
        return database.write(tx -> ConnectionTable.claim(tx, connection, clock.millis(), until));
    }

    private Result ask(Known old, long claimedUntil) {
        Grant grant = old.kept().grant();
        if (grant == null) {
            throw new IllegalStateException("asked for what has no grant");
        }
        TokenEndpoint.Answer answer;
        try {
            answer = endpoint.ask(
                    old.connection().workspace(),
                    grant,
                    Map.of("grant_type", "refresh_token", "refresh_token", grant.refreshToken()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            answer = new TokenEndpoint.Answer.Away("The call was stopped.");
        }
        return switch (answer) {
            case TokenEndpoint.Answer.Granted granted -> keep(old, grant, granted);
            case TokenEndpoint.Answer.Refused no -> {
                database.write(tx ->
                        ConnectionTable.release(tx, old.connection(), claimedUntil, Connection.State.NEEDS_REAUTH));
                yield ended(old.connection(), " It said: " + no.error() + ".");
            }
            case TokenEndpoint.Answer.Away away -> {
                database.write(tx -> ConnectionTable.release(tx, old.connection(), claimedUntil, null));
                yield later(old.connection(), away.why());
            }
        };
    }

    /** What else of the connection was changed meanwhile stays so: what was spent is replaced wherever it still is. */
    private Result keep(Known old, Grant spent, TokenEndpoint.Answer.Granted granted) {
        while (true) {
            Optional<Known> now = read(old.connection());
            if (now.isEmpty()) {
                return refused(Use.Why.NOT_ALLOWED, "The connection was deleted meanwhile.");
            }
            Known found = now.get();
            if (!spent.equals(found.kept().grant())) {
                // Somebody has signed in anew.
                return new Result.Fresh(found);
            }
            Kept renewed = granted(found.kept(), spent, granted);
            Connection after = found.connection().refreshed();
            if (database.write(tx -> ConnectionTable.update(
                    tx, new ConnectionTable.Stored(after, Opener.seal(vault, tx, after, renewed))))) {
                return new Result.Fresh(new Known(after, renewed));
            }
        }
    }

    /** What a service gave, in the place of what there was. */
    static Kept granted(Kept before, Grant grant, TokenEndpoint.Answer.Granted granted) {
        Map<String, @Nullable Object> props =
                before.credential() instanceof Credential.OAuth2 token ? token.props() : Map.of();
        String scope = granted.scope().isEmpty() && before.credential() instanceof Credential.OAuth2 token
                ? token.scope()
                : granted.scope();
        String refresh = granted.refreshToken().isEmpty() ? grant.refreshToken() : granted.refreshToken();
        return new Kept(
                new Credential.OAuth2(granted.accessToken(), granted.tokenType(), scope, granted.expiresAt(), props),
                before.open(),
                new Grant(grant.tokenUrl(), grant.clientId(), grant.clientSecret(), refresh));
    }

    private Optional<Known> read(Connection connection) {
        WorkspaceId workspace = connection.workspace();
        return database.read(tx -> ConnectionTable.find(tx, workspace, connection.id())
                .flatMap(stored -> Opener.open(vault, tx, stored) instanceof Opener.Result.Open open
                        ? Optional.of(new Known(stored.connection(), open.kept()))
                        : Optional.empty()));
    }

    private static Result ended(Connection connection, String detail) {
        return refused(
                Use.Why.NEEDS_REAUTH,
                "The service gives no new token for the connection %s: sign in anew.%s"
                        .formatted(connection.name(), detail));
    }

    private static Result later(Connection connection, String detail) {
        return refused(
                Use.Why.LATER,
                "The token of the connection %s has ended and no new one could be had now. %s"
                        .formatted(connection.name(), detail));
    }

    private static Result refused(Use.Why reason, String why) {
        return new Result.Refused(new Use.Refused(reason, why));
    }
}
