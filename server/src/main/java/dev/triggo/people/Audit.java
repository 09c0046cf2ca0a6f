package dev.triggo.people;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.Member;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was done in whose name, written in the transaction that does it wherever that is one of ours. */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    /** Entries on one page, newest first. */
    public static final int PAGE = 100;

    /** Entries in one part of an export, oldest first. */
    public static final int PART = 1000;

    private static final Pattern CURSOR = Pattern.compile("[0-9a-v]{1,64}");
    private static final String INSERT = "INSERT INTO people_audit (id, workspace_id, person_id, who, what, about, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String PAGE_BEFORE = "SELECT id, person_id, who, what, about, at FROM people_audit"
            + " WHERE workspace_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
    private static final String PAGE_AFTER = "SELECT id, person_id, who, what, about, at FROM people_audit"
            + " WHERE workspace_id = ? AND id > ? ORDER BY id LIMIT ?";

    private final Database database;
    private final Ids ids;
    private final Clock clock;

    public Audit(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** In whose name, where. */
    record Actor(WorkspaceId workspace, PersonId person, String shownAs) {
        static Actor of(Member member) {
            return new Actor(member.caller().workspace(), member.caller().person(), member.email());
        }

        /** Whoever is at the machine. */
        static Actor operator(WorkspaceId workspace) {
            return new Actor(workspace, new PersonId("operator"), "operator (command line)");
        }
    }

    /**
     * Writes an entry.
     *
     * @param what as {@code key.created}
     * @param about what it was done to; never a secret
     */
    void note(Transaction tx, Actor actor, String what, Json.Obj about) {
        tx.update(
                INSERT,
                ids.next(),
                actor.workspace().value(),
                actor.person().value(),
                actor.shownAs(),
                what,
                about.write(),
                clock.millis());
    }

    /** Writes what a member does, in the transaction that does it; {@code about} holds no secret. */
    public void note(Transaction tx, Member member, String what, Json.Obj about) {
        note(tx, Actor.of(member), what, about);
    }

    /**
     * The same in a transaction of its own, for what another package has done by then. That it was done remains so when
     * the entry cannot be written: who did it must not do it again, and the server's log has what is missing here.
     */
    public void note(Member member, String what, Json.Obj about) {
        try {
            var unused = database.write(tx -> {
                note(tx, member, what, about);
                return true;
            });
        } catch (RuntimeException away) {
            LOG.error(
                    "the audit log of workspace {} lacks this entry: {} by person {} about {}",
                    member.caller().workspace(),
                    what,
                    member.caller().person(),
                    about.write(),
                    away);
        }
    }

    /** Writes what the operator does by a command, in the transaction that does it; {@code about} holds no secret. */
    public void noteOperator(Transaction tx, WorkspaceId workspace, String what, Json.Obj about) {
        note(tx, Actor.operator(workspace), what, about);
    }

    /** Notes what a member does to a key, in the transaction that does it. */
    public ApiKeys.Note keyChange(Member member, String what) {
        return (tx, key) -> note(tx, Actor.of(member), what, key.json());
    }

    /**
     * {@code {entries: [{id, at, who, person, what, about}], nextCursor}}, newest first.
     *
     * @param before the id to go on before; null for the newest
     * @throws Problem BAD_REQUEST when it is no id
     */
    public Json.Obj page(WorkspaceId workspace, @Nullable String before) {
        String from = cursor(before, "z");
        List<Json> rows = database.read(tx -> tx.list(PAGE_BEFORE, Audit::entry, workspace.value(), from, PAGE + 1));
        var entries = new ArrayList<>(rows.subList(0, Math.min(PAGE, rows.size())));
        String next = rows.size() > PAGE ? ((Json.Obj) entries.getLast()).text("id") : null;
        return Json.object()
                .put("entries", Json.array(entries))
                .put("nextCursor", Json.ofNullable(next))
                .build();
    }

    /**
     * A part of the log to be kept elsewhere.
     *
     * @param lines an entry each, in JSON
     * @param last the id of the last line, to go on after; the one that was given when there is nothing more
     */
    public record Part(String lines, String last) {}

    /**
     * The log from its beginning, {@value #PART} entries at a time.
     *
     * @param after the id of the last entry that one has; null for the beginning
     * @throws Problem BAD_REQUEST when it is no id
     */
    public Part export(WorkspaceId workspace, @Nullable String after) {
        String from = cursor(after, "0");
        List<Json> rows = database.read(tx -> tx.list(PAGE_AFTER, Audit::entry, workspace.value(), from, PART));
        var lines = new StringBuilder();
        rows.forEach(row -> lines.append(row.write()).append('\n'));
        String last = rows.isEmpty() ? null : ((Json.Obj) rows.getLast()).text("id");
        return new Part(lines.toString(), last == null ? from : last);
    }

    private static Json entry(Row row) {
        return Json.object()
                .put("id", row.text("id"))
                .put("at", Times.iso(row.number("at")))
                .put("who", row.text("who"))
                .put("person", row.text("person_id"))
                .put("what", row.text("what"))
                .put("about", Json.parse(row.text("about")))
                .build();
    }

    private static String cursor(@Nullable String given, String otherwise) {
        if (given == null) {
            return otherwise;
        }
        if (!CURSOR.matcher(given).matches()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The cursor is none that a page of the log has given: take it from there.");
        }
        return given;
    }
}
