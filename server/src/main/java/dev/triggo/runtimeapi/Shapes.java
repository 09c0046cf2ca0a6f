package dev.triggo.runtimeapi;

import dev.triggo.engine.Approval;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.runs.Source;
import java.util.Arrays;

/** JSON Schemas of what this door answers with, for the OpenAPI document. */
final class Shapes {
    private static final Json.Obj TEXT = Params.TEXT;
    private static final Json.Obj WHOLE = Json.object().put("type", "integer").build();
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
    private static final Json.Obj ERROR = object("code", TEXT, "message", TEXT, "nodeId", TEXT);
    private static final Json.Obj STEP = object(
            "nodeId",
            TEXT,
            "name",
            TEXT,
            "type",
            TEXT,
            "status",
            TEXT,
            "attempt",
            WHOLE,
            "startedAt",
            TIME,
            "finishedAt",
            TIME,
            "durationMs",
            WHOLE,
            "input",
            ANY,
            "output",
            ANY,
            "error",
            ERROR,
            "iteration",
            TEXT,
            "childRunId",
            TEXT,
            "pinned",
            Params.FLAG,
            "logs",
            list(TEXT));
    static final Json.Obj RUN_SUMMARY = object(
            "id",
            TEXT,
            "runId",
            TEXT,
            "action",
            TEXT,
            "workflowId",
            TEXT,
            "version",
            WHOLE,
            "status",
            RUN_STATUS,
            "source",
            RUN_SOURCE,
            "correlationId",
            TEXT,
            "createdAt",
            TIME,
            "startedAt",
            TIME,
            "finishedAt",
            TIME,
            "durationMs",
            WHOLE,
            "needsApproval",
            Params.FLAG);
    private static final Json.Obj APPROVAL = object(
            "id",
            TEXT,
            "nodeId",
            TEXT,
            "iteration",
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
            "decidedBy",
            TEXT,
            "comment",
            TEXT);
    static final Json.Obj RUN = extended(
            RUN_SUMMARY,
            "output",
            ANY,
            "error",
            ERROR,
            "approval",
            APPROVAL,
            "replayOf",
            TEXT,
            "errorRunId",
            TEXT,
            "parentRunId",
            TEXT,
            "rerunOf",
            object("runId", TEXT, "nodeId", TEXT, "iteration", TEXT),
            "plan",
            list(OBJECT),
            "steps",
            list(STEP),
            "itemsNotShown",
            WHOLE);
    static final Json.Obj RUN_LIST = object("runs", list(RUN_SUMMARY), "nextCursor", nullableText());
    static final Json.Obj RUN_ACCEPTED =
            object("runId", TEXT, "status", RUN_STATUS, "links", object("self", TEXT, "events", TEXT));
    static final Json.Obj EVENT_LIST = object(
            "events",
            list(object(
                    "seq", WHOLE, "type", TEXT, "at", TIME, "nodeId", TEXT, "attempt", WHOLE, "data", OBJECT, "hash",
                    TEXT)),
            "nextAfter",
            WHOLE);
    static final Json.Obj ACTION_SUMMARY = object(
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
            "outputSchema",
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
    static final Json.Obj ACTION_LIST = object("actions", list(ACTION_SUMMARY), "nextCursor", nullableText());
    static final Json.Obj VALIDATION = object(
            "valid",
            Params.FLAG,
            "problems",
            list(object("nodeId", TEXT, "path", TEXT, "rule", TEXT, "message", TEXT)));
    static final Json.Obj WORKFLOW_SUMMARY = object(
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
            "slug",
            TEXT,
            "revision",
            WHOLE,
            "version",
            WHOLE,
            "validation",
            VALIDATION,
            "createdAt",
            TIME,
            "updatedAt",
            TIME,
            "updatedBy",
            TEXT,
            "pausedReason",
            TEXT,
            "pausedAt",
            TIME,
            "lastFailedRunId",
            TEXT);
    static final Json.Obj WORKFLOW = extended(WORKFLOW_SUMMARY, "definition", OBJECT);
    static final Json.Obj WORKFLOW_BODY = object("name", TEXT, "description", TEXT, "definition", OBJECT)
            .with("required", Json.strings(java.util.List.of("name")))
            .with("additionalProperties", Json.of(false));
    static final Json.Obj WORKFLOW_CHANGE_BODY = object(
                    "expectedRevision", WHOLE, "name", TEXT, "description", TEXT, "definition", OBJECT)
            .with("additionalProperties", Json.of(false));
    static final Json.Obj WORKFLOW_LIST = object("workflows", list(WORKFLOW_SUMMARY), "nextCursor", nullableText());
    static final Json.Obj DEPLOYED = object(
            "workflowId", TEXT, "version", WHOLE, "type", TEXT, "slug", TEXT, "webhookUrl", TEXT, "status", TEXT);
    static final Json.Obj VERSION_LIST = object("versions", list(OBJECT));
    static final Json.Obj DELETED = object("deleted", Params.FLAG);
    static final Json.Obj CONNECTOR_LIST = object("connectors", list(OBJECT), "nextCursor", nullableText());
    static final Json.Obj OPERATION_LIST = object("operations", list(OBJECT));
    private static final Json.Obj KIND = object(
            "type",
            TEXT,
            "description",
            TEXT,
            "configSchema",
            OBJECT,
            "handles",
            list(TEXT),
            "takesOptions",
            Params.FLAG,
            "usesConnector",
            Params.FLAG,
            "trigger",
            Params.FLAG,
            "sideEffect",
            TEXT,
            "roots",
            list(TEXT),
            "rootsIn",
            list(TEXT),
            "example",
            OBJECT);
    static final Json.Obj KIND_LIST = object("kinds", list(KIND), "definition", OBJECT);
    static final Json.Obj OPERATION =
            object("inputSchema", OBJECT, "outputSchema", OBJECT, "sideEffect", TEXT, "auth", TEXT, "example", OBJECT);

    private Shapes() {}

    /** An object schema from names and schemas by turns. */
    static Json.Obj object(Object... namesAndSchemas) {
        var properties = Json.object();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            properties.put((String) namesAndSchemas[i], (Json) namesAndSchemas[i + 1]);
        }
        return Json.object()
                .put("type", "object")
                .put("properties", properties.build())
                .build();
    }

    private static Json.Obj extended(Json.Obj base, Object... namesAndSchemas) {
        var properties = Json.object();
        ((Json.Obj) java.util.Objects.requireNonNull(base.get("properties")))
                .fields()
                .forEach(properties::put);
        ((Json.Obj) java.util.Objects.requireNonNull(object(namesAndSchemas).get("properties")))
                .fields()
                .forEach(properties::put);
        return base.with("properties", properties.build());
    }

    static Json.Obj list(Json.Obj items) {
        return Json.object().put("type", "array").put("items", items).build();
    }

    private static Json.Obj nullableText() {
        return Json.object()
                .put("type", Json.strings(java.util.List.of("string", "null")))
                .build();
    }
}
