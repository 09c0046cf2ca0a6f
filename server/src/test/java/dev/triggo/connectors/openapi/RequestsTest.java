package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.kernel.Json;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for an input, and what is made of an answer. */
class RequestsTest {
    private static final HttpReply FINE =
            new HttpReply(200, Map.of("content-type", "application/json"), bytes("{\"a\": 1}"));

    private final List<HttpCall> sent = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ApiDocument.Made made(String text) throws BuildRefused, InterruptedException {
        return ApiDocument.openApi(text).make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
    }

    private static ApiDocument.Made file(String name) throws Exception {
        return made(Files.readString(Path.of("src/test/resources/openapi/" + name)));
    }

    private Object run(ApiDocument.Made made, String name, String input) throws Exception {
        return run(made, name, input, Called.credential(made.connector()), FINE);
    }

    private Object run(ApiDocument.Made made, String name, String input, Credential credential, HttpReply reply)
            throws Exception {
        BuiltOperation operation = made.operations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        made.operations().stream().map(BuiltOperation::name).toList()));
        sent.clear();
        return made.connector()
                .action(operation)
                .run(Called.of((Json.Obj) Json.parse(input), credential, Called.keeping(sent, reply)));
    }

    private ErrorCode refused(ApiDocument.Made made, String name, String input) {
        var error = assertThrows(ConnectorError.class, () -> run(made, name, input));
        assertTrue(sent.isEmpty(), sent::toString);
        return error.code();
    }

    private String body() {
        return new String(sent.getFirst().body(), StandardCharsets.UTF_8);
    }

    @Test
    void writesEachStyleAsItIsCalled() throws Exception {
        var made = file("parameters.openapi31.yaml");
        run(made, "read_lists", """
                {"form": ["a b", "c&d"], "joined": [1, 2], "spaced": ["x", "y z"], "piped": ["p", "q"],
                 "filter": {"state": "open", "since": "2026-01-01T00:00:00Z"}, "point": {"x": 1, "y": 2.5},
                 "as_json": {"x": 0, "y": 0}}""");
        assertEquals(
                "https://eu.api.example.com/v1/lists?form=a%20b&form=c%26d&joined=1,2&spaced=x%20y%20z&piped=p%7Cq"
                        + "&filter%5Bstate%5D=open&filter%5Bsince%5D=2026-01-01T00%3A00%3A00Z&x=1&y=2.5"
                        + "&as_json=%7B%22x%22%3A0%2C%22y%22%3A0%7D",
                sent.getFirst().url());
        run(made, "read_odd", "{\"label\": [\"a\", \"b/c\"], \"matrix\": 7}");
        assertEquals(
                "https://eu.api.example.com/v1/label/.a.b%2Fc/matrix/;matrix=7",
                sent.getFirst().url());
        run(made, "search_fixed", "{\"q\": \"x=y\"}");
        assertEquals(
                "https://eu.api.example.com/v1/search?kind=fixed&q=x%3Dy",
                sent.getFirst().url());
        run(made, "read_plain", """
                {"id": "abc-1234", "kind": "a", "page": 2, "id_query": "q", "X-Trace": "t", "session": "s;x"}""");
        assertEquals(
                "https://eu.api.example.com/v1/plain/abc-1234/of/a?page=2&id=q",
                sent.getFirst().url());
        assertEquals("t", sent.getFirst().headers().get("X-Trace"));
        assertEquals("session=s%3Bx", sent.getFirst().headers().get("Cookie"));
    }

    @Test
    void writesEachBodyAsItIsCalled() throws Exception {
        var made = file("bodies.openapi30.json");
        run(made, "create_node", "{\"name\": \"n\", \"rank\": null, \"parent\": {\"name\": \"p\"}}");
        assertEquals("{\"name\":\"n\",\"parent\":{\"name\":\"p\"},\"rank\":null}", body());
        run(made, "replace_node", "{\"name\": \"in the path\", \"name_body\": \"in the body\"}");
        assertEquals(
                "https://api.example.com/nodes/in%20the%20path", sent.getFirst().url());
        assertEquals("{\"name\":\"in the body\"}", body());
        run(made, "send_form", "{\"amount\": 3, \"tags\": [\"a\", \"b&c\"], \"meta\": {\"a\": \"x y\"}}");
        assertEquals("amount=3&tags=a&tags=b%26c&meta%5Ba%5D=x%20y", body());
        assertEquals(
                "application/x-www-form-urlencoded", sent.getFirst().headers().get("Content-Type"));
        run(made, "upload", """
                {"file": {"name": "a\\"\\r\\nb.png", "contentType": "image/png\\r\\nX: y", "base64": "aGk="}, "title": "T"}""");
        assertTrue(
                body().contains("filename=\"a%22%0D%0Ab.png\"\r\nContent-Type: application/octet-stream\r\n\r\nhi\r\n"),
                body());
        assertTrue(body().contains("name=\"title\"\r\n\r\nT\r\n"), body());
        run(made, "put_bytes", "{\"body\": {\"contentType\": \"image/png\", \"base64\": \"aGk=\"}}");
        assertEquals("hi", body());
        assertEquals("application/octet-stream", sent.getFirst().headers().get("Content-Type"));
        run(made, "note", "{\"body\": \"Grüße\"}");
        assertEquals("Grüße", body());
        run(made, "patch_patch", "{}");
        assertNull(sent.getFirst().body());
        assertEquals(ErrorCode.VALIDATION_ERROR, refused(made, "upload", "{\"file\": {\"base64\": \"%%%\"}}"));
    }

    private static final String PATHS = """
            {"openapi": "3.0.0", "info": {"title": "P", "version": "1"}, "servers": [{"url": "https://api.example.com/v1"}],
             "paths": {"/a/{id}/b": {"get": {"operationId": "get", "parameters": [
               {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
               {"name": "X-H", "in": "header", "schema": {"type": "string"}},
               {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}], "responses": {
                 "404": {"description": "No such thing"}, "302": {"description": "There"}}}}}}""";

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "../admin", "a/../../b", "a/.", "..\\\\x", "a\\\\..\\\\b"})
    void noValueClimbsOutOfItsPlaceInThePath(String value) throws Exception {
        assertEquals(ErrorCode.VALIDATION_ERROR, refused(made(PATHS), "get", "{\"id\": \"" + value + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2e%2e",
                "a/b",
                "?x=1",
                "#f",
                "@evil.example.com",
                "//evil.example.com",
                "a b",
                "ü",
                "%00",
                ";x",
                "a%2fb"
            })
    void everythingElseIsEncodedAndStays(String value) throws Exception {
        run(made(PATHS), "get", Json.object().put("id", value).build().write());
        String url = sent.getFirst().url();
        assertTrue(url.matches("https://api\\.example\\.com/v1/a/[A-Za-z0-9%._~-]+/b"), url);
        assertEquals(
                value,
                java.net.URLDecoder.decode(
                        url.substring("https://api.example.com/v1/a/".length(), url.length() - 2),
                        StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX-Evil: 1", "a\\nb", "\\u0000", "a\\u007f", "日本"})
    void noValueEndsItsHeader(String value) throws Exception {
        assertEquals(
                ErrorCode.VALIDATION_ERROR, refused(made(PATHS), "get", "{\"id\": \"1\", \"X-H\": \"" + value + "\"}"));
    }

    @Test
    void sendsTheStepsOwnKeyWhereOneIsTaken() throws Exception {
        run(made(PATHS), "get", "{\"id\": \"1\"}");
        assertEquals("key-of-the-step", sent.getFirst().headers().get("Idempotency-Key"));
        run(made(PATHS), "get", "{\"id\": \"1\", \"Idempotency-Key\": \"mine\"}");
        assertEquals("mine", sent.getFirst().headers().get("Idempotency-Key"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, VALIDATION_ERROR", "401, AUTH_EXPIRED", "403, VALIDATION_ERROR", "404, NOT_FOUND", "408, TIMEOUT",
        "409, VALIDATION_ERROR", "410, NOT_FOUND", "422, VALIDATION_ERROR", "429, RATE_LIMITED", "500, UPSTREAM_ERROR",
        "503, UPSTREAM_ERROR", "301, UNKNOWN"
    })
    void statusesAreFailures(int status, ErrorCode code) throws Exception {
        var reply = new HttpReply(status, Map.of("retry-after", "7"), bytes("the secret is s3cr3t"));
        var error = assertThrows(
                ConnectorError.class, () -> run(made(PATHS), "get", "{\"id\": \"1\"}", Credential.none(), reply));
        assertEquals(code, error.code());
        assertEquals(7, error.retryAfter().orElseThrow().toSeconds());
        assertFalse(error.sentence().contains("s3cr3t"), error.sentence());
        assertEquals(status == 404, error.sentence().contains("No such thing"), error.sentence());
    }

    @Test
    void answersAreOutputs() throws Exception {
        var paths = made(PATHS);
        var none = new HttpReply(204, Map.of(), new byte[0]);
        assertNull(run(paths, "get", "{\"id\": \"1\"}", Credential.none(), none));
        var text = new HttpReply(200, Map.of("content-type", "text/csv"), bytes("a,b"));
        assertEquals("a,b", run(paths, "get", "{\"id\": \"1\"}", Credential.none(), text));
        var lying = new HttpReply(200, Map.of("content-type", "application/json"), bytes("<html>"));
        assertEquals("<html>", run(paths, "get", "{\"id\": \"1\"}", Credential.none(), lying));
        var image = new HttpReply(200, Map.of("content-type", "image/png"), new byte[] {1, 2});
        assertEquals(
                Map.of("name", "answer", "contentType", "image/png", "base64", "AQI="),
                run(paths, "get", "{\"id\": \"1\"}", Credential.none(), image));
        var moved = new HttpReply(302, Map.of("location", "https://example.com/x"), new byte[0]);
        assertEquals(
                Map.of("status", 302, "location", "https://example.com/x"),
                run(paths, "get", "{\"id\": \"1\"}", Credential.none(), moved));
    }

    private static String signing(String schemes, String security) {
        return """
                {"openapi": "3.0.0", "info": {"title": "S", "version": "1"}, "servers": [{"url": "https://api.example.com"}],
                 "components": {"securitySchemes": {%s}}, "security": %s,
                 "paths": {"/a": {"get": {"operationId": "a", "responses": {}}},
                           "/open": {"get": {"operationId": "open", "security": [], "responses": {}}}}}""".formatted(schemes, security);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"k\": {\"type\": \"apiKey\", \"in\": \"header\", \"name\": \"X-Key\"} | secret_text | X-Key: secret-text",
                "\"k\": {\"type\": \"apiKey\", \"in\": \"query\", \"name\": \"key\"} | secret_text | ?key=secret-text",
                "\"k\": {\"type\": \"apiKey\", \"in\": \"cookie\", \"name\": \"sid\"} | secret_text | Cookie: sid=secret-text",
                "\"k\": {\"type\": \"http\", \"scheme\": \"Bearer\"} | secret_text | Authorization: Bearer secret-text",
                "\"k\": {\"type\": \"http\", \"scheme\": \"basic\"} | custom | Authorization: Basic c2VjcmV0LXVzZXJuYW1lOnNlY3JldC1wYXNzd29yZA==",
                "\"k\": {\"type\": \"oauth2\", \"flows\": {\"authorizationCode\": {\"authorizationUrl\": \"https://e.com/a\", \"tokenUrl\": \"https://e.com/t\", \"scopes\": {\"r\": \"\"}}}} | oauth2 | Authorization: Bearer secret-token",
                "\"k\": {\"type\": \"oauth2\", \"flows\": {\"clientCredentials\": {\"tokenUrl\": \"https://e.com/t\", \"scopes\": {}}}} | secret_text | Authorization: Bearer secret-text",
                "\"k\": {\"type\": \"openIdConnect\", \"openIdConnectUrl\": \"https://e.com/o\"} | secret_text | Authorization: Bearer secret-text",
            })
    void signsInAsTheDocumentSays(String scheme, String kind, String wanted) throws Exception {
        var made = made(signing(scheme, "[{\"k\": []}]"));
        assertEquals(kind, made.connector().signIn().kind());
        run(made, "a", "{}");
        var shown = new LinkedHashMap<>(sent.getFirst().headers());
        String all = sent.getFirst().url() + " " + shown;
        assertTrue(all.contains(wanted.startsWith("?") ? wanted : wanted.replace(": ", "=")), all);
        run(made, "open", "{}");
        assertFalse(
                (sent.getFirst().url() + sent.getFirst().headers()).contains("secret"), "an open one is not signed");
        var error = assertThrows(ConnectorError.class, () -> run(made, "a", "{}", Credential.none(), FINE));
        assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
    }

    @Test
    void choosesAmongAlternativesAndJoinsWhatIsNeededTogether() throws Exception {
        String schemes = "\"key\": {\"type\": \"apiKey\", \"in\": \"header\", \"name\": \"X-Key\"},"
                + "\"id\": {\"type\": \"apiKey\", \"in\": \"header\", \"name\": \"X-Id\"},"
                + "\"basic\": {\"type\": \"http\", \"scheme\": \"basic\"},"
                + "\"odd\": {\"type\": \"http\", \"scheme\": \"digest\"}";
        assertEquals(
                "secret_text",
                made(signing(schemes, "[{\"odd\": []}, {\"basic\": []}, {\"key\": []}]"))
                        .connector()
                        .signIn()
                        .kind());
        var both = made(signing(schemes, "[{\"key\": [], \"id\": []}]"));
        run(both, "a", "{}");
        assertEquals("secret-key", sent.getFirst().headers().get("X-Key"));
        assertEquals("secret-id", sent.getFirst().headers().get("X-Id"));
        var none = made(signing(schemes, "[{\"odd\": []}]"));
        assertEquals(
                List.of("open"),
                none.operations().stream().map(BuiltOperation::name).toList());
        assertTrue(none.problems().toString().contains("'odd'"), none.problems()::toString);
    }

    @Test
    void aSecretThatWouldEndItsHeaderIsNotSentAndNotTold() throws Exception {
        var made = made(signing("\"k\": {\"type\": \"http\", \"scheme\": \"bearer\"}", "[{\"k\": []}]"));
        var error = assertThrows(
                ConnectorError.class, () -> run(made, "a", "{}", new Credential.Secret("s3cr3t\r\nX: y"), FINE));
        assertFalse(error.sentence().contains("s3cr3t"), error.sentence());
        assertTrue(sent.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.com/",
                "evil.com#",
                "evil.com?",
                "user@evil",
                "a b",
                "..",
                "-",
                "evil.com:80",
                "x\\r\\ny",
                "[::1]"
            })
    void noVariableMakesItAnotherHost(String value) throws Exception {
        var made = made("""
                {"openapi": "3.0.0", "info": {"title": "V", "version": "1"},
                 "servers": [{"url": "https://{tenant}.example.com/{base}", "variables": {"tenant": {"default": "t"}, "base": {"default": "v1"}}}],
                 "paths": {"/a": {"get": {"operationId": "a", "responses": {}}}}}""");
        String input = "{\"server_tenant\": \"" + value + "\"}";
        assertEquals(ErrorCode.VALIDATION_ERROR, refused(made, "a", input));
        run(made, "a", "{\"server_tenant\": \"acme\", \"server_base\": \"v2/beta\"}");
        assertEquals("https://acme.example.com/v2/beta/a", sent.getFirst().url());
        assertEquals(ErrorCode.VALIDATION_ERROR, refused(made, "a", "{\"server_base\": \"../x\"}"));
    }

    @Test
    void aBaseIsAskedForWhereTheDocumentHasNone() throws Exception {
        var made = made("""
                {"openapi": "3.0.0", "info": {"title": "V", "version": "1"}, "servers": [{"url": "/v1"}],
                 "paths": {"/a": {"get": {"operationId": "a", "responses": {}}}}}""");
        run(made, "a", "{\"base_url\": \"https://k8s.example.com:6443/\"}");
        assertEquals("https://k8s.example.com:6443/v1/a", sent.getFirst().url());
        for (String bad :
                List.of("ftp://x", "https://u:p@x", "https://x?y", "x", "", "https://x/../y", "https://x y")) {
            assertEquals(ErrorCode.VALIDATION_ERROR, refused(made, "a", "{\"base_url\": \"" + bad + "\"}"), bad);
        }
    }

    @Test
    void namesStayWithTheirOperationsWhenADocumentGrows() throws Exception {
        String one = "\"/b\": {\"get\": {\"operationId\": \"list\", \"responses\": {}}}";
        String two = "\"/a\": {\"get\": {\"operationId\": \"list\", \"responses\": {}}}, " + one;
        String frame =
                "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"V\"}, \"servers\": [{\"url\": \"https://e.com\"}], \"paths\": {%s}}";
        var document = ApiDocument.openApi(frame.formatted(two));
        var before = Map.of("GET /b", "list");
        var made = document.make(new ApiDocument.Making(null, Include.ALL, before, url -> null));
        assertEquals(
                Map.of("GET /a", "list_2", "GET /b", "list"),
                made.operations().stream()
                        .collect(java.util.stream.Collectors.toMap(BuiltOperation::origin, BuiltOperation::name)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create_* | create_node",
                "tag:none,/files | upload put_bytes",
                "PUT /files | put_bytes",
                "put /nodes* | replace_node",
                "*node*,!create* | replace_node delete_nodes_by_name",
                "!*node*,!*pet*,!/files,!/forms | note patch_patch",
                "sendForm | send_form",
            })
    void takesWhatThePatternsSay(String patterns, String names) throws Exception {
        String text = Files.readString(Path.of("src/test/resources/openapi/bodies.openapi30.json"));
        var include = new Include(List.of(patterns.split(",")));
        var made = ApiDocument.openApi(text).make(new ApiDocument.Making(null, include, Map.of(), url -> null));
        assertEquals(
                List.of(names.split(" ")),
                made.operations().stream().map(BuiltOperation::name).toList());
    }

    @Test
    void aManifestSaysTheSame() throws Exception {
        String manifest = """
                {"name": "weather", "servers": ["https://api.example.com/v1"],
                 "auth": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
                 "schemas": {"Place": {"type": "object", "properties": {"lat": {"type": "number"}}, "required": ["lat"]}},
                 "operations": [
                   {"name": "get_forecast", "method": "get", "path": "/forecast/{city}",
                    "parameters": [{"name": "city", "in": "path", "schema": {"type": "string"}}], "output": {"type": "object"}},
                   {"name": "add_place", "method": "POST", "path": "/places", "auth": [], "body": {"schema": {"$ref": "#/schemas/Place"}}}]}""";
        var made =
                ApiDocument.manifest(manifest).make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
        assertEquals(2, made.operations().size(), made.problems()::toString);
        run(made, "get_forecast", "{\"city\": \"Zürich\"}");
        assertEquals(
                "https://api.example.com/v1/forecast/Z%C3%BCrich",
                sent.getFirst().url());
        assertEquals("secret-text", sent.getFirst().headers().get("X-Key"));
        run(made, "add_place", "{\"lat\": 1.5}");
        assertEquals("{\"lat\":1.5}", body());
    }

    @Test
    void whatIsKeptIsReadAgainTheSame() throws Exception {
        for (String name : List.of("parameters.openapi31.yaml", "bodies.openapi30.json", "old.swagger2.yaml")) {
            for (BuiltOperation operation : file(name).operations()) {
                assertEquals(operation, BuiltOperation.of(operation.toJson()));
            }
        }
    }
}
