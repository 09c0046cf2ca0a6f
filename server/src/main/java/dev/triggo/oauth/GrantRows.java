package dev.triggo.oauth;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Grants, codes and tokens as rows. Secrets go in as they are and are kept as hashes. */
final class GrantRows {
    static final Duration CODE_STANDS = Duration.ofSeconds(60);
    static final Duration ACCESS_STANDS = Duration.ofHours(1);
    static final Duration REFRESH_STANDS = Duration.ofDays(30);
    static final Duration GRANT_STANDS = Duration.ofDays(180);
    /** For so long after its end a code is kept, so that a second use of it is seen. */
    private static final Duration USED_CODE_STAYS = Duration.ofHours(24);

    private static final String CODE =
            "SELECT c.hash, c.redirect_uri, c.redirect_given, c.challenge, c.nonce, c.expires_at AS code_expires_at, c.used_at, "
                    + Granted.COLUMNS + " FROM oauth_codes c JOIN oauth_grants g ON g.id = c.grant_id WHERE c.hash = ?";
    private static final String TOKEN =
            "SELECT t.hash, t.kind, t.scopes AS token_scopes, t.expires_at AS token_expires_at,"
                    + " t.used_at, " + Granted.COLUMNS
                    + " FROM oauth_tokens t JOIN oauth_grants g ON g.id = t.grant_id WHERE t.hash = ?";
    private static final String LET_IN =
            "SELECT t.hash, t.kind, t.scopes AS token_scopes, t.expires_at AS token_expires_at, t.used_at, "
                    + Granted.COLUMNS + " FROM oauth_grants g JOIN oauth_tokens t ON t.grant_id = g.id"
                    + " WHERE g.workspace_id = ? AND g.person_id = ? AND t.kind = 'access' AND t.expires_at > ?";
    private static final String SWEEP_EMPTY = """
            DELETE FROM oauth_grants
             WHERE expires_at <= ?
                OR (created_at < ? AND NOT EXISTS (SELECT 1 FROM oauth_tokens t WHERE t.grant_id = oauth_grants.id))
            """;

    private GrantRows() {}

    /**
     * A code as it is kept, with its grant.
     *
     * @param redirectGiven whether the client has said itself where the code goes
     */
    record Code(
            String hash,
            String redirectUri,
            boolean redirectGiven,
            String challenge,
            @Nullable String nonce,
            long expiresAt,
            boolean used,
            Granted granted) {
        static Code of(Row row) {
            return new Code(
                    row.text("hash"),
                    row.text("redirect_uri"),
                    row.flag("redirect_given"),
                    row.text("challenge"),
                    row.textOrNull("nonce"),
                    row.number("code_expires_at"),
                    row.numberOrNull("used_at") != null,
                    Granted.of(row));
        }
    }

    /** A token as it is kept, with its grant. */
    record Token(String hash, boolean refresh, List<String> scopes, long expiresAt, boolean used, Granted granted) {
        static Token of(Row row) {
            return new Token(
                    row.text("hash"),
                    row.text("kind").equals("refresh"),
                    texts(row.text("token_scopes")),
                    row.number("token_expires_at"),
                    row.numberOrNull("used_at") != null,
                    Granted.of(row));
        }
    }

    /**
     * Secrets that were just made.
     *
     * @param nonce what the client has asked to hear again
     */
    record Fresh(
            String access,
            @Nullable String refresh,
            List<String> scopes,
            long expiresIn,
            Granted granted,
            @Nullable String nonce) {
        Fresh saying(@Nullable String asked) {
            return new Fresh(access, refresh, scopes, expiresIn, granted, asked);
        }

        @Override
        public String toString() {
            return "Fresh[" + scopes + "]";
        }
    }

    static void insert(Transaction tx, Granted granted, long now) {
        tx.update(
                "INSERT INTO oauth_grants (id, workspace_id, person_id, proof, client_id, client_name, scopes, resource,"
                        + " refreshes, created_at, signed_in_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                granted.id(),
                granted.workspace().value(),
                granted.person().value(),
                granted.proof(),
                granted.client().id(),
                granted.client().name(),
                json(granted.scopes()),
                granted.resource(),
                granted.refreshes(),
                now,
                granted.signedInAt(),
                granted.expiresAt());
    }

    static void insertCode(Transaction tx, String code, Ask ask, String grantId, long now) {
        tx.update(
                "INSERT INTO oauth_codes (hash, grant_id, redirect_uri, redirect_given, challenge, nonce, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                Hash.sha256Hex(code),
                grantId,
                ask.target().redirectUri(),
                ask.target().redirectGiven(),
                ask.challenge(),
                ask.nonce(),
                now + CODE_STANDS.toMillis());
    }

    static Optional<Code> code(Transaction tx, String code) {
        return tx.first(CODE, Code::of, Hash.sha256Hex(code));
    }

    static Optional<Token> token(Transaction tx, String token) {
        return tx.first(TOKEN, Token::of, Hash.sha256Hex(token));
    }

    /** The access tokens with which clients act for the person in the workspace; they stay until the transaction is over. */
    static List<Token> held(Transaction tx, WorkspaceId workspace, PersonId person, long now) {
        return tx.list(LET_IN + tx.locked(), Token::of, workspace.value(), person.value(), now);
    }

    /** True for the one who comes first. */
    static boolean take(Transaction tx, Code code, long now) {
        return tx.update("UPDATE oauth_codes SET used_at = ? WHERE hash = ? AND used_at IS NULL", now, code.hash())
                == 1;
    }

    /** As above. */
    static boolean take(Transaction tx, Token token, long now) {
        return tx.update("UPDATE oauth_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL", now, token.hash())
                == 1;
    }

    /** From now on the grant stands by itself, no longer by its code alone. */
    static Granted redeemed(Transaction tx, Granted granted, long now) {
        long end = now + GRANT_STANDS.toMillis();
        tx.update("UPDATE oauth_grants SET redeemed_at = ?, expires_at = ? WHERE id = ?", now, end, granted.id());
        return new Granted(
                granted.id(),
                granted.workspace(),
                granted.person(),
                granted.proof(),
                granted.client(),
                granted.scopes(),
                granted.resource(),
                granted.refreshes(),
                granted.signedInAt(),
                end);
    }

    /** Makes the tokens of a grant: an access token with these scopes and, where the client asked for it, the means to go on. */
    static Fresh issue(Transaction tx, Granted granted, Collection<String> scopes, Ids ids, long now) {
        String access = "trg_at_" + ids.secret(32);
        long end = Math.min(now + ACCESS_STANDS.toMillis(), granted.expiresAt());
        insert(tx, new Token(Hash.sha256Hex(access), false, List.copyOf(scopes), end, false, granted), now);
        String refresh = granted.refreshes() ? "trg_rt_" + ids.secret(32) : null;
        if (refresh != null) {
            long until = Math.min(now + REFRESH_STANDS.toMillis(), granted.expiresAt());
            insert(tx, new Token(Hash.sha256Hex(refresh), true, granted.scopes(), until, false, granted), now);
        }
        return new Fresh(access, refresh, List.copyOf(scopes), Math.max(0, (end - now) / 1000), granted, null);
    }

    private static void insert(Transaction tx, Token token, long now) {
        tx.update(
                "INSERT INTO oauth_tokens (hash, grant_id, kind, scopes, issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                token.hash(),
                token.granted().id(),
                token.refresh() ? "refresh" : "access",
                json(token.scopes()),
                now,
                token.expiresAt());
    }

    static void forget(Transaction tx, Token token) {
        tx.update("DELETE FROM oauth_tokens WHERE hash = ?", token.hash());
    }

    /** Ends a grant with all that came of it; true when there was one. */
    static boolean end(Transaction tx, String grantId) {
        tx.update("DELETE FROM oauth_codes WHERE grant_id = ?", grantId);
        tx.update("DELETE FROM oauth_tokens WHERE grant_id = ?", grantId);
        return tx.update("DELETE FROM oauth_grants WHERE id = ?", grantId) == 1;
    }

    /** Forgets what is over. */
    static int sweep(Transaction tx, long now) {
        return tx.update("DELETE FROM oauth_tokens WHERE expires_at <= ?", now)
                + tx.update("DELETE FROM oauth_codes WHERE expires_at <= ?", now - USED_CODE_STAYS.toMillis())
                + tx.update(SWEEP_EMPTY, now, now - 10 * CODE_STANDS.toMillis());
    }

    private static String json(Collection<String> texts) {
        return Json.strings(List.copyOf(texts)).write();
    }

    /** Reads what {@link #json} wrote. */
    static List<String> texts(String json) {
        var texts = new ArrayList<String>();
        if (Json.parse(json) instanceof Json.Arr list) {
            for (Json item : list.items()) {
                if (item instanceof Json.Str text) {
                    texts.add(text.value());
                }
            }
        }
        return texts;
    }
}
