package dev.triggo.triggers.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of trigger promises, held against each in the list. */
class TriggerKindContractTest {
    static Stream<TriggerKind> kinds() {
        return TriggerKinds.all().stream();
    }

    @Test
    void eachIsFoundByItsNameAlone() {
        var names = new HashSet<String>();
        kinds().forEach(kind -> {
            assertSame(kind, TriggerKinds.find(kind.connector(), kind.operation()));
            assertTrue(names.add(kind.connector() + "/" + kind.operation()));
            assertNull(TriggerKinds.find(kind.connector(), "other"));
        });
        assertNull(TriggerKinds.find(null, null));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void namesAndTextsAreOfTheirForm(TriggerKind kind) {
        assertTrue(kind.connector().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"));
        assertTrue(kind.operation().matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
        assertTrue(!kind.displayName().isBlank());
        assertTrue(kind.description().length() <= 200 && kind.description().endsWith("."));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theExampleWorksAndTheSampleIsWhatItSaysThatItGives(TriggerKind kind) {
        assertEquals(List.of(), JsonSchema.compile(kind.configSchema()).check(kind.exampleConfig()));
        assertEquals(List.of(), kind.check(kind.exampleConfig(), false));
        assertEquals(List.of(), JsonSchema.compile(kind.outputSchema()).check(kind.sample()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatItDoesNotKnowIsRefused(TriggerKind kind) {
        Json.Obj config = kind.exampleConfig().with("unknown", Json.of(1));
        assertEquals(1, JsonSchema.compile(kind.configSchema()).check(config).size());
    }
}
