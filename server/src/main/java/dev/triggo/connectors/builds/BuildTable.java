package dev.triggo.connectors.builds;

import dev.triggo.connectors.openapi.BuildProblem;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code connector_builds}. */
final class BuildTable {
    private static final String ALL = """
            SELECT id, workspace_id, name, kind, source, include, status, version, found, built, problems, created_by,
                   created_at, changed_at, attempts, held_until
            FROM connector_builds
            """;

    private BuildTable() {}

    /** The states of a build, in their order. */
    enum Status {
        QUEUED,
        PARSING,
        GENERATING,
        VALIDATING,
        SUCCEEDED,
        FAILED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * One build.
     *
     * @param name of the connector; empty while it is not known
     * @param source the document, while the build goes on
     * @param version of the connector that came of it
     * @param attempts how often it was begun
     */
    record Build(
            String id,
            WorkspaceId workspace,
            String name,
            BuildRequest.Kind kind,
            String source,
            List<String> include,
            String status,
            @Nullable Long version,
            @Nullable Long found,
            List<BuildProblem> problems,
            long attempts,
            long heldUntil) {}

    /** How a build ended. */
    record End(
            Status status,
            String name,
            @Nullable Long version,
            @Nullable Long found,
            @Nullable Long built,
            List<BuildProblem> problems) {}

    static void insert(Transaction tx, Asked asked, BuildRequest request, long now) {
        tx.update(
                """
                INSERT INTO connector_builds (id, workspace_id, name, kind, source, include, status, problems,
                       created_by, created_at, changed_at, attempts, held_until)
                VALUES (?, ?, ?, ?, ?, ?, 'queued', '[]', ?, ?, ?, 0, 0)
                """,
                asked.id(),
                asked.workspace().value(),
                request.name(),
                request.kind().word(),
                // As JSON, which has a form for every character; the store has not.
                Json.of(request.source()).write(),
                Json.strings(request.include().patterns()).write(),
                asked.by(),
                now,
                now);
    }

    /** A build that somebody asks for. */
    record Asked(String id, WorkspaceId workspace, String by) {}

    static Optional<Build> find(Transaction tx, WorkspaceId workspace, String id) {
        return tx.first(ALL + "WHERE id = ? AND workspace_id = ?", BuildTable::of, id, workspace.value());
    }

    static int waiting(Transaction tx, WorkspaceId workspace) {
        return tx.first("""
                        SELECT COUNT(*) AS builds FROM connector_builds
                        WHERE workspace_id = ? AND status NOT IN ('succeeded', 'failed')
                        """, row -> (int) row.number("builds"), workspace.value())
                .orElse(0);
    }

    /**
     * Takes the oldest build that nobody works on, of another workspace than this one if there is such; empty when there
     * is none at all.
     */
    static Optional<Build> claim(Transaction tx, String served, long now, long until) {
        Optional<Build> next = tx.first(ALL + """
                        WHERE status NOT IN ('succeeded', 'failed') AND held_until < ?
                        ORDER BY CASE WHEN workspace_id = ? THEN 1 ELSE 0 END, created_at, id LIMIT 1""", BuildTable::of, now, served);
        return next.filter(build -> tx.update("""
                        UPDATE connector_builds SET held_until = ?, attempts = attempts + 1, changed_at = ?
                        WHERE id = ? AND held_until = ?
                        """, until, now, build.id(), build.heldUntil()) == 1);
    }

    static void step(Transaction tx, String id, Status status, long now, long until) {
        tx.update(
                "UPDATE connector_builds SET status = ?, changed_at = ?, held_until = ? WHERE id = ?",
                status.word(),
                now,
                until,
                id);
    }

    /** Gives it back, to be begun anew by whoever comes next. */
    static void release(Transaction tx, String id, long now) {
        tx.update("""
                UPDATE connector_builds SET status = 'queued', changed_at = ?, held_until = 0, attempts = attempts - 1
                WHERE id = ?
                """, now, id);
    }

    static void end(Transaction tx, String id, End end, long now) {
        tx.update(
                """
                UPDATE connector_builds SET status = ?, name = ?, version = CAST(? AS BIGINT), found = CAST(? AS BIGINT),
                       built = CAST(? AS BIGINT), problems = ?, source = '""', changed_at = ?, held_until = 0
                WHERE id = ?
                """,
                end.status().word(),
                end.name(),
                end.version(),
                end.found(),
                end.built(),
                Json.array(end.problems().stream().map(BuildProblem::toJson).toList())
                        .write(),
                now,
                id);
    }

    /** Forgets how builds ended that ended before then; what they made stays. */
    static int sweep(Transaction tx, long before) {
        return tx.update(
                "DELETE FROM connector_builds WHERE status IN ('succeeded', 'failed') AND changed_at < ?", before);
    }

    private static Build of(Row row) {
        var include = new ArrayList<String>();
        ((Json.Arr) Json.parse(row.text("include"))).items().forEach(one -> include.add(((Json.Str) one).value()));
        var problems = new ArrayList<BuildProblem>();
        ((Json.Arr) Json.parse(row.text("problems")))
                .items()
                .forEach(one -> problems.add(BuildProblem.of((Json.Obj) one)));
        return new Build(
                row.text("id"),
                new WorkspaceId(row.text("workspace_id")),
                row.text("name"),
                BuildRequest.Kind.valueOf(row.text("kind").toUpperCase(java.util.Locale.ROOT)),
                ((Json.Str) Json.parse(row.text("source"))).value(),
                include,
                row.text("status"),
                row.numberOrNull("version"),
                row.numberOrNull("found"),
                problems,
                row.number("attempts"),
                row.number("held_until"));
    }
}
