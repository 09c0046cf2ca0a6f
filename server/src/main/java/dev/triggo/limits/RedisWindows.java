package dev.triggo.limits;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The accepted requests of each unit as a sorted set in Redis, shared by all servers. One script decides and counts, so
 * that no two decisions overlap; the time is Redis's own, and each request is a member of its own.
 *
 * <p>Every method throws a {@code RedisException} of the library when Redis is away, slow, read-only or full. Nothing is
 * ever queued for a Redis that is away.
 */
final class RedisWindows implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);

    /**
     * Takes a place of the window if there is one. Times are microseconds; a clock that went back stands still until it is
     * where it was.
     */
    private static final Script TAKE = new Script("""
            local t = redis.call('TIME')
            local now = t[1] * 1000000 + t[2]
            local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
            if last[2] and tonumber(last[2]) > now then now = tonumber(last[2]) end
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - 60000000))
            local count = redis.call('ZCARD', KEYS[1])
            local limit = tonumber(ARGV[1])
            local allowed = 0
            if count < limit then
                redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[2])
                redis.call('PEXPIRE', KEYS[1], 61000)
                count = count + 1
                allowed = 1
            end
            local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
            local leaving = oldest
            if allowed == 0 then
                leaving = redis.call('ZRANGE', KEYS[1], count - limit, count - limit, 'WITHSCORES')
            end
            return {allowed, count, string.format('%.0f', now), oldest[2], leaving[2]}
            """);

    /** What is counted of a window, which stays as it is. */
    private static final Script LOOK = new Script("""
            local t = redis.call('TIME')
            local now = t[1] * 1000000 + t[2]
            local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
            if last[2] and tonumber(last[2]) > now then now = tonumber(last[2]) end
            local from = string.format('(%.0f', now - 60000000)
            local oldest = redis.call('ZRANGEBYSCORE', KEYS[1], from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
            return {redis.call('ZCOUNT', KEYS[1], from, '+inf'), oldest[2] or '0'}
            """);

    /** Says that this server lives; gives how many do. A write, so that a Redis that only reads shows here too. */
    private static final Script BEAT = new Script("""
            local t = redis.call('TIME')
            redis.call('ZADD', KEYS[1], t[1], ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', t[1] - 15)
            redis.call('EXPIRE', KEYS[1], 60)
            return redis.call('ZCARD', KEYS[1])
            """);

    private static final String SERVERS = "triggo:servers";

    private final RedisClient client;
    private final String server;
    private final AtomicLong requests = new AtomicLong();
    private @Nullable StatefulRedisConnection<String, String> connection;

    /** A script, and the name that Redis gives it once it has seen it. */
    record Script(String text, String digest) {
        Script(String text) {
            this(text, io.lettuce.core.codec.Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * @param server an id of this server that no other one has
     * @param patience how long a decision waits for Redis
     */
    RedisWindows(RedisURI address, String server, Duration patience) {
        this.server = server;
        client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_PATIENCE).build())
                .timeoutOptions(TimeoutOptions.enabled(patience))
                .build());
    }

    Allowance take(String unit, int limit) {
        List<Object> answer = run(
                TAKE,
                ScriptOutputType.MULTI,
                "triggo:rate:" + unit,
                Integer.toString(limit),
                server + ":" + requests.incrementAndGet());
        boolean allowed = number(answer.get(0)) == 1;
        long count = number(answer.get(1));
        long now = number(answer.get(2));
        long leavesIn = number(answer.get(4)) + Window.LENGTH_MILLIS * 1000 - now;
        return new Allowance(
                allowed,
                limit,
                (int) Math.max(0, limit - count),
                Math.ceilDiv(number(answer.get(3)) + Window.LENGTH_MILLIS * 1000, 1_000_000L),
                allowed ? 0 : Math.max(1, Math.ceilDiv(leavesIn, 1_000_000L)));
    }

    Used look(String unit) {
        List<Object> answer = run(LOOK, ScriptOutputType.MULTI, "triggo:rate:" + unit);
        int count = (int) number(answer.get(0));
        return count == 0
                ? Used.NOTHING
                : new Used(count, Math.ceilDiv(number(answer.get(1)) + Window.LENGTH_MILLIS * 1000, 1_000_000L));
    }

    /** How many servers have said in the last 15 seconds that they live, this one included. */
    int beat() {
        Long servers = run(BEAT, ScriptOutputType.INTEGER, SERVERS, server);
        return (int) Math.max(1, servers);
    }

    String server() {
        return server;
    }

    <T> T run(Script script, ScriptOutputType type, String key, String... arguments) {
        var commands = connection().sync();
        String[] keys = {key};
        try {
            return commands.evalsha(script.digest(), type, keys, arguments);
        } catch (RedisNoScriptException unknown) {
            return commands.eval(script.text(), type, keys, arguments);
        }
    }

    /** Connected once; from then on the library connects again by itself. */
    private synchronized StatefulRedisConnection<String, String> connection() {
        if (connection == null) {
            connection = client.connect(StringCodec.UTF8);
        }
        return connection;
    }

    static long number(Object answer) {
        return answer instanceof Long whole ? whole : (long) Double.parseDouble(answer.toString());
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
