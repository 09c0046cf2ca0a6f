package dev.triggo.credentials;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Credential;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of all workspaces. What is sealed in one comes out by {@link #use} alone, for a call; the id of another
 * workspace's connection answers as one that does not exist. Thread-safe.
 */
public final class Credentials {
    /** What is kept here of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of(
            "DELETE FROM connection_sign_ins WHERE workspace_id = ?",
            """
            DELETE FROM connections WHERE id IN
                (SELECT id FROM connections WHERE workspace_id = ? LIMIT 500)""",
            "DELETE FROM data_keys WHERE workspace_id = ?");

    /** The most that a workspace may have. */
    public static final int MOST = 1000;

    /** The most characters that a connection may hold in secrets and fields together. */
    public static final int MOST_CHARACTERS = 64 * 1024;

    private final Database database;
    private final Vault vault;
    private final Ids ids;
    private final Clock clock;
    private final KnownSecrets known;
    private final TokenEndpoint endpoint;
    private final Openings openings;
    private final SignIns signIns;

    /** Written in the transaction of a change, with what there is after it. */
    @FunctionalInterface
    public interface Note {
        void write(Transaction tx, Connection connection);
    }

    /**
     * What a connection signs in with, on its way in.
     *
     * @param open names of fields that are no secrets, such as a user name: they are sealed too, but not blanked where
     *     they turn up
     */
    public record Secret(Credential credential, Set<String> open) {
        public Secret {
            open = Set.copyOf(open);
        }

        Kept kept() {
            return new Kept(credential, open, null);
        }
    }

    public Credentials(Database database, Vault vault, Ids ids, Clock clock, TokenEndpoint endpoint) {
        this.database = database;
        this.vault = vault;
        this.ids = ids;
        this.clock = clock;
        this.known = new KnownSecrets(database, vault);
        this.endpoint = endpoint;
        this.openings = new Openings(database, vault, endpoint, known, clock);
        this.signIns = new SignIns(database, vault, ids, clock);
        known.refresh();
    }

    /**
     * Keeps a new connection.
     *
     * @throws Problem BAD_REQUEST with all faults of the terms, or when the workspace has {@value #MOST} already
     */
    public Connection create(WorkspaceId workspace, String connector, Terms terms, Secret secret, Signed signed) {
        return create(workspace, connector, terms, checked(secret), signed);
    }

    private Connection create(WorkspaceId workspace, String connector, Terms terms, Kept kept, Signed signed) {
        check(terms);
        long now = clock.millis();
        var connection = new Connection(
                workspace,
                ids.next(),
                connector,
                terms.name().strip(),
                kept.auth(),
                terms.workflows(),
                terms.hosts(),
                Connection.State.OK,
                terms.expiresAt(),
                null,
                new Connection.Made(signed.by(), now, signed.by(), now),
                1);
        Connection made = database.write(tx -> {
            if (ConnectionTable.count(tx, workspace) >= MOST) {
                throw Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "The workspace has %d connections, which is the most: delete one that is not used."
                                .formatted(MOST));
            }
            String sealed = Opener.seal(vault, tx, connection, kept);
            ConnectionTable.insert(tx, new ConnectionTable.Stored(connection, sealed));
            signed.note().write(tx, connection);
            return connection;
        });
        known.refresh();
        return made;
    }

    /** By whom a change is made, and what is written with it. */
    public record Signed(PersonId by, Note note) {
        /** With nothing written beside it. */
        public static Signed by(PersonId person) {
            return new Signed(person, (tx, connection) -> {});
        }
    }

    /** All connections of the workspace, by connector and age. */
    public List<Connection> list(WorkspaceId workspace) {
        return database.read(tx -> ConnectionTable.all(tx, workspace)).stream()
                .map(ConnectionTable.Stored::connection)
                .toList();
    }

    /** Those of one connector. */
    public List<Connection> list(WorkspaceId workspace, String connector) {
        return list(workspace).stream()
                .filter(connection -> connection.connector().equals(connector))
                .toList();
    }

    public Optional<Connection> find(WorkspaceId workspace, String id) {
        return database.read(tx -> ConnectionTable.find(tx, workspace, id)).map(ConnectionTable.Stored::connection);
    }

    /** NOT_FOUND for an id that is unknown in this workspace. */
    public Connection require(WorkspaceId workspace, String id) {
        return find(workspace, id).orElseThrow(Credentials::unknown);
    }

    /**
     * Changes what people decide about it and, where a secret is given, that; a new secret makes it usable again.
     *
     * @param revision the one that the change is about; null for whichever it is
     * @param secret null to keep the one that it has
     * @throws Problem NOT_FOUND; BAD_REQUEST with all faults; VERSION_CONFLICT when it has another revision
     */
    public Connection change(
            Connection before, @Nullable Long revision, Terms terms, @Nullable Secret secret, Signed signed) {
        return replace(before, revision, terms, secret == null ? null : checked(secret), signed);
    }

    private Connection replace(
            Connection before, @Nullable Long revision, Terms terms, @Nullable Kept given, Signed signed) {
        check(terms);
        Connection changed = database.write(tx -> {
            ConnectionTable.Stored stored =
                    ConnectionTable.find(tx, before.workspace(), before.id()).orElseThrow(Credentials::unknown);
            Connection now = stored.connection();
            if (revision != null && now.revision() != revision) {
                throw conflict();
            }
            Connection.Made made =
                    new Connection.Made(now.made().createdBy(), now.made().createdAt(), signed.by(), clock.millis());
            var after = new Connection(
                    now.workspace(),
                    now.id(),
                    now.connector(),
                    terms.name().strip(),
                    given == null ? now.auth() : given.auth(),
                    terms.workflows(),
                    terms.hosts(),
                    given == null ? now.state() : Connection.State.OK,
                    terms.expiresAt(),
                    now.lastUsedAt(),
                    made,
                    now.revision() + 1);
            String sealed = given == null ? stored.sealed() : Opener.seal(vault, tx, after, given);
            if (!ConnectionTable.update(tx, new ConnectionTable.Stored(after, sealed))) {
                throw conflict();
            }
            signed.note().write(tx, after);
            return after;
        });
        known.refresh();
        return changed;
    }

    /** NOT_FOUND when there is none. Calls under way end with what they have. */
    public void delete(WorkspaceId workspace, String id, Signed signed) {
        var unused = database.write(tx -> {
            Connection gone = ConnectionTable.find(tx, workspace, id)
                    .orElseThrow(Credentials::unknown)
                    .connection();
            boolean deleted = ConnectionTable.delete(tx, workspace, id);
            signed.note().write(tx, gone);
            return deleted;
        });
        known.refresh();
    }

    /**
     * Opens a connection for a call.
     *
     * @param workflow what the call belongs to; null when it belongs to none, which a connection for named workflows
     *     refuses
     */
    public Use use(WorkspaceId workspace, String connector, String id, @Nullable WorkflowId workflow) {
        return openings.use(workspace, connector, id, workflow);
    }

    /** Opens a connection to be tried: also one that is marked or is for certain workflows. */
    public Use tryOut(Connection connection) {
        return openings.tryOut(connection);
    }

    /**
     * Opens it again for a call that the service did not take: with a new token where there can be one, else with what
     * somebody may have put into it meanwhile.
     */
    public Use again(Use.Opened opened) {
        return openings.again(opened);
    }

    /**
     * Begins to sign in at a service with a browser.
     *
     * @param session what names the session in which it begins, and must end
     * @return where the browser goes
     * @throws Problem BAD_REQUEST with all faults of the terms
     */
    public String beginSignIn(WorkspaceId workspace, String session, SignInPlan plan) {
        check(plan.terms());
        return signIns.begin(workspace, session, plan);
    }

    /**
     * Ends it: the code becomes a connection, or the new secret of one.
     *
     * @throws Problem NOT_FOUND for a state that is not good here, BAD_REQUEST for a code that the service does not take,
     *     OVERLOADED when it could not be asked
     */
    public Connection endSignIn(WorkspaceId workspace, String session, String state, String code, Signed signed)
            throws InterruptedException {
        SignIns.Begun begun = signIns.takeUp(workspace, session, state);
        SignInPlan plan = begun.plan();
        Kept kept = switch (endpoint.ask(workspace, plan.grant(), begun.fields(code))) {
            case TokenEndpoint.Answer.Granted granted -> Refreshing.granted(plan.empty(), plan.grant(), granted);
            case TokenEndpoint.Answer.Refused refused ->
                throw Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "The service gave no token: %s. Check client id, secret and redirect address, and begin again."
                                .formatted(refused.error()));
            case TokenEndpoint.Answer.Away away ->
                throw Problem.later(
                        ProblemCode.OVERLOADED,
                        "The service could not be asked for a token: begin again shortly. " + away.why(),
                        Duration.ofSeconds(10));
        };
        String anew = plan.connection();
        return anew == null
                ? create(workspace, plan.connector(), plan.terms(), kept, signed)
                : replace(require(workspace, anew), null, plan.terms(), kept, signed);
    }

    /** The service has refused what is in it: it is not used again until somebody has mended it. */
    public void notTaken(Use.Opened opened) {
        Connection connection = opened.connection();
        if (connection != null) {
            mark(connection, Connection.State.NEEDS_REAUTH);
        }
    }

    /** The service has taken what is in it. */
    public void works(Connection connection) {
        if (connection.state() != Connection.State.OK) {
            mark(connection, Connection.State.OK);
        }
    }

    /** Unless somebody has changed it since. */
    private void mark(Connection connection, Connection.State state) {
        var unused = database.write(tx -> {
            ConnectionTable.mark(tx, connection, state);
            return true;
        });
    }

    /** The secrets of a workspace in clear, to be blanked wherever they turn up, and for nothing else. */
    public List<String> secrets(WorkspaceId workspace) {
        return known.of(workspace);
    }

    /** Writes down what was used since, and reads what another server has changed; to be called every few seconds. */
    public void refresh() {
        openings.flushLastUses();
        known.refresh();
    }

    private static void check(Terms terms) {
        List<Json> faults = terms.faults();
        if (!faults.isEmpty()) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The connection cannot be kept: mend what details list.", faults);
        }
    }

    private static Kept checked(Secret secret) {
        Kept kept = secret.kept();
        if (kept.write().length() > MOST_CHARACTERS) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "A connection holds at most %d characters of secrets and fields.".formatted(MOST_CHARACTERS));
        }
        return kept;
    }

    private static Problem unknown() {
        return Problem.of(ProblemCode.NOT_FOUND, "There is no such connection.");
    }

    private static Problem conflict() {
        return Problem.of(
                ProblemCode.VERSION_CONFLICT,
                "Somebody has changed the connection meanwhile: read it, then change it again.");
    }
}
