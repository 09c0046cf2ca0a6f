package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Server and PostgreSQL die in the same moment, under load, over and over, as when a machine loses its power. The database
 * is set not to wait for the disk, as whoever runs it may have set it. All that was answered 2xx is there and ends well.
 */
@Tag("campaign")
@Timeout(3600)
class PowerCutCampaignTest {
    private static final int CUTS = Scale.of(3, 200);
    private static final Duration AT_MOST = Scale.atMost(50);
    private static final int CALLERS = 4;
    private static final int BETWEEN_CUTS = 40;

    @TempDir
    Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void whatWasAcknowledgedIsThereAfterwards() throws Exception {
        long began = System.nanoTime();
        try (var service = new HeldService()) {
            int cuts = 0;
            for (; cuts < CUTS && System.nanoTime() - began < AT_MOST.toNanos(); cuts++) {
                try (var postgres = postgres()) {
                    live(postgres, service, cuts == 0);
                }
                if (cuts % 25 == 24) {
                    System.out.printf("power cuts so far: %d, %d runs acknowledged%n", cuts + 1, acknowledged.size());
                }
            }
            int expected = cuts * BETWEEN_CUTS;
            assertTrue(acknowledged.size() >= expected, () -> acknowledged.size() + " were acknowledged");
            try (var postgres = postgres();
                    var server = ServerProcess.start(folder, settings(postgres, service))) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                for (String run : acknowledged) {
                    Json.Obj end = rest.get("/runs/" + run + "?wait=60").expect(200);
                    assertEquals("succeeded", end.text("status"), end::write);
                }
                var doctor = ServerProcess.command(folder, settings(postgres, service), "doctor", "--journal");
                assertTrue(doctor.awaitEnd(Duration.ofSeconds(60)), "the journal takes too long");
                assertEquals(0, doctor.exitCode(), () -> "the journal is not whole: " + folder.resolve("server.out"));
            }
            System.out.printf("power cuts: %d, %d runs acknowledged, 0 lost%n", cuts, acknowledged.size());
        }
    }

    private EmbeddedPostgres postgres() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(Ports.free())
                .setPGStartupWait(Duration.ofMinutes(2))
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("wal_writer_delay", "10s")
                .start();
    }

    private static Map<String, String> settings(EmbeddedPostgres postgres, HeldService service) {
        return Map.of(
                "DATABASE_URL",
                "postgres://postgres:postgres@localhost:" + postgres.getPort() + "/postgres",
                "ENCRYPTION_KEY",
                "0123456789abcdef".repeat(4),
                "TRIGGO_EGRESS_ALLOW",
                service.host());
    }

    private void live(EmbeddedPostgres postgres, HeldService service, boolean first) throws Exception {
        var server = ServerProcess.start(folder, settings(postgres, service));
        var callers = new ArrayList<Thread>();
        try {
            if (first) {
                Chain.publish(
                        new RestClient(server.port(), ServerProcess.KEY),
                        "calls",
                        service.call("first", "/first", "{}"),
                        service.call("second", "/second", "{}"));
            }
            int before = acknowledged.size();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofVirtual().start(() -> call(server.port())));
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (acknowledged.size() < before + BETWEEN_CUTS) {
                assertTrue(System.nanoTime() < until, "nothing is accepted");
                Thread.onSpinWait();
            }
            cutThePower(server, folder.resolve("postgres"));
        } finally {
            server.kill();
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }

    private void call(int port) {
        var rest = new RestClient(port, ServerProcess.KEY);
        try {
            while (true) {
                RestClient.Answer answer = rest.post("/actions/calls/run", Json.EMPTY_OBJECT);
                if (answer.status() == 202) {
                    acknowledged.add(String.valueOf(answer.body().text("runId")));
                }
            }
        } catch (UncheckedIOException dead) {
            return;
        }
    }

    private static void cutThePower(ServerProcess server, Path data) throws Exception {
        long postmaster = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        ProcessHandle database = ProcessHandle.of(postmaster).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(database.descendants().toList());
        all.addFirst(database);
        all.addFirst(ProcessHandle.of(server.pid()).orElseThrow());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
