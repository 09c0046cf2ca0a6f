package dev.triggo.policies;

import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all workspaces, held in memory because every run and every outgoing call asks for them. What another server
 * has changed is known here after the next {@link #refresh}. Thread-safe.
 */
public final class Policies {
    /** What is kept here of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of("DELETE FROM policies WHERE workspace_id = ?");

    private static final String KEEP = """
            INSERT INTO policies (workspace_id, policy, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (workspace_id) DO UPDATE SET policy = excluded.policy, changed_at = excluded.changed_at
            """;
    private static final String ONE = "SELECT policy FROM policies WHERE workspace_id = ?";
    private static final String ALL = "SELECT workspace_id, policy FROM policies";

    private final Database database;
    private final Clock clock;
    private final Map<WorkspaceId, Held> held = new ConcurrentHashMap<>();

    private record Held(Policy policy, EgressRules egress) {
        static Held of(Policy policy) {
            return new Held(policy, policy.egress());
        }
    }

    /** Written in the transaction of a change, with the rules before it and after. */
    @FunctionalInterface
    public interface Note {
        void write(Transaction tx, Policy before, Policy after);
    }

    public Policies(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        refresh();
    }

    /** {@link Policy#NONE} for a workspace that has not decided anything. */
    public Policy of(WorkspaceId workspace) {
        Held rules = held.get(workspace);
        return rules == null ? Policy.NONE : rules.policy();
    }

    public EgressRules egress(WorkspaceId workspace) {
        Held rules = held.get(workspace);
        return rules == null ? EgressRules.NONE : rules.egress();
    }

    /**
     * For how many days a workspace keeps its runs, as the store has it at this moment: what deletes must not go by what was
     * known here some seconds ago.
     */
    public @Nullable Long keptDays(WorkspaceId workspace) {
        return database.read(tx -> tx.first(ONE, Policies::kept, workspace.value()))
                .orElse(Policy.NONE)
                .keptDays();
    }

    /** Replaces a workspace's rules by others, which must be without {@link Policy#faults}; they count at once. */
    public synchronized void change(WorkspaceId workspace, Policy policy, Note note) {
        Held after = Held.of(policy);
        var unused = database.write(tx -> {
            // Another server may have changed them since they were last read here.
            Policy before = tx.first(ONE, Policies::kept, workspace.value()).orElse(Policy.NONE);
            note.write(tx, before, policy);
            return tx.update(KEEP, workspace.value(), policy.json().write(), clock.millis());
        });
        held.put(workspace, after);
    }

    private static Policy kept(Row row) {
        return Policy.of((Json.Obj) Json.parse(row.text("policy")));
    }

    /** Reads what is kept; to be called every few seconds. */
    public synchronized void refresh() {
        database.read(tx -> tx.list(ALL, row -> Map.entry(new WorkspaceId(row.text("workspace_id")), kept(row))))
                .forEach(kept -> {
                    if (!of(kept.getKey()).equals(kept.getValue())) {
                        held.put(kept.getKey(), Held.of(kept.getValue()));
                    }
                });
    }
}
