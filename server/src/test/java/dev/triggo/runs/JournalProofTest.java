package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.journal.JournalCheck;
import dev.triggo.journal.JournalDigests;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The journal proves itself: nothing that is done to the store behind the server's back goes unseen. */
class JournalProofTest {
    private static final byte[] SECRET = new byte[32];
    private static final String TOKEN = "a-token-of-no-known-shape";

    @TempDir
    Path folder;

    private record Commit(String run, long first, long last, String events, String hash) {
        static Commit of(Row row) {
            return new Commit(
                    row.text("run_id"),
                    row.number("first_seq"),
                    row.number("last_seq"),
                    row.text("events"),
                    row.text("hash"));
        }

        List<String> lines() {
            return ((Json.Arr) Json.parse(events))
                    .items().stream().map(Json::write).toList();
        }
    }

    /** Undoes what a test did to the store. */
    private static final class Undo extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Believes whatever the events say. */
    private static final class Blind implements JournalCheck.Reader {
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
        var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
        return world.test().database().snapshot(tx -> check.check(tx, new RunRebuild(tx, world.surroundings())));
    }

    private JournalDigests digests(RunsWorld world, Clock clock) {
        return new JournalDigests(folder, SECRET, world.journal, clock);
    }

    private static void someRuns(RunsWorld world) throws InterruptedException {
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
                                allowEverything(tx, kind);
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

    private static void allowEverything(Transaction tx, TestDatabase.Kind kind) {
        switch (kind) {
            case SQLITE -> {
                tx.update("DROP TRIGGER journal_commits_no_update");
                tx.update("DROP TRIGGER journal_commits_no_delete");
            }
            case POSTGRES -> tx.update("ALTER TABLE journal_commits DISABLE TRIGGER USER");
        }
    }

    /** Somebody with all rights on the store, and without our key. */
    private static final class Tampering {
        private final Transaction tx;
        private final Random random;
        private final List<Commit> commits;
        String run = "";
        String what = "";

        Tampering(Transaction tx, Random random) {
            this.tx = tx;
            this.random = random;
            this.commits = tx.list(
                    "SELECT run_id, first_seq, last_seq, events, hash FROM journal_commits ORDER BY run_id, first_seq",
                    Commit::of);
        }

        private Commit any() {
            Commit commit = commits.get(random.nextInt(commits.size()));
            run = commit.run();
            return commit;
        }

        private List<Commit> of(String id) {
            return commits.stream().filter(commit -> commit.run().equals(id)).toList();
        }

        private void write(Commit commit, List<String> lines) {
            what = commit + " became " + lines;
            tx.update(
                    "UPDATE journal_commits SET events = ? WHERE run_id = ? AND first_seq = ?",
                    "[" + String.join(",", lines) + "]",
                    commit.run(),
                    commit.first());
        }

        private void delete(Commit commit) {
            what += " deleted " + commit;
            tx.update("DELETE FROM journal_commits WHERE run_id = ? AND first_seq = ?", commit.run(), commit.first());
        }

        void changeAByte() {
            Commit commit = any();
            if (random.nextInt(8) == 0) {
                String hash = (commit.hash().charAt(0) == '0' ? '1' : '0')
                        + commit.hash().substring(1);
                tx.update(
                        "UPDATE journal_commits SET hash = ? WHERE run_id = ? AND first_seq = ?",
                        hash,
                        commit.run(),
                        commit.first());
                return;
            }
            var text = new StringBuilder(commit.events());
            int at = random.nextInt(text.length());
            text.setCharAt(at, (char) (text.charAt(at) ^ 1));
            what = "byte " + at + " of " + commit;
            tx.update(
                    "UPDATE journal_commits SET events = ? WHERE run_id = ? AND first_seq = ?",
                    text.toString(),
                    commit.run(),
                    commit.first());
        }

        void removeARecord() {
            Commit commit = any();
            var lines = new ArrayList<>(commit.lines());
            if (random.nextBoolean() || lines.size() < 2) {
                delete(commit);
            } else {
                lines.remove(random.nextInt(lines.size()));
                write(commit, lines);
            }
        }

        void swapTwo() {
            Commit commit = any();
            while (commit.lines().size() < 2) {
                commit = any();
            }
            var lines = new ArrayList<>(commit.lines());
            int one = random.nextInt(lines.size() - 1);
            lines.add(one, lines.remove(one + 1));
            write(commit, lines);
        }

        void insertOne() {
            Commit commit = any();
            String forged = "{\"seq\":" + (commit.last() + 1) + ",\"type\":\"run_started\",\"at\":1}";
            if (random.nextBoolean()) {
                var lines = new ArrayList<>(commit.lines());
                lines.add(random.nextInt(lines.size() + 1), forged);
                write(commit, lines);
            } else {
                List<Commit> all = of(commit.run());
                long seq = all.getLast().last() + 1;
                tx.update(
                        "INSERT INTO journal_commits (run_id, first_seq, last_seq, events, hash) VALUES (?, ?, ?, ?, ?)",
                        commit.run(),
                        seq,
                        seq,
                        "[" + forged + "]",
                        commit.hash());
            }
        }

        void cutTheTail() {
            Commit commit = any();
            List<Commit> all = of(commit.run());
            Commit last = all.getLast();
            if (all.size() > 1 && random.nextBoolean()) {
                delete(last);
                return;
            }
            List<String> lines =
                    last.lines().subList(0, random.nextInt(last.lines().size()));
            if (lines.isEmpty()) {
                delete(last);
                return;
            }
            write(last, lines);
            rehash(commit.run());
        }

        void recomputeTheChain() {
            Commit commit = any();
            var lines = new ArrayList<>(commit.lines());
            int at = random.nextInt(lines.size());
            Json.Obj event = (Json.Obj) Json.parse(lines.get(at));
            lines.set(at, event.with("at", Json.of(random.nextInt(1000))).write());
            write(commit, lines);
            rehash(commit.run());
        }

        void removeARun() {
            String id = any().run();
            of(id).forEach(this::delete);
            tx.update("DELETE FROM runs WHERE id = ?", id);
        }

        /** Makes the chain of a run fit what it holds now, as the server would have. */
        private void rehash(String id) {
            String hash = Hash.sha256Hex(id);
            for (Commit commit : tx.list(
                    "SELECT run_id, first_seq, last_seq, events, hash FROM journal_commits WHERE run_id = ?"
                            + " ORDER BY first_seq",
                    Commit::of,
                    id)) {
                for (String line : commit.lines()) {
                    hash = HexFormat.of()
                            .formatHex(Hash.sha256(
                                    hash.getBytes(StandardCharsets.US_ASCII), line.getBytes(StandardCharsets.UTF_8)));
                }
                tx.update(
                        "UPDATE journal_commits SET hash = ?, last_seq = ? WHERE run_id = ? AND first_seq = ?",
                        hash,
                        commit.first() + commit.lines().size() - 1,
                        id,
                        commit.first());
            }
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
                        allowEverything(tx, kind);
                        new Tampering(tx, new Random(1)).removeARun();
                        var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
                        assertFalse(check.check(tx, new Blind()).faults().isEmpty());
                        throw new Undo();
                    }));
        }
    }

    @ParameterizedTest
    @EnumSource
    void retiredRunsAreGoneAndTheProofStillHolds(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            someRuns(world);
            RunId kept = world.run(
                            RunsWorld.keyed(world.chain("keyed", world.call("k", "POST", "/ok", "{}")), "k", "f", null))
                    .id();
            var later = new TestClock(
                    Clock.systemUTC().millis() + Duration.ofDays(40).toMillis());
            JournalDigests digests = digests(world, later);
            new Digesting(world.test().database(), digests).sign();
            var own = new Retention.Days(30, Map.of(RunsWorld.WORKSPACE, 0));
            assertEquals(0, new Retention(world.test().database(), digests, own, later).retire());
            assertEquals(
                    0, new Retention(world.test().database(), digests, Retention.Days.of("60, w2=1"), later).retire());
            // While others are under way, and one has not ended.
            RunId open = world.runs
                    .accept(world.chain("open", world.call("h", "POST", "/hang", "{}")), Duration.ZERO, null)
                    .run()
                    .id();
            world.awaitCall("/hang");
            Thread busy = Thread.ofVirtual().start(() -> {
                try {
                    someRuns(world);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
            int retired = new Retention(world.test().database(), digests, Retention.Days.of("30"), later).retire();
            busy.join();
            assertTrue(retired >= 9, retired + " were retired");
            new Digesting(world.test().database(), digests).sign();
            assertEquals(List.of(), proof(world).faults());
            new Retention(world.test().database(), digests, Retention.Days.of("30"), later).retire();
            for (String left : List.of(
                    "SELECT COUNT(*) AS n FROM run_idempotency",
                    "SELECT COUNT(*) AS n FROM journal_sealed",
                    "SELECT COUNT(*) AS n FROM runs WHERE finished_at IS NOT NULL")) {
                assertEquals(
                        0L,
                        (long) world.test()
                                .database()
                                .read(tx ->
                                        tx.first(left, row -> row.number("n")).orElseThrow()),
                        left);
            }
            assertThrows(RuntimeException.class, () -> world.history.find(RunsWorld.WORKSPACE, kept));
            world.releaseUpstream();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, open, RunsWorld.LONG, null);
            assertEquals(RunStatus.SUCCEEDED, ended.status());
            assertEquals(List.of(), proof(world).faults());
            deletionThatNobodySigned(world);
        }
    }

    private void deletionThatNobodySigned(RunsWorld world) {
        assertThrows(
                Undo.class,
                () -> world.test().database().write(tx -> {
                    Commit commit = tx.first(
                                    "SELECT run_id, first_seq, last_seq, events, hash FROM journal_commits ORDER BY first_seq DESC",
                                    Commit::of)
                            .orElseThrow();
                    tx.update(
                            "INSERT INTO journal_retired (run_id, last_seq, hash, at) VALUES (?, ?, ?, 1)",
                            commit.run(),
                            commit.last(),
                            commit.hash());
                    tx.update("DELETE FROM journal_commits WHERE run_id = ?", commit.run());
                    tx.update("DELETE FROM runs WHERE id = ?", commit.run());
                    var check = JournalCheck.of(new JournalCheck.Digests(folder, SECRET));
                    assertEquals(
                            commit.run(),
                            check.check(tx, new Blind()).faults().getFirst().run());
                    throw new Undo();
                }));
    }

    @ParameterizedTest
    @EnumSource
    void theStoreLetsNothingGoThatIsNotRetired(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            someRuns(world);
            world.test()
                    .database()
                    .write(tx -> tx.update(
                            "INSERT INTO journal_retired (run_id, last_seq, hash, at) VALUES ('r', 1, 'h', 1)"));
            for (String forbidden : List.of(
                    "DELETE FROM journal_commits",
                    "DELETE FROM journal_sealed",
                    "UPDATE journal_sealed SET sealed = ''",
                    "UPDATE journal_retired SET at = 2",
                    "DELETE FROM journal_retired")) {
                assertThrows(
                        IllegalStateException.class,
                        () -> world.test().database().write(tx -> tx.update(forbidden)),
                        forbidden);
            }
        }
    }

    @Test
    void daysAreReadAsTheyAreWritten() {
        assertEquals(new Retention.Days(30, Map.of()), Retention.Days.of("30"));
        assertEquals(
                new Retention.Days(0, Map.of(new WorkspaceId("a"), 90, new WorkspaceId("b"), 1)),
                Retention.Days.of("a=90, 0, b = 1"));
        for (String wrong : List.of("", "x", "-1", "1,2", "a=1", "30,a=", "36501")) {
            assertThrows(IllegalArgumentException.class, () -> Retention.Days.of(wrong), wrong);
        }
    }
}
