package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.built.JsonParts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents whose parts are shared: read again wherever they are referred to, a small one would take for ever. */
@Timeout(400)
class HostileReferencesTest {
    /** By the clock, which other work on the machine moves too: what has not ended by then is taken to have no end. */
    private static final Duration EVER = Duration.ofSeconds(150);

    /** Of the processor. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String FINE = "\"/good\": {\"get\": {\"operationId\": \"good\", \"responses\": {}}}";

    private static <T> T soon(ThrowingSupplier<T> work) {
        return assertTimeoutPreemptively(EVER, () -> {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long began = threads.getCurrentThreadCpuTime();
            T made = work.get();
            long worked = threads.getCurrentThreadCpuTime() - began;
            assertTrue(worked < SOON.toNanos(), () -> worked / 1_000_000 + " ms of the processor");
            return made;
        });
    }

    private static ApiDocument.Made made(String text) {
        return soon(() -> HostileDocumentsTest.made(text));
    }

    private static String repeat(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }

    /** Each step leads ten times to the next one: 10^12 ways from the first to the last. */
    private static String ladder(String place, String step) {
        String steps = repeat(
                12,
                i -> "\"L%d\": ".formatted(i)
                        + step.formatted(repeat(
                                10,
                                n -> (step.contains("{%s}") ? "\"p%d\": ".formatted(n) : "")
                                        + "{\"$ref\": \"#%s/L%d\"}".formatted(place, i + 1))));
        return steps + ", \"L12\": {\"type\": \"object\", \"properties\": {\"leaf\": {\"type\": \"string\"}}}";
    }

    private static String post(String schema) {
        return "\"/a\": {\"post\": {\"operationId\": \"a\", \"requestBody\": {\"content\": {\"application/json\": {\"schema\": "
                + schema + "}}}, \"responses\": {\"200\": {\"description\": \"\", \"content\": {\"application/json\":"
                + " {\"schema\": " + schema + "}}}}}}";
    }

    private static List<String> names(ApiDocument.Made made) {
        made.problems().forEach(HostileDocumentsTest::isClear);
        return made.operations().stream().map(BuiltOperation::name).toList();
    }

    private static List<String> fields(ApiDocument.Made made) {
        var input = made.operations().getFirst().schemas().input();
        return List.copyOf(JsonParts.object(input.get("properties")).fields().keySet());
    }

    @Test
    void aLadderOfAllOfIsOneBodyWithTheLastStepsField() {
        String ref = "{\"$ref\": \"#/components/schemas/L0\"}";
        String schemas = ladder("/components/schemas", "{\"allOf\": [%s]}");
        var made = made(HostileDocumentsTest.document(
                post(ref) + "," + FINE, ", \"components\": {\"schemas\": {" + schemas + "}}"));
        assertTrue(names(made).contains("good"), made::toString);
        assertEquals(List.of("a", "good"), names(made), made.problems()::toString);
        assertEquals(List.of("leaf"), fields(made));
    }

    @Test
    void soIsOneOfAManifest() throws Exception {
        String manifest = "{\"name\": \"m\", \"servers\": [\"https://api.example.com\"], \"schemas\": {"
                + ladder("/schemas", "{\"allOf\": [%s]}")
                + "}, \"operations\": [{\"name\": \"a\", \"method\": \"POST\", \"path\": \"/a\", \"body\": {\"schema\":"
                + " {\"$ref\": \"#/schemas/L0\"}}, \"output\": {\"$ref\": \"#/schemas/L0\"}}]}";
        var made = soon(() ->
                ApiDocument.manifest(manifest).make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null)));
        assertEquals(List.of("leaf"), fields(made));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"allOf\": [%s]}",
                "{\"anyOf\": [%s]}",
                "{\"oneOf\": [%s]}",
                "{\"prefixItems\": [%s]}",
                "{\"properties\": {%s}}",
                "{\"properties\": {%s}, \"required\": [\"p0\", \"p1\", \"p2\", \"p3\", \"p4\"]}",
                "{\"patternProperties\": {%s}, \"properties\": {}}",
                "{\"allOf\": [{\"properties\": {\"own\": {}}}, %s]}",
            })
    void everyLadderEnds(String step) {
        String schemas = ladder("/components/schemas", step);
        String ref = "{\"$ref\": \"#/components/schemas/L0\"}";
        String parameter =
                "\"/p\": {\"get\": {\"operationId\": \"p\", \"parameters\": [{\"name\": \"q\", \"in\": \"query\","
                        + " \"schema\": " + ref + "}], \"responses\": {}}}";
        String inside =
                "{\"type\": \"object\", \"properties\": {\"x\": %s, \"y\": {\"type\": \"array\", \"items\": %s}}}"
                        .formatted(ref, ref);
        var made = made(HostileDocumentsTest.document(
                post(inside) + "," + parameter + "," + FINE, ", \"components\": {\"schemas\": {" + schemas + "}}"));
        assertTrue(names(made).contains("good"), made.problems()::toString);
    }

    @Test
    void referencesThatShareTheirLastSegmentAreNamedSoon() {
        String body = repeat(6_000, i -> "\"p%d\": {\"$ref\": \"#/x/a%d/X\"}".formatted(i, i));
        String needed = repeat(6_000, i -> "\"p" + i + "\"");
        String targets = repeat(6_000, i -> "\"a%d\": {\"X\": {\"properties\": {}}}".formatted(i));
        var made = made(HostileDocumentsTest.document(
                post("{\"type\": \"object\", \"required\": [" + needed + "], \"properties\": {" + body + "}}") + ","
                        + FINE,
                ", \"x\": {" + targets + "}"));
        assertTrue(names(made).contains("good"), made.problems()::toString);
    }

    @Test
    void whatIsRequiredOfManyPropertiesIsLookedUpSoon() {
        String body = repeat(200_000, i -> "\"p%d\":{}".formatted(i));
        String needed = repeat(200_000, i -> "\"q" + i + "\"");
        var made = made(HostileDocumentsTest.document(
                post("{\"type\": \"object\", \"required\": [" + needed + "], \"properties\": {" + body + "}}") + ","
                        + FINE,
                ""));
        assertTrue(names(made).contains("good"), made.problems()::toString);
    }

    @Test
    void oneLargePathThatManyShareIsNotReadForEach() {
        String paths = repeat(2_000, i -> "\"/p%d\": {\"$ref\": \"#/shared\"}".formatted(i));
        String parameters = repeat(20_000, i -> "{\"name\": \"n/%d\", \"in\": \"query\"}".formatted(i));
        String statuses = repeat(20_000, i -> "\"x%d\": {}".formatted(i));
        for (String inside : List.of("\"parameters\": [" + parameters + "]", "\"responses\": {" + statuses + "}")) {
            var made = made(
                    HostileDocumentsTest.document(FINE + "," + paths, ", \"shared\": {\"get\": {" + inside + "}}"));
            assertTrue(
                    names(made).contains("good"),
                    () -> made.problems().getFirst().toString());
        }
    }

    @Test
    void anAddressOfManyPartsIsNoAddress() {
        String variables =
                repeat(120, i -> "\"v%d\": {\"enum\": [%s]}".formatted(100 + i, repeat(5_000, n -> "\"e" + n + "\"")));
        String url = IntStream.range(100, 220).mapToObj(i -> "{v" + i + "}").collect(Collectors.joining("-"));
        String server =
                "\"servers\": [{\"url\": \"https://x" + url + ".example.com\", \"variables\": {" + variables + "}}]";
        String paths = repeat(2_000, i -> "\"/p%d\": {\"$ref\": \"#/shared\"}".formatted(i));
        var made = made(HostileDocumentsTest.document(
                FINE + "," + paths, ", \"shared\": {\"get\": {" + server + ", \"responses\": {}}}"));
        assertEquals(List.of("good"), names(made));
    }

    @Test
    void aLongAddressIsNoAddress() {
        String own = "\"/own\": {\"get\": {\"servers\": [{\"url\": \"https://api.example.com" + "/".repeat(1_000_000)
                + "\"}], \"responses\": {}}}";
        assertEquals(List.of("good"), names(made(HostileDocumentsTest.document(FINE + "," + own, ""))));
    }

    @Test
    void alternativesOfSigningInAreNotCountedForEver() {
        int count = 2_000;
        String schemes = repeat(count * 40, i -> "\"s%d\":{\"type\":\"http\",\"scheme\":\"bearer\"}".formatted(i));
        String paths = repeat(
                count,
                i -> "\"/p%d\":{\"get\":{\"responses\":{},\"security\":[%s]}}"
                        .formatted(i, repeat(40, n -> "{\"s%d\":[]}".formatted(i * 40 + n))));
        String text =
                HostileDocumentsTest.document(paths, ", \"components\": {\"securitySchemes\": {" + schemes + "}}");
        List<BuildProblem> problems = soon(() ->
                        assertThrows(BuildRefused.class, () -> HostileDocumentsTest.made(text)))
                .problems();
        problems.forEach(HostileDocumentsTest::isClear);
    }

    /** The server stops, or takes the build back: whoever reads looks up between two operations. */
    @Test
    void aBuildThatIsInterruptedStops() {
        String paths = repeat(50, i -> "\"/p%d\": {\"get\": {\"responses\": {}}}".formatted(i));
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class, () -> HostileDocumentsTest.made(HostileDocumentsTest.document(paths, "")));
    }
}
