package dev.triggo.runtimeapi;

import dev.triggo.engine.Approval;
import dev.triggo.engine.RunStatus;
import dev.triggo.http.OpenApi;
import dev.triggo.kernel.Json;
import dev.triggo.runs.Source;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** JSON Schemas of what this door answers with, for the OpenAPI document. */
final class Shapes {
    private static final Json.Obj TEXT = Params.TEXT;
    static final Json.Obj WHOLE = Json.object().put("type", "integer").build();
    private static final Json.Obj TIME =
            Json.object().put("type", "string").put("format", "date-time").build();
    private static final Json.Obj ANY = Json.EMPTY_OBJECT;
    private static final Json.Obj OBJECT = Json.object().put("type", "object").build();

    static final Json.Obj RUN_STATUS = Json.object()
            .put("type", "string")
            .put(
                    "enum",
                    Json.strings(Arrays.stream(RunStatus.values())
                            .map(RunStatus::wireName)
                            .toList()))
            .build();
    static final Json.Obj RUN_SOURCE = Json.object()
            .put("type", "string")
            .put(
                    "enum",
                    Json.strings(
                            Arrays.stream(Source.values()).map(Source::wireName).toList()))
            .build();
    private static final Json.Obj ERROR = OpenApi.shape("code", TEXT, "message", TEXT, "nodeId?", TEXT);
    private static final Json.Obj STEP = OpenApi.shape(
            "nodeId",
            TEXT,
            "iteration?",
            TEXT,
            "name",
            TEXT,
            "type",
            TEXT,
            "status",
            TEXT,
            "attempt",
            WHOLE,
            "startedAt?",
            TIME,
            "finishedAt?",
            TIME,
            "durationMs?",
            WHOLE,
            "input?",
            ANY,
            "output?",
            ANY,
            "error?",
            ERROR,
            "childRunId?",
            TEXT,
            "pinned?",
            Params.FLAG,
            "logs?",
            list(TEXT));
    static final Json.Obj RUN_SUMMARY = OpenApi.shape(
            "id",
            TEXT,
            "runId",
            TEXT,
            "action?",
            TEXT,
            "workflowId",
            TEXT,
            "version",
            WHOLE,
            "status",
            RUN_STATUS,
            "source",
            RUN_SOURCE,
            "correlationId?",
            TEXT,
            "createdAt",
            TIME,
            "startedAt?",
            TIME,
            "finishedAt?",
            TIME,
            "durationMs?",
            WHOLE,
            "needsApproval",
            Params.FLAG);
    private static final Json.Obj APPROVAL = OpenApi.shape(
            "id",
            TEXT,
            "nodeId",
            TEXT,
            "iteration?",
            TEXT,
            "title",
            TEXT,
            "message",
            TEXT,
            "arguments",
            ANY,
            "argumentsHash",
            TEXT,
            "status",
            Json.object()
                    .put("type", "string")
                    .put(
                            "enum",
                            Json.strings(Arrays.stream(Approval.Status.values())
                                    .map(Approval.Status::wireName)
                                    .toList()))
                    .build(),
            "expiresAt",
            TIME,
            "separateDecider",
            Params.FLAG,
            "requestedBy",
            TEXT,
            "decidedBy?",
            TEXT,
            "comment?",
            TEXT);
    /** What a dry run would have sent; a called action has a plan of its own in it. */
    private static final Json.Obj PLANNED = OpenApi.shape(
            "nodeId?",
            TEXT,
            "connector",
            TEXT,
            "operation",
            TEXT,
            "input",
            ANY,
            "sideEffect",
            TEXT,
            "plan?",
            list(OBJECT));

    static final Json.Obj RUN = extended(
            RUN_SUMMARY,
            "output?",
            ANY,
            "error?",
            ERROR,
            "approval?",
            APPROVAL,
            "replayOf?",
            TEXT,
            "errorRunId?",
            TEXT,
            "errorRunRefusal?",
            TEXT,
            "parentRunId?",
            TEXT,
            "rerunOf?",
            OpenApi.shape("runId", TEXT, "nodeId", TEXT, "iteration?", TEXT),
            "itemsNotShown?",
            WHOLE,
            "plan?",
            list(PLANNED),
            "steps?",
            list(STEP));
    static final Json.Obj RUN_LIST = OpenApi.shape("runs", list(RUN_SUMMARY), "nextCursor", nullableText());
    static final Json.Obj RUN_ACCEPTED =
            OpenApi.shape("runId", TEXT, "status", RUN_STATUS, "links", OpenApi.shape("self", TEXT, "events", TEXT));
    static final Json.Obj EVENT_LIST = OpenApi.shape(
            "events",
            list(OpenApi.shape(
                    "seq",
                    WHOLE,
                    "type",
                    TEXT,
                    "at",
                    TIME,
                    "nodeId?",
                    TEXT,
                    "iteration?",
                    TEXT,
                    "attempt?",
                    WHOLE,
                    "data",
                    OBJECT,
                    "hash",
                    TEXT)),
            "nextAfter?",
            WHOLE);
    static final Json.Obj ACTION_SUMMARY = OpenApi.shape(
            "slug",
            TEXT,
            "name",
            TEXT,
            "description",
            TEXT,
            "version",
            WHOLE,
            "inputSchema",
            OBJECT,
            "outputSchema?",
            OBJECT,
            "requiresApproval",
            Params.FLAG,
            "sideEffects",
            TEXT,
            "supportsDryRun",
            Params.FLAG,
            "schemaHash",
            TEXT,
            "updatedAt",
            TIME);
    static final Json.Obj ACTION = extended(ACTION_SUMMARY, "workflowId", TEXT, "examples", list(ANY));
    static final Json.Obj ACTION_LIST = OpenApi.shape("actions", list(ACTION_SUMMARY), "nextCursor", nullableText());
    static final Json.Obj VALIDATION = OpenApi.shape(
            "valid",
            Params.FLAG,
            "problems",
            list(OpenApi.shape("nodeId?", TEXT, "path", TEXT, "rule", TEXT, "message", TEXT)));
    static final Json.Obj WORKFLOW_SUMMARY = OpenApi.shape(
            "id",
            TEXT,
            "name",
            TEXT,
            "description",
            TEXT,
            "type",
            TEXT,
            "status",
            TEXT,
            "slug?",
            TEXT,
            "revision",
            WHOLE,
            "version?",
            WHOLE,
            "validation",
            VALIDATION,
            "createdAt",
            TIME,
            "updatedAt",
            TIME,
            "updatedBy",
            TEXT,
            "pausedReason?",
            TEXT,
            "pausedAt?",
            TIME,
            "lastFailedRunId?",
            TEXT,
            "webhookUrl?",
            TEXT,
            "nextFirings?",
            list(TIME));
    static final Json.Obj WORKFLOW = extended(WORKFLOW_SUMMARY, "definition?", OBJECT);
    static final Json.Obj WORKFLOW_BODY = OpenApi.shape("name", TEXT, "description?", TEXT, "definition?", OBJECT)
            .with("additionalProperties", Json.of(false));
    static final Json.Obj WORKFLOW_CHANGE_BODY = OpenApi.shape(
                    "expectedRevision?", WHOLE, "name?", TEXT, "description?", TEXT, "definition?", OBJECT)
            .with("additionalProperties", Json.of(false));
    static final Json.Obj WORKFLOW_LIST =
            OpenApi.shape("workflows", list(WORKFLOW_SUMMARY), "nextCursor", nullableText());
    static final Json.Obj DEPLOYED = OpenApi.shape(
            "workflowId",
            TEXT,
            "version",
            WHOLE,
            "type",
            TEXT,
            "slug?",
            TEXT,
            "webhookUrl?",
            TEXT,
            "nextFirings?",
            list(TIME),
            "status",
            TEXT);
    static final Json.Obj FIRINGS =
            OpenApi.shape("nextFirings", list(TIME), "problems", list(OpenApi.shape("path", TEXT, "message", TEXT)));

    private static final Json.Obj POLLING =
            OpenApi.shape("lastAt?", TIME, "nextAt?", TIME, "failures", WHOLE, "fault?", TEXT);
    private static final Json.Obj DELIVERY = OpenApi.shape(
            "id",
            TEXT,
            "at",
            TIME,
            "outcome",
            TEXT,
            "reason?",
            TEXT,
            "runId?",
            TEXT,
            "dueAt?",
            TIME,
            "redeliveryOf?",
            TEXT);
    static final Json.Obj TRIGGER = OpenApi.shape(
            "connector",
            TEXT,
            "operation",
            TEXT,
            "kind",
            TEXT,
            "status",
            TEXT,
            "webhookUrl?",
            TEXT,
            "nextFirings?",
            list(TIME),
            "polling?",
            POLLING,
            "deliveries",
            list(DELIVERY));
    private static final Json.Obj VERSION = OpenApi.shape(
            "version",
            WHOLE,
            "name",
            TEXT,
            "description",
            TEXT,
            "type",
            TEXT,
            "rollbackOf?",
            WHOLE,
            "active",
            Params.FLAG,
            "createdAt",
            TIME);
    static final Json.Obj VERSION_LIST = OpenApi.shape("versions", list(VERSION), "nextCursor", nullableText());
    static final Json.Obj DELETED = OpenApi.shape("deleted", Params.FLAG);

    private Shapes() {}

    /** An object schema from names and schemas by turns, of which any may be missing. */
    static Json.Obj object(Object... namesAndSchemas) {
        return OpenApi.shape(namesAndSchemas).with("required", Json.EMPTY_ARRAY);
    }

    private static Json.Obj extended(Json.Obj base, Object... namesAndSchemas) {
        Json.Obj more = OpenApi.shape(namesAndSchemas);
        return base.with("properties", merged(base, more, "properties"))
                .with(
                        "required",
                        new Json.Arr(
                                Stream.concat(required(base), required(more)).toList()));
    }

    private static Json.Obj merged(Json.Obj base, Json.Obj more, String field) {
        var fields = Json.object();
        for (Json.Obj each : List.of(base, more)) {
            if (each.get(field) instanceof Json.Obj these) {
                these.fields().forEach(fields::put);
            }
        }
        return fields.build();
    }

    private static Stream<Json> required(Json.Obj schema) {
        return schema.get("required") instanceof Json.Arr names ? names.items().stream() : Stream.of();
    }

    static Json.Obj list(Json.Obj items) {
        return Json.object().put("type", "array").put("items", items).build();
    }

    private static Json.Obj nullableText() {
        return Json.object()
                .put("type", Json.strings(List.of("string", "null")))
                .build();
    }
}
