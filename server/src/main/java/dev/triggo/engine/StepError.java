package dev.triggo.engine;

import dev.triggo.kernel.Json;

/** Why a step or run failed: a code in UPPER_SNAKE and a sentence for a person. */
public record StepError(String code, String message) {
    /** Messages quote services and people's code, and go into columns of the store: none of them keeps U+0000. */
    public StepError {
        message = message.replace('\0', '\uFFFD');
    }

    public Json.Obj toJson() {
        return Json.object().put("code", code).put("message", message).build();
    }
}
