package dev.triggo.credentials;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * People on their way to a service and back: authorization code with PKCE. The state that goes with the browser is good
 * once, for ten minutes, and in the session that began.
 */
final class SignIns {
    private static final Duration ON_THE_WAY = Duration.ofMinutes(10);
    private static final int STATE_BYTES = 32;
    private static final int VERIFIER_BYTES = 48;
    private static final String KEEP = """
            INSERT INTO connection_sign_ins (state_hash, workspace_id, session_id, sealed, expires_at)
            VALUES (?, ?, ?, ?, ?)
            """;
    private static final String TAKE = """
            SELECT sealed FROM connection_sign_ins
            WHERE state_hash = ? AND workspace_id = ? AND session_id = ? AND expires_at > ?
            """;
    private static final String USED = "DELETE FROM connection_sign_ins WHERE state_hash = ?";
    private static final String SWEEP = "DELETE FROM connection_sign_ins WHERE expires_at <= ?";

    private final Database database;
    private final Vault vault;
    private final Ids ids;
    private final Clock clock;

    SignIns(Database database, Vault vault, Ids ids, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.ids = ids;
        this.clock = clock;
    }

    /** Where the browser goes. */
    String begin(WorkspaceId workspace, String session, SignInPlan plan) {
        String state = ids.secret(STATE_BYTES);
        String verifier = ids.secret(VERIFIER_BYTES);
        String hash = Hash.sha256Hex(state);
        String sealedText = plan.toJson().with("verifier", Json.of(verifier)).write();
        var unused = database.write(tx -> {
            tx.update(SWEEP, clock.millis());
            return tx.update(
                    KEEP,
                    hash,
                    workspace.value(),
                    session,
                    vault.seal(tx, workspace, place(hash), sealedText),
                    clock.millis() + ON_THE_WAY.toMillis());
        });
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", plan.grant().clientId());
        query.put("redirect_uri", plan.redirectUri());
        if (!plan.scopes().isEmpty()) {
            query.put("scope", String.join(" ", plan.scopes()));
        }
        query.put("state", state);
        query.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Hash.sha256(verifier.getBytes(StandardCharsets.US_ASCII))));
        query.put("code_challenge_method", "S256");
        return plan.authorizationUrl()
                + (plan.authorizationUrl().indexOf('?') < 0 ? "?" : "&")
                + TokenEndpoint.form(query);
    }

    /** What was begun with this state. */
    record Begun(SignInPlan plan, String verifier) {
        Map<String, String> fields(String code) {
            return Map.of(
                    "grant_type",
                    "authorization_code",
                    "code",
                    code,
                    "redirect_uri",
                    plan.redirectUri(),
                    "code_verifier",
                    verifier);
        }

        @Override
        public String toString() {
            return "Begun[****]";
        }
    }

    /** Takes it up; from here on the state is no good any more. NOT_FOUND when it is not. */
    Begun takeUp(WorkspaceId workspace, String session, String state) {
        String hash = Hash.sha256Hex(state);
        return database.write(tx -> found(tx, workspace, session, hash))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NOT_FOUND,
                        "This sign-in was not begun here, is older than ten minutes, or was used: begin it again."));
    }

    private Optional<Begun> found(Transaction tx, WorkspaceId workspace, String session, String hash) {
        Optional<String> sealed =
                tx.first(TAKE, row -> row.text("sealed"), hash, workspace.value(), session, clock.millis());
        // Of two who come with it at once one deletes it.
        if (sealed.isEmpty() || tx.update(USED, hash) != 1) {
            return Optional.empty();
        }
        return vault.read(tx, workspace, place(hash), sealed.get()).map(text -> {
            var json = (Json.Obj) Json.parse(text);
            return new Begun(SignInPlan.of(json), Kept.text(json, "verifier"));
        });
    }

    private static String place(String hash) {
        return "sign-in\n" + hash;
    }
}
