package dev.triggo.oauth;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Clients that have registered themselves. Anybody may, so their number is bounded: one that nobody lets in goes after a
 * day, or as soon as another needs its place; one that nobody lets in any more goes after 90 days.
 */
final class Registrations {
    static final int MOST_UNGRANTED = 1_000;
    private static final Duration UNGRANTED_STAYS = Duration.ofDays(1);
    /** Enough to sign in and to decide; before that, no flood can take its place. */
    private static final Duration UNDISTURBED = Duration.ofMinutes(30);

    private static final Duration UNUSED_STAYS = Duration.ofDays(90);

    private static final String MAKE_ROOM = """
            DELETE FROM oauth_clients
             WHERE id = (SELECT id FROM oauth_clients WHERE granted_at IS NULL AND created_at < ?
                          ORDER BY created_at LIMIT 1)
            """;
    private static final String SWEEP_UNUSED = """
            DELETE FROM oauth_clients
             WHERE granted_at < ? AND NOT EXISTS (SELECT 1 FROM oauth_grants g WHERE g.client_id = oauth_clients.id)
            """;

    private final Database database;
    private final Ids ids;
    private final Clock clock;

    Registrations(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** A client that was just registered; {@code at} in epoch milliseconds. */
    record Registered(Client client, long at) {}

    /** Throws temporarily_unavailable when there is no room. */
    Registered register(Description asked) {
        var client = new Client(ids.next(), asked.name(), asked.redirectUris(), asked.refreshes());
        long now = clock.millis();
        boolean done = database.write(tx -> hasRoom(tx, now) && insert(tx, client, now));
        if (!done) {
            throw Refusal.later(
                    "As many programs have registered and wait to be let in as the server bears: try again in half an hour.",
                    UNDISTURBED);
        }
        return new Registered(client, now);
    }

    private static boolean hasRoom(Transaction tx, long now) {
        long waiting = tx.first(
                        "SELECT COUNT(*) AS waiting FROM oauth_clients WHERE granted_at IS NULL",
                        row -> row.number("waiting"))
                .orElse(0L);
        return waiting < MOST_UNGRANTED || tx.update(MAKE_ROOM, now - UNDISTURBED.toMillis()) == 1;
    }

    private static boolean insert(Transaction tx, Client client, long now) {
        return tx.update(
                        "INSERT INTO oauth_clients (id, name, redirect_uris, refreshes, created_at) VALUES (?, ?, ?, ?, ?)",
                        client.id(),
                        client.name(),
                        Json.strings(client.redirectUris()).write(),
                        client.refreshes(),
                        now)
                == 1;
    }

    Optional<Client> find(String id) {
        return database.read(tx -> tx.first(
                "SELECT id, name, redirect_uris, refreshes FROM oauth_clients WHERE id = ?",
                row -> new Client(
                        row.text("id"),
                        row.text("name"),
                        GrantRows.texts(row.text("redirect_uris")),
                        row.flag("refreshes")),
                id));
    }

    /** Somebody lets the client in. */
    static void granted(Transaction tx, String id, long now) {
        tx.update("UPDATE oauth_clients SET granted_at = ? WHERE id = ?", now, id);
    }

    void sweep() {
        long now = clock.millis();
        var unused = database.write(tx -> List.of(
                tx.update(
                        "DELETE FROM oauth_clients WHERE granted_at IS NULL AND created_at < ?",
                        now - UNGRANTED_STAYS.toMillis()),
                tx.update(SWEEP_UNUSED, now - UNUSED_STAYS.toMillis())));
    }
}
