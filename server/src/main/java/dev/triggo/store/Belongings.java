package dev.triggo.store;

import java.util.List;

/**
 * What a package keeps of workspaces, as the statements that delete it. Each has one value, the workspace's id, and
 * deletes no more than so many rows at a time, so that nobody waits long.
 */
public record Belongings(List<String> statements) {
    public Belongings {
        statements = List.copyOf(statements);
    }

    public static Belongings of(String... statements) {
        return new Belongings(List.of(statements));
    }

    /** Deletes all there is, in transactions of their own; returns how many rows. */
    public int clear(Database database, String workspace) {
        int cleared = 0;
        for (String statement : statements) {
            int rows;
            do {
                rows = database.write(tx -> tx.update(statement, workspace));
                cleared += rows;
            } while (rows > 0);
        }
        return cleared;
    }
}
