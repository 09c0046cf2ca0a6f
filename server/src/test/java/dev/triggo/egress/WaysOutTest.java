package dev.triggo.egress;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole server, and every place where somebody can write an address that it then calls. The witness stays silent,
 * however its address is written, and wherever a host that may be called sends the call on.
 */
@Timeout(300)
class WaysOutTest {
    private static final String PASSWORD = "a sentence that nobody guesses";

    @TempDir
    static Path folder;

    private static RawServer silent;
    private static RawServer silentSix;
    private static RawServer allowed;
    private static RunningServer server;
    private static PageClient page;
    private static RestClient rest;
    private static volatile String location = "";
    private static int names;

    /** Who can be told an address, and how it comes to be called. */
    enum Way {
        HTTP_REQUEST {
            @Override
            void call(String url) {
                tried("http-request", "http_request", fields("url", url, "method", "GET"), "");
            }
        },
        HTTP_REQUEST_FOLLOWING {
            @Override
            void call(String url) {
                Json.Obj input = fields("url", url, "method", "GET").with("follow_redirects", Json.of(true));
                tried("http-request", "http_request", input, "");
            }
        },
        ADDRESS_FROM_A_TEMPLATE {
            @Override
            void call(String url) {
                rest.post(
                        "/actions/go/run",
                        Json.object()
                                .put("input", fields("url", url))
                                .put("wait", 20)
                                .build());
            }
        },
        FEED {
            @Override
            void call(String url) {
                tried("rss", "read_feed", fields("url", url), "");
            }
        },
        MCP_SERVER {
            @Override
            void call(String url) {
                tried("mcp-client", "list_tools", Json.EMPTY_OBJECT, connected("mcp-client", fields("url", url)));
            }
        },
        BASE_OF_A_CONNECTION {
            @Override
            void call(String url) {
                Json.Obj given = fields("base_url", url, "api_key", "planted");
                tried("openai", "list_models", Json.EMPTY_OBJECT, connected("openai", given));
            }
        },
        DOCUMENT {
            @Override
            void call(String url) {
                built(fields("openapiUrl", url));
            }
        },
        SERVER_OF_A_DOCUMENT {
            @Override
            void call(String url) {
                Json.Obj document = (Json.Obj) Json.parse("""
                        {"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
                         "paths": {"/me": {"get": {"operationId": "me", "responses": {"200": {"description": "x"}}}}}}""");
                Json servers = Json.array(List.of(fields("url", url)));
                String name = fresh();
                if (built(fields("name", name).with("openapi", document.with("servers", servers)))) {
                    tried(name, "me", Json.EMPTY_OBJECT, "");
                }
            }
        },
        TOKEN_ADDRESS {
            @Override
            void call(String url) {
                String name = fresh();
                Json.Obj document =
                        (Json.Obj) Json.parse("""
                        {"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
                         "servers": [{"url": "https://api.example.com"}], "security": [{"people": ["read"]}],
                         "paths": {"/me": {"get": {"operationId": "me", "responses": {"200": {"description": "x"}}}}},
                         "components": {"securitySchemes": {"people": {"type": "oauth2", "flows": {"authorizationCode": {
                           "authorizationUrl": "https://api.example.com/authorize", "tokenUrl": %s,
                           "scopes": {"read": "Reads"}}}}}}}""".formatted(Json.of(url).write()));
                if (built(fields("name", name).with("openapi", document))) {
                    Json.Obj begun = fields("connector", name, "name", "x", "clientId", "x", "clientSecret", "planted");
                    String there =
                            page.post("/connection-sign-ins", begun).body().text("authorizationUrl");
                    if (there != null) {
                        String state = there.replaceFirst("^.*[?&]state=([^&]*).*$", "$1");
                        page.get("/connection-sign-ins/callback?state=" + state + "&code=good");
                    }
                }
            }
        },
        CLIENT_DOCUMENT {
            @Override
            void call(String url) {
                new OAuthBrowser(server.port(), page.cookie()).authorize(ask(url));
            }
        },
        DATABASE {
            @Override
            void call(String host) {
                Json.Obj given = fields("host", host, "database", "d", "user", "u", "password", "planted", "tls", "off")
                        .with("port", Json.of(silent.port()));
                tried("postgres", "list_tables", Json.EMPTY_OBJECT, connected("postgres", given));
            }
        },
        MAIL {
            @Override
            void call(String host) {
                Json.Obj given = fields("host", host, "from", "a@example.com", "security", "none")
                        .with("port", Json.of(silent.port()));
                String id = connected("smtp-email", given);
                if (!id.isEmpty()) {
                    page.post("/connections/" + id + "/test", Json.EMPTY_OBJECT);
                }
            }
        };

        /** Has this address called; a host alone for what is told hosts. */
        abstract void call(String address);

        /** Speaks no HTTP. */
        boolean takesHosts() {
            return this == DATABASE || this == MAIL;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        silent = RawServer.saying(RawServer.ok("reached"));
        silentSix = new RawServer(
                new ServerSocket(silent.port(), 50, InetAddress.getByName("::1")),
                (seen, out, socket) -> out.write(RawServer.ok("reached").getBytes(StandardCharsets.US_ASCII)));
        allowed = RawServer.start((seen, out, socket) ->
                out.write((location.isEmpty() ? RawServer.ok("{}") : RawServer.redirect(307, location))
                        .getBytes(StandardCharsets.UTF_8)));
        server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + allowed.port()));
        page = new PageClient(server.port());
        rest = new RestClient(server.port(), RunningServer.KEY);
        String token = Files.readString(folder.resolve("setup-token")).strip();
        page.post("/setup", fields("token", token, "email", "o@example.com", "name", "O", "password", PASSWORD))
                .expect(201);
        Json.Obj workflow = rest.post("/workflows", Json.parse("""
                {"name": "Go", "definition": {"nodes": [
                   {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                   {"id": "call", "type": "connector", "connector": "http-request", "operation": "http_request",
                    "config": {"url": "{{in.url}}"}},
                   {"id": "out", "type": "return_output", "config": {"output": "{{call}}"}}],
                  "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "out"}]}}""")).expect(201);
        rest.post("/workflows/" + workflow.text("id") + "/deploy", fields("slug", "go"))
                .expect(200);
    }

    @BeforeEach
    void forget() {
        location = "";
        silent.connections.set(0);
        silentSix.connections.set(0);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        allowed.close();
        silent.close();
        silentSix.close();
    }

    private static Json.Obj fields(String... namesAndValues) {
        var object = Json.object();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object.build();
    }

    private static String fresh() {
        return "made-" + ++names;
    }

    /** Calls an operation that reads; over a connection, which may have been refused. */
    private static void tried(String connector, String operation, Json.Obj input, String connection) {
        Json.Obj asked = connection.isEmpty()
                ? Json.object().put("input", input).build()
                : Json.object()
                        .put("input", input)
                        .put("connectionId", connection)
                        .build();
        Json.Obj told = page.post("/connectors/" + connector + "/operations/" + operation + "/try", asked)
                .body();
        assertTrue(!told.write().contains("reached"), told::write);
    }

    /** The connection's id; empty where its fields are refused. */
    private static String connected(String connector, Json.Obj given) {
        Json.Obj asked = fields("connector", connector, "name", fresh()).with("fields", given);
        String id = page.post("/connections", asked).body().text("id");
        return id == null ? "" : id;
    }

    private static boolean built(Json asked) {
        String id = page.post("/connectors/builds", asked).body().text("buildId");
        String status = id == null ? "failed" : "";
        while (!List.of("succeeded", "failed").contains(status)) {
            status = String.valueOf(
                    page.get("/connectors/builds/" + id).expect(200).text("status"));
        }
        return status.equals("succeeded");
    }

    private static List<String> addresses(Way way) {
        return way.takesHosts() ? Spellings.hosts() : Spellings.urls(silent.port());
    }

    private static void assertSilent(Way way, String address) {
        assertEquals(0, silent.connections.get() + silentSix.connections.get(), way + " called " + address);
    }

    @ParameterizedTest
    @EnumSource
    void whatMayNotBeCalledIsNot(Way way) {
        for (String address : addresses(way)) {
            way.call(address);
            assertSilent(way, address);
        }
    }

    /** So that silence means something. */
    @ParameterizedTest
    @EnumSource
    void whatMayBeCalledIs(Way way) {
        int before = allowed.seen.size();
        if (!way.takesHosts() && way != Way.CLIENT_DOCUMENT) {
            way.call(allowed.url("/here"));
            assertNotEquals(before, allowed.seen.size(), way::name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noRedirectLeadsThere(Way way) {
        if (way.takesHosts() || way == Way.CLIENT_DOCUMENT) {
            return;
        }
        for (String url : Spellings.urls(silent.port())) {
            // What does not survive a header line is no redirect.
            if (url.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                location = url;
                way.call(allowed.url("/moved"));
                assertSilent(way, url);
            }
        }
    }
}
