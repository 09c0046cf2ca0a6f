package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.connectors.catalog.Catalog;
import dev.triggo.connectors.catalog.SmtpServer;
import dev.triggo.connectors.plain.Plain;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Terms;
import dev.triggo.credentials.TokenEndpoint;
import dev.triggo.credentials.Vault;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.SideEffect;
import dev.triggo.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Built-in connectors with a kept connection, through the real gate, to real servers on loopback. */
@Timeout(120)
class CatalogEndToEndTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final Credentials.Signed ADA = Credentials.Signed.by(new PersonId("ada"));

    @TempDir
    Path folder;

    private final Clock clock = Clock.systemUTC();
    private TestDatabase test;
    private Credentials credentials;
    private Egress signingIn;

    @BeforeEach
    void open() {
        test = TestDatabase.open(TestDatabase.Kind.SQLITE);
        signingIn = new Egress(EgressSettings.of(null, List.of()), HostResolver.system());
        var ids = new Ids(clock, new SecureRandom());
        credentials = new Credentials(
                test.database(),
                new Vault(new byte[32], ids, clock),
                ids,
                clock,
                new TokenEndpoint(signingIn, workspace -> EgressRules.NONE, clock));
    }

    @AfterEach
    void close() {
        signingIn.close();
        test.close();
    }

    private CallResult call(String allow, String connector, String operation, Map<String, Object> fields, String input)
            throws InterruptedException {
        try (var egress = new Egress(EgressSettings.of(allow, List.of()), HostResolver.system())) {
            var connectors = new Connectors(
                    Catalog.all(),
                    egress,
                    workspace -> EgressRules.NONE,
                    clock,
                    new Breakers(System::nanoTime),
                    new Connectors.Kept(credentials, test.database()));
            Connection made = credentials.create(
                    OURS,
                    connector,
                    Terms.named("one"),
                    new Credentials.Secret(new Credential.Fields(Map.copyOf(fields)), Set.of()),
                    ADA);
            return connectors.call(
                    request(connector, operation, input, false), new Via(made.id(), new WorkflowId("w")));
        }
    }

    private static CallRequest request(String connector, String operation, String input, boolean dryRun) {
        return new CallRequest(
                OURS,
                connector,
                operation,
                (Json.Obj) Json.parse(input),
                "run",
                1,
                "key",
                dryRun,
                System.nanoTime() + 20_000_000_000L);
    }

    private static Json.Obj done(CallResult result) {
        return (Json.Obj) assertInstanceOf(CallResult.Done.class, result, result::toString)
                .output();
    }

    private static String refused(CallResult result) {
        return assertInstanceOf(CallResult.Failed.class, result).code();
    }

    @Test
    void callsTheToolsOfAnMcpServer() throws Exception {
        try (var server = RunningServer.start(folder, Map.of())) {
            Map<String, Object> fields =
                    Map.of("url", "http://127.0.0.1:%d/mcp".formatted(server.port()), "token", RunningServer.KEY);
            Json.Obj listed = done(call("127.0.0.1", "mcp-client", "list_tools", fields, "{}"));
            assertTrue(listed.write().contains("\"name\":\"list_connectors\""), listed.write());
            Json.Obj called = done(call(
                    "127.0.0.1",
                    "mcp-client",
                    "call_tool",
                    fields,
                    "{\"tool\":\"list_connectors\",\"arguments\":{\"query\":\"slack\"}}"));
            assertTrue(called.get("structured").write().contains("\"name\":\"slack\""), called.write());
            assertEquals(
                    "VALIDATION_ERROR",
                    refused(call("127.0.0.1", "mcp-client", "call_tool", fields, "{\"tool\":\"no_such_tool\"}")));
            assertEquals("EGRESS_DENIED", refused(call(null, "mcp-client", "list_tools", fields, "{}")));
            Map<String, Object> wrong = Map.of("url", fields.get("url"), "token", "wrong");
            assertEquals("AUTH_EXPIRED", refused(call("127.0.0.1", "mcp-client", "list_tools", wrong, "{}")));
        }
    }

    @Test
    void sendsMail() throws Exception {
        try (var server = new SmtpServer(null, false)) {
            Map<String, Object> fields = Map.of(
                    "host", "127.0.0.1", "port", (long) server.port(), "security", "none", "from", "shop@example.com");
            String mail = "{\"to\":\"ada@example.com\",\"subject\":\"Hi\",\"text\":\"x\"}";
            assertEquals("EGRESS_DENIED", refused(call(null, "smtp-email", "send_email", fields, mail)));
            assertEquals(List.of(), server.heard);
            done(call("127.0.0.1", "smtp-email", "send_email", fields, mail));
            assertEquals(1, server.mails.size());
        }
    }

    @Test
    void asksADatabase() throws Exception {
        URI database = URI.create(TestDatabase.emptyPostgresUrl());
        Map<String, Object> fields = Map.of(
                "host", "localhost",
                "port", (long) database.getPort(),
                "database", database.getPath().substring(1),
                "user", "postgres",
                "password", "postgres",
                "tls", "off");
        String sql = "{\"sql\":\"SELECT $1::int AS n\",\"params\":[7]}";
        assertEquals("EGRESS_DENIED", refused(call(null, "postgres", "query", fields, sql)));
        assertEquals(
                "[{\"n\":7}]",
                done(call("localhost", "postgres", "query", fields, sql))
                        .get("rows")
                        .write());
    }

    /** What writes is not called in a dry run: nothing leaves, whatever the operation. */
    @Test
    void nothingThatWritesIsCalledInADryRun() {
        try (var egress = new Egress(EgressSettings.of(null, List.of()), name -> {
            throw new AssertionError("a name was asked for: " + name);
        })) {
            var connectors = new Connectors(egress, workspace -> EgressRules.NONE, clock);
            int writing = 0;
            for (Connector connector : Catalog.all()) {
                for (Action action : connector.actions()) {
                    if (action.sideEffect(action.example().input()) == SideEffect.WRITE) {
                        String input = Plain.toJson(action.example().input()).write();
                        var request = request(connector.name(), action.name(), input, true);
                        assertThrows(IllegalArgumentException.class, () -> connectors.call(request), action.name());
                        writing++;
                    }
                }
            }
            assertTrue(writing > 30, "most operations were looked at");
        }
    }
}
