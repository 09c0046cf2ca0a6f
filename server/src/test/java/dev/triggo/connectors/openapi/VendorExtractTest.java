package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code vendor-operations.json}, to which the connectors of Slack and OpenAI are held, says what the vendors' documents do:
 * no more, no less, of the versions that it names. The documents are no part of this repository.
 */
@Timeout(60)
class VendorExtractTest {
    private static final Path EXTRACT = Path.of("src/test/resources/vendor-operations.json");

    @ParameterizedTest
    @CsvSource({"slack, slack-web.swagger2.json", "openai, openai.openapi31.yaml"})
    void theExtractIsTheVendorsDocument(String vendor, String file) throws Exception {
        Path path = OpenApiDocumentsTest.shared().resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "the vendor's document is not here");
        Json.Obj document = DocumentText.read(Files.readString(path));
        Json.Obj extract = JsonParts.object(((Json.Obj) Json.parse(Files.readString(EXTRACT))).get(vendor));
        String version = JsonParts.object(document.get("info")).text("version");
        assertNotNull(extract.text("document"));
        assertEquals(true, extract.text("document").endsWith(" " + version), () -> "the document is of " + version);
        Json.Obj operations = JsonParts.object(extract.get("operations"));
        assertFalse(operations.fields().isEmpty());
        for (String name : operations.fields().keySet()) {
            assertEquals(described(document, name), operations.get(name), name);
        }
    }

    private static Json.Obj described(Json.Obj document, String name) throws Refs.Broken {
        var refs = new Refs(document);
        String[] words = name.split(" ", 2);
        Json.Obj item = JsonParts.object(JsonParts.object(document.get("paths")).get(words[1]));
        Json.Obj operation = JsonParts.object(item.get(words[0].toLowerCase(Locale.ROOT)));
        var query = new TreeSet<String>();
        var body = new TreeSet<String>();
        var required = new TreeSet<String>();
        List<String> types = new ArrayList<>(JsonParts.strings(operation.get("consumes")));
        for (Json one : JsonParts.items(operation.get("parameters"))) {
            Json.Obj parameter = JsonParts.object(refs.object(one));
            String field = String.valueOf(parameter.text("name"));
            // Who signs in sends it otherwise.
            if (field.equals("token")) {
                continue;
            }
            ("query".equals(parameter.text("in")) ? query : body).add(field);
            if (parameter.get("required") == Json.Bool.TRUE) {
                required.add(field);
            }
        }
        Json.Obj content = JsonParts.object(
                JsonParts.object(refs.object(operation.get("requestBody"))).get("content"));
        types.addAll(content.fields().keySet());
        Json.Obj media = JsonParts.object(content.get("application/json"));
        BodyShape shape = media.has("schema") ? BodyShape.of(refs, media.get("schema")) : null;
        if (shape != null) {
            body.addAll(shape.properties().keySet());
            required.addAll(shape.required());
        }
        return Json.object()
                .put("json", types.contains("application/json"))
                .put("required", Json.strings(required))
                .put("query", Json.strings(query))
                .put("body", Json.strings(body))
                .build();
    }
}
