package dev.triggo.people;

import dev.triggo.access.Member;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was done in whose name, written in the transaction that does it. */
public final class Audit {
    /** Entries on one page, newest first. */
    public static final int PAGE = 100;

    private static final String INSERT = "INSERT INTO people_audit (id, workspace_id, person_id, who, what, about, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String PAGE_BEFORE = "SELECT id, who, what, about, at FROM people_audit"
            + " WHERE workspace_id = ? AND id < ? ORDER BY id DESC LIMIT ?";

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

    /** The same in a transaction of its own, for what another package has done by then. */
    public void note(Member member, String what, Json.Obj about) {
        var unused = database.write(tx -> {
            note(tx, Actor.of(member), what, about);
            return true;
        });
    }

    /**
     * {@code {entries: [{id, at, who, what, about}], nextCursor}}, newest first.
     *
     * @param before the id to go on before; null for the newest
     */
    public Json.Obj page(WorkspaceId workspace, @Nullable String before) {
        List<Json> rows = database.read(tx -> tx.list(
                PAGE_BEFORE,
                row -> (Json) Json.object()
                        .put("id", row.text("id"))
                        .put("at", Times.iso(row.number("at")))
                        .put("who", row.text("who"))
                        .put("what", row.text("what"))
                        .put("about", Json.parse(row.text("about")))
                        .build(),
                workspace.value(),
                before == null ? "~" : before,
                PAGE + 1));
        var entries = new ArrayList<>(rows.subList(0, Math.min(PAGE, rows.size())));
        String next = rows.size() > PAGE ? ((Json.Obj) entries.getLast()).text("id") : null;
        return Json.object()
                .put("entries", Json.array(entries))
                .put("nextCursor", Json.ofNullable(next))
                .build();
    }
}
