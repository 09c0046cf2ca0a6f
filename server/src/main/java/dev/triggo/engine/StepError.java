package dev.triggo.engine;

import dev.triggo.kernel.Json;

/** Why a step or run failed: a code in UPPER_SNAKE and a sentence for a person. */
public record StepError(String code, String message) {
    public Json.Obj toJson() {
        return Json.object().put("code", code).put("message", message).build();
    }
}
