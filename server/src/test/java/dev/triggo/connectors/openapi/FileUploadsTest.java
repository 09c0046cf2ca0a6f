package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.ServerPlan;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files, as each version of the standard describes them, through the gate to a service that holds them to the document. */
@Timeout(60)
class FileUploadsTest {
    /** Every byte that there is, a line that looks like a boundary, and line ends. */
    private static byte[] bytes() {
        byte[] tail = "\r\n--triggo-\r\n--\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[256 + tail.length];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        System.arraycopy(tail, 0, all, 256, tail.length);
        return all;
    }

    private static String file(String name) {
        return "{\"name\": \"%s\", \"contentType\": \"image/png\", \"base64\": \"%s\"}"
                .formatted(name, Base64.getEncoder().encodeToString(bytes()));
    }

    private static String three(String version, String media, String schema) {
        return """
                {"openapi": "%s", "info": {"title": "F", "version": "1"}, "servers": [{"url": "https://api.example.com"}],
                 "paths": {"/files": {"post": {"operationId": "upload", "requestBody": {"required": true, "content":
                   {"%s": {"schema": %s}}}, "responses": {"200": {"description": "ok"}}}}}}""".formatted(version, media, schema);
    }

    private static final String TWO = """
            {"swagger": "2.0", "info": {"title": "F", "version": "1"}, "host": "api.example.com", %s
             "paths": {"/files": {"post": {"operationId": "upload", %s "parameters": [
               {"name": "file", "in": "formData", "type": "file", "required": true},
               {"name": "title", "in": "formData", "type": "string"}],
               "responses": {"200": {"description": "ok"}}}}}}""";

    /** Sends the input; gives what arrived, of which the service found no fault. */
    private static MultipartText.Body sent(String text, String input) throws Exception {
        Json.Obj document = DocumentText.read(text);
        var making = new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null);
        var made = ApiDocument.openApi(text).make(making);
        var operation = made.operations().getFirst();
        var given = (Json.Obj) Json.parse(input);
        assertEquals(List.of(), JsonSchema.compile(operation.schemas().input()).check(given));
        try (var service = new EnforcingService(document);
                var egress = new Egress(
                        EgressSettings.of("127.0.0.1:" + service.port(), List.of()), HostResolver.system())) {
            var connector = new BuiltConnector(
                    "F",
                    "F",
                    new ServerPlan(List.of(service.url()), Map.of()),
                    made.connector().auth(),
                    List.of());
            service.expect("POST /files");
            connector.action(operation).run(Called.of(given, Called.credential(connector), Called.through(egress)));
            assertEquals(List.of(), service.faults());
            return service.arrived();
        }
    }

    private static void isTheFile(List<MultipartText.Part> parts, int at, String name) {
        assertEquals(name, parts.get(at).fileName());
        assertEquals("image/png", parts.get(at).contentType());
        assertArrayEquals(bytes(), parts.get(at).bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | \"consumes\": [\"multipart/form-data\"],",
                "\"consumes\": [\"multipart/form-data\"], | none",
                "none | none"
            })
    void aFileOfSwagger2IsAPartOfItsOwn(String everywhere, String here) throws Exception {
        String text = TWO.formatted(everywhere == null ? "" : everywhere, here == null ? "" : here);
        MultipartText.Body asked = sent(text, "{\"file\": " + file("ü.png") + ", \"title\": \"T\"}");
        var parts = asked.parts();
        assertEquals(
                List.of("file", "title"),
                parts.stream().map(MultipartText.Part::name).toList());
        isTheFile(parts, 0, "ü.png");
        assertEquals("T", parts.get(1).text());
        assertEquals("", parts.get(1).fileName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3.0.3 | {\"type\": \"string\", \"format\": \"binary\"}",
                "3.1.0 | {\"type\": \"string\", \"contentMediaType\": \"image/png\"}",
                "3.1.0 | {\"type\": \"string\", \"format\": \"binary\"}",
                "3.1.0 | {\"contentMediaType\": \"application/octet-stream\"}",
            })
    void filesOfOpenApi3AreParts(String version, String binary) throws Exception {
        String schema = """
                {"type": "object", "required": ["one"], "properties": {"one": %s, "more": {"type": "array", "items": %s},
                 "meta": {"type": "object", "properties": {"a": {"type": "integer"}}}, "title": {"type": "string"}}}""".formatted(binary, binary);
        String input = "{\"one\": %s, \"more\": [%s, %s], \"meta\": {\"a\": 1}, \"title\": \"Ä\"}"
                .formatted(file("1.png"), file("2.png"), file("3.png"));
        MultipartText.Body asked = sent(three(version, "multipart/form-data", schema), input);
        var parts = asked.parts();
        assertEquals(
                List.of("one", "more", "more", "meta", "title"),
                parts.stream().map(MultipartText.Part::name).toList());
        for (int i = 0; i < 3; i++) {
            isTheFile(parts, i, (i + 1) + ".png");
        }
        assertEquals("application/json", parts.get(3).contentType());
        assertEquals("{\"a\":1}", parts.get(3).text());
        assertEquals("Ä", parts.get(4).text());
    }

    @Test
    void aPartIsWhatTheDocumentSaysThatItIs() throws Exception {
        String text = """
                {"openapi": "3.1.0", "info": {"title": "F", "version": "1"}, "servers": [{"url": "https://files.example"}],
                 "paths": {"/files": {"post": {"requestBody": {"required": true, "content": {"multipart/form-data": {
                   "schema": {"type": "object", "properties": {
                     "scan": {"type": "string", "format": "binary"}, "photo": {"type": "string", "format": "binary"},
                     "rows": {"type": "string"}, "meta": {"type": "object"}, "tags": {"type": "array", "items": {"type": "string"}}}},
                   "encoding": {"scan": {"contentType": "application/pdf"}, "photo": {"contentType": "image/png, image/jpeg"},
                     "rows": {"contentType": "text/csv; charset=utf-8"}, "meta": {"contentType": "application/ld+json"},
                     "tags": {"contentType": "text/plain\\r\\nX-Evil: 1"}}}}},
                   "responses": {"200": {"description": "ok"}}}}}}""";
        String input =
                "{\"scan\": %s, \"photo\": %s, \"rows\": \"a;b\", \"meta\": {\"a\": 1}, \"tags\": [\"x\", \"y\"]}"
                        .formatted(file("s.png"), file("p.png"));
        var parts = sent(text, input).parts();
        assertEquals(
                List.of("application/pdf", "image/png", "text/csv; charset=utf-8", "application/ld+json", "", ""),
                parts.stream().map(MultipartText.Part::contentType).toList());
        assertEquals("a;b", parts.get(2).text());
        assertEquals("{\"a\":1}", parts.get(3).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/octet-stream | {\"type\": \"string\", \"format\": \"binary\"} | application/octet-stream",
                "application/octet-stream | {} | application/octet-stream",
                "image/* | {\"type\": \"string\", \"format\": \"binary\"} | image/png",
                "application/pdf | {\"type\": \"string\", \"format\": \"binary\"} | application/pdf",
            })
    void bytesAreTheBody(String media, String schema, String type) throws Exception {
        MultipartText.Body asked = sent(three("3.1.0", media, schema), "{\"body\": " + file("x") + "}");
        assertEquals(type, asked.contentType());
        assertArrayEquals(bytes(), asked.bytes());
    }

    /** The service does hold them to the document: it is told of what is no file and of what nobody declared. */
    @Test
    void theServiceSeesWhatIsNotAsDescribed() throws Exception {
        String schema =
                "{\"type\": \"object\", \"required\": [\"file\"], \"properties\": {\"file\": {\"type\": \"string\","
                        + " \"format\": \"binary\"}, \"title\": {\"type\": \"string\"}}}";
        var document = DocumentText.read(three("3.0.0", "multipart/form-data", schema));
        String type = "multipart/form-data; boundary=b";
        String told = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"other\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n";
        var faults = MultipartText.faults(
                new Refs(document),
                Json.parse(schema),
                new MultipartText.Body(type, told.getBytes(StandardCharsets.UTF_8)).parts());
        assertEquals(List.of("the part file is no file", "the part other is not declared"), faults);
    }
}
