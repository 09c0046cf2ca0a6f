package dev.triggo.limits;

import dev.triggo.kernel.Hash;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Circuits in Redis: each is one hash with the times of its failures, or until when it is open and who tries it. Times are
 * Redis's own. A circuit that nobody asks after is forgotten; that is as good as closed.
 */
final class SharedCircuits implements Circuits {
    private static final String PREFIX = "triggo:circuit:";

    /** Gives {0} to go, {1} to try, {2, millis} to wait. */
    private static final RedisWindows.Script ADMIT = new RedisWindows.Script("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local till = tonumber(redis.call('HGET', KEYS[1], 'till') or '')
            if not till then return {0, 0} end
            if now < till then return {2, till - now} end
            local trial = tonumber(redis.call('HGET', KEYS[1], 'trial') or '')
            if trial and now < trial then return {2, 0} end
            redis.call('HSET', KEYS[1], 'trial', string.format('%.0f', now + ARGV[1]), 'token', ARGV[2])
            redis.call('PEXPIRE', KEYS[1], 3600000)
            return {1, 0}
            """);

    /** Counts a failure; opens the circuit when it is one too many. */
    private static final RedisWindows.Script FAIL = new RedisWindows.Script("""
            if redis.call('HEXISTS', KEYS[1], 'till') == 1 then return 0 end
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local times = {string.format('%.0f', now)}
            for at in string.gmatch(redis.call('HGET', KEYS[1], 'failures') or '', '[^ ]+') do
                if now - at < tonumber(ARGV[2]) then table.insert(times, at) end
            end
            if #times < tonumber(ARGV[1]) then
                redis.call('HSET', KEYS[1], 'failures', table.concat(times, ' '))
                redis.call('PEXPIRE', KEYS[1], ARGV[2])
                return 0
            end
            redis.call('HDEL', KEYS[1], 'failures')
            redis.call('HSET', KEYS[1], 'till', string.format('%.0f', now + ARGV[3]))
            redis.call('PEXPIRE', KEYS[1], 3600000)
            return 1
            """);

    /** What a trial has shown; not when another one has begun meanwhile. */
    private static final RedisWindows.Script TRIED = new RedisWindows.Script("""
            if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
            if ARGV[2] == 'answered' then return redis.call('DEL', KEYS[1]) end
            redis.call('HDEL', KEYS[1], 'trial', 'token')
            if ARGV[2] == 'failed' then
                local t = redis.call('TIME')
                local now = t[1] * 1000 + math.floor(t[2] / 1000)
                redis.call('HSET', KEYS[1], 'till', string.format('%.0f', now + ARGV[3]))
            end
            return 1
            """);

    private final RedisWindows redis;
    private final BooleanSupplier away;
    private final Consumer<RedisException> lost;
    private final AtomicLong tokens = new AtomicLong();

    /**
     * @param away whether Redis is known not to answer; it is not asked then
     * @param lost is told when it did not answer
     */
    SharedCircuits(RedisWindows redis, BooleanSupplier away, Consumer<RedisException> lost) {
        this.redis = redis;
        this.away = away;
        this.lost = lost;
    }

    @Override
    public @Nullable Leave admit(String line, Terms terms) {
        String token = redis.server() + ":" + tokens.incrementAndGet();
        List<Object> answer = ask(ADMIT, ScriptOutputType.MULTI, line, millis(terms.trial()), token);
        if (answer == null) {
            return null;
        }
        return switch ((int) RedisWindows.number(answer.get(0))) {
            case 0 -> new Leave.Go();
            case 1 -> new Leave.Try(token);
            default -> new Leave.Wait(Duration.ofMillis(RedisWindows.number(answer.get(1))));
        };
    }

    @Override
    public void failed(String line, Terms terms) {
        Object unused = ask(
                FAIL,
                ScriptOutputType.INTEGER,
                line,
                Integer.toString(terms.failures()),
                millis(terms.window()),
                millis(terms.pause()));
    }

    @Override
    public void tried(String line, String token, @Nullable Boolean answered, Terms terms) {
        String ending = answered == null ? "unknown" : answered ? "answered" : "failed";
        Object unused = ask(TRIED, ScriptOutputType.INTEGER, line, token, ending, millis(terms.pause()));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private <T> @Nullable T ask(RedisWindows.Script script, ScriptOutputType type, String line, String... arguments) {
        if (away.getAsBoolean()) {
            return null;
        }
        try {
            return redis.run(script, type, PREFIX + Hash.sha256Hex(line), arguments);
        } catch (RedisException fault) {
            lost.accept(fault);
            return null;
        }
    }
}
