package dev.triggo.schema;

import dev.triggo.kernel.Json;

/**
 * One way in which a value does not fit, or a schema is not sound.
 *
 * @param path JSON Pointer into the value (or the schema); empty for the whole
 * @param message what is wrong and what would fit, for a person or a model
 * @param keyword the schema keyword that is not met
 */
public record SchemaError(String path, String message, String keyword) {
    public Json.Obj toJson() {
        return Json.object()
                .put("path", path)
                .put("message", message)
                .put("keyword", keyword)
                .build();
    }
}
