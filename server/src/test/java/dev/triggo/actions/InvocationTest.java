package dev.triggo.actions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a call may say of itself. */
class InvocationTest {
    private static Invocation correlated(String id) {
        return new Invocation("some-action", Json.EMPTY_OBJECT, false, id, null, Duration.ZERO);
    }

    @Test
    void takesEveryWholeCharacterInACorrelationIdAndCountsItOnce() {
        for (String id : List.of("a", "order 7/é", "\ud83d\ude80", "\ud83d\ude80".repeat(200), "x".repeat(200))) {
            assertEquals(id, correlated(id).correlationId());
        }
        for (String id : List.of(
                "",
                "x".repeat(201),
                "\ud83d\ude80".repeat(201),
                "a\nb",
                "a\u0085b",
                "\ud83d",
                "\ude80\ud83d",
                "a\ude80")) {
            assertThrows(Problem.class, () -> correlated(id), id);
        }
    }
}
