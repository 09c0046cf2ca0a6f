package dev.triggo.access;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to know a key's secret again, and whom it stands for.
 *
 * @param validUntil epoch milliseconds of the first moment at which it is refused
 */
record LiveSecret(Caller caller, String prefix, byte[] salt, byte[] hash, long validUntil) {

    /** Of a row of key, workspace and secret. */
    static LiveSecret of(Row row) {
        String prefix = row.text("secret_prefix");
        Long rateLimit = row.numberOrNull("rate_limit");
        var caller = new Caller(
                new WorkspaceId(row.text("workspace_id")),
                new PersonId(row.text("created_by")),
                row.text("key_id"),
                prefix + "****",
                Grants.ofWireNames(KeyRows.scopes(row)),
                row.text("tier"),
                rateLimit == null ? null : rateLimit.intValue());
        HexFormat hex = HexFormat.of();
        return new LiveSecret(
                caller,
                prefix,
                hex.parseHex(row.text("salt")),
                hex.parseHex(row.text("hash")),
                Math.min(orNever(row.numberOrNull("expires_at")), orNever(row.numberOrNull("valid_until"))));
    }

    /** Takes the same time whether and wherever the secrets differ. */
    boolean is(String secret) {
        return MessageDigest.isEqual(hash, Secrets.hash(salt, secret));
    }

    private static long orNever(@Nullable Long time) {
        return time == null ? Long.MAX_VALUE : time;
    }
}
