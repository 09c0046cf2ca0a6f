package dev.triggo.mcp.tools;

import static dev.triggo.mcp.tools.Schemas.any;
import static dev.triggo.mcp.tools.Schemas.choice;
import static dev.triggo.mcp.tools.Schemas.list;
import static dev.triggo.mcp.tools.Schemas.may;
import static dev.triggo.mcp.tools.Schemas.need;
import static dev.triggo.mcp.tools.Schemas.object;
import static dev.triggo.mcp.tools.Schemas.text;
import static dev.triggo.mcp.tools.Schemas.told;
import static dev.triggo.mcp.tools.Schemas.type;

import dev.triggo.kernel.Json;
import dev.triggo.mcp.tools.Schemas.Field;

/**
 * What results look like, for models and for clients that check. Told as far as a next step needs it: all 19 lists of
 * tools together have to fit into 20 kB of context.
 */
final class Shapes {
    static final Field NEXT_CURSOR = may("nextCursor", type("string", "null"));

    private static final Json.Obj OBJECT = type("object");

    private static final Field[] ACTION_FIELDS = {
        need("slug", text()),
        need("name", text()),
        may("description", text()),
        need("version", type("integer")),
        need("inputSchema", OBJECT),
        may("outputSchema", OBJECT),
        may("requiresApproval", type("boolean")),
        may("sideEffects", choice("none", "read", "write")),
        may("supportsDryRun", type("boolean")),
        may("schemaHash", text())
    };

    static final Json.Obj ACTION = object(ACTION_FIELDS);
    static final Json.Obj ACTIONS = object(need("actions", list(ACTION)), NEXT_CURSOR);

    static final Json.Obj RUN = object(
            need("runId", text()),
            need(
                    "status",
                    choice(
                            "accepted",
                            "running",
                            "waiting_for_approval",
                            "succeeded",
                            "failed",
                            "cancelled",
                            "timed_out")),
            may("action", text()),
            may("output", any()),
            may("error", told(any(), "Of a failed run: {code, message, nodeId?}.")),
            may(
                    "approval",
                    object(
                            may("id", text()),
                            may("title", text()),
                            may("message", text()),
                            may("arguments", any()),
                            may("status", text()))),
            may("next", text()),
            may("replayOf", text()),
            may("plan", list(OBJECT)),
            may("steps", list(OBJECT)));

    static final Json.Obj RUNS = object(
            need("runs", list(object(need("runId", text()), need("status", text()), may("action", text())))),
            NEXT_CURSOR);

    static final Json.Obj VALIDATION = object(need("valid", type("boolean")), need("problems", list(OBJECT)));

    static final Json.Obj WORKFLOW = object(
            need("id", text()),
            need("name", text()),
            may("type", choice("callable", "event_driven", "undetermined")),
            need("status", text()),
            may("slug", text()),
            need("revision", type("integer")),
            may("version", type("integer")),
            may("definition", OBJECT),
            may("validation", VALIDATION),
            may("pausedReason", text()));

    static final Json.Obj WORKFLOWS = object(
            need("workflows", list(object(need("id", text()), need("name", text()), need("status", text())))),
            NEXT_CURSOR);

    static final Json.Obj DEPLOYED = object(
            need("workflowId", text()),
            need("version", type("integer")),
            need("type", text()),
            may("slug", text()),
            may("webhookUrl", text()),
            need("status", text()));

    static final Json.Obj BUILD = object(
            need("buildId", text()),
            need("status", text()),
            may("connector", text()),
            may("operations", list(any())),
            may("problems", list(OBJECT)));

    static final Json.Obj OPERATION = object(
            need("inputSchema", any()),
            may("outputSchema", any()),
            may("sideEffect", text()),
            may("auth", any()),
            may("example", any()),
            may("connections", any()));

    private Shapes() {}
}
