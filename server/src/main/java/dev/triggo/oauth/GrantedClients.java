package dev.triggo.oauth;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.Times;
import dev.triggo.people.Standings;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which clients people have let in, for them to see and to end: their own, and for an admin those of the workspace. */
public final class GrantedClients {
    private static final String LIST = "SELECT g.created_at, g.last_used_at, " + Granted.COLUMNS
            + " FROM oauth_grants g WHERE g.workspace_id = ? AND (g.person_id = ? OR ? = 1) AND g.redeemed_at IS NOT NULL"
            + " AND g.expires_at > ? ORDER BY g.id DESC";
    private static final String ONE = "SELECT " + Granted.COLUMNS
            + " FROM oauth_grants g WHERE g.id = ? AND g.workspace_id = ? AND (g.person_id = ? OR ? = 1)";

    private final Database database;
    private final Standings standings;
    private final Clock clock;

    GrantedClients(Database database, Standings standings, Clock clock) {
        this.database = database;
        this.standings = standings;
        this.clock = clock;
    }

    /** {@code [{id, person, client {id, name, host}, scopes, resource, createdAt, lastUsedAt, expiresAt}]}, newest first. */
    public List<Json> list(Member member) {
        return database.read(tx -> tx.list(
                LIST,
                GrantedClients::json,
                member.caller().workspace().value(),
                member.caller().person().value(),
                seesAll(member),
                clock.millis()));
    }

    private static Json json(Row row) {
        Granted granted = Granted.of(row);
        return about(granted)
                .with("createdAt", Json.of(Times.iso(row.number("created_at"))))
                .with("lastUsedAt", Json.ofNullable(time(row.numberOrNull("last_used_at"))))
                .with("expiresAt", Json.of(Times.iso(granted.expiresAt())));
    }

    private static @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : Times.iso(millis);
    }

    static Json.Obj about(Granted granted) {
        return Json.object()
                .put("id", granted.id())
                .put("person", granted.person().value())
                .put(
                        "client",
                        Json.object()
                                .put("id", granted.client().id())
                                .put("name", granted.client().shown())
                                .put(
                                        "host",
                                        Json.ofNullable(
                                                Client.voucher(granted.client().id())))
                                .build())
                .put("scopes", Json.strings(granted.scopes()))
                .put("resource", granted.resource())
                .build();
    }

    /** Ends what a client may do, with its tokens, from the next request on. NOT_FOUND, the same for somebody else's. */
    public void end(Member member, String id) {
        boolean ended = database.write(tx -> {
            var granted = tx.first(
                    ONE,
                    Granted::of,
                    id,
                    member.caller().workspace().value(),
                    member.caller().person().value(),
                    seesAll(member));
            if (granted.isEmpty() || !GrantRows.end(tx, id)) {
                return false;
            }
            standings.note(tx, member, "client.ended", about(granted.get()));
            return true;
        });
        if (!ended) {
            throw Problem.of(ProblemCode.NOT_FOUND, "There is no such grant: list the grants for their ids.");
        }
    }

    private static boolean seesAll(Member member) {
        return member.role().includes(Role.ADMIN);
    }
}
