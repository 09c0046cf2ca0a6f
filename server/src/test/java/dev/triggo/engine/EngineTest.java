package dev.triggo.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.WrittenDocs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenarios of the engine; together they take every event and every change of a status that there is. */
class EngineTest {
    private static final Map<String, Consumer<TrialRun>> SCENARIOS = Scenarios.all();

    static Stream<String> names() {
        return SCENARIOS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void goesAsTold(String scenario) {
        SCENARIOS.get(scenario).accept(new TrialRun(new TreeSet<>()));
    }

    /** A change that no scenario takes is in nobody's mind: this document lists those that are. */
    @Test
    @Tag("docs")
    void everyEventAndStatusIsTakenBySomeScenario() {
        var taken = new TreeSet<String>();
        SCENARIOS.values().forEach(scenario -> scenario.accept(new TrialRun(taken)));
        for (String event : kinds(RunEvent.class)) {
            assertTrue(taken.stream().anyMatch(line -> line.endsWith(" by " + event)), "no scenario has " + event);
        }
        for (Step.Status status : Step.Status.values()) {
            assertTrue(
                    status == Step.Status.PENDING
                            || taken.stream()
                                    .anyMatch(line ->
                                            line.startsWith("step ") && line.contains("-> " + status.wireName() + " ")),
                    "no scenario brings a step to " + status);
        }
        for (RunStatus status : RunStatus.values()) {
            assertTrue(
                    taken.stream()
                            .anyMatch(
                                    line -> line.startsWith("run ") && line.contains("-> " + status.wireName() + " ")),
                    "no scenario brings a run to " + status);
        }
        WrittenDocs.mustSay(
                "docs/run-states.txt",
                "How runs and steps come from one status to the next, and by which event: all that the scenarios of EngineTest take.\n"
                        + "./dev docs rewrites this.\n\n"
                        + String.join("\n", taken)
                        + "\n");
    }

    private static List<String> kinds(Class<?> sealed) {
        var kinds = new ArrayList<String>();
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                kinds.addAll(kinds(kind));
            } else {
                kinds.add(kind.getSimpleName());
            }
        }
        return kinds;
    }
}
