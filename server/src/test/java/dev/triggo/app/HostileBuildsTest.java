package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents, addresses and names of somebody who means harm, by MCP and by REST: each is refused at once, or ends as a
 * build that failed and says why, or as a connector that does no harm. Nobody is called who must not be.
 */
@Timeout(180)
class HostileBuildsTest {
    private static final String FAILED = "failed";
    private static final String BUILT = "succeeded";
    private static final String REFUSED = "refused";

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static HostileUpstream upstream;

    /** Nobody may call it: the end of each test looks whether somebody did. */
    private static ServerSocket silent;

    private static RestClient rest;
    private static McpClient mcp;

    @BeforeAll
    static void start() throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        silent = new ServerSocket(0, 50, here);
        silent.setSoTimeout(30);
        upstream = new HostileUpstream(closed("/api.json"), document("\"/a\": {\"get\": {\"responses\": {}}}", ""));
        server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + upstream.port()));
        rest = new RestClient(server.port(), RunningServer.KEY);
        mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
        silent.close();
    }

    private static String closed(String path) {
        return "http://127.0.0.1:" + silent.getLocalPort() + path;
    }

    private static String open(String path) {
        return "http://127.0.0.1:" + upstream.port() + path;
    }

    private static String document(String paths, String more) {
        return "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"servers\": [{\"url\":"
                + " \"https://api.example.com\"}], \"paths\": {" + paths + "}" + more + "}";
    }

    /**
     * One attack.
     *
     * @param end how it is to end
     * @param told what must be said, whole or in part; empty for anything
     */
    record Row(String name, String end, String told, Json.Obj arguments) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row text(String name, String end, String told, String document) {
        return new Row(name, end, told, Json.object().put("openapi", document).build());
    }

    private static Row address(String name, String end, String told, String url) {
        return new Row(name, end, told, Json.object().put("openapiUrl", url).build());
    }

    private static Row named(String shown, String name, String told) {
        String sound = document("\"/a\": {\"get\": {\"responses\": {}}}", "");
        return new Row(
                "the name " + shown,
                REFUSED,
                told,
                Json.object().put("name", name).put("openapi", sound).build());
    }

    private static String bodyOf(String ref) {
        return document(
                "\"/a\": {\"post\": {\"operationId\": \"a\", \"requestBody\": {\"content\": {\"application/json\":"
                        + " {\"schema\": {\"$ref\": \"" + ref + "\"}}}}, \"responses\": {}}}",
                ", \"components\": {\"schemas\": {\"Round\": {\"$ref\": \"#/components/schemas/Round\"},"
                        + " \"Tree\": {\"type\": \"object\", \"properties\": {\"left\": {\"$ref\": \"#/components/schemas/Tree\"}}}}}");
    }

    private static String at(String address) {
        return document("\"/a\": {\"get\": {\"responses\": {}}}", "").replace("https://api.example.com", address);
    }

    private static String yaml(String more) {
        return "openapi: 3.0.0\n" + more;
    }

    private static String aliases() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
        }
        return yaml(bomb + "paths: *a11\n");
    }

    /** A document that names the silent one wherever a reader could be led to look something up. */
    private static String full() {
        return document(
                        "\"/a\": {\"get\": {\"operationId\": \"a\", \"externalDocs\": {\"url\": \"%1$s\"}, \"responses\": {}}}"
                                .formatted(closed("/docs")),
                        """
                , "externalDocs": {"url": "%1$s"}, "$schema": "%1$s", "jsonSchemaDialect": "%1$s", "$self": "%1$s",
                "info": {"title": "T", "version": "1", "termsOfService": "%1$s", "license": {"name": "x", "url": "%1$s"},
                  "x-logo": {"url": "%1$s"}}, "components": {"securitySchemes": {
                  "o": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "%1$s", "tokenUrl": "%1$s", "scopes": {}}}},
                  "c": {"type": "openIdConnect", "openIdConnectUrl": "%1$s"}}}, "security": [{"o": []}, {"c": []}]""".formatted(closed("/x")))
                .replace("\"info\": {\"title\": \"T\", \"version\": \"1\"}, \"servers\"", "\"servers\"");
    }

    private static Stream<Row> documents() {
        return Stream.of(
                text("aliases that grow", FAILED, "Aliases", aliases()),
                text("an alias of itself", FAILED, "", yaml("paths: &p\n  /a: *p\n")),
                text("a tag that makes objects", FAILED, "", yaml("paths: !!java.net.URL ['" + closed("/") + "']\n")),
                text("lists in lists, JSON", FAILED, "", "[".repeat(100_000)),
                text("lists in lists, YAML", FAILED, "", yaml("paths: " + "[".repeat(50_000))),
                text("keys in keys", FAILED, "", yaml("? ".repeat(20_000))),
                text(
                        "a key twice, JSON",
                        FAILED,
                        "openapi",
                        "{\"openapi\": \"3.0.0\", \"openapi\": \"3.0.1\", \"paths\": {}}"),
                text("a key twice, YAML", FAILED, "", yaml("paths: {}\npaths: {}\n")),
                text("zero bytes", FAILED, "", "\u0000\u0000{}"),
                text("a zero byte in YAML", FAILED, "", yaml("paths: {a\u0000: 1}\n")),
                text("HTML", FAILED, "", "<!DOCTYPE html><script>alert(1)</script>"),
                text("a schema that is itself", FAILED, "", bodyOf("#/components/schemas/Round")),
                text("a tree", BUILT, "", bodyOf("#/components/schemas/Tree")),
                text("a reference to a host", FAILED, "", bodyOf(closed("/schema.json"))),
                text(
                        "a reference to a host without a scheme",
                        FAILED,
                        "",
                        bodyOf(closed("/x").substring(5))),
                text("a reference to a file", FAILED, "", bodyOf("file:///etc/passwd")),
                text("a reference up the folders", FAILED, "", bodyOf("../../../../etc/passwd")),
                text("a reference into a jar", FAILED, "", bodyOf("jar:file:/tmp/x.jar!/a")),
                text("lookups everywhere", BUILT, "", full()));
    }

    private static Stream<Row> addresses() {
        var rows = new ArrayList<Row>();
        for (String host : List.of(
                "http://169.254.169.254/latest/meta-data",
                "http://[fd00:ec2::254]/latest",
                "http://metadata.google.internal/computeMetadata/v1",
                "http://100.100.100.200/latest",
                closed(""),
                closed("").replace("127.0.0.1", "localhost"),
                closed("").replace("127.0.0.1", "[::ffff:127.0.0.1]"),
                closed("").replace("127.0.0.1", "2130706433"),
                closed("").replace("127.0.0.1", "0x7f.1"),
                closed("").replace("127.0.0.1", "127.0.0.1.:80@127.0.0.1"),
                "http://0.0.0.0:" + silent.getLocalPort(),
                "file:///etc/passwd",
                "gopher://127.0.0.1:" + silent.getLocalPort() + "/_x")) {
            // What a name leads to is known when it is called: such a connector is built, and its calls are refused.
            boolean byName = host.contains("//localhost") || host.contains("//metadata");
            rows.add(text("the service at " + host, byName ? BUILT : FAILED, byName ? "" : "/servers", at(host)));
            rows.add(address("the document at " + host, FAILED, "/openapiUrl", host));
        }
        rows.add(address("a redirect to a closed port", FAILED, "/openapiUrl", open("/redirect")));
        rows.add(address("HTML that says it is JSON", FAILED, "", open("/html-as-json")));
        rows.add(address("JSON that says it is an image", BUILT, "", open("/json-as-image")));
        rows.add(address("bytes that are no text", FAILED, "UTF-8", open("/no-utf8")));
        rows.add(address("nothing", FAILED, "", open("/nothing")));
        rows.add(address("more than 10 MiB", FAILED, "10", open("/ten-megabytes")));
        rows.add(address("more than is read", FAILED, "/openapiUrl", open("/endless")));
        rows.add(address("64 MiB, zipped", FAILED, "", open("/bomb")));
        rows.add(address("line ends in the address", FAILED, "/openapiUrl", open("/x\r\nX-Evil: 1")));
        return rows.stream();
    }

    private static Stream<Row> names() {
        String get = "{\"get\": {\"operationId\": \"%s\", \"responses\": {}}}";
        String odd = document(
                "\"/1\": " + get.formatted("../../etc/passwd") + ", \"/2\": "
                        + get.formatted("a'; DROP TABLE connectors; --")
                        + ", \"/3\": " + get.formatted("<script>alert(1)</script>") + ", \"/4\": "
                        + get.formatted("\\u0000\\u202e"),
                "");
        return Stream.of(
                named("of a built-in connector", "slack", "built-in"),
                named("of our own", "inbound-webhook", "built-in"),
                named("that climbs", "../x", "lower-case"),
                named("in SQL", "a'; DROP TABLE connectors; --", "lower-case"),
                named("in HTML", "<script>alert(1)</script>", "lower-case"),
                named("with a zero byte", "a\u0000b", "lower-case"),
                named("that is too long", "a".repeat(65), ""),
                text("a title of a built-in connector", BUILT, "slack-api", odd.replace("\"T\"", "\"Slack\"")),
                text("a title that climbs", BUILT, "etc-passwd", odd.replace("\"T\"", "\"../../etc/passwd\"")),
                text("a title in SQL", BUILT, "", odd.replace("\"T\"", "\"x'; DROP TABLE connector_builds; --\"")),
                text("a title in HTML", BUILT, "", odd.replace("\"T\"", "\"<script>alert(1)</script>\"")),
                text("a title that is not seen", BUILT, "", odd.replace("\"T\"", "\"\\u0000\\u202e\\u200b\"")),
                new Row("patterns that look slow", FAILED, "include", (Json.Obj)
                        Json.parse("{\"openapi\": " + odd + ", \"include\": [\"" + "*a".repeat(99) + "\"]}")),
                new Row("a pattern that is too long", REFUSED, "/include", (Json.Obj)
                        Json.parse("{\"openapi\": {}, \"include\": [\"" + "a".repeat(201) + "\"]}")),
                new Row("two sources", REFUSED, "only one", (Json.Obj)
                        Json.parse("{\"openapi\": {}, \"openapiUrl\": \"" + closed("/") + "\"}")),
                new Row("a manifest of a metadata address", FAILED, "/servers", (Json.Obj) Json.parse(
                        "{\"manifest\": {\"name\": \"m\", \"servers\": [\"http://169.254.169.254\"], \"operations\":"
                                + " [{\"name\": \"a\", \"method\": \"GET\", \"path\": \"/a\"}]}}")),
                new Row("a manifest whose path climbs", FAILED, "/paths", (Json.Obj)
                        Json.parse("{\"manifest\": {\"name\": \"m\", \"servers\": [\"https://e.com\"], \"operations\":"
                                + " [{\"name\": \"a\", \"method\": \"GET\", \"path\": \"/../../admin\"}]}}")));
    }

    static Stream<Row> rows() {
        return Stream.of(documents(), addresses(), names()).flatMap(all -> all);
    }

    private static boolean isOver(Json.Obj build) {
        return List.of(FAILED, BUILT).contains(build.text("status"));
    }

    private static Json.Obj overRest(Json.Obj arguments) {
        RestClient.Answer answer = rest.post("/connectors/builds", arguments);
        if (answer.status() == 400) {
            return answer.body();
        }
        String id = answer.expect(202).text("buildId");
        Json.Obj build = rest.get("/connectors/builds/" + id).expect(200);
        while (!isOver(build)) {
            Thread.onSpinWait();
            build = rest.get("/connectors/builds/" + id).expect(200);
        }
        return build;
    }

    private static Json.Obj overMcp(Json.Obj arguments) {
        Json.Obj result = mcp.call("build_connector", arguments);
        var said = (Json.Obj) result.get("structuredContent");
        if (result.get("isError") == Json.Bool.TRUE) {
            assertEquals("BAD_REQUEST", said.text("code"), said::write);
            return said;
        }
        Json.Obj asked = Json.object().put("buildId", said.get("buildId")).build();
        Json.Obj build = mcp.give("get_build_status", asked);
        while (!isOver(build)) {
            Thread.onSpinWait();
            build = mcp.give("get_build_status", asked);
        }
        return build;
    }

    /** What is said, without what differs from one time to the next. */
    private static String same(Json.Obj said) {
        return said.without("buildId").without("requestId").without("version").write();
    }

    private static void isClear(String said) {
        for (String never :
                List.of("Exception", "dev.triggo", "java.", "root:", "SQLITE", "unforeseen", "was not foreseen")) {
            assertFalse(said.contains(never), said);
        }
        assertTrue(said.length() < 60_000, () -> "" + said.length());
    }

    /** All that a model is told of a connector. */
    private static void doesNoHarm(String connector) {
        assertTrue(connector.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), connector);
        Json.Obj named = Json.object().put("connector", connector).build();
        Json.Obj listed = mcp.give("get_connector_operations", named);
        var told = new StringBuilder(listed.write());
        told.append(mcp.give(
                        "list_connectors", Json.object().put("query", connector).build())
                .write());
        for (Json one : ((Json.Arr) listed.get("operations")).items()) {
            String operation = String.valueOf(((Json.Obj) one).text("name"));
            assertTrue(operation.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), operation);
            told.append(mcp.give("get_operation_schema", named.with("operation", Json.of(operation)))
                    .write());
        }
        told.append(mcp.give("validate_connector", named).write());
        for (String never :
                List.of("<script", "\\u", "\u202e", "\u200b", "127.0.0.1:" + silent.getLocalPort() + "/x\"")) {
            assertFalse(told.toString().contains(never), told::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void endsWellAtBothDoors(Row row) {
        Json.Obj over = overRest(row.arguments());
        String said = over.write();
        assertEquals(row.end(), over.has("code") ? REFUSED : over.text("status"), said);
        assertTrue(said.contains(row.told()), said);
        isClear(said);
        if (!row.end().equals(BUILT)) {
            assertFalse(over.has("problems") && over.get("problems").equals(Json.EMPTY_ARRAY), said);
        }
        Json.Obj other = overMcp(row.arguments());
        if (!row.end().equals(REFUSED)) {
            assertEquals(same(over), same(other));
        }
        assertEquals(over.text("code"), other.text("code"), other::write);
        isClear(other.write());
        if (row.end().equals(BUILT)) {
            String connector = String.valueOf(over.text("connector"));
            doesNoHarm(connector);
            if (row.name().startsWith("the service at")) {
                Json live = Json.parse("{\"connector\": \"%s\", \"live\": true}".formatted(connector));
                Json.Obj called = rest.post("/connectors/validate", live).expect(200);
                assertTrue(called.write().contains("\"ok\":false"), called::write);
                // The other name is none outside of the cloud that it belongs to.
                boolean known = row.name().contains("localhost");
                assertTrue(!known || called.write().contains("EGRESS_DENIED"), called::write);
            }
        }
        // Those of the house are still there, and still ours.
        Json.Obj slack = (Json.Obj) Json.parse("{\"query\": \"slack\"}");
        assertTrue(mcp.give("list_connectors", slack).write().contains("\"name\":\"slack\""));
        var nobody = assertThrows(SocketTimeoutException.class, silent::accept, "somebody called the closed port");
        assertFalse(String.valueOf(nobody.getMessage()).isEmpty());
    }
}
