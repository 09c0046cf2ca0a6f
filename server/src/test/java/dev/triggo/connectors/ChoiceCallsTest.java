package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.ChoiceCalls.Question;
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
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
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
import dev.triggo.sdk.Property.Choice;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Trigger;
import dev.triggo.testing.TestDatabase;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Choices of a connector that asks a service on loopback, with connections that are kept in a database. */
@Timeout(60)
class ChoiceCallsTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final Credentials.Signed ADA = Credentials.Signed.by(new PersonId("ada"));
    private static final WorkflowId WORKFLOW = new WorkflowId("w1");
    private static final String SECRET = "planted-s3cret-of-the-shop";

    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private List<Choice> given = List.of();
    private TestDatabase test;
    private Egress egress;
    private Credentials credentials;
    private Connectors connectors;
    private Upstream upstream;

    @BeforeEach
    void open() throws Exception {
        test = TestDatabase.open(TestDatabase.Kind.SQLITE);
        upstream = new Upstream().answering(200, "application/json", "[{\"id\": \"c1\", \"name\": \"News\"}]");
        egress = new Egress(EgressSettings.of("127.0.0.1", List.of()), HostResolver.system());
        var ids = new Ids(clock, new SecureRandom());
        credentials = new Credentials(
                test.database(),
                new Vault(new byte[32], ids, clock),
                ids,
                clock,
                new TokenEndpoint(egress, workspace -> EgressRules.NONE, clock));
        connectors = new Connectors(
                List.of(shop(), open("open")),
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

    private static Action.Builder action(String name) {
        return Action.named(name)
                .displayName("A")
                .description("A.")
                .outputSchema(Map.of("type", "object"))
                .example(Map.of(), Map.of())
                .run(context -> Map.of());
    }

    /** Of a service that is signed in to. */
    private static Connector shop() {
        Property channel = Property.dynamicDropdown("channel", ChoiceCallsTest::channels);
        return Connector.named("shop")
                .displayName("Shop")
                .description("Asks where it is told to.")
                .auth(new Auth.SecretText("Key", "Any."))
                .action(action("post")
                        .property(channel.needing("url", "count"))
                        .property(Property.of(Kind.SHORT_TEXT, "url").displayName("Address"))
                        .property(
                                Property.of(Kind.INTEGER, "count").between(1, 9).defaultsTo(3L))
                        .property(Property.of(Kind.INTEGER, "other"))
                        .build())
                .trigger(Trigger.named("new_item")
                        .displayName("New item")
                        .description("A new item.")
                        .property(channel.needing("url"))
                        .property(Property.of(Kind.SHORT_TEXT, "url"))
                        .outputSchema(Map.of("type", "object"))
                        .example(Map.of(), Map.of())
                        .polls(Trigger.SELDOM, (context, cursor) -> new Trigger.Polled(List.of(), null))
                        .build())
                .build();
    }

    private static List<Choice> channels(ActionContext context) throws ConnectorError, InterruptedException {
        String secret = ((Credential.Secret) context.credential()).secret();
        HttpReply reply = context.http()
                .send(HttpCall.of("POST", context.props().text("url"))
                        .header("Authorization", "Bearer " + secret)
                        .header(
                                "X-Seen",
                                "%s %s"
                                        .formatted(
                                                context.props().value("count"),
                                                context.props().has("other")))
                        .header(
                                "X-Run",
                                "%s %s"
                                        .formatted(
                                                context.run().runId(),
                                                context.run().dryRun()))
                        .followRedirects(true));
        if (reply.status() >= 400) {
            throw new ConnectorError(ErrorCode.ofStatus(reply.status()), "It said: " + reply.text());
        }
        var choices = new ArrayList<Choice>();
        for (Object one : (List<?>) context.json().read(reply.text())) {
            choices.add(Choice.of((String) ((Map<?, ?>) one).get("id"), (String) ((Map<?, ?>) one).get("name")));
        }
        return choices;
    }

    /** Of one that anybody may ask, and that does as the test tells it. */
    private Connector open(String name) {
        return Connector.named(name)
                .displayName("Open")
                .description("Does as it is told.")
                .action(action("post")
                        .property(Property.dynamicDropdown("given", context -> given))
                        .property(Property.dynamicDropdown("short", context -> given)
                                .between(1, 2))
                        .property(Property.dynamicDropdown("bug", context -> {
                            throw new IllegalStateException("bug with " + SECRET);
                        }))
                        .property(Property.dynamicDropdown("endless", context -> {
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                interrupted.countDown();
                            }
                            return given;
                        }))
                        .property(Property.of(Kind.SHORT_TEXT, "plain"))
                        .build())
                .action(action("own")
                        .inputSchema(Map.of("properties", Map.of("field", Map.of("type", "string"))))
                        .build())
                .build();
    }

    private Connection connection(Terms terms) {
        return credentials.create(
                OURS, "shop", terms, new Credentials.Secret(new Credential.Secret(SECRET), Set.of()), ADA);
    }

    private Json.Obj ask(String operation, String input, Via via) throws InterruptedException {
        return new ChoiceCalls(connectors, (workspace, id) -> id.equals(WORKFLOW))
                .ask(OURS, new Question("shop", operation, "channel", (Json.Obj) Json.parse(input), via, "r1"));
    }

    private Json.Obj open(String operation, String property) throws InterruptedException {
        return new ChoiceCalls(connectors, (workspace, id) -> false, Duration.ofMillis(300))
                .ask(OURS, new Question("open", operation, property, Json.EMPTY_OBJECT, Via.NOTHING, "r1"));
    }

    private Problem refusedOpen(String operation, String property) {
        return assertThrows(Problem.class, () -> open(operation, property));
    }

    private String there() {
        return "{\"url\": \"%s\"}".formatted(upstream.url("/channels"));
    }

    private Problem refused(String input, Via via) {
        return assertThrows(Problem.class, () -> ask("post", input, via));
    }

    private static List<String> paths(Problem problem) {
        return problem.details().stream()
                .map(detail -> String.valueOf(((Json.Obj) detail).text("path")))
                .toList();
    }

    @Test
    void theServiceIsAskedWithTheConnectionAndWhatIsFilledIn() throws Exception {
        Via via = new Via(connection(Terms.named("a")).id(), null);
        String input = "{\"url\": \"%s\", \"other\": \"no number\", \"unknown\": 1}".formatted(upstream.url("/c"));
        assertEquals(
                "{\"choices\":[{\"value\":\"c1\",\"label\":\"News\"}],\"more\":false}",
                ask("post", input, via).write());
        Upstream.Seen seen = upstream.seen.getFirst();
        assertEquals("Bearer " + SECRET, seen.header("authorization"));
        assertEquals("3 false", seen.header("x-seen"));
        assertEquals("choices true", seen.header("x-run"));
        assertEquals(
                1,
                ((Json.Arr) ask("new_item", there(), via).get("choices"))
                        .items()
                        .size());
    }

    /** Judged at the socket: nobody comes to the other host, by the input or by a redirect. */
    @Test
    void aConnectionThatIsForSomeHostsIsTakenToNoOther() throws Exception {
        try (ServerSocketChannel elsewhere = ServerSocketChannel.open()) {
            elsewhere.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            String other = "http://127.0.0.1:" + ((InetSocketAddress) elsewhere.getLocalAddress()).getPort() + "/c";
            Connection narrow = connection(Terms.named("a").onlyWith(List.of("127.0.0.1:" + upstream.port())));
            Problem denied = refused("{\"url\": \"%s\"}".formatted(other), new Via(narrow.id(), null));
            assertEquals(ProblemCode.BAD_REQUEST, denied.code());
            assertTrue(denied.sentence().contains("EGRESS_DENIED"), denied.sentence());
            assertNull(elsewhere.accept());
            upstream.answering(307, "", "").with(Map.of("Location", other));
            assertTrue(refused(there(), new Via(narrow.id(), null)).sentence().contains("EGRESS_DENIED"));
            assertNull(elsewhere.accept());
        }
        try (var elsewhere = new Upstream()) {
            elsewhere.answering(200, "application/json", "[]");
            upstream.with(Map.of("Location", elsewhere.url("/c")));
            ask("post", there(), new Via(connection(Terms.named("b")).id(), null));
            assertEquals("", elsewhere.seen.getFirst().header("authorization"));
        }
    }

    @Test
    void aConnectionThatIsForSomeWorkflowsWantsOneOfThem() throws Exception {
        Connection narrow = connection(Terms.named("a").onlyFor(List.of("w1", "w3")));
        for (WorkflowId workflow : Arrays.asList(null, new WorkflowId("w2"), new WorkflowId("w3"))) {
            assertEquals(
                    workflow == null ? List.of("/connectionId") : List.of("/workflowId"),
                    paths(refused(there(), new Via(narrow.id(), workflow))));
        }
        assertEquals(
                List.of("/connectionId"),
                paths(refused(
                        there(),
                        new Via(
                                connection(Terms.named("b").onlyFor(List.of("w3")))
                                        .id(),
                                WORKFLOW))));
        assertEquals(List.of(), upstream.seen);
        ask("post", there(), new Via(narrow.id(), WORKFLOW));
    }

    @Test
    void allThatIsMissingIsToldAtOnceAndNobodyIsAsked() {
        Problem all = refused("{\"count\": 10}", new Via(null, new WorkflowId("w2")));
        assertEquals(ProblemCode.INPUT_VALIDATION_FAILED, all.code());
        assertEquals(List.of("/connectionId", "/workflowId", "/input/url", "/input/count"), paths(all));
        assertTrue(all.details().get(2).write().contains("Address is needed"), all.details()::toString);
        Via via = new Via(connection(Terms.named("a")).id(), null);
        Problem template = refused("{\"url\": \"x {{action_input.url}}\", \"count\": \"{{n}}\"}", via);
        assertEquals(List.of("/input/url", "/input/count"), paths(template));
        template.details().forEach(detail -> assertTrue(detail.write().contains("A template"), detail::write));
        Problem unfit = refused("{\"url\": [\"x\"], \"count\": \"x\"}", via);
        assertEquals(List.of("/input/url", "/input/count"), paths(unfit));
        assertTrue(unfit.details().getFirst().write().contains("Address must be text"), unfit.details()::toString);
        Connection foreign = credentials.create(
                new WorkspaceId("theirs"),
                "shop",
                Terms.named("theirs"),
                new Credentials.Secret(new Credential.Secret(SECRET), Set.of()),
                ADA);
        Problem unknown = refused(there(), new Via("unknown", null));
        assertEquals(List.of("/connectionId"), paths(unknown));
        assertEquals(
                unknown.body("r"), refused(there(), new Via(foreign.id(), null)).body("r"));
        assertEquals(List.of(), upstream.seen);
    }

    @Test
    void whatThereIsNotIsNotFoundAndWhatGivesNoChoicesSaysSo() {
        assertEquals(
                ProblemCode.CONNECTOR_NOT_FOUND,
                assertThrows(
                                Problem.class,
                                () -> new ChoiceCalls(connectors, (w, id) -> true)
                                        .ask(
                                                OURS,
                                                new Question("gone", "post", "p", Json.EMPTY_OBJECT, Via.NOTHING, "r")))
                        .code());
        assertEquals(ProblemCode.NOT_FOUND, refusedOpen("gone", "given").code());
        assertEquals(ProblemCode.NOT_FOUND, refusedOpen("post", "gone").code());
        for (Problem without : List.of(refusedOpen("post", "plain"), refusedOpen("own", "field"))) {
            assertEquals(ProblemCode.BAD_REQUEST, without.code());
            assertTrue(without.sentence().contains("gives no choices"), without::sentence);
        }
    }

    @Test
    void aValueThatLooksLikeATemplateIsOneForAnActionAlone() throws Exception {
        Via via = new Via(connection(Terms.named("a")).id(), null);
        upstream.answering(200, "application/json", "[{\"id\": \"{{x}}\"}]");
        assertEquals(
                "[{\"value\":\"\\\\{{x}}\",\"label\":\"{{x}}\"}]",
                ask("post", there(), via).get("choices").write());
        assertEquals(
                "[{\"value\":\"{{x}}\",\"label\":\"{{x}}\"}]",
                ask("new_item", there(), via).get("choices").write());
    }

    @Test
    void aConnectorThatFailsOrDoesNotEndIsARefusalAndNoFaultOfTheServer() throws Exception {
        Problem bug = refusedOpen("post", "bug");
        assertEquals(ProblemCode.BAD_REQUEST, bug.code());
        assertFalse(bug.body("r").write().contains(SECRET), bug::sentence);
        given = null;
        assertEquals(ProblemCode.BAD_REQUEST, refusedOpen("post", "given").code());
        Problem late = refusedOpen("post", "endless");
        assertEquals(ProblemCode.OVERLOADED, late.code());
        assertTrue(late.sentence().contains("TIMEOUT"), late::sentence);
        interrupted.await();
    }

    @Test
    void secretsThatComeBackAreInNoLabelNoValueAndNoSentence() throws Exception {
        Via via = new Via(connection(Terms.named("a")).id(), null);
        upstream.answering(
                200,
                "application/json",
                "[{\"id\": \"%1$s\", \"name\": \"x\"}, {\"id\": \"c\", \"name\": \"of %1$s\"}]".formatted(SECRET));
        assertEquals(
                "[{\"value\":\"c\",\"label\":\"of [redacted:credential]\"}]",
                ask("post", there(), via).get("choices").write());
        upstream.answering(422, "text/plain", "not with " + SECRET);
        Problem refused = refused(there(), via);
        assertEquals(ProblemCode.BAD_REQUEST, refused.code());
        assertEquals(List.of(""), paths(refused));
        assertTrue(refused.sentence().contains("not with [redacted:credential]"), refused::sentence);
        assertFalse(refused.body("r").write().contains(SECRET), refused::sentence);
    }

    @Test
    void aServiceThatMayAnswerLaterIsToldSoAndIsLeftAloneAfterSome() throws Exception {
        Via via = new Via(connection(Terms.named("a")).id(), null);
        upstream.answering(503, "text/plain", "busy");
        for (int i = 0; i < Breakers.FAILURES; i++) {
            Problem later = refused(there(), via);
            assertEquals(ProblemCode.OVERLOADED, later.code());
            assertEquals(Duration.ofSeconds(10), later.retryAfter().orElseThrow());
        }
        Problem open = refused(there(), via);
        assertEquals(ProblemCode.OVERLOADED, open.code());
        assertTrue(open.sentence().contains("CIRCUIT_OPEN"), open::sentence);
        assertEquals(Breakers.FAILURES, upstream.seen.size());
    }

    @Test
    void aCredentialThatIsNotTakenMarksTheConnectionAsInASteps() {
        Connection made = connection(Terms.named("a"));
        upstream.answering(401, "text/plain", "who?");
        Problem refused = refused(there(), new Via(made.id(), null));
        assertEquals(List.of("/connectionId"), paths(refused));
        assertTrue(refused.sentence().contains("AUTH_EXPIRED"), refused::sentence);
        assertEquals(
                Connection.State.NEEDS_REAUTH,
                credentials.require(OURS, made.id()).state());
    }
}
