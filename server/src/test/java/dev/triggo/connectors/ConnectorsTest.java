package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.SideEffect;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private static CallResult call(Action.Body body, String input) throws InterruptedException {
        var connector = Connector.named("test-one")
                .displayName("Test")
                .description("For tests.")
                .action(Action.named("do_it")
                        .displayName("Do it")
                        .description("Does it.")
                        .property(Property.of(Property.Kind.JSON, "value"))
                        .property(Property.of(Property.Kind.INTEGER, "count").defaultsTo(3L))
                        .outputSchema(Map.of("type", "object"))
                        .sideEffect(SideEffect.READ)
                        .example(Map.of(), Map.of())
                        .run(body)
                        .build())
                .build();
        try (var egress = new Egress(EgressSettings.of(null, List.of()), HostResolver.system())) {
            return new Connectors(
                            List.of(connector),
                            egress,
                            workspace -> EgressRules.NONE,
                            CLOCK,
                            new Breakers(System::nanoTime))
                    .call(new CallRequest(
                            new WorkspaceId("w"),
                            "test-one",
                            "do_it",
                            (Json.Obj) Json.parse(input),
                            "run",
                            2,
                            "key",
                            false,
                            System.nanoTime() + 5_000_000_000L));
        }
    }

    private static CallResult.Failed failed(Action.Body body) throws InterruptedException {
        return assertInstanceOf(CallResult.Failed.class, call(body, "{}"));
    }

    @Test
    void carriesEveryJsonValueThroughAndBack() throws Exception {
        for (String json : List.of(
                "null",
                "true",
                "\"\"",
                "\"\\u0000\\ud800é\"",
                "0",
                "-1",
                "1.0",
                "1.50",
                "123456789012345678",
                "1234567890123456789012345678901234567890",
                "1e-30",
                "[]",
                "{}",
                "[[null],{\"a\":{\"b\":[1]}}]")) {
            var result = call(context -> context.props().value("value"), "{\"value\":" + json + "}");
            assertEquals(
                    Json.parse(json),
                    assertInstanceOf(CallResult.Done.class, result).output());
        }
    }

    @Test
    void readsWholeNumbersAsLongsAndOthersAsDecimals() {
        assertEquals(7L, Plain.of(Json.parse("7")));
        assertEquals(new BigDecimal("7.0"), Plain.of(Json.parse("7.0")));
        assertEquals(new BigDecimal("99999999999999999999"), Plain.of(Json.parse("99999999999999999999")));
        assertEquals(Json.of(7), Plain.toJson(7));
        assertEquals(Json.parse("0.5"), Plain.toJson(0.5f));
        assertEquals(Json.parse("12345678901234567890"), Plain.toJson(new BigInteger("12345678901234567890")));
    }

    @Test
    void fillsInDefaultsAndHandsOverTheRun() throws Exception {
        var result = call(
                context -> Map.of(
                        "count", context.props().integer("count", 0),
                        "run",
                                context.run().runId()
                                        + context.run().attempt()
                                        + context.run().idempotencyKey(),
                        "left", context.run().deadline().isAfter(context.clock().instant())),
                "{}");
        assertEquals(
                Json.parse("{\"count\":3,\"run\":\"run2key\",\"left\":true}").canonical(),
                assertInstanceOf(CallResult.Done.class, result).output().canonical());
    }

    @Test
    void tellsErrorsByTheirCode() throws Exception {
        for (ErrorCode code : ErrorCode.values()) {
            var failed = failed(context -> {
                throw new ConnectorError(code, "what happened");
            });
            assertEquals(code.name(), failed.code());
            assertEquals("what happened", failed.message());
            assertEquals(code.retryable(), failed.retryable());
        }
    }

    @Test
    void aBugOfAConnectorIsAFailureWithoutItsInsides() throws Exception {
        for (Action.Body bug : List.<Action.Body>of(
                context -> {
                    throw new IllegalStateException("s3cret");
                },
                context -> overflow(0),
                context -> new Object(),
                context -> Map.of(1, 2),
                context -> Double.NaN,
                context -> new BigDecimal("1e1000"),
                context -> endless())) {
            var failed = failed(bug);
            assertEquals("UNKNOWN", failed.code());
            assertFalse(failed.message().contains("s3cret"));
        }
    }

    private static Object overflow(int depth) {
        return List.of(overflow(depth + 1));
    }

    private static Object endless() {
        var list = new ArrayList<Object>();
        list.add(list);
        return list;
    }

    @Test
    void aRefusalOfTheGateCannotBeSwallowed() throws Exception {
        var failed = failed(context -> {
            try {
                return context.http()
                        .send(HttpCall.of("GET", "http://127.0.0.1/"))
                        .status();
            } catch (ConnectorError ignored) {
                return "all is well";
            }
        });
        assertEquals("EGRESS_DENIED", failed.code());
        assertTrue(failed.safetyViolation());
    }

    @Test
    void keepsAFewShortLines() throws Exception {
        var result = call(
                context -> {
                    for (int i = 0; i < 1000; i++) {
                        context.log().info("x".repeat(5000));
                    }
                    return Arrays.asList(1, null);
                },
                "{}");
        assertEquals(100, result.log().size());
        assertEquals(1024, result.log().getFirst().length());
    }

    @Test
    void anUnknownOperationIsAFailure() throws Exception {
        try (var egress = new Egress(EgressSettings.of(null, List.of()), HostResolver.system())) {
            var result = new Connectors(egress, workspace -> EgressRules.NONE, CLOCK)
                    .call(new CallRequest(
                            new WorkspaceId("w"),
                            "nope",
                            "nope",
                            Json.EMPTY_OBJECT,
                            "r",
                            1,
                            "k",
                            false,
                            System.nanoTime()));
            assertEquals(
                    "NOT_FOUND",
                    assertInstanceOf(CallResult.Failed.class, result).code());
        }
    }

    @Test
    void refusesTwoConnectorsOfOneName() {
        var one = Connector.named("a").displayName("A").description("A.").build();
        assertThrows(IllegalArgumentException.class, () -> new Registry(List.of(one, one)));
    }
}
