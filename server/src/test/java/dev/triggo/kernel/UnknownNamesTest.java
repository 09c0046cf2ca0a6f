package dev.triggo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

    @Test
    void nothingThatIsNotSeenIsTold() {
        String told =
                unknown(List.of("a\u0000b\r\n\u202Ec\u200B\uD800d\u2028é😀")).sentence();
        assertEquals("Unknown in the body: 'abcdé😀'. It takes none.", told);
    }
}
