package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Effect;
import dev.triggo.engine.Example;
import dev.triggo.engine.NodeKind;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.workflow.Node;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind promises, held against each in the list. */
class NodeKindContractTest {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z_]{2,63}");
    private static final int RANDOM_RUNS = 500;
    private static final Bench BENCH = open();

    private static Bench open() {
        try {
            return new Bench();
        } catch (java.io.IOException noLoopback) {
            throw new AssertionError(noLoopback);
        }
    }

    @AfterAll
    static void close() throws Exception {
        BENCH.close();
    }

    static Stream<NodeKind> kinds() {
        return BENCH.kinds.all().stream();
    }

    @Test
    void theListHasTheKindsOfTheDocumentAndFindsThemByName() {
        assertEquals(
                List.of(
                        "action_input",
                        "return_output",
                        "set",
                        "condition",
                        "switch",
                        "merge",
                        "filter",
                        "aggregate",
                        "split_out",
                        "transform",
                        "code",
                        "loop",
                        "wait",
                        "approval",
                        "call_action",
                        "stop_and_error",
                        "connector",
                        "trigger"),
                BENCH.kinds.names());
        kinds().forEach(kind -> assertEquals(kind, BENCH.kinds.find(kind.type())));
        assertNull(BENCH.kinds.find("class"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void saysWhatItIsForInAFewWords(NodeKind kind) {
        assertFalse(kind.description().isBlank());
        assertTrue(kind.description().length() <= 200, kind.description());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itsSchemaIsSoundAndClosedAndItsOwnFieldsAreDescribed(NodeKind kind) {
        Json.Obj schema = kind.configSchema(exampleNode(kind));
        assertEquals(List.of(), JsonSchema.faults(schema));
        assertEquals("object", schema.text("type"));
        assertEquals(Json.Bool.FALSE, schema.get("additionalProperties"));
        if (kind.usesConnector()) {
            // The fields are the connector's own, which has a contract for itself.
            return;
        }
        ((Json.Obj) schema.fields().get("properties"))
                .fields()
                .forEach((name, property) -> assertNotNull(((Json.Obj) property).get("description"), name));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refusesAConfigFieldThatItDoesNotKnowByItsName(NodeKind kind) {
        Node node = exampleNode(kind);
        List<SchemaError> errors =
                JsonSchema.compile(kind.configSchema(node)).check(node.config().with("naem", Json.of(1)));
        assertTrue(
                errors.stream().anyMatch(error -> (error.path() + error.message()).contains("naem")), errors::toString);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itsExampleIsSoundAndGivesWhatItSays(NodeKind kind) {
        assertEquals(kind.type(), kind.example().node().text("type"));
        assertEquals(List.of(), kind.check(exampleNode(kind)));
        assertEquals(kind.example().outcome(), BENCH.run(exampleStep(kind)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void givesTheSameAgainWhenItIsRepeated(NodeKind kind) {
        assertEquals(BENCH.run(exampleStep(kind)), BENCH.run(exampleStep(kind)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void leavesByAHandleThatItHas(NodeKind kind) {
        if (BENCH.run(exampleStep(kind)) instanceof Outcome.Done done) {
            var handles = kind.handles(exampleNode(kind));
            assertEquals(handles.isEmpty(), done.handle() == null);
            assertTrue(done.handle() == null || handles.contains(done.handle()), done::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void leavesTheProcessOnlyWhenItSaysSo(NodeKind kind) {
        int before = BENCH.upstream.requests().size();
        BENCH.run(exampleStep(kind));
        boolean left = BENCH.upstream.requests().size() > before;
        // What another action does, it does in a run of its own.
        boolean says = kind.effect(exampleNode(kind)) != Effect.NONE
                && !kind.type().equals("call_action")
                // Code runs in a process of its own, which calls nobody.
                && !kind.type().equals("code");
        assertEquals(says, left);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void writesNothingInADryRun(NodeKind kind) {
        Bench.Step step = exampleStep(kind);
        boolean calls = kind.usesConnector() && !kind.isTrigger();
        Json.Obj writing = calls
                ? step.node().with("config", Bench.node(step.node()).config().with("method", Json.of("POST")))
                : step.node();
        int before = BENCH.upstream.requests().size();
        Outcome outcome = BENCH.run(new Bench.Step(writing, step.runInput(), step.sources(), true, step.millis()));
        assertEquals(before, BENCH.upstream.requests().size());
        if (calls) {
            assertInstanceOf(Outcome.Planned.class, outcome);
        } else if (kind.type().equals("wait")) {
            assertInstanceOf(Outcome.Done.class, outcome, "a dry run does not wait");
        } else {
            assertEquals(kind.example().outcome(), outcome);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void neverThrowsWhateverItIsGiven(NodeKind kind) {
        var random = new Random(20_261_123);
        var values = new RandomJson(random);
        Example example = kind.example();
        for (int i = 0; i < RANDOM_RUNS; i++) {
            Json.Obj config = values.broken(Bench.node(example.node()).config());
            Json.Obj node = example.node().with("config", config);
            Map<String, Json> sources =
                    values.broken(new Json.Obj(example.sources())).fields();
            Bench.Step step = Bench.Step.of(node.write()).withSources(sources).withInput(values.any(3));
            // Only dry, so that a random connector call has somewhere to go but leaves nothing behind.
            assertSound(kind, node, BENCH.run(kind.usesConnector() ? step.dry() : step));
            BENCH.check(node).forEach(problem -> {
                assertTrue(problem.path().startsWith("/"), problem::toString);
                assertFalse(problem.message().isBlank());
            });
            JsonSchema.compile(kind.configSchema(Bench.node(node)));
        }
    }

    private static void assertSound(NodeKind kind, Json.Obj node, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done done -> {
                if (done.handle() != null) {
                    assertTrue(kind.handles(Bench.node(node)).contains(done.handle()), node::write);
                }
            }
            case Outcome.Failed failed -> {
                assertTrue(CODE.matcher(failed.code()).matches(), failed::toString);
                assertFalse(failed.message().isEmpty() && !failed.code().equals("STOPPED"), failed::toString);
                assertFalse(failed.message().contains("Exception"), failed::toString);
            }
            case Outcome.Planned planned -> assertTrue(kind.usesConnector(), planned::toString);
            case Outcome.Sleep sleep ->
                assertTrue(sleep.until() <= Bench.NOW + 30L * 24 * 3600 * 1000, sleep::toString);
            case Outcome.Each each -> {
                assertTrue(kind.hasBody(), each::toString);
                assertTrue(each.concurrency() >= 1 && each.concurrency() <= 20, each::toString);
            }
            case Outcome.Call call -> assertEquals("call_action", kind.type(), call::toString);
        }
    }

    private static Node exampleNode(NodeKind kind) {
        return Bench.node(kind.example().node());
    }

    /** The example, with our upstream in the place of the one that it names. */
    private static Bench.Step exampleStep(NodeKind kind) {
        Example example = kind.example();
        String node = example.node().write().replace("https://api.example.com", "http://" + BENCH.upstream.address());
        return Bench.Step.of(node).withSources(example.sources()).withInput(example.runInput());
    }
}
