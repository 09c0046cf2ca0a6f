package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.Ports;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server under 70 % of the load that it can take, for as many minutes as {@code -Dminutes=} says: what it uses and how
 * quickly it answers is at the end what it was in the beginning. Prints the figures of each quarter; whole, it takes ten
 * minutes unless it is told to take a day: {@code -Dminutes=1440}.
 */
@Tag("campaign")
@Timeout(100_000)
class SoakCampaignTest {
    private static final int QUARTERS = 4;
    private static final int CALLERS = 8;
    private static final long QUARTER_MS = Scale.of(4_000, Integer.getInteger("minutes", 10) * 60_000 / QUARTERS);
    private static final Pattern USED = Pattern.compile("total [0-9]+K, used ([0-9]+)K");

    @TempDir
    Path folder;

    /** What the server held after a collection, and how many milliseconds its callers waited. */
    private record Quarter(long heapKib, long threads, long handles, int calls, double median, double slow) {
        @Override
        public String toString() {
            return "%6d calls, %6.1f ms, slowest hundredth from %6.1f ms; %6d KiB of heap, %3d threads, %3d handles"
                    .formatted(calls, median, slow, heapKib, threads, handles);
        }
    }

    @Test
    void theLastQuarterIsAsTheFirst() throws Exception {
        var flags = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms80m", "-Xmn64m");
        try (var service = new HeldService();
                var server = ServerProcess.start(
                        Ports.free(), folder, Map.of("TRIGGO_EGRESS_ALLOW", service.host()), flags)) {
            service.release();
            try (var rest = new RestClient(server.port(), ServerProcess.KEY)) {
                Chain.publish(rest, "soak", service.call("first", "/first", "{}"), """
                        {"id": "then", "type": "set", "config": {"fields": {"n": "{{run.id}}"}}}""");
            }
            double most = capacity(server.port());
            var quarters = new ArrayList<Quarter>();
            for (int i = 0; i < QUARTERS; i++) {
                Quarter quarter = live(server, 0.7 * most);
                System.out.printf("soak at %.0f a second, quarter %d: %s%n", 0.7 * most, i + 1, quarter);
                quarters.add(quarter);
            }
            Quarter first = quarters.getFirst();
            Quarter last = quarters.getLast();
            // Room for what differs by chance: a few pages of a cache, a timer's thread, a connection.
            assertTrue(last.heapKib() < 1.25 * first.heapKib() + 8_192, "memory grows: " + quarters);
            assertTrue(last.threads() < first.threads() + 16, "threads stay: " + quarters);
            assertTrue(last.handles() < first.handles() + 32, "handles stay: " + quarters);
            if (Scale.isWhole()) {
                assertTrue(last.median() < 2 * first.median() + 10, "it answers later: " + quarters);
                assertTrue(last.slow() < 3 * first.slow() + 100, "some wait longer: " + quarters);
            }
        }
    }

    private static double call(RestClient rest) {
        long began = System.nanoTime();
        Json.Obj end = rest.post(
                        "/actions/soak/run", Json.object().put("wait", 30L).build())
                .expect(200);
        assertEquals("succeeded", end.text("status"), end::write);
        return (System.nanoTime() - began) / 1e6;
    }

    /** How many it does a second, when nobody waits before the next call. The first time is for getting warm. */
    private static double capacity(int port) {
        double rate = 0;
        for (int i = 0; i < 2; i++) {
            long until = System.nanoTime() + QUARTER_MS * 1_000_000 / 4;
            long began = System.nanoTime();
            var done = Race.run(CALLERS, caller -> {
                try (var rest = new RestClient(port, ServerProcess.KEY)) {
                    int calls = 0;
                    while (System.nanoTime() < until) {
                        call(rest);
                        calls++;
                    }
                    return calls;
                }
            });
            assertEquals(List.of(), done.faults());
            rate = done.values().stream().mapToInt(Integer::intValue).sum() / ((System.nanoTime() - began) / 1e9);
        }
        return rate;
    }

    /** A quarter of the time at this rate, whether answers come or not. */
    private static Quarter live(ServerProcess server, double rate) throws Exception {
        var waited = new ConcurrentLinkedQueue<Double>();
        var faults = new ConcurrentLinkedQueue<Throwable>();
        var left = new AtomicInteger((int) Math.max(1, rate * QUARTER_MS / 1_000));
        var over = new CountDownLatch(left.get());
        try (var rest = new RestClient(server.port(), ServerProcess.KEY);
                var callers = Executors.newVirtualThreadPerTaskExecutor();
                var clock = Executors.newScheduledThreadPool(1)) {
            Runnable one = () -> {
                try {
                    waited.add(call(rest));
                } catch (RuntimeException | AssertionError fault) {
                    faults.add(fault);
                } finally {
                    over.countDown();
                }
            };
            var unused = clock.scheduleAtFixedRate(
                    () -> {
                        if (left.getAndDecrement() > 0) {
                            callers.execute(one);
                        }
                    },
                    0,
                    (long) (1e9 / rate),
                    TimeUnit.NANOSECONDS);
            assertTrue(over.await(3 * QUARTER_MS + 60_000, TimeUnit.MILLISECONDS), "it falls behind");
            clock.shutdownNow();
        }
        assertEquals(List.of(), List.copyOf(faults));
        awaitNobodyConnected(server.port());
        double[] sorted =
                waited.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        long heap = heapAfterCollection(server.pid());
        return new Quarter(
                heap,
                number(server.pid(), "Threads"),
                handles(server.pid()),
                sorted.length,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100]);
    }

    private static long number(long pid, String what) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long handles(long pid) throws IOException {
        try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        }
    }

    /** How many came at once differs by chance; what is held for them must be gone when they are. */
    private static void awaitNobodyConnected(int port) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (connections(port) > 0) {
            assertTrue(System.nanoTime() < until, () -> "connections stay though their clients are gone");
            Thread.onSpinWait();
        }
    }

    /** Those at this port that a process still has. */
    private static long connections(int port) throws IOException {
        String ours = String.format(Locale.ROOT, ":%04X", port);
        long found = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split(" +");
                boolean listens = fields[3].equals("0A");
                found += fields[1].endsWith(ours) && !listens && !fields[9].equals("0") ? 1 : 0;
            }
        }
        return found;
    }

    private static long heapAfterCollection(long pid) throws Exception {
        ask(pid, "GC.run");
        String told = ask(pid, "GC.heap_info");
        long used = USED.matcher(told)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
        assertTrue(used > 0, told);
        return used;
    }

    private static String ask(long pid, String what) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), what)
                .redirectErrorStream(true)
                .start();
        String told = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jcmd.waitFor(), told);
        return told;
    }
}
