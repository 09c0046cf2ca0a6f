package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Effect;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorKindTest {
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {}                                 | READ
            {"method": "GET"}                  | READ
            {"method": "HEAD"}                 | READ
            {"method": "POST"}                 | WRITE
            {"method": "DELETE"}               | WRITE
            {"method": "get"}                  | WRITE
            {"method": "{{a.method}}"}         | WRITE
            {"method": 7}                      | WRITE
            """)
    void knowsFromTheConfigWhetherItWrites(String config, Effect effect) {
        Node node = Bench.node(http(config));
        assertEquals(effect, bench.kind(node).effect(node));
    }

    @Test
    void aDryRunReadsAndPlansWhatWrites() {
        String url = "http://" + bench.upstream.address() + "/x";
        assertInstanceOf(
                Outcome.Done.class,
                bench.run(step(http("{\"url\": \"" + url + "\"}")).dry()));
        assertEquals(1, bench.upstream.requests().size());

        Outcome planned =
                bench.run(step(http("{\"url\": \"" + url + "\", \"method\": \"PUT\", \"body\": {\"n\": \"{{a.n}}\"}}"))
                        .withSources(Bench.object("{\"a\": {\"n\": 7}}").fields())
                        .dry());

        assertEquals(new Outcome.Planned(Bench.object("""
                        {"nodeId": "node_1", "connector": "http-request", "operation": "http_request",
                         "input": {"url": "%s", "method": "PUT", "body": {"n": 7}}, "sideEffect": "write"}""".formatted(url)), Json.Null.NULL), planned);
        assertEquals(1, bench.upstream.requests().size());
    }

    @Test
    void aRunThatIsMeantWritesWithTheKeyOfTheStep() {
        String url = "http://" + bench.upstream.address() + "/people";
        assertInstanceOf(
                Outcome.Done.class, bench.run(step(http("{\"url\": \"" + url + "\", \"method\": \"DELETE\"}"))));
        String request = bench.upstream.requests().getFirst();
        assertTrue(request.startsWith("DELETE /people "), request);
        assertTrue(request.toLowerCase(Locale.ROOT).contains("idempotency-key: key-1\n"), request);
    }

    @Test
    void aBusyServiceIsAskedAgainWhenItSaid() {
        var failed = assertInstanceOf(
                Outcome.Failed.class,
                bench.run(step(http("{\"url\": \"http://" + bench.upstream.address() + "/busy\"}"))));
        assertEquals("RATE_LIMITED", failed.code());
        assertTrue(failed.retryable());
        assertEquals(Duration.ofSeconds(7), failed.retryAfter());
    }

    @Test
    void aMethodFromATemplateIsOnlyPlannedInADryRun() {
        Outcome outcome = bench.run(step(http(
                        "{\"url\": \"http://" + bench.upstream.address() + "/x\", \"method\": \"{{a.method}}\"}"))
                .withSources(Bench.object("{\"a\": {\"method\": \"GET\"}}").fields())
                .dry());
        assertInstanceOf(Outcome.Planned.class, outcome);
        assertEquals(List.of(), bench.upstream.requests());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void refusesAnInputThatDoesNotFitNamingWhere(boolean dryRun) {
        Bench.Step step = step(http("{\"url\": \"http://" + bench.upstream.address()
                + "/x\", \"method\": \"{{a.method}}\", \"headers\": \"{{a.method}}\", \"extra\": 1}"));
        Outcome outcome = bench.run(new Bench.Step(
                step.node(),
                step.runInput(),
                Bench.object("{\"a\": {\"method\": \"FETCH\"}}").fields(),
                dryRun,
                step.millis()));
        var failed = assertInstanceOf(Outcome.Failed.class, outcome, outcome::toString);
        assertEquals("VALIDATION_ERROR", failed.code());
        for (String place : List.of("method", "headers", "extra")) {
            assertTrue(failed.message().contains(place), failed::message);
        }
        assertEquals(List.of(), bench.upstream.requests());
    }

    @Test
    void whatTheGateRefusesFailsTheStepForGood() {
        Outcome outcome = bench.run(step(http("{\"url\": \"http://169.254.169.254/latest/meta-data\"}")));
        var failed = assertInstanceOf(Outcome.Failed.class, outcome);
        assertEquals("EGRESS_DENIED", failed.code());
        assertEquals(false, failed.retryable());
    }

    @Test
    void checksConnectorOperationAndConnection() {
        assertEquals(List.of(), rules("{\"type\": \"connector\"}"));
        assertEquals(
                List.of("unknown_connector"),
                rules("{\"type\": \"connector\", \"connector\": \"nope\", \"operation\": \"x\"}"));
        assertEquals(
                List.of("unknown_operation"),
                rules("{\"type\": \"connector\", \"connector\": \"http-request\", \"operation\": \"x\"}"));
        assertEquals(
                List.of("unexpected_connection"),
                rules(http("{}").with("connectionId", Json.of("c")).write()));
        assertEquals(List.of(), rules(http("{}").write()));
    }

    @Test
    void theConfigIsTheOperationsInput() {
        Node node = Bench.node(http("{}"));
        Json.Obj schema = bench.kind(node).configSchema(node);
        assertEquals(Json.parse("[\"url\"]"), schema.get("required"));
    }

    private List<String> rules(String node) {
        return bench.check(node).stream().map(WorkflowProblem::rule).toList();
    }

    private static Bench.Step step(Json.Obj node) {
        return Bench.Step.of(node.write());
    }

    private static Json.Obj http(String config) {
        return Bench.object(
                        "{\"type\": \"connector\", \"connector\": \"http-request\", \"operation\": \"http_request\"}")
                .with("config", Json.parse(config));
    }
}
