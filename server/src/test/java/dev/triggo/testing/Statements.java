package dev.triggo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What is asked of the store for the sake of something: which statements, and how often each. */
public final class Statements extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    /** What the server does besides does not fall into all of them. */
    private static final int ROUNDS = 3;

    private static final int COMPARISONS = 10;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private long counted;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Set<String> executed = ConcurrentHashMap.newKeySet();
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.triggo.store.Session");

    public Statements() {
        start();
        log.setAdditive(false);
        log.setLevel(Level.TRACE);
        log.addAppender(this);
    }

    /** Each of those that were asked since, once, without what came of it. */
    public Set<String> all() {
        return new TreeSet<>(executed);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String statement = event.getFormattedMessage();
        if (event.getMessage().equals("{}")) {
            executed.add(statement);
        }
        // That somebody came is noted once in a while, whatever they ask for.
        if (!statement.startsWith("UPDATE people_sessions SET last_seen_at")) {
            heard.add(statement);
        }
    }

    /** Does it a few times, and gives what each time asked of the store. */
    public Map<String, Long> of(Runnable what) {
        Map<String, Long> common = null;
        for (int round = 0; round < ROUNDS; round++) {
            heard.clear();
            what.run();
            var now = new TreeMap<String, Long>();
            heard.forEach(statement -> now.merge(statement, 1L, Long::sum));
            if (common == null) {
                common = now;
            } else {
                common.keySet().retainAll(now.keySet());
                common.replaceAll((statement, times) -> Math.min(times, now.get(statement)));
            }
        }
        return common;
    }

    /** Does something that does not come to its end by itself, and comes back once a statement with this in it was asked for. */
    public void until(String part, Runnable begin) {
        heard.clear();
        begin.run();
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (heard.stream().noneMatch(statement -> statement.contains(part))) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not asked for: " + part);
            }
            Thread.onSpinWait();
        }
    }

    /** Were more asked for the sake of the one than of the other, the time that it takes would tell them apart. */
    public void areTheSame(String what, Runnable one, Runnable other) {
        Map<String, Long> asked = of(one);
        Map<String, Long> compared = of(other);
        // A write that is refused is tried once more when it shared a commit with another: what is the same every time
        // counts.
        for (int again = 0; again < COMPARISONS && !compared.equals(asked); again++) {
            asked = of(one);
            compared = of(other);
        }
        assertEquals(compared, asked, what);
        counted += asked.values().stream().mapToLong(times -> times).sum();
    }

    /** How many were compared. */
    public long counted() {
        return counted;
    }

    @Override
    public void close() {
        log.detachAppender(this);
        log.setLevel(null);
        log.setAdditive(true);
    }
}
