package dev.triggo.credentials;

import dev.triggo.store.Transaction;

/** From what is sealed in a row to what it says and back, bound to the row's workspace, connector and id. */
final class Opener {
    private Opener() {}

    /** What came of it. */
    sealed interface Result {
        record Open(Kept kept) implements Result {}

        record Shut(String why) implements Result {}
    }

    static String seal(Vault vault, Transaction tx, Connection of, Kept kept) {
        return vault.seal(tx, of.workspace(), place(of), kept.write());
    }

    static Result open(Vault vault, Transaction tx, ConnectionTable.Stored stored) {
        Connection of = stored.connection();
        return switch (vault.open(tx, of.workspace(), place(of), stored.sealed())) {
            case Vault.Opening.Opened opened -> new Result.Open(Kept.read(opened.text()));
            case Vault.Opening.Shut shut -> new Result.Shut(shut.why());
        };
    }

    private static String place(Connection of) {
        return "connection\n" + of.connector() + "\n" + of.id();
    }
}
