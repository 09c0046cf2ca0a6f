package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInsTest {
    @Test
    void whoeverFailsTooOftenWaitsAndNobodyElseDoes() {
        TestClock clock = TestClock.someDay();
        var limits = new Limits(clock);
        for (int i = 0; i < SignIns.MOST; i++) {
            assertTrue(SignIns.refusal(limits, "203.0.113.1").isEmpty());
            assertTrue(SignIns.refusal(limits, "203.0.113.1").isEmpty(), "who gets in takes no place");
            SignIns.failed(limits, "203.0.113.1");
        }
        Allowance refused = SignIns.refusal(limits, "203.0.113.1").orElseThrow();
        assertEquals(SignIns.MOST, refused.limit());
        assertEquals(60, refused.retryAfterSeconds());
        assertTrue(SignIns.refusal(limits, "203.0.113.2").isEmpty());
        clock.move(Duration.ofSeconds(61));
        assertTrue(SignIns.refusal(limits, "203.0.113.1").isEmpty());
    }
}
