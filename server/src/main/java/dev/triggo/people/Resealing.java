package dev.triggo.people;

import dev.triggo.store.Transaction;
import java.util.List;

/** What people keep sealed with the server's key, when that key is another one. */
public final class Resealing {
    private static final String ALL = "SELECT person_id, secret FROM people_second_factors ORDER BY person_id";
    private static final String SEAL = "UPDATE people_second_factors SET secret = ? WHERE person_id = ?";

    private Resealing() {}

    private record Sealed(String person, String secret) {}

    /** IllegalStateException when something was not sealed with the old key. */
    public static void all(Transaction tx, Sealing old, Sealing next) {
        List<Sealed> rows = tx.list(ALL, row -> new Sealed(row.text("person_id"), row.text("secret")));
        for (Sealed row : rows) {
            tx.update(SEAL, next.seal(row.person(), old.open(row.person(), row.secret())), row.person());
        }
    }
}
