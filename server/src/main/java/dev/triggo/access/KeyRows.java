package dev.triggo.access;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.KeyId;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of {@code api_keys} as values. */
final class KeyRows {
    static final String COLUMNS =
            "id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, rate_limit";

    private static final String IN_FORCE = "SELECT scopes FROM api_keys WHERE workspace_id = ? AND id = ?"
            + " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)";

    private KeyRows() {}

    /** What a key that is in force may do; until the transaction is over, nobody can take it away. */
    static Optional<Grants> hold(Transaction tx, WorkspaceId workspace, String id, long now) {
        return tx.first(IN_FORCE + tx.locked(), row -> Grants.ofWireNames(scopes(row)), workspace.value(), id, now);
    }

    static ApiKey key(Row row) {
        Long rateLimit = row.numberOrNull("rate_limit");
        return new ApiKey(
                new KeyId(row.text("id")),
                row.text("name"),
                row.text("prefix"),
                scopes(row),
                row.number("created_at"),
                new PersonId(row.text("created_by")),
                row.numberOrNull("expires_at"),
                row.numberOrNull("last_used_at"),
                row.numberOrNull("revoked_at"),
                rateLimit == null ? null : rateLimit.intValue());
    }

    static List<String> scopes(Row row) {
        var names = new ArrayList<String>();
        if (Json.parse(row.text("scopes")) instanceof Json.Arr array) {
            for (Json item : array.items()) {
                if (item instanceof Json.Str name) {
                    names.add(name.value());
                }
            }
        }
        return names;
    }
}
