package dev.triggo.credentials;

import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens connections for calls: whether it may be, what is in it, and a new token where the old one ends. */
final class Openings {
    private final Database database;
    private final Vault vault;
    private final Refreshing refreshing;
    private final KnownSecrets known;
    private final LastUses lastUses;
    private final Clock clock;

    Openings(Database database, Vault vault, TokenEndpoint endpoint, KnownSecrets known, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.refreshing = new Refreshing(database, vault, endpoint, clock);
        this.known = known;
        this.lastUses = new LastUses(database);
        this.clock = clock;
    }

    void flushLastUses() {
        lastUses.flush();
    }

    /** As {@link Credentials#use}. */
    Use use(WorkspaceId workspace, String connector, String id, @Nullable WorkflowId workflow) {
        return opened(database.read(tx -> {
            Optional<ConnectionTable.Stored> stored = ConnectionTable.find(tx, workspace, id);
            if (stored.isEmpty()) {
                return new Reading.No(new Use.Refused(
                        Use.Why.NOT_ALLOWED,
                        "There is no such connection: make one, or set the node's connectionId to one that there is."));
            }
            Use.Refused refused = refusal(stored.get().connection(), connector, workflow);
            return refused == null ? reading(tx, stored.get()) : new Reading.No(refused);
        }));
    }

    /** What is read of a connection in a transaction; services are asked outside of it. */
    private sealed interface Reading {
        record Yes(Refreshing.Known known) implements Reading {}

        record No(Use.Refused refusal) implements Reading {}
    }

    private Reading reading(Transaction tx, ConnectionTable.Stored stored) {
        return switch (Opener.open(vault, tx, stored)) {
            case Opener.Result.Open open -> new Reading.Yes(new Refreshing.Known(stored.connection(), open.kept()));
            case Opener.Result.Shut shut ->
                new Reading.No(new Use.Refused(
                        Use.Why.NEEDS_REAUTH,
                        "The connection %s cannot be opened. %s"
                                .formatted(stored.connection().name(), shut.why())));
        };
    }

    private Use opened(Reading reading) {
        return switch (reading) {
            case Reading.No no -> no.refusal();
            case Reading.Yes yes -> refreshing.isDue(yes.known()) ? renewed(yes.known()) : handedOut(yes.known());
        };
    }

    private Use renewed(Refreshing.Known old) {
        return switch (refreshing.renew(old)) {
            case Refreshing.Result.Refused refused -> refused.refusal();
            case Refreshing.Result.Fresh fresh -> {
                known.refresh();
                yield handedOut(fresh.known());
            }
        };
    }

    private Use handedOut(Refreshing.Known opened) {
        Connection connection = opened.connection();
        lastUses.note(connection.id(), clock.millis());
        return new Use.Opened(
                connection,
                opened.kept().credential(),
                EgressRules.of(connection.hosts(), List.of()),
                opened.kept().secrets());
    }

    private Use.@Nullable Refused refusal(Connection connection, String connector, @Nullable WorkflowId workflow) {
        if (!connection.connector().equals(connector)) {
            return new Use.Refused(
                    Use.Why.NOT_ALLOWED,
                    "The connection %s is one of %s, not of %s: choose another."
                            .formatted(connection.name(), connection.connector(), connector));
        }
        boolean allowed = connection.workflows().isEmpty()
                || (workflow != null && connection.workflows().contains(workflow.value()));
        if (!allowed) {
            return new Use.Refused(
                    Use.Why.NOT_ALLOWED,
                    "The connection %s is not for this workflow: allow it there, or choose another."
                            .formatted(connection.name()));
        }
        Long end = connection.expiresAt();
        if (end != null && end <= clock.millis()) {
            return new Use.Refused(
                    Use.Why.NEEDS_REAUTH,
                    "The connection %s has expired: give it a new secret and a later end."
                            .formatted(connection.name()));
        }
        return switch (connection.state()) {
            case OK -> null;
            case NEEDS_REAUTH ->
                new Use.Refused(
                        Use.Why.NEEDS_REAUTH,
                        "The service does not take the connection %s any more: sign in anew, or give it a new secret."
                                .formatted(connection.name()));
        };
    }

    /** As {@link Credentials#tryOut}. */
    Use tryOut(Connection connection) {
        return opened(again(connection));
    }

    private Reading again(Connection connection) {
        return database.read(tx -> ConnectionTable.find(tx, connection.workspace(), connection.id())
                .map(stored -> reading(tx, stored))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "There is no such connection.")));
    }

    /** As {@link Credentials#again}. */
    Use again(Use.Opened opened) {
        Connection before = opened.connection();
        if (before == null) {
            return opened;
        }
        Reading now = again(before);
        return now instanceof Reading.Yes yes
                        && yes.known().canBeRenewed()
                        && yes.known().connection().revision() == before.revision()
                ? renewed(yes.known())
                : opened(now);
    }
}
