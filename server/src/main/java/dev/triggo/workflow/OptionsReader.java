package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a node's {@code options}. */
final class OptionsReader {
    private static final Set<String> KNOWN =
            Set.of("maxRetries", "baseIntervalMs", "continueOnFailure", "timeoutMs", "requiresApproval", "effect");

    private final List<WorkflowProblem> problems;
    private final String nodeId;
    private final String path;

    OptionsReader(List<WorkflowProblem> problems, String nodeId, String path) {
        this.problems = problems;
        this.nodeId = nodeId;
        this.path = path;
    }

    NodeOptions read(@Nullable Json json) {
        if (json == null) {
            return NodeOptions.DEFAULT;
        }
        if (!(json instanceof Json.Obj options)) {
            add("", "wrong_type", "'options' must be an object.");
            return NodeOptions.DEFAULT;
        }
        for (String field : options.fields().keySet()) {
            if (!KNOWN.contains(field)) {
                add(
                        "/" + DefinitionReader.escaped(field),
                        "unknown_field",
                        "'" + DefinitionReader.shown(field) + "' is no option; options are maxRetries, baseIntervalMs, "
                                + "continueOnFailure, timeoutMs, requiresApproval and effect.");
            }
        }
        refuseApproval(options);
        return new NodeOptions(
                (int) number(options, "maxRetries", 0, 10, NodeOptions.DEFAULT.maxRetries()),
                number(options, "baseIntervalMs", 1, 30_000, NodeOptions.DEFAULT.baseIntervalMs()),
                flag(options, "continueOnFailure"),
                number(options, "timeoutMs", 1, NodeOptions.MAX_TIMEOUT_MS, NodeOptions.DEFAULT.timeoutMs()),
                once(options));
    }

    /** A gate that is asked for and not there must not be passed in silence. */
    private void refuseApproval(Json.Obj options) {
        Json approval = options.get("requiresApproval");
        if (approval != null && approval != Json.Bool.FALSE) {
            add(
                    "/requiresApproval",
                    "not_available",
                    "Approvals are not in this version of Triggo, and a node that asks for one must not run without it.");
        }
    }

    private long number(Json.Obj options, String field, long min, long max, long otherwise) {
        Json value = options.get(field);
        if (value == null) {
            return otherwise;
        }
        Long number = value instanceof Json.Num n ? n.asLong() : null;
        if (number == null || number < min || number > max) {
            add("/" + field, "out_of_range", "'" + field + "' must be a whole number from " + min + " to " + max + ".");
            return otherwise;
        }
        return number;
    }

    private boolean flag(Json.Obj options, String field) {
        Json value = options.get(field);
        if (value != null && !(value instanceof Json.Bool)) {
            add("/" + field, "wrong_type", "'" + field + "' must be true or false.");
        }
        return value == Json.Bool.TRUE;
    }

    private boolean once(Json.Obj options) {
        Json value = options.get("effect");
        boolean once = value instanceof Json.Str text && text.value().equals("once");
        if (value != null && !once) {
            add("/effect", "wrong_value", "'effect' can only be \"once\".");
        }
        return once;
    }

    private void add(String at, String rule, String message) {
        problems.add(new WorkflowProblem(nodeId, path + at, rule, message));
    }
}
