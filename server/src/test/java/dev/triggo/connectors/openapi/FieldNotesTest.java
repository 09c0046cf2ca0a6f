package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import dev.triggo.sdk.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A field whose name had to be another than the document's says what it is in the request, and is sent as that. */
class FieldNotesTest {
    private static final String DOCUMENT = """
            {"openapi": "3.1.0", "info": {"title": "N", "version": "1"}, "servers": [{"url": "https://api.example.com"}],
             "paths": {"/of/{город}/{id}": {"post": {"operationId": "a",
               "parameters": [
                 {"name": "город", "in": "path", "required": true, "schema": {"type": "string"}},
                 {"name": "größe", "in": "query", "description": "How large.", "schema": {"type": "integer"}},
                 {"name": "色", "in": "query", "schema": {"type": "string", "description": "Which colour."}},
                 {"name": "page", "in": "query", "description": "Which page.", "schema": {"type": "integer"}},
                 {"name": "X~Trace", "in": "header", "schema": {"type": "string"}},
                 {"name": "session!", "in": "cookie", "schema": {"type": "string"}},
                 {"name": "body", "in": "query", "schema": {"type": "string"}},
                 {"name": "a\\u3000<b>b</b>", "in": "query", "schema": {"type": "string"}}],
               "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
                 "properties": {"имя": {"type": "string"}, "page": {"$ref": "#/components/schemas/Page"}}}}}},
               "responses": {}}},
               "/whole": {"post": {"operationId": "whole", "parameters": [{"name": "body", "in": "query", "schema": {"type": "string"}}],
                 "requestBody": {"content": {"application/json": {"schema": {"type": "array", "description": "All."}}}}, "responses": {}}},
               "/form": {"post": {"operationId": "form", "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object",
                 "properties": {"файл": {"type": "string", "format": "binary"}}}}}}, "responses": {}}}},
             "components": {"schemas": {"Page": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}""";

    private static ApiDocument.Made made() throws Exception {
        return ApiDocument.openApi(DOCUMENT).make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
    }

    private static Json.Obj properties(ApiDocument.Made made, int operation) {
        return JsonParts.object(
                made.operations().get(operation).schemas().input().get("properties"));
    }

    private static String told(Json.Obj properties, String field) {
        return JsonParts.object(properties.get(field)).text("description");
    }

    @Test
    void theSchemaSaysWhatEachIsSentAs() throws Exception {
        Json.Obj fields = properties(made(), 0);
        assertEquals("Sent in the path under the name 'город'.", told(fields, "_"), fields::write);
        assertEquals("How large. Sent in the query under the name 'größe'.", told(fields, "gr_e"), fields::write);
        assertEquals("Which colour. Sent in the query under the name '色'.", told(fields, "__query"), fields::write);
        assertEquals("Which page.", told(fields, "page"));
        assertEquals("Sent in the body under the name 'page'.", told(fields, "page_body"), fields::write);
        assertTrue(fields.write().contains("Sent as a header under the name 'X~Trace'."), fields::write);
        assertTrue(fields.write().contains("Sent as a cookie under the name 'session!'."), fields::write);
        assertTrue(fields.write().contains("Sent in the body under the name 'имя'."), fields::write);
        assertNull(told(fields, "id"));
        assertNull(told(fields, "body"));
        assertFalse(fields.write().contains("\u3000"), fields::write);
        assertEquals("All. Sent as the whole body.", told(properties(made(), 1), "body_body"));
        assertTrue(told(properties(made(), 2), "_").endsWith("Sent in the body under the name 'файл'."));
    }

    @Test
    void theRequestCarriesTheDocumentsNames() throws Exception {
        HttpCall call = Called.sent(made(), "a", """
                {"_": "Ufa", "id": "7", "gr_e": 3, "__query": "red", "page": 1, "X_Trace": "t", "session_": "s",
                 "__body": "Ada", "page_body": {"n": 2}}""");
        assertEquals("https://api.example.com/of/Ufa/7?gr%C3%B6%C3%9Fe=3&%E8%89%B2=red&page=1", call.url());
        assertEquals("t", call.headers().get("X~Trace"));
        assertEquals("session!=s", call.headers().get("Cookie"));
        assertEquals("{\"имя\":\"Ada\",\"page\":{\"n\":2}}", new String(call.body(), StandardCharsets.UTF_8));
        HttpCall form = Called.sent(made(), "form", "{\"_\": {\"base64\": \"aGk=\", \"name\": \"n\"}}");
        assertTrue(new String(form.body(), StandardCharsets.UTF_8).contains("name=\"файл\"; filename=\"n\""));
    }
}
