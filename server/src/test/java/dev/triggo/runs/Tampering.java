package dev.triggo.runs;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Somebody with all rights on the store, and without our key. */
final class Tampering {
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
            String hash =
                    (commit.hash().charAt(0) == '0' ? '1' : '0') + commit.hash().substring(1);
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
        List<String> lines = last.lines().subList(0, random.nextInt(last.lines().size()));
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

    record Commit(String run, long first, long last, String events, String hash) {
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

    /** Takes away what the database itself refuses. */
    static void allowEverything(Transaction tx, TestDatabase.Kind kind) {
        switch (kind) {
            case SQLITE -> {
                tx.update("DROP TRIGGER journal_commits_no_update");
                tx.update("DROP TRIGGER journal_commits_no_delete");
            }
            case POSTGRES -> tx.update("ALTER TABLE journal_commits DISABLE TRIGGER USER");
        }
    }
}
