package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.store.SteppedDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of lives of a server, each by its seed (see {@link Simulation}). One that goes wrong is lived again by
 * {@code ./dev campaign simulation -Dseed=N}.
 */
@Tag("campaign")
@Tag("alone")
@Timeout(3600)
class SimulationCampaignTest {
    private static final int WORKERS = 2;

    /** So many take less than two minutes on two quiet cores. */
    private static final int IN_CHECK = 10_000;

    @TempDir
    Path folder;

    @Test
    void noSeedBreaksWhatMustHold() throws Exception {
        Long one = Long.getLong("seed");
        long seeds = one != null
                ? 1
                : Integer.getInteger("seeds", "full".equals(System.getProperty("campaign.scale")) ? 100_000 : IN_CHECK);
        long from = one != null ? one : 1;
        var failed = new AtomicBoolean();
        var points = new TreeMap<String, Integer>();
        try (var egress = new Egress(EgressSettings.of("", List.of()), HostResolver.system());
                var sandbox = new Sandbox();
                var threads = Executors.newFixedThreadPool(WORKERS)) {
            var kinds =
                    new NodeKinds(new Connectors(egress, workspace -> EgressRules.NONE, Clock.systemUTC()), sandbox);
            var workers = new java.util.ArrayList<Callable<Map<String, Integer>>>();
            for (int i = 0; i < WORKERS; i++) {
                int worker = i;
                workers.add(() -> live(worker, from, seeds, kinds, failed));
            }
            for (var done : threads.invokeAll(workers)) {
                if (done.state() == java.util.concurrent.Future.State.FAILED) {
                    throw new AssertionError(done.exceptionNow().getMessage(), done.exceptionNow());
                }
                done.get().forEach((point, count) -> points.merge(point, count, Integer::sum));
            }
        }
        System.out.println(seeds + " seeds; the server died " + points);
        if (seeds >= 10_000) {
            for (String point : List.of("K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K14")) {
                int deaths = points.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(point + " "))
                        .mapToInt(Map.Entry::getValue)
                        .sum();
                assertTrue(deaths >= 100, "only " + deaths + " deaths at " + point);
            }
        }
    }

    private Map<String, Integer> live(int worker, long from, long seeds, NodeKinds kinds, AtomicBoolean failed)
            throws Exception {
        var points = new TreeMap<String, Integer>();
        try (var database = SteppedDatabase.open(folder.resolve("worker" + worker))) {
            for (long seed = from + worker; seed < from + seeds && !failed.get(); seed += WORKERS) {
                try {
                    new Simulation(seed, database, kinds, points).play();
                } catch (Throwable fault) {
                    failed.set(true);
                    throw new AssertionError(
                            "seed " + seed + ": " + fault.getMessage()
                                    + "; live it again: ./dev campaign simulation -Dseed=" + seed,
                            fault);
                }
            }
        }
        return points;
    }
}
