package dev.triggo.access;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.List;

/** A database with two workspaces, and one server's keys and access on it. */
final class AccessWorld implements AutoCloseable {
    static final PersonId ANN = new PersonId("ann");
    static final KeyCaps MANY = new KeyCaps(60, null);
    static final String BOOTSTRAP_KEY = "an-operators-bootstrap-key";

    final TestDatabase test;
    final TestClock clock = TestClock.someDay();
    final Ids ids = new Ids(clock, new SecureRandom());
    final Workspaces workspaces;
    final WorkspaceId home;
    final WorkspaceId other = new WorkspaceId("other");
    final Access access;
    final ApiKeys keys;

    AccessWorld(TestDatabase.Kind kind) {
        test = TestDatabase.open(kind);
        workspaces = new Workspaces(test.database(), clock);
        home = workspaces.ensureDefault("free").id();
        test.database()
                .write(tx -> tx.update(
                        "INSERT INTO workspaces (id, name, tier, created_at) VALUES (?, 'Other', 'pro', 0)",
                        other.value()));
        access = anotherServer(test.database());
        keys = new ApiKeys(test.database(), ids, clock, access::keysChanged);
    }

    /** A server that is not told of changes. */
    Access anotherServer(Database database) {
        var bootstrap = BootstrapKeys.of(BOOTSTRAP_KEY, workspaces.find(home).orElseThrow(), ids);
        return new Access(database, bootstrap, clock, clock::nanoTime);
    }

    NewKey asked() {
        return new NewKey("ci", List.of("actions:read", "actions:run:send-report"), ANN, null, null);
    }

    CreatedKey create() {
        return keys.create(home, asked(), MANY);
    }

    /** Everything that the tables of this package hold, as one text. */
    String dump() {
        return test.database().read(tx -> {
            var dump = new StringBuilder();
            tx.list(
                    "SELECT id, workspace_id, name, prefix, scopes, created_by FROM api_keys",
                    row -> dump.append(row.text("id"))
                            .append(row.text("workspace_id"))
                            .append(row.text("name"))
                            .append(row.text("prefix"))
                            .append(row.text("scopes"))
                            .append(row.text("created_by")));
            tx.list(
                    "SELECT key_id, hash, salt, prefix FROM api_key_secrets",
                    row -> dump.append(row.text("key_id"))
                            .append(row.text("hash"))
                            .append(row.text("salt"))
                            .append(row.text("prefix")));
            return dump.toString();
        });
    }

    @Override
    public void close() {
        test.close();
    }
}
