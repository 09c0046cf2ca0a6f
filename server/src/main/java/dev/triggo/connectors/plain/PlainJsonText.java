package dev.triggo.connectors.plain;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.JsonText;
import org.jspecify.annotations.Nullable;

/** The server's strict JSON, for connectors. */
public final class PlainJsonText implements JsonText {
    @Override
    public @Nullable Object read(String text) throws ConnectorError {
        Json value;
        try {
            value = Json.parse(text);
        } catch (Problem notJson) {
            throw new ConnectorError(ErrorCode.VALIDATION_ERROR, notJson.sentence());
        }
        if (Plain.depth(value) > Plain.MAX_DEPTH) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    "The JSON text is nested deeper than %d levels.".formatted(Plain.MAX_DEPTH));
        }
        return Plain.of(value);
    }

    @Override
    public String write(@Nullable Object value) {
        return Plain.toJson(value).write();
    }
}
