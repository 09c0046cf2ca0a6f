package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.workflow.Validation;
import dev.triggo.workflow.WorkflowType;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as people edit it.
 *
 * @param type of the draft, or of the version that was asked for
 * @param slug of its action; null before the first deploy
 * @param revision grows with every change of the draft
 * @param version the newest that was deployed, or the one that was asked for; null before the first deploy
 * @param definition as it was saved, with positions and notes; null in lists
 * @param validation {@code {valid, problems[]}}; in lists as it was when the draft was saved, the first 20 problems
 * @param updatedBy who changed the draft last; who deployed a version, its own record says
 * @param entrance how events come in; null where they do not
 * @param pause why the server paused it; null unless its status is {@code error}
 */
public record SavedWorkflow(
        WorkspaceId workspace,
        WorkflowId id,
        String name,
        String description,
        WorkflowType type,
        WorkflowStatus status,
        @Nullable String slug,
        long revision,
        @Nullable Long version,
        Json.@Nullable Obj definition,
        Json.Obj validation,
        long createdAt,
        long updatedAt,
        PersonId updatedBy,
        Activation.@Nullable Entrance entrance,
        @Nullable Pause pause) {

    /** The {@code Workflow} of both doors. */
    public Json.Obj toJson() {
        return Json.object()
                .put("id", id.value())
                .put("name", name)
                .put("description", description)
                .put("type", type.wireName())
                .put("status", status.wireName())
                .putIf("slug", slug)
                .put("revision", revision)
                .putIf("version", version == null ? null : Json.of(version))
                .putIf("webhookUrl", entrance == null ? null : entrance.webhookUrl())
                .putIf("nextFirings", entrance == null ? null : entrance.firings())
                .putIf("definition", definition)
                .put("validation", validation)
                .put("createdAt", Times.iso(createdAt))
                .put("updatedAt", Times.iso(updatedAt))
                .put("updatedBy", updatedBy.value())
                .putIf("pausedReason", pause == null ? null : pause.reason())
                .putIf("pausedAt", pause == null ? null : Times.iso(pause.at()))
                .putIf("lastFailedRunId", pause == null ? null : pause.lastRun().value())
                .build();
    }

    SavedWorkflow withStatus(WorkflowStatus now) {
        return new SavedWorkflow(
                workspace,
                id,
                name,
                description,
                type,
                now,
                slug,
                revision,
                version,
                definition,
                validation,
                createdAt,
                updatedAt,
                updatedBy,
                entrance,
                pause);
    }

    /** With what is kept elsewhere: why it is paused, and how events come in. */
    SavedWorkflow noted(@Nullable Pause why, Activation.@Nullable Entrance way) {
        return new SavedWorkflow(
                workspace,
                id,
                name,
                description,
                type,
                status,
                slug,
                revision,
                version,
                definition,
                validation,
                createdAt,
                updatedAt,
                updatedBy,
                way,
                why);
    }

    /** As it would be drawn from this verdict on its definition. */
    SavedWorkflow judged(Validation verdict) {
        return new SavedWorkflow(
                workspace,
                id,
                name,
                description,
                verdict.type(),
                status,
                slug,
                revision,
                version,
                definition,
                verdict.toJson(),
                createdAt,
                updatedAt,
                updatedBy,
                entrance,
                pause);
    }

    /** This workflow with the content of one of its versions. */
    SavedWorkflow showing(WorkflowVersion shown) {
        return new SavedWorkflow(
                workspace,
                id,
                shown.name(),
                shown.description(),
                shown.type(),
                status,
                slug,
                revision,
                shown.version(),
                shown.definition(),
                validation,
                createdAt,
                updatedAt,
                updatedBy,
                entrance,
                pause);
    }

    /** The definition of a workflow that was read whole. */
    Json.Obj content() {
        if (definition == null) {
            throw new IllegalStateException("a workflow from a list has no definition");
        }
        return definition;
    }
}
