package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;

/**
 * A question to the client or the person at it.
 *
 * @param method as the protocol names it: {@code elicitation/create}
 */
public record InputRequest(String method, Json.Obj params) {
    /**
     * Asks the person to fill a form.
     *
     * @param schema a flat object schema, which the client draws as a form; never for secrets
     */
    public static InputRequest form(String message, Json.Obj schema) {
        return new InputRequest(
                "elicitation/create",
                Json.object()
                        .put("mode", "form")
                        .put("message", message)
                        .put("requestedSchema", schema)
                        .build());
    }

    /** What the client must have declared to be asked this. */
    String capability() {
        return switch (method) {
            case "elicitation/create" -> "elicitation";
            case "sampling/createMessage" -> "sampling";
            case "roots/list" -> "roots";
            default -> throw new IllegalStateException("not a method that clients answer: " + method);
        };
    }

    Json.Obj toJson() {
        return Json.object().put("method", method).put("params", params).build();
    }

    /** Whether the answer is one: a form's answer has an action, and when accepted fits the form. */
    boolean isAnsweredBy(Json.Obj answer) {
        if (!method.equals("elicitation/create")) {
            return true;
        }
        String action = answer.text("action");
        if ("decline".equals(action) || "cancel".equals(action)) {
            return true;
        }
        return "accept".equals(action)
                && (!(params.get("requestedSchema") instanceof Json.Obj schema)
                        || JsonSchema.compile(schema)
                                .check(answer.get("content") instanceof Json.Obj content ? content : Json.EMPTY_OBJECT)
                                .isEmpty());
    }
}
