package dev.triggo.oauth;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import java.util.List;

/**
 * What a person has let a client do.
 *
 * @param proof the person's standing when they granted it
 * @param scopes wire names, sorted
 * @param resource what its tokens are for
 * @param signedInAt when the person had signed in who granted it
 * @param refreshes whether refresh tokens come with it
 * @param expiresAt when it ends in any case, epoch milliseconds
 */
record Granted(
        String id,
        WorkspaceId workspace,
        PersonId person,
        String proof,
        ClientName client,
        List<String> scopes,
        String resource,
        boolean refreshes,
        long signedInAt,
        long expiresAt) {
    static final String COLUMNS =
            "g.id, g.workspace_id, g.person_id, g.proof, g.client_id, g.client_name, g.scopes, g.resource, g.refreshes,"
                    + " COALESCE(g.signed_in_at, g.created_at) AS signed_in_at, g.expires_at";

    /** The client as it was named when it was let in. */
    record ClientName(String id, String name) {
        /** For people: what it calls itself, or else who vouches for it. */
        String shown() {
            String voucher = Client.voucher(id);
            return name.isEmpty() ? (voucher == null ? "a program without a name" : voucher) : name;
        }
    }

    static Granted of(Row row) {
        return new Granted(
                row.text("id"),
                new WorkspaceId(row.text("workspace_id")),
                new PersonId(row.text("person_id")),
                row.text("proof"),
                new ClientName(row.text("client_id"), row.text("client_name")),
                GrantRows.texts(row.text("scopes")),
                row.text("resource"),
                row.flag("refreshes"),
                row.number("signed_in_at"),
                row.number("expires_at"));
    }
}
