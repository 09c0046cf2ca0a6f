package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models are shown as an input of an operation. */
class ExamplesTest {
    /** Authors write examples that lack what their own schema wants, or null where they have none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"example\": null",
                "\"example\": 7",
                "\"example\": \"much too long a word\"",
                "\"default\": null"
            })
    void showsAnExampleThatFits(String told) throws Exception {
        var made = ApiDocument.openApi("""
                {"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://a.example"}],
                 "paths": {"/x": {"post": {"operationId": "make", "responses": {"200": {"description": ""}},
                   "requestBody": {"required": true, "content": {"application/json": {
                     "example": {"other": 1},
                     "schema": {"type": "object", "required": ["inner"], "properties": {"inner": {"type": "object",
                       "example": {"nothing": 1}, "required": ["word"],
                       "properties": {"word": {"type": "string", "maxLength": 5, %s}}}}}}}}}}}}""".formatted(told))
                .make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
        Json.Obj input =
                (Json.Obj) made.operations().getFirst().schemas().example().get("input");
        assertEquals(Json.parse("{\"inner\": {\"word\": \"text\"}}"), input);
    }
}
