package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The version that a slug stands for, ready to be run. Immutable; shared by all who call it. */
public record RunnableAction(
        WorkspaceId workspace,
        String slug,
        WorkflowId workflow,
        long version,
        WorkflowDefinition definition,
        JsonSchema inputSchema) {

    /**
     * The input with defaults filled in.
     *
     * @param input null for none, which counts as an empty object
     * @throws Problem INPUT_VALIDATION_FAILED with every fault as a detail {@code {path, message, keyword}}
     */
    public Json.Obj checkInput(@Nullable Json input) {
        return checkInput(
                inputSchema,
                input,
                "The input does not fit the schema of `" + slug + "`: see details, and get_action for the schema.");
    }

    /** The same for an input that is not an action's; {@code refusal} is what is said of one that does not fit. */
    static Json.Obj checkInput(JsonSchema inputSchema, @Nullable Json input, String refusal) {
        if (input != null && !(input instanceof Json.Obj)) {
            throw refused(
                    refusal, List.of(new SchemaError("", "the input is a JSON object: {\"name\": value}", "type")));
        }
        Json complete = inputSchema.withDefaults(input == null ? Json.EMPTY_OBJECT : input);
        List<SchemaError> faults = inputSchema.check(complete);
        if (!faults.isEmpty() || !(complete instanceof Json.Obj accepted)) {
            throw refused(refusal, faults);
        }
        return accepted;
    }

    private static Problem refused(String sentence, List<SchemaError> faults) {
        return Problem.of(
                ProblemCode.INPUT_VALIDATION_FAILED,
                sentence,
                faults.stream().map(SchemaError::toJson).toList());
    }
}
