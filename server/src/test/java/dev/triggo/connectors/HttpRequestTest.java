package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP request connector, from the face of the package down to a real server on loopback. */
class HttpRequestTest {
    private static final WorkspaceId NARROW = new WorkspaceId("narrow");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private Upstream upstream;
    private Egress egress;
    private Connectors connectors;

    @BeforeEach
    void open() throws Exception {
        upstream = new Upstream();
        egress = new Egress(EgressSettings.of("127.0.0.1:" + upstream.port(), List.of()), HostResolver.system());
        connectors = new Connectors(
                egress,
                workspace -> workspace.equals(NARROW)
                        ? EgressRules.of(List.of("api.example.com"), List.of())
                        : EgressRules.NONE,
                CLOCK);
    }

    @AfterEach
    void close() {
        egress.close();
        upstream.close();
    }

    private static CallRequest request(Json.Obj input, boolean dryRun, long deadlineNanos) {
        return new CallRequest(
                new WorkspaceId("w"),
                "http-request",
                "http_request",
                input,
                "run-1",
                1,
                "idem-1",
                dryRun,
                deadlineNanos);
    }

    private CallResult call(String json) throws InterruptedException {
        return call((Json.Obj) Json.parse(json.replace("'", "\"").replace("URL", upstream.url(""))));
    }

    private CallResult call(Json.Obj input) throws InterruptedException {
        return connectors.call(request(input, false, System.nanoTime() + 10_000_000_000L));
    }

    private Json.Obj done(String json) throws InterruptedException {
        return (Json.Obj) assertInstanceOf(CallResult.Done.class, call(json)).output();
    }

    private CallResult.Failed failed(String json) throws InterruptedException {
        return assertInstanceOf(CallResult.Failed.class, call(json));
    }

    @Test
    void givesStatusHeadersAndParsedBody() throws Exception {
        upstream.answering(200, "application/json; charset=utf-8", "{\"a\":[1,2.50,1e3,-0.1,null,true,\"é\"],\"b\":{}}")
                .with(Map.of("X-Thing", "v"));
        Json.Obj output = done("{'url':'URL/p?x=1','query_params':{'q':'a b&c','n':2,'l':['x',1.5,true],'z':null}}");
        assertEquals(Json.of(200), output.get("status"));
        assertEquals(
                "{\"a\":[1,2.50,1E+3,-0.1,null,true,\"é\"],\"b\":{}}",
                output.get("body").write());
        assertEquals("v", ((Json.Obj) output.get("headers")).text("x-thing"));
        var seen = upstream.seen.getFirst();
        assertEquals("GET", seen.method());
        assertEquals("/p?x=1&q=a%20b%26c&n=2&l=x&l=1.5&l=true", seen.uri());
        assertEquals("", seen.header("Idempotency-Key"));
    }

    @Test
    void putsParametersBeforeTheFragmentAndInTheirPlace() throws Exception {
        for (var row : Map.of(
                        "/a",
                        "/a?q=1",
                        "/a?",
                        "/a?q=1",
                        "/a?b",
                        "/a?b&q=1",
                        "/a?b&",
                        "/a?b&q=1",
                        "/a#f?x",
                        "/a?q=1",
                        "/a?b#f",
                        "/a?b&q=1",
                        "",
                        "/?q=1")
                .entrySet()) {
            done("{'url':'URL" + row.getKey() + "','query_params':{'q':'1'}}");
            assertEquals(row.getValue(), upstream.seen.getLast().uri(), row.getKey());
        }
        // A value cannot break out of its parameter.
        done("{'url':'URL/a','query_params':{'q&r=1#':'1&x=2#/@evil\\r\\nHost: y'}}");
        assertEquals(
                "/a?q%26r%3D1%23=1%26x%3D2%23%2F%40evil%0D%0AHost%3A%20y",
                upstream.seen.getLast().uri());
    }

    @Test
    void sendsBodiesAsTextOrJsonWithTheIdempotencyKey() throws Exception {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            done("{'url':'URL/','method':'" + method + "','body':{'a':1.10,'b':[null,'x']}}");
            var seen = upstream.seen.getLast();
            assertEquals(method, seen.method());
            assertEquals("{\"a\":1.10,\"b\":[null,\"x\"]}", seen.body());
            assertEquals("application/json", seen.header("Content-Type"));
            assertEquals("idem-1", seen.header("Idempotency-Key"));
        }
        done(
                "{'url':'URL/','method':'POST','body':'plain é','headers':{'idempotency-key':'mine','X-N':5,'X-B':true,'X-Z':null}}");
        var seen = upstream.seen.getLast();
        assertEquals("plain é", seen.body());
        assertEquals("text/plain; charset=utf-8", seen.header("Content-Type"));
        assertEquals("mine", seen.header("Idempotency-Key"));
        assertEquals("5", seen.header("X-N"));
        assertEquals("true", seen.header("X-B"));
        assertEquals("", seen.header("X-Z"));
        done("{'url':'URL/','method':'POST','body':'<a/>','headers':{'CONTENT-TYPE':'text/xml'}}");
        assertEquals("text/xml", upstream.seen.getLast().header("Content-Type"));
        done("{'url':'URL/','method':'POST'}");
        assertEquals("", upstream.seen.getLast().body());
        done("{'url':'URL/','method':'HEAD'}");
        assertEquals("HEAD", upstream.seen.getLast().method());
    }

    @Test
    void statusesAreOutputsExceptThoseThatAskForAnotherTry() throws Exception {
        for (int status : List.of(201, 301, 400, 401, 403, 404, 409, 422)) {
            upstream.answering(status, "text/plain", "said");
            Json.Obj output = done("{'url':'URL/'}");
            assertEquals(Json.of(status), output.get("status"));
            assertEquals("said", output.text("body"));
        }
        record Case(int status, String retryAfter, String code, Duration pause) {}
        for (Case c : List.of(
                new Case(429, "7", "RATE_LIMITED", Duration.ofSeconds(7)),
                new Case(429, "Thu, 01 Jan 2026 00:00:30 GMT", "RATE_LIMITED", Duration.ofSeconds(30)),
                new Case(429, "Wed, 01 Jan 2020 00:00:30 GMT", "RATE_LIMITED", Duration.ZERO),
                new Case(429, "99999999999999999999999", "RATE_LIMITED", Duration.ofHours(1)),
                new Case(429, "999999999", "RATE_LIMITED", Duration.ofHours(1)),
                new Case(503, "Fri, 31 Dec 9999 23:59:59 GMT", "UPSTREAM_ERROR", Duration.ofHours(1)),
                new Case(429, "-5", "RATE_LIMITED", null),
                new Case(429, "soon", "RATE_LIMITED", null),
                new Case(429, "1.5", "RATE_LIMITED", null),
                new Case(500, "", "UPSTREAM_ERROR", null),
                new Case(502, "3", "UPSTREAM_ERROR", Duration.ofSeconds(3)))) {
            upstream.answering(c.status(), "text/plain", "s3cret").with(Map.of("Retry-After", c.retryAfter()));
            var failed = failed("{'url':'URL/'}");
            assertEquals(c.code(), failed.code());
            assertEquals(c.pause(), failed.retryAfter(), c.toString());
            assertTrue(failed.retryable());
            assertFalse(failed.safetyViolation());
            assertFalse(failed.message().contains("s3cret"));
        }
    }

    @Test
    void aBodyThatIsNoSoundJsonStaysText() throws Exception {
        for (String body : List.of(
                "<html>",
                "{",
                "{\"a\":1,}",
                "NaN",
                "1e999999999",
                "[".repeat(150) + "]".repeat(150),
                "[".repeat(100_000),
                "{\"a\":1,\"a\":2}",
                "1".repeat(1000))) {
            upstream.answering(200, "application/problem+json", body);
            assertEquals(body, done("{'url':'URL/'}").text("body"));
        }
        upstream.answering(200, "application/json", new byte[] {'"', (byte) 0xff, '"'});
        assertEquals(Json.of("\ufffd"), done("{'url':'URL/'}").get("body"));
        upstream.answering(200, "text/plain; charset=\"iso-8859-1\"", "é".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("é", done("{'url':'URL/'}").text("body"));
        upstream.answering(200, "text/plain; charset=nonsense", "é");
        assertEquals("é", done("{'url':'URL/'}").text("body"));
        upstream.answering(204, "", "");
        assertEquals(Json.Null.NULL, done("{'url':'URL/'}").get("body"));
        upstream.answering(200, "application/json", "[".repeat(90) + "]".repeat(90));
        Json output = done("{'url':'URL/'}");
        assertEquals(output, Json.parse(output.write()));
    }

    @Test
    void boundsTheOutput() throws Exception {
        upstream.answering(200, "text/plain", "x".repeat(1_000_000));
        assertEquals(1_000_000, done("{'url':'URL/'}").text("body").length());
        for (String body : List.of("x".repeat((1 << 20) + 1), "\u0001".repeat(300_000))) {
            upstream.answering(200, "text/plain", body);
            var failed = failed("{'url':'URL/'}");
            assertEquals("RESPONSE_TOO_LARGE", failed.code());
            assertFalse(failed.retryable());
        }
    }

    @Test
    void saysAllThatIsWrongWithAnInputAndSendsNothing() throws Exception {
        var failed = failed(
                "{'method':'FETCH','headers':{'a':{}},'query_params':{'b':[[]]},'follow_redirects':'yes','extra':1}");
        assertEquals("VALIDATION_ERROR", failed.code());
        assertFalse(failed.retryable());
        for (String path :
                List.of("/url:", "/method:", "/headers/a:", "/query_params/b:", "/follow_redirects:", "/extra:")) {
            assertTrue(failed.message().contains(path), failed.message());
        }
        for (String input : List.of(
                "{'url':'nonsense'}",
                "{'url':''}",
                "{'url':7}",
                "{'url':null}",
                "{'url':'URL/','headers':{'a b':'c'}}",
                "{'url':'URL/','headers':{'a':'b\\r\\nc: d'}}",
                "{'url':'URL/','headers':{'Host':'evil'}}")) {
            assertEquals("VALIDATION_ERROR", failed(input).code(), input);
        }
        assertEquals(0, upstream.seen.size());
    }

    @Test
    void whatTheGateRefusesIsASafetyViolation() throws Exception {
        for (String url : List.of(
                "http://169.254.169.254/",
                "http://127.0.0.1:1/",
                "http://0x7f.1/",
                "file:///etc/passwd",
                "http://a@127.0.0.1/")) {
            var failed = failed("{'url':'" + url + "'}");
            assertEquals("EGRESS_DENIED", failed.code());
            assertTrue(failed.safetyViolation());
            assertFalse(failed.retryable());
        }
        var narrow = new CallRequest(
                NARROW,
                "http-request",
                "http_request",
                Json.object().put("url", upstream.url("/")).build(),
                "r",
                1,
                "k",
                false,
                System.nanoTime() + 5_000_000_000L);
        assertEquals(
                "EGRESS_DENIED",
                assertInstanceOf(CallResult.Failed.class, connectors.call(narrow))
                        .code());
        assertEquals(0, upstream.seen.size());
    }

    @Test
    void followsRedirectsOnlyWhenAsked() throws Exception {
        upstream.answering(302, "", "").with(Map.of("Location", "http://169.254.169.254/"));
        assertEquals(Json.of(302), done("{'url':'URL/'}").get("status"));
        assertTrue(failed("{'url':'URL/','follow_redirects':true}").safetyViolation());
    }

    @Test
    void endsAtItsDeadline() throws Exception {
        Json.Obj input = Json.object().put("url", upstream.url("/")).build();
        var late = assertInstanceOf(
                CallResult.Failed.class, connectors.call(request(input, false, System.nanoTime() - 1)));
        assertEquals("TIMEOUT", late.code());
        assertTrue(late.retryable());
    }

    @Test
    void readsOrWritesByItsMethod() throws Exception {
        for (var row : Map.of(
                        "{'url':'x'}",
                        "read",
                        "{'method':'GET'}",
                        "read",
                        "{'method':'HEAD'}",
                        "read",
                        "{'method':null}",
                        "read",
                        "{'method':'POST'}",
                        "write",
                        "{'method':'get'}",
                        "write",
                        "{'method':'{{ x }}'}",
                        "write",
                        "{'method':7}",
                        "write",
                        "{'method':'DELETE'}",
                        "write")
                .entrySet()) {
            var input = (Json.Obj) Json.parse(row.getKey().replace("'", "\""));
            assertEquals(
                    row.getValue(),
                    connectors
                            .of(new WorkspaceId("w"))
                            .sideEffect("http-request", "http_request", input)
                            .word(),
                    row.getKey());
        }
        assertEquals(
                SideEffect.WRITE,
                connectors.of(new WorkspaceId("w")).sideEffect("http-request", "nothing", Json.EMPTY_OBJECT));
        Json.Obj post = Json.object()
                .put("url", upstream.url("/"))
                .put("method", "POST")
                .build();
        assertThrows(
                IllegalArgumentException.class,
                () -> connectors.call(request(post, true, System.nanoTime() + 5_000_000_000L)));
        assertEquals(0, upstream.seen.size());
        Json.Obj get = Json.object().put("url", upstream.url("/")).build();
        assertInstanceOf(
                CallResult.Done.class, connectors.call(request(get, true, System.nanoTime() + 5_000_000_000L)));
    }

    @Test
    void tellsAllThatIsNeededToFillANode() {
        var shelf = connectors.of(new WorkspaceId("w"));
        var info = shelf.find("http-request");
        assertTrue(shelf.list().contains(info.head()));
        var operation = shelf.operation("http-request", "http_request");
        assertEquals(
                Json.strings(List.of("inputSchema", "outputSchema", "sideEffect", "auth", "example")),
                Json.strings(operation.schema().fields().keySet()));
        var schema = operation.inputSchema();
        assertEquals(Json.of(false), schema.get("additionalProperties"));
        assertEquals(Json.strings(List.of("url")), schema.get("required"));
        assertEquals(
                Json.strings(List.of("url", "method", "headers", "query_params", "body", "follow_redirects")),
                Json.strings(((Json.Obj) schema.get("properties")).fields().keySet()));
        assertEquals("write", operation.schema().text("sideEffect"));
        assertEquals("none", operation.schema().text("auth"));
        assertNull(connectors.of(new WorkspaceId("w")).find("nothing"));
        assertNull(connectors.of(new WorkspaceId("w")).operation("http-request", "nothing"));
        assertNull(connectors.of(new WorkspaceId("w")).operation("nothing", "http_request"));
    }
}
