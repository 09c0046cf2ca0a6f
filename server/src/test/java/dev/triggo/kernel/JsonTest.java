package dev.triggo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static void refused(String text) {
        var refusal = assertThrows(Problem.class, () -> Json.parse(text), text);
        assertEquals(ProblemCode.BAD_REQUEST, refusal.code());
        // Nothing of what reads it: neither its classes nor its settings.
        assertTrue(
                refusal.sentence().matches("[^`]*")
                        && !refusal.sentence().matches("(?s).*(Feature|Stream|enable|jackson).*"),
                refusal::sentence);
    }

    @Test
    void saysWhichBoundATextIsBeyond() {
        for (String beyond : List.of("[".repeat(201), "{\"a\":".repeat(201), "[".repeat(100_000))) {
            var refusal = assertThrows(Problem.class, () -> Json.parse(beyond));
            assertTrue(refusal.sentence().endsWith("it is nested deeper than 200 levels"), refusal::sentence);
        }
        var refusal = assertThrows(Problem.class, () -> Json.parse("9".repeat(401)));
        assertTrue(refusal.sentence().endsWith("a number is longer than 400 characters"), refusal::sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "NaN",
                "-Infinity",
                "[1 /*x*/]",
                "[1,]",
                "{\"a\":1,}",
                "{'a':1}",
                "[1] x",
                "// c\n1",
                "01",
                "1.",
                ".5",
                "+1",
                "0x1",
                "\"\t\"",
                "{\"a\":1,\"a\":2}",
                "[{\"b\":{\"c\":1,\"c\":1}}]",
                "\uFEFF{}",
                "1e401",
                "1e-401",
                "1e99999999999999999999",
                "[1e1000000]",
                "{\"a\"}",
                "{1:2}",
                "\"\\x41\"",
                "\"\\u12\"",
                "[",
                "{",
                "\"",
            })
    void refusesWhatIsNotJson(String text) {
        refused(text);
    }

    @Test
    void refusesDepthAndLengthWithoutTrouble() {
        for (int depth : new int[] {Json.MAX_DEPTH + 1, 1_000, 100_000}) {
            refused("[".repeat(depth) + "]".repeat(depth));
            refused("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
            refused("[".repeat(depth));
        }
        refused("1".repeat(401));
        String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertEquals(deepest, Json.parse(deepest).write());
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[][] bad = {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', (byte) 0xe2, (byte) 0x82, '"'},
            "\"x\"".getBytes(StandardCharsets.UTF_16LE),
            "\"x\"".getBytes(StandardCharsets.UTF_16),
        };
        for (byte[] bytes : bad) {
            assertEquals(
                    ProblemCode.BAD_REQUEST,
                    assertThrows(Problem.class, () -> Json.parse(bytes)).code());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1.0",
                "1E5",
                "0.1e-7",
                "123456789012345678901234567890.5",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"\\ud83d\\ude00\"",
                "{\"__proto__\":1,\"constructor\":2}",
                "[]",
                "{}",
                "[null,true,false]",
            })
    void whatIsReadIsWrittenWithTheSameValue(String text) {
        Json value = Json.parse(text);
        assertEquals(value, Json.parse(value.write()));
        assertEquals(value, Json.parse(value.write().getBytes(StandardCharsets.UTF_8)));
        if (value instanceof Json.Num) {
            assertEquals(text, value.write());
        }
    }

    @Test
    void equalValuesHaveOneCanonicalText() {
        assertEquals(
                Json.parse("{\"b\":[1.0,2e0],\"a\":{\"y\":0,\"x\":-0.0}}").canonical(),
                Json.parse(" { \"a\" : {\"x\":0, \"y\":0e5}, \"b\":[10e-1, 2.00] } ")
                        .canonical());
        assertNotEquals(Json.parse("[1,2]").canonical(), Json.parse("[2,1]").canonical());
        assertEquals(Json.parse("1.0"), Json.parse("1"));
        assertEquals(Json.parse("1.0").hashCode(), Json.parse("1").hashCode());
    }

    @Test
    void randomValuesSurviveWritingAndReading() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Json value = randomValue(random, 4);
            assertEquals(value, Json.parse(value.write()), value::write);
            assertEquals(value.canonical(), Json.parse(value.canonical()).canonical());
        }
    }

    private static Json randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> Json.of(randomText(random));
            case 1 -> Json.of(random.nextLong());
            case 2 -> Json.of(random.nextBoolean());
            case 3 -> Json.Null.NULL;
            case 4 -> {
                var items = new ArrayList<Json>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(randomValue(random, depth - 1));
                }
                yield Json.array(items);
            }
            default -> {
                var object = Json.object();
                for (int i = random.nextInt(4); i > 0; i--) {
                    // Half a surrogate pair in a name is refused at the door.
                    object.put(randomText(random).replaceAll("\\p{Cs}", "x"), randomValue(random, depth - 1));
                }
                yield object.build();
            }
        };
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) (random.nextInt(5) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
        }
        return text.toString();
    }

    /** The public suite of JSON texts; it lies beside a checkout, not in it. */
    @Test
    void agreesWithThePublicJsonTestSuite() throws IOException {
        Path suite = Path.of("..", "..", "shared", "json-test-suite");
        assumeTrue(Files.isDirectory(suite), "skipped: the JSON test suite does not lie beside this checkout");
        var wrong = new ArrayList<String>();
        int seen = 0;
        try (var files = Files.list(suite)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                seen++;
                String name = file.getFileName().toString();
                boolean accepted = accepts(Files.readAllBytes(file));
                if (name.startsWith("y_") && !accepted || name.startsWith("n_") && accepted) {
                    wrong.add(name);
                }
            }
        }
        // Duplicate keys are legal JSON and refused here, because readers disagree on which one counts.
        wrong.removeAll(List.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"));
        assertEquals(List.of(), wrong);
        assertTrue(seen > 300, "only " + seen + " files");
    }

    private static boolean accepts(byte[] text) {
        try {
            Json.parse(text);
            return true;
        } catch (Problem refusal) {
            return false;
        }
    }
}
