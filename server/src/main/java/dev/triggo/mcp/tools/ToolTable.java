package dev.triggo.mcp.tools;

import static dev.triggo.mcp.tools.Schemas.any;
import static dev.triggo.mcp.tools.Schemas.arguments;
import static dev.triggo.mcp.tools.Schemas.choice;
import static dev.triggo.mcp.tools.Schemas.flag;
import static dev.triggo.mcp.tools.Schemas.integer;
import static dev.triggo.mcp.tools.Schemas.list;
import static dev.triggo.mcp.tools.Schemas.may;
import static dev.triggo.mcp.tools.Schemas.need;
import static dev.triggo.mcp.tools.Schemas.object;
import static dev.triggo.mcp.tools.Schemas.text;
import static dev.triggo.mcp.tools.Schemas.told;
import static dev.triggo.mcp.tools.Schemas.type;

import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolDefinition.Access;
import dev.triggo.mcp.ToolDefinition.Hints;
import dev.triggo.mcp.tools.Schemas.Field;
import java.util.Locale;
import java.util.Set;

/** All tools, in the order in which they are listed: what a model is told of each, and what it takes to call it. */
enum ToolTable {
    LIST_ACTIONS(
            "Find actions",
            "Finds published actions (workflows that can be called) by words of their name or description. Start here.",
            Effect.READS,
            Needs.orActionGrant(Scope.ACTIONS_READ),
            arguments(Args.QUERY, Args.CURSOR, Args.LIMIT),
            Shapes.ACTIONS),

    GET_ACTION(
            "Inspect an action",
            "One action with its input schema and examples. Read it before the first run_action.",
            Effect.READS,
            Needs.orActionGrant(Scope.ACTIONS_READ),
            arguments(Args.SLUG),
            Shapes.ACTION),

    RUN_ACTION(
            "Run an action",
            "Starts an action and returns its run; with wait, the finished run if it ends in time. If status is not "
                    + "final, follow with get_run_status. Repeating with the same idempotencyKey never starts it twice.",
            Effect.ACTS,
            Needs.orActionGrant(Scope.ACTIONS_RUN),
            arguments(
                    Args.SLUG,
                    may("input", told(type("object"), "Fits the action's inputSchema.")),
                    may("dryRun", flag("Only plan: nothing is written anywhere.")),
                    may("idempotencyKey", text("Up to 255 visible ASCII characters; one per intended run.")),
                    may("correlationId", text("Your own mark, to find the run by.")),
                    may("wait", Schemas.seconds("Seconds to wait for the end; 30 suits most.")),
                    may("cancelOnDisconnect", flag("Cancel the run if this request is cancelled."))),
            Shapes.RUN),

    GET_RUN_STATUS(
            "Follow a run",
            "A run's status, output or error. With wait it answers when the run ends or needs approval.",
            Effect.READS,
            Needs.all(Scope.RUNS_READ),
            arguments(
                    Args.RUN_ID,
                    may("wait", Schemas.seconds("Seconds to wait for the end.")),
                    may("includeSteps", flag("Also each step with its input, output and error."))),
            Shapes.RUN),

    LIST_RUNS(
            "List runs",
            "Runs, newest first, filtered by any of the arguments.",
            Effect.READS,
            Needs.all(Scope.RUNS_READ),
            arguments(
                    may("action", text("The action's slug.")),
                    may(
                            "status",
                            choice(
                                    "accepted",
                                    "running",
                                    "waiting_for_approval",
                                    "pending_approval",
                                    "succeeded",
                                    "failed",
                                    "cancelled",
                                    "timed_out")),
                    may("source", choice("action", "webhook", "schedule", "manual", "replay", "test", "dry_run")),
                    may("needsApproval", type("boolean")),
                    may("correlationId", text()),
                    Args.CURSOR,
                    Args.LIMIT),
            Shapes.RUNS),

    APPROVE_RUN(
            "Decide an approval",
            "Approves or rejects what a run waits for. Never decide yourself: show your user approval.title, message and "
                    + "all arguments first. Approved, the run goes on at once; rejected, it is cancelled.",
            Effect.ACTS,
            Needs.all(Scope.APPROVALS_DECIDE),
            arguments(
                    Args.RUN_ID,
                    need("decision", choice("approved", "rejected")),
                    may("comment", text()),
                    may("approvalId", text("The approval.id that your user has seen."))),
            Shapes.RUN),

    LIST_WORKFLOWS(
            "Find workflows",
            "Workflows, drafts included, by words of their name or description.",
            Effect.READS,
            Needs.all(Scope.WORKFLOWS_READ),
            arguments(
                    Args.QUERY,
                    may("status", choice("blueprint", "active_waiting", "active_running", "stopped", "error")),
                    Args.CURSOR,
                    Args.LIMIT),
            Shapes.WORKFLOWS),

    GET_WORKFLOW(
            "Read a workflow",
            "A workflow's draft, or one deployed version: definition, validation, revision.",
            Effect.READS,
            Needs.all(Scope.WORKFLOWS_READ),
            arguments(Args.WORKFLOW_ID, may("version", integer(1, Integer.MAX_VALUE, "Without it: the draft."))),
            Shapes.WORKFLOW),

    CREATE_WORKFLOW(
            "Create a workflow",
            "Saves a new draft and says what is still wrong in validation. Nothing runs before deploy_workflow.",
            Effect.ADDS,
            Needs.all(Scope.WORKFLOWS_WRITE),
            arguments(need("name", text()), may("description", text()), Args.DEFINITION),
            Shapes.WORKFLOW),

    UPDATE_WORKFLOW(
            "Change a workflow",
            "Changes a draft; what is left out stays. With expectedRevision it refuses if somebody changed it since.",
            Effect.CHANGES,
            Needs.all(Scope.WORKFLOWS_WRITE),
            arguments(
                    Args.WORKFLOW_ID, Args.REVISION, may("name", text()), may("description", text()), Args.DEFINITION),
            Shapes.WORKFLOW),

    DELETE_WORKFLOW(
            "Delete a workflow",
            "Deletes a workflow and its action. Its runs and their journal stay.",
            Effect.CHANGES,
            Needs.all(Scope.WORKFLOWS_WRITE),
            arguments(Args.WORKFLOW_ID),
            object(need("deleted", type("boolean")))),

    DEPLOY_WORKFLOW(
            "Deploy a workflow",
            "Makes the draft the live version. A callable workflow becomes an action, an event-driven one starts to "
                    + "listen. Refuses an invalid draft, and with expectedRevision one that somebody changed since.",
            Effect.PUBLISHES,
            Needs.all(Scope.WORKFLOWS_WRITE),
            arguments(
                    Args.WORKFLOW_ID,
                    may(
                            "slug",
                            text("Name of the action: lower-case words joined by -; made from the name if absent.")),
                    Args.REVISION),
            Shapes.DEPLOYED),

    OPEN_WORKFLOW(
            "Open a workflow",
            "The address of the workflow's canvas, to give to a person.",
            Effect.READS,
            Needs.all(Scope.WORKFLOWS_READ),
            arguments(Args.WORKFLOW_ID),
            object(need("url", text()))),

    LIST_CONNECTORS(
            "Find connectors",
            "Connectors that workflow nodes can use, by words of their name or description.",
            Effect.READS,
            Needs.all(Scope.CONNECTORS_READ),
            arguments(Args.QUERY, Args.CURSOR, Args.LIMIT),
            object(need("connectors", list(type("object"))), Shapes.NEXT_CURSOR)),

    GET_CONNECTOR_OPERATIONS(
            "List a connector's operations",
            "The actions and triggers of a connector. Of connector nodes: the kinds of node, and how a definition is "
                    + "written.",
            Effect.READS,
            Needs.or(Scope.CONNECTORS_READ, Scope.WORKFLOWS_READ),
            arguments(Args.CONNECTOR),
            object(need("operations", list(type("object"))), may("connections", list(type("object"))))),

    GET_OPERATION_SCHEMA(
            "Inspect an operation",
            "What an operation takes and gives: fill a node's config from it. With connector nodes, operation is a kind "
                    + "of node.",
            Effect.READS,
            Needs.or(Scope.CONNECTORS_READ, Scope.WORKFLOWS_READ),
            arguments(Args.CONNECTOR, need("operation", text())),
            Shapes.OPERATION),

    BUILD_CONNECTOR(
            "Build a connector",
            "Starts building a connector from exactly one of: an OpenAPI document, its address, or a manifest. Follow "
                    + "with get_build_status.",
            Effect.FETCHES,
            Needs.all(Scope.CONNECTORS_WRITE),
            arguments(
                    may("name", text()),
                    may("openapi", told(type("object", "string"), "The document, as an object or as text.")),
                    may("openapiUrl", text()),
                    may("manifest", type("object")),
                    may("include", told(any(), "Which operations to take; all if absent."))),
            Shapes.BUILD),

    GET_BUILD_STATUS(
            "Follow a build",
            "The state of a connector build, and what is wrong.",
            Effect.READS,
            Needs.all(Scope.CONNECTORS_WRITE),
            arguments(need("buildId", text())),
            Shapes.BUILD),

    VALIDATE_CONNECTOR(
            "Check a connector",
            "Checks a built connector or a manifest; with live it also calls the service through a connection.",
            Effect.FETCHES,
            Needs.all(Scope.CONNECTORS_WRITE),
            arguments(
                    may("connector", text()),
                    may("manifest", type("object")),
                    may("connectionId", text()),
                    may("live", type("boolean"))),
            Shapes.VALIDATION);

    /** Arguments that several tools share. */
    private static final class Args {
        static final Field QUERY = may("query", text("Words to look for; all must occur."));
        static final Field CURSOR = may("cursor", text("nextCursor of the page before."));
        static final Field LIMIT = may("limit", integer(1, 100, "Entries a page; 20 if absent."));
        static final Field SLUG = need("slug", text("The action's slug, from list_actions."));
        static final Field RUN_ID = need("runId", text());
        static final Field REVISION =
                may("expectedRevision", integer(0, Integer.MAX_VALUE, "The revision that you read."));
        static final Field WORKFLOW_ID = need("workflowId", text());
        static final Field CONNECTOR = need("connector", text("The connector's name, from list_connectors, or nodes."));
        static final Field DEFINITION = may(
                "definition",
                told(
                        type("object", "string"),
                        "{nodes, edges}, or the same as YAML text; get_connector_operations of nodes says how."));
    }

    /** What tools do to the world, in the four hints of the protocol. */
    private static final class Effect {
        static final Hints READS = new Hints(true, false, true, false);
        static final Hints ADDS = new Hints(false, false, false, false);
        static final Hints CHANGES = new Hints(false, true, true, false);
        static final Hints PUBLISHES = new Hints(false, false, false, true);
        static final Hints FETCHES = new Hints(false, false, false, true);
        static final Hints ACTS = new Hints(false, true, false, true);
    }

    private static final class Needs {
        static Access all(Scope scope) {
            return new Access(Set.of(scope), false, Set.of());
        }

        /** Callers with the other scope may knock too; what they ask for is then looked at. */
        static Access or(Scope scope, Scope other) {
            return new Access(Set.of(scope), false, Set.of(other));
        }

        /** Callers who are limited to single actions may knock too; the action is then looked at. */
        static Access orActionGrant(Scope scope) {
            return new Access(Set.of(scope), true, Set.of());
        }
    }

    private final ToolDefinition definition;

    ToolTable(String title, String description, Hints hints, Access access, Json.Obj input, Json.Obj output) {
        // Nothing is required of a result: there are clients that hold errors against the schema too, and throw away
        // the very words that say what to mend.
        Json.Obj result = output.without("required");
        this.definition =
                new ToolDefinition(name().toLowerCase(Locale.ROOT), title, description, input, result, hints, access);
    }

    ToolDefinition definition() {
        return definition;
    }
}
