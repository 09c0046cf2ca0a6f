package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.catalog.Catalog;
import dev.triggo.connectors.openapi.ApiDocument;
import dev.triggo.connectors.openapi.Include;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.SideEffect;
import dev.triggo.testing.Ports;
import dev.triggo.testing.Race;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A call whose answer is lost may have been carried out. It is told as one to try again only when that does nothing twice:
 * when it reads, when its method says so, or when it carries a key by which the service knows it again.
 */
class LostAnswersTest {
    /** Where a service stops. */
    private enum End {
        /** It has read the head, and not the body. */
        AFTER_HEAD,
        /** It has read all, and says nothing. */
        AFTER_BODY,
        /** It has said half of its answer. */
        IN_ANSWER,
        /** It says nothing, and keeps the line open. */
        SILENT
    }

    private final AtomicInteger calls = new AtomicInteger();
    /** Each call has a breaker of its own: here, services fail all the time. */
    private final AtomicInteger breakers = new AtomicInteger();

    private volatile End end = End.AFTER_BODY;
    private ServerSocket listener;
    private volatile int port;
    private Egress egress;
    private Connectors connectors;

    @BeforeEach
    void open() throws Exception {
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        port = listener.getLocalPort();
        Thread.ofVirtual().start(this::serve);
        egress = new Egress(EgressSettings.of("127.0.0.1", List.of()), HostResolver.system());
        var all = new ArrayList<>(Catalog.all());
        all.add(ours());
        all.add(built());
        connectors = new Connectors(
                all, egress, workspace -> EgressRules.NONE, Clock.systemUTC(), new Breakers(System::nanoTime));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        egress.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            calls.incrementAndGet();
            if (end == End.AFTER_HEAD) {
                return;
            }
            in.readNBytes(head.toString().contains("ontent-Length: 7") ? 7 : 0);
            if (end == End.IN_ANSWER) {
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\": "
                                .getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            if (end == End.SILENT) {
                // Until the other side gives up.
                in.read();
            }
        } catch (IOException gone) {
            // The other side left.
        }
    }

    private String url() {
        return "http://127.0.0.1:" + port + "/things";
    }

    private Connector ours() {
        return Connector.named("ours")
                .displayName("Ours")
                .description("Posts.")
                .action(posting("post_it", SideEffect.WRITE, false))
                .action(posting("ask_it", SideEffect.READ, false))
                .action(posting("greet_it", SideEffect.WRITE, true))
                .build();
    }

    private Action posting(String name, SideEffect effect, boolean repeatable) {
        return Action.named(name)
                .displayName(name)
                .description("Posts.")
                .sideEffect(effect)
                .outputSchema(Map.of("type", "object"))
                .example(Map.of(), Map.of())
                .run(context -> {
                    HttpCall call = HttpCall.of("POST", url()).body("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
                    context.http().send(repeatable ? call.asRepeatable() : call);
                    return Map.of();
                })
                .build();
    }

    /** Made of a document, as connectors of workspaces are. */
    private Connector built() throws Exception {
        String operations = "";
        for (String method : List.of("get", "put", "post", "patch", "delete")) {
            operations += "%s\"%s\": {\"operationId\": \"%s_it\", \"responses\": {}}"
                    .formatted(operations.isEmpty() ? "" : ", ", method, method);
        }
        String keyed =
                "{\"post\": {\"operationId\": \"post_once\", \"responses\": {}, \"parameters\": [{\"in\": \"header\","
                        + " \"name\": \"Idempotency-Key\", \"schema\": {\"type\": \"string\"}}]}}";
        String document = """
                {"openapi": "3.0.0", "info": {"title": "Built", "version": "1"}, "servers": [{"url": "http://127.0.0.1:%d"}],
                 "paths": {"/things": {%s}, "/once": %s}}""".formatted(listener.getLocalPort(), operations, keyed);
        var made = ApiDocument.openApi(document).make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
        var connector = Connector.named("built").displayName("Built").description("Built.");
        made.operations().forEach(operation -> connector.action(made.connector().action(operation)));
        return connector.build();
    }

    private CallResult.Failed failed(String connector, String operation, Json.Obj input) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(end == End.SILENT ? 3 : 20);
        var request = new CallRequest(
                new WorkspaceId("w" + breakers.incrementAndGet()),
                connector,
                operation,
                input,
                "run-1",
                1,
                "idem-1",
                false,
                deadline);
        return assertInstanceOf(CallResult.Failed.class, assertDoesNotThrow(() -> connectors.call(request)));
    }

    private record Told(boolean again, String connector, String operation, Json.Obj input) {}

    /** At once, because some are waited for until it is too late; each makes one call. */
    private void areTold(List<Told> all) {
        Race.Results<Boolean> told = Race.run(all.size(), i -> isTold(all.get(i)));
        assertEquals(List.of(), told.faults());
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (calls.get() < all.size() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertEquals(all.size(), calls.get(), "calls");
    }

    private boolean isTold(Told told) {
        boolean again = told.again();
        CallResult.Failed failed = failed(told.connector(), told.operation(), told.input());
        String lost = end == End.SILENT ? "TIMEOUT" : again ? "UPSTREAM_ERROR" : "UNKNOWN";
        assertEquals(lost, failed.code(), failed.message());
        assertEquals(again, failed.retryable(), failed.message());
        assertEquals(!again, failed.message().contains("may have been done"), failed.message());
        return again;
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatDoesNothingTwiceIsTriedAgain(End where) throws Exception {
        end = where;
        areTold(List.of(
                new Told(false, "ours", "post_it", Json.EMPTY_OBJECT),
                new Told(true, "ours", "ask_it", Json.EMPTY_OBJECT),
                new Told(true, "ours", "greet_it", Json.EMPTY_OBJECT)));
    }

    @ParameterizedTest
    @EnumSource
    void ofADocumentByMethodAndKey(End where) throws Exception {
        end = where;
        var all = new ArrayList<Told>();
        for (String method : List.of("get", "put", "delete")) {
            all.add(new Told(true, "built", method + "_it", Json.EMPTY_OBJECT));
        }
        all.add(new Told(false, "built", "post_it", Json.EMPTY_OBJECT));
        all.add(new Told(false, "built", "patch_it", Json.EMPTY_OBJECT));
        all.add(new Told(true, "built", "post_once", Json.EMPTY_OBJECT));
        areTold(all);
    }

    /** It carries the step's own key, or the caller's. */
    @ParameterizedTest
    @CsvSource({"AFTER_HEAD", "AFTER_BODY", "IN_ANSWER", "SILENT"})
    void anHttpRequestHasAKey(End where) throws Exception {
        end = where;
        var all = new ArrayList<Told>();
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")) {
            if (method.equals("HEAD") && where == End.IN_ANSWER) {
                continue;
            }
            all.add(new Told(
                    true,
                    "http-request",
                    "http_request",
                    Json.object().put("url", url()).put("method", method).build()));
        }
        areTold(all);
    }

    /** Nothing was sent: whatever it was, it was not done. */
    @Test
    void whatNeverLeftIsTriedAgain() throws Exception {
        port = Ports.free();
        CallResult.Failed failed = failed("ours", "post_it", Json.EMPTY_OBJECT);
        assertEquals("UPSTREAM_ERROR", failed.code());
        assertTrue(failed.retryable());
    }
}
