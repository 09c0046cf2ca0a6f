package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Terms;
import dev.triggo.credentials.TokenEndpoint;
import dev.triggo.credentials.Use;
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
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.SideEffect;
import dev.triggo.testing.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls with a connection, to a service that answers as it likes. */
class SignedCallsTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final Credentials.Signed ADA = Credentials.Signed.by(new PersonId("ada"));
    private static final String SECRET = "pl/anted+\"s3cret\\é=42";

    private final Clock clock = Clock.systemUTC();
    private TestDatabase test;
    private Egress egress;
    private Credentials credentials;
    private Connectors connectors;
    private Upstream upstream;

    @BeforeEach
    void open() throws Exception {
        test = TestDatabase.open(TestDatabase.Kind.SQLITE);
        upstream = new Upstream();
        egress = new Egress(EgressSettings.of("127.0.0.1", List.of()), HostResolver.system());
        var ids = new Ids(clock, new SecureRandom());
        credentials = new Credentials(
                test.database(),
                new Vault(new byte[32], ids, clock),
                ids,
                clock,
                new TokenEndpoint(egress, workspace -> EgressRules.NONE, clock));
        connectors = new Connectors(
                List.of(echoing()),
                egress,
                workspace -> EgressRules.NONE,
                clock,
                new Breakers(System::nanoTime),
                new Connectors.Kept(credentials, test.database()));
    }

    @AfterEach
    void close() {
        upstream.close();
        egress.close();
        test.close();
    }

    private static Connector echoing() {
        return Connector.named("echoing")
                .displayName("Echoing")
                .description("Says what it is told.")
                .auth(new Auth.SecretText("Key", "Any."))
                .action(Action.named("say")
                        .displayName("Say")
                        .description("Calls the URL with the secret and gives all that comes back.")
                        .property(Property.of(Property.Kind.SHORT_TEXT, "url").require())
                        .property(Property.of(Property.Kind.SHORT_TEXT, "fail"))
                        .outputSchema(Map.of("type", "object"))
                        .sideEffect(SideEffect.READ)
                        .example(Map.of("url", "https://example.com/"), Map.of())
                        .run(SignedCallsTest::say)
                        .build())
                .build();
    }

    private static Object say(ActionContext context) throws ConnectorError, InterruptedException {
        String secret = ((Credential.Secret) context.credential()).secret();
        String plain = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        context.log().info("signed in with " + secret);
        HttpReply reply = context.http()
                .send(HttpCall.of("GET", context.props().text("url"))
                        .header("Authorization", "Bearer " + plain)
                        .followRedirects(true));
        if (context.props().has("fail")) {
            throw new ConnectorError(ErrorCode.UPSTREAM_ERROR, "It said: " + reply.text());
        }
        return Map.of("status", reply.status(), "headers", reply.headers(), "text", reply.text(), secret, "as a key");
    }

    private Connection connection(Terms terms) {
        return credentials.create(
                OURS, "echoing", terms, new Credentials.Secret(new Credential.Secret(SECRET), Set.of()), ADA);
    }

    private CallResult call(Map<String, String> input, Via via) throws InterruptedException {
        Json.Builder json = Json.object();
        input.forEach(json::put);
        return connectors.call(
                new CallRequest(
                        OURS,
                        "echoing",
                        "say",
                        json.build(),
                        "run",
                        1,
                        "key",
                        false,
                        System.nanoTime() + 5_000_000_000L),
                via);
    }

    private static List<String> forms() {
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        var forms = new ArrayList<String>();
        forms.add(SECRET);
        forms.add(Base64.getEncoder().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8)));
        forms.add(Base64.getEncoder().encodeToString(("me@x:" + SECRET + "\n").getBytes(StandardCharsets.UTF_8)));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        String url = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        forms.add(url);
        forms.add(url.replace("%2F", "%2f").replace("%2B", "%2b"));
        forms.add(HexFormat.of().withPrefix("%").withUpperCase().formatHex(bytes));
        forms.add(Json.of(SECRET).write());
        forms.add(Json.of(SECRET).write().replace("/", "\\/"));
        forms.add(SECRET.replace("é", "\\u00e9"));
        forms.add(Json.of(Json.of(SECRET).write()).write());
        forms.add(new StringBuilder(SECRET).reverse().toString());
        forms.add(SECRET.replace("\"", "&quot;"));
        return forms;
    }

    @Test
    void blanksWhatIsSentBackInEveryFormItTakes() throws Exception {
        Connection made = connection(Terms.named("a"));
        for (String form : forms()) {
            upstream.answering(200, "text/plain", "before " + form + " after").with(Map.of("X-Echo", ascii(form)));
            CallResult done = call(Map.of("url", upstream.url("/")), new Via(made.id(), null));
            assertInstanceOf(CallResult.Done.class, done, done::toString);
            String shown = ((CallResult.Done) done).output().write() + done.log();
            assertTrue(shown.matches("(?s).*before \\W*\\[redacted:credential\\].*"), () -> form + " in " + shown);
            CallResult failed = call(Map.of("url", upstream.url("/"), "fail", "yes"), new Via(made.id(), null));
            String message = assertInstanceOf(CallResult.Failed.class, failed).message();
            for (String all : List.of(shown, message, failed.log().toString())) {
                forms().forEach(each -> assertFalse(all.contains(each), () -> each + " in " + all));
                assertFalse(all.contains("s3cret"), all);
            }
        }
        assertTrue(upstream.seen.getFirst().header("authorization").startsWith("Bearer cGwv"));
    }

    private static String ascii(String form) {
        return form.chars().allMatch(c -> c > 31 && c < 127) ? form : "none";
    }

    @Test
    void callsNoOtherHostThanTheConnectionIsFor() throws Exception {
        Connection made = connection(Terms.named("a").onlyWith(List.of("example.com", "127.0.0.1:1")));
        var refused = assertInstanceOf(
                CallResult.Failed.class, call(Map.of("url", upstream.url("/")), new Via(made.id(), null)));
        assertEquals("EGRESS_DENIED", refused.code());
        assertTrue(upstream.seen.isEmpty());
    }

    @Test
    void holdsTheHostsOnEveryHopAndLeavesTheSecretBehind() throws Exception {
        try (var elsewhere = new Upstream()) {
            upstream.answering(302, "", "").with(Map.of("Location", elsewhere.url("/there")));
            Connection narrow = connection(Terms.named("a").onlyWith(List.of("127.0.0.1:" + upstream.port())));
            var refused = assertInstanceOf(
                    CallResult.Failed.class, call(Map.of("url", upstream.url("/")), new Via(narrow.id(), null)));
            assertEquals("EGRESS_DENIED", refused.code());
            assertTrue(elsewhere.seen.isEmpty());
            Connection wide = connection(Terms.named("b"));
            assertInstanceOf(CallResult.Done.class, call(Map.of("url", upstream.url("/")), new Via(wide.id(), null)));
            assertEquals("", elsewhere.seen.getFirst().header("authorization"));
        }
    }

    /** A service that fails for one credential may well answer another. */
    @Test
    void aConnectionWithWhichAServiceFailsLeavesTheOthersAsTheyWere() throws Exception {
        upstream.answering(503, "text/plain", "not for you");
        Via failing = new Via(connection(Terms.named("a")).id(), null);
        Via other = new Via(connection(Terms.named("b")).id(), null);
        Map<String, String> there = Map.of("url", upstream.url("/"));
        for (int i = 0; i < Breakers.FAILURES; i++) {
            assertInstanceOf(CallResult.Done.class, call(there, failing));
        }
        assertEquals(
                "CIRCUIT_OPEN",
                assertInstanceOf(CallResult.Failed.class, call(there, failing)).code());
        assertInstanceOf(CallResult.Done.class, call(there, other));
    }

    @Test
    void refusesWithoutAConnectionThatItMayUseAndSendsNothing() throws Exception {
        Connection narrow = connection(Terms.named("a").onlyFor(List.of("w1")));
        Map<String, String> input = Map.of("url", upstream.url("/"));
        for (Via via : List.of(
                Via.NOTHING,
                new Via("unknown", new WorkflowId("w1")),
                new Via(narrow.id(), new WorkflowId("w2")),
                new Via(narrow.id(), null))) {
            var refused = assertInstanceOf(CallResult.Failed.class, call(input, via));
            assertEquals("VALIDATION_ERROR", refused.code());
        }
        assertTrue(upstream.seen.isEmpty());
        assertInstanceOf(CallResult.Done.class, call(input, new Via(narrow.id(), new WorkflowId("w1"))));
        credentials.notTaken((Use.Opened) credentials.use(OURS, "echoing", narrow.id(), new WorkflowId("w1")));
        assertEquals(
                "AUTH_EXPIRED",
                assertInstanceOf(CallResult.Failed.class, call(input, new Via(narrow.id(), new WorkflowId("w1"))))
                        .code());
    }
}
