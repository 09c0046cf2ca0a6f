package dev.triggo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What happens to runs that try a draft out, or a single step. */
final class TestScenarios {
    private TestScenarios() {}

    static void addTo(Map<String, Consumer<TrialRun>> all) {
        all.put("a node whose output is given is not carried out, nor asked for", trial -> {
            trial.node("w", "work", TrialRun.GATED).nodes("now", "a b").edges("w>a:yes w>b:no");
            pin(trial, "w", "yes");
            assertEquals(List.of("StepPinned w"), trial.told("StepPinned", "ApprovalRequested"));
            assertEquals("skipped", trial.status("b"));
            assertEquals("succeeded", trial.status());
        });
        all.put("a node whose output is given has it for every item", trial -> {
            trial.nodes("loop", "l").nodes("work", "w@l").gives("l", TrialRun.each(2, 1, false));
            pin(trial, "w", null);
            assertEquals(List.of("StepPinned w#0", "StepPinned w#1"), trial.told("StepPinned"));
            assertEquals("succeeded", trial.status());
        });
        all.put("a step that is carried out again is alone, and gives the run its output", trial -> {
            trial.nodes("now", "a").nodes("work", "w").nodes("out", "o").edges("a>w w>o");
            trial.apply(new RunEvent.RunAccepted(Json.EMPTY_OBJECT, "test", false));
            trial.apply(new RunEvent.StepRerun(
                    "r0", StepRef.of("w"), Json.EMPTY_OBJECT, Json.EMPTY_OBJECT, List.of("a"), null));
            trial.go().end("w", Outcome.done(Json.of(7)));
            assertEquals(List.of("StepStarted w"), trial.told("StepStarted"));
            assertEquals(Json.of(7), trial.state().output());
        });
    }

    private static void pin(TrialRun trial, String node, String handle) {
        trial.apply(new RunEvent.RunAccepted(Json.EMPTY_OBJECT, "test", false));
        trial.apply(new RunEvent.RunTested(Map.of(node, new RunEvent.Pinned(Json.of(1), handle))));
        trial.go();
    }
}
