package dev.triggo.limits;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request rate over all servers that share a Redis: in any 60 seconds a unit gets at most its limit, whichever
 * server it asks. Thread-safe.
 *
 * <p>While Redis is away, slow, read-only or full, each server holds the unit to the limit divided by the servers that were
 * alive, counting what it has let through itself in the last 60 seconds; nobody is refused for Redis's sake, and no
 * request waits for it. For 60 seconds after its return both must agree, so that what was let through meanwhile counts.
 */
public final class SharedLimits implements RequestLimits {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLimits.class);
    private static final long BEAT_MILLIS = 1_000;

    /** A request waits for Redis no longer than this; then it is decided without. */
    static final Duration PATIENCE = Duration.ofMillis(80);

    private final RedisWindows redis;
    private final Limits own;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService heart;
    private final AtomicLong decidedWithout = new AtomicLong();
    private volatile int servers = 1;
    private volatile boolean away = true;
    private volatile long backSinceNanos;
    private volatile boolean wasAway;

    /**
     * A Redis that is away stops no start; it is looked for every second.
     *
     * @param redisUrl as {@code redis://user:password@host:port/0}, {@code rediss://} for TLS
     * @param server an id of this server that no other one has
     * @param own what is counted here; see there for the clock that it wants
     * @throws IllegalArgumentException for an address that cannot be read, without showing it
     */
    public SharedLimits(String redisUrl, String server, Limits own, LongSupplier nanoTime) {
        this(new RedisWindows(address(redisUrl), server, PATIENCE), own, nanoTime);
    }

    SharedLimits(RedisWindows redis, Limits own, LongSupplier nanoTime) {
        this.redis = redis;
        this.own = own;
        this.nanoTime = nanoTime;
        this.heart = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("redis-heart").factory());
        beat();
        var _ = heart.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    static RedisURI address(String redisUrl) {
        try {
            return RedisURI.create(redisUrl);
        } catch (IllegalArgumentException unreadable) {
            // The library's message shows the address, which may hold a password.
            throw new IllegalArgumentException(
                    "REDIS_URL: not an address of the form redis://host:port, rediss://host:port or redis://host:port/0, with"
                            + " user:password@ before the host where it asks for them. Correct it, or leave it out to count"
                            + " in this process alone.");
        }
    }

    @Override
    public Allowance take(String unit, int limitPerMinute) {
        if (away) {
            return without(unit, limitPerMinute);
        }
        Allowance shared;
        try {
            shared = redis.take(unit, limitPerMinute);
        } catch (RedisException lost) {
            lose(lost);
            return without(unit, limitPerMinute);
        }
        if (!shared.allowed()) {
            return shared;
        }
        if (isFreshlyBack()) {
            Allowance mine = own.take(unit, share(limitPerMinute));
            return mine.allowed() ? shared : ofAll(mine, limitPerMinute);
        }
        own.count(unit);
        return shared;
    }

    @Override
    public Circuits circuits() {
        return new SharedCircuits(redis, this::isWithoutRedis, this::lose);
    }

    @Override
    public Used look(String unit) {
        if (away) {
            return own.look(unit);
        }
        try {
            return redis.look(unit);
        } catch (RedisException lost) {
            lose(lost);
            return own.look(unit);
        }
    }

    private boolean isFreshlyBack() {
        return wasAway && nanoTime.getAsLong() - backSinceNanos < TimeUnit.MILLISECONDS.toNanos(Window.LENGTH_MILLIS);
    }

    private Allowance without(String unit, int limitPerMinute) {
        decidedWithout.incrementAndGet();
        return ofAll(own.take(unit, share(limitPerMinute)), limitPerMinute);
    }

    private int share(int limit) {
        return Math.max(1, limit / servers);
    }

    /** The caller sees the limit that it has, not this server's share of it. */
    private static Allowance ofAll(Allowance mine, int limit) {
        return new Allowance(
                mine.allowed(), limit, mine.remaining(), mine.resetEpochSeconds(), mine.retryAfterSeconds());
    }

    private void beat() {
        try {
            int seen = redis.beat();
            // A Redis that came back empty has not heard of all of them yet.
            servers = away || isFreshlyBack() ? Math.max(servers, seen) : seen;
            if (away) {
                backSinceNanos = nanoTime.getAsLong();
                away = false;
                LOG.info("request limits are counted in Redis, over {} servers", servers);
            }
        } catch (RedisException lost) {
            lose(lost);
        }
    }

    private synchronized void lose(RedisException why) {
        wasAway = true;
        if (!away) {
            away = true;
            LOG.warn(
                    "Redis does not answer ({}); until it does, request limits are counted here, divided by {} servers,"
                            + " and each server leaves alone what failed here",
                    why.getClass().getSimpleName(),
                    servers);
        }
    }

    /** True while requests are counted without Redis. */
    public boolean isWithoutRedis() {
        return away;
    }

    /** How many servers were alive when Redis last answered. */
    int servers() {
        return servers;
    }

    /** How many requests were decided without Redis since the start. */
    public long decidedWithoutRedis() {
        return decidedWithout.get();
    }

    /** For whoever looks after the machine: null when this Redis can be used, else why not, without the address. */
    public static @Nullable String fault(String redisUrl) {
        try (var windows = new RedisWindows(address(redisUrl), "doctor", Duration.ofSeconds(2))) {
            windows.beat();
            return null;
        } catch (RedisException | IllegalArgumentException fault) {
            return fault instanceof RedisException
                    ? "Redis does not answer or does not take writes ("
                            + fault.getClass().getSimpleName() + ")"
                    : fault.getMessage();
        }
    }

    @Override
    public void close() {
        heart.shutdownNow();
        redis.close();
    }
}
