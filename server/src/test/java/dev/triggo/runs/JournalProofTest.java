package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.journal.JournalCheck;
import dev.triggo.journal.JournalDigests;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The journal proves itself: nothing that is done to the store behind the server's back goes unseen. */
class JournalProofTest {
    static final byte[] SECRET = new byte[32];
    private static final String TOKEN = "a-token-of-no-known-shape";

    @TempDir
    Path folder;

    /** Undoes what a test did to the store. */
    static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Believes whatever the events say. */
    static final class Blind implements JournalCheck.Reader {
        @Override
        public void begin(RunId run) {}

        @Override
        public void event(RecordedEvent event) {}

        @Override
        public String end() {
            return null;
        }

        @Override
        public List<JournalCheck.Fault> strays() {
            return List.of();
        }
    }

    private JournalCheck.Report proof(RunsWorld world) {
        return proof(world, folder);
    }

    static JournalCheck.Report proof(RunsWorld world, Path folder) {
        var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
        return world.test().database().snapshot(tx -> check.check(tx, new RunRebuild(tx, world.surroundings())));
    }

    private JournalDigests digests(RunsWorld world, Clock clock) {
        return digests(world, folder, clock);
    }

    static JournalDigests digests(RunsWorld world, Path folder, Clock clock) {
        return new JournalDigests(folder, SECRET, world.journal, clock);
    }

    static void someRuns(RunsWorld world) throws InterruptedException {
        world.failFirst("/down", 99);
        world.answer("/token", "{\"access_token\":\"" + TOKEN + "\"}");
        String set =
                "{\"id\":\"set_1\",\"type\":\"set\",\"config\":{\"fields\":{\"twice\":\"{{input.n}}{{input.n}}\"}}}";
        for (int i = 0; i < 2; i++) {
            world.run(world.chain("pure", set));
            world.run(world.chain(
                    "posts",
                    world.call("a", "POST", "/ok", "{}"),
                    world.call("b", "POST", "/token", "{}"),
                    world.call("c", "POST", "/ok", "{}")));
            world.run(world.chain("fails", world.call("d", "POST", "/down", "{}")));
            world.run(RunsWorld.dry(world.chain("dry", world.call("e", "POST", "/ok", "{}"))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRunIsRebuiltFromItsEvents(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            someRuns(world);
            JournalDigests digests = digests(world, Clock.systemUTC());
            new Digesting(world.test().database(), digests).sign();
            JournalCheck.Report report = proof(world);
            assertEquals(List.of(), report.faults());
            assertEquals(8, report.runs());
            assertEquals(1, report.digests());
            assertTrue(report.events() > 50);
            // And a row that says something else is seen.
            for (String change : List.of(
                    "UPDATE runs SET status = 'cancelled' WHERE id = ?",
                    "UPDATE runs SET finished_at = finished_at + 1 WHERE id = ?",
                    "UPDATE runs SET source = 'webhook' WHERE id = ?",
                    "DELETE FROM runs WHERE id = ?")) {
                tampered(world, tx -> tx.update(change, aRun(tx)));
            }
            tampered(
                    world,
                    tx -> tx.update(
                            "INSERT INTO runs (id, workspace_id, workflow_id, version, status, source, person_id,"
                                    + " credential, created_at) VALUES ('zz', 'w', 'w', 1, 'running', 'action', 'p', 'c', 1)"));
        }
    }

    private static String aRun(Transaction tx) {
        return tx.first("SELECT id FROM runs ORDER BY id", row -> row.text("id"))
                .orElseThrow();
    }

    /** Does this to the store, and demands that the check with the whole reader finds something; then it is undone. */
    private void tampered(RunsWorld world, Consumer<Transaction> what) {
        assertThrows(
                Undo.class,
                () -> world.test().database().write(tx -> {
                    what.accept(tx);
                    var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
                    assertFalse(check.check(tx, new RunRebuild(tx, world.surroundings()))
                            .faults()
                            .isEmpty());
                    throw new Undo();
                }));
    }

    @ParameterizedTest
    @EnumSource
    void noKindOfTamperingIsMissed(TestDatabase.Kind kind) throws Exception {
        int times = kind == TestDatabase.Kind.SQLITE ? 200 : 30;
        try (var world = new RunsWorld(kind)) {
            someRuns(world);
            new Digesting(world.test().database(), digests(world, Clock.systemUTC())).sign();
            var random = new Random(11);
            Map<String, Consumer<Tampering>> kinds = Map.of(
                    "one byte changed", Tampering::changeAByte,
                    "a record removed", Tampering::removeARecord,
                    "two swapped", Tampering::swapTwo,
                    "one inserted", Tampering::insertOne,
                    "the tail cut", Tampering::cutTheTail,
                    "the chain recomputed", Tampering::recomputeTheChain,
                    "a whole run removed", Tampering::removeARun);
            kinds.forEach((name, tampering) -> {
                for (int i = 0; i < times; i++) {
                    assertThrows(
                            Undo.class,
                            () -> world.test().database().write(tx -> {
                                Tampering.allowEverything(tx, kind);
                                var attack = new Tampering(tx, random);
                                tampering.accept(attack);
                                var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
                                List<JournalCheck.Fault> faults =
                                        check.check(tx, new Blind()).faults();
                                assertFalse(faults.isEmpty(), name + " was missed: " + attack.what);
                                assertEquals(attack.run, faults.getFirst().run(), name + ": " + faults);
                                throw new Undo();
                            }));
                }
            });
            assertEquals(List.of(), proof(world).faults());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDigestThatWasChangedCutOutOrSignedWithAnotherKeyShows(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            JournalDigests digests = digests(world, Clock.systemUTC());
            var signing = new Digesting(world.test().database(), digests);
            for (int i = 0; i < 3; i++) {
                someRuns(world);
                signing.sign();
            }
            signing.sign();
            assertEquals(3, proof(world).digests());
            Path file;
            try (var files = Files.list(folder)) {
                file = files.toList().getFirst();
            }
            List<String> lines = Files.readAllLines(file);
            assertFaults(world, file, List.of(lines.get(0), lines.get(2)));
            assertFaults(world, file, List.of(lines.get(1), lines.get(2)));
            assertFaults(
                    world, file, List.of(lines.get(0), lines.get(1).replace("\"seq\":", "\"seq\":1"), lines.get(2)));
            var other = JournalCheck.of(new JournalCheck.Digests(folder, new byte[] {1, 2, 3}));
            assertFalse(world.test()
                    .database()
                    .snapshot(tx -> other.check(tx, new Blind()))
                    .faults()
                    .isEmpty());
            // A line that was cut off by a crash was never relied on; the next one is written in its place.
            Files.writeString(file, String.join("\n", lines) + "\n{\"n\":4,\"at\":\"2026");
            assertEquals(List.of(), proof(world).faults());
            someRuns(world);
            new Digesting(world.test().database(), digests(world, Clock.systemUTC())).sign();
            assertEquals(List.of(), proof(world).faults());
            assertEquals(4, proof(world).digests());
        }
    }

    private void assertFaults(RunsWorld world, Path file, List<String> lines) throws IOException {
        List<String> before = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", lines) + "\n");
        assertFalse(proof(world).faults().isEmpty());
        Files.writeString(file, String.join("\n", before) + "\n");
        assertEquals(List.of(), proof(world).faults());
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCommittedAndNotSignedBeforeACrashIsSignedAfterIt(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            someRuns(world);
            world.restart();
            world.restartWithAnotherKey();
            new Digesting(world.test().database(), digests(world, Clock.systemUTC())).sign();
            assertThrows(
                    Undo.class,
                    () -> world.test().database().write(tx -> {
                        Tampering.allowEverything(tx, kind);
                        new Tampering(tx, new Random(1)).removeARun();
                        var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
                        assertFalse(check.check(tx, new Blind()).faults().isEmpty());
                        throw new Undo();
                    }));
        }
    }
}
