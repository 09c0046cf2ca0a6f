package dev.triggo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownNamesTest {
    private static UnknownNames unknown(List<String> given, String... known) {
        return UnknownNames.in("the body", given, List.of(known));
    }

    @Test
    void namesAllAtOnceAndWhatIsTaken() {
        assertEquals(
                "Unknown in the body: 'wiat', 'a/b'. It takes: input, wait.",
                unknown(List.of("wiat", "input", "a/b"), "input", "wait").sentence());
        assertEquals(
                "Unknown in the body: 'x'. It takes none.",
                unknown(List.of("x")).sentence());
        var refused = assertThrows(Problem.class, () -> unknown(List.of("a/b")).refuse());
        assertEquals(ProblemCode.BAD_REQUEST, refused.code());
        assertEquals(
                "{\"path\":\"/a~1b\",\"message\":\"is not known here\"}",
                refused.details().getFirst().write());
        unknown(List.of("a"), "a").refuse();
    }

    @Test
    void whatIsTooManyOrTooLongIsBounded() {
        var many = IntStream.range(0, 100_000).mapToObj(i -> "n" + i).toList();
        assertTrue(unknown(many, "a").sentence().contains("'n19' and 99,980 more. It takes: a."));
        assertEquals(20, unknown(many, "a").details().size());
        String secret = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(2);
        assertEquals(
                "Unknown in the body: 'abcdefghijklmnopqrst… (72 characters)'. It takes: a.",
                unknown(List.of(secret), "a").sentence());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\r\n", "\u202E", "\u200B", "\uD800", "\u2028", "\uE000"})
    void nothingIsToldFromASignThatIsNotSeenOn(String hidden) {
        String name = "dé😀" + hidden + "X-Api-Key: 4711";
        assertEquals(
                "Unknown in the body: 'dé😀…'. It takes none.",
                unknown(List.of(name)).sentence());
    }
}
