package dev.triggo.actions;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.library.Deployable;
import dev.triggo.schema.JsonSchema;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version shows to callers, read off its definition once, when it is deployed.
 *
 * @param outputSchema when all outputs of the workflow declare the same one
 * @param schemaHash first 16 hex digits of SHA-256 over the canonical input schema
 * @param examples inputs that fit
 */
record Publication(
        Json.Obj inputSchema,
        Json.@Nullable Obj outputSchema,
        boolean requiresApproval,
        SideEffect sideEffects,
        String schemaHash,
        Json.Arr examples) {
    private static final Json.Obj ANY_OBJECT =
            Json.object().put("type", "object").build();

    static Publication of(Deployable version, SideEffects effects) {
        Json.Obj input = inputSchema(version.graph());
        return new Publication(
                input,
                outputSchema(version.graph()),
                requiresApproval(version),
                worst(version, effects),
                Hash.sha256Hex(input.canonical()).substring(0, 16),
                Example.of(input, JsonSchema.compile(input)));
    }

    /** The schema of the action's input; any object where the workflow declares none. */
    static Json.Obj inputSchema(WorkflowDefinition graph) {
        for (Node node : graph.nodes()) {
            if (node.type().equals("action_input") && node.config().get("inputSchema") instanceof Json.Obj schema) {
                return schema;
            }
        }
        return ANY_OBJECT;
    }

    private static Json.@Nullable Obj outputSchema(WorkflowDefinition graph) {
        Json.Obj agreed = null;
        for (Node node : graph.nodes()) {
            if (node.type().equals("return_output")) {
                if (!(node.config().get("outputSchema") instanceof Json.Obj schema)
                        || (agreed != null && !agreed.equals(schema))) {
                    return null;
                }
                agreed = schema;
            }
        }
        return agreed != null && JsonSchema.faults(agreed).isEmpty() ? agreed : null;
    }

    private static SideEffect worst(Deployable version, SideEffects effects) {
        SideEffect worst = SideEffect.NONE;
        for (Node node : version.graph().nodes()) {
            SideEffect effect = effects.of(version.workspace(), node);
            worst = effect.compareTo(worst) > 0 ? effect : worst;
        }
        return worst;
    }

    private static boolean requiresApproval(Deployable version) {
        boolean asNode =
                version.graph().nodes().stream().anyMatch(node -> node.type().equals("approval"));
        List<Json> nodes = version.definition().get("nodes") instanceof Json.Arr all ? all.items() : List.of();
        return asNode || nodes.stream().anyMatch(Publication::hasGate);
    }

    private static boolean hasGate(Json node) {
        return node instanceof Json.Obj fields
                && fields.get("options") instanceof Json.Obj options
                && options.has("requiresApproval")
                && options.get("requiresApproval") != Json.Bool.FALSE;
    }
}
