package dev.triggo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** More of them: runs that try a draft out, or a single step, that are dry, that replay another, or give up a part. */
final class TestScenarios {
    private TestScenarios() {}

    static void addTo(Map<String, Consumer<TrialRun>> all) {
        givenUp(all);
        tooLarge(all);
        all.put("a dry run plans its writes and asks nobody", trial -> {
            trial.node("w", "work", TrialRun.GATED)
                    .nodes("ask", "a")
                    .edges("w>a")
                    .startDry();
            trial.end("w", new Outcome.Planned(Json.EMPTY_OBJECT, Json.EMPTY_OBJECT));
            assertEquals("succeeded", trial.status());
            assertEquals(1, trial.state().plans().size());
        });
        all.put("what a replay reuses is not carried out again", trial -> {
            trial.nodes("work", "a b").nodes("now", "s").edges("a>b a>s:no");
            trial.apply(new RunEvent.RunAccepted(Json.EMPTY_OBJECT, "replay", false));
            trial.apply(new RunEvent.RunReplayed("r0", "failed_step"));
            trial.apply(new RunEvent.RunStarted());
            trial.apply(new RunEvent.StepCompleted(StepRef.of("a"), 1, Json.EMPTY_OBJECT, null, 5));
            trial.apply(new RunEvent.StepSkipped(StepRef.of("s")));
            trial.go().end("b");
            assertEquals(List.of("StepStarted b"), trial.told("StepStarted"));
            assertEquals("r0", trial.state().replayOf());
            assertEquals("succeeded", trial.status());
        });
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

    private static void givenUp(Map<String, Consumer<TrialRun>> all) {
        all.put("nothing more is told of a loop inside of an item that is given up", trial -> {
            trial.nodes("loop", "l m@l")
                    .nodes("work", "w@l")
                    .node("v@m", "work", TrialRun.GOES_ON)
                    .gives("l", TrialRun.each(1, 1, true))
                    .gives("m", TrialRun.each(1, 1, true))
                    .start();
            trial.end("w#0", TrialRun.broken(false)).end("v#0.0");
            assertEquals(List.of("ItemFailed l"), trial.told("ItemFailed", "ItemCompleted"));
            assertEquals("succeeded", trial.status());
        });
    }

    /** A loop whose output is too large fails at a moment when items of the loops beside it are done with. */
    private static void tooLarge(Map<String, Consumer<TrialRun>> all) {
        for (int items : new int[] {1, 2, 3}) {
            all.put("a loop fails at its end while the loop beside it is at one of " + items + " items", trial -> {
                trial.nodes("loop", "o a@o b@o").nodes("now", "v@a w@b x@b").edges("w>x");
                trial.gives("o", TrialRun.each(2, 1, true)).failsAtEnd("a");
                trial.gives("a", TrialRun.each(2, 2, false))
                        .gives("b", TrialRun.each(items, 1, false))
                        .start();
                assertEquals("succeeded", trial.status());
                assertEquals(List.of("ItemFailed o", "ItemFailed o"), trial.told("ItemFailed"));
            });
        }
    }

    private static void pin(TrialRun trial, String node, String handle) {
        trial.apply(new RunEvent.RunAccepted(Json.EMPTY_OBJECT, "test", false));
        trial.apply(new RunEvent.RunTested(Map.of(node, new RunEvent.Pinned(Json.of(1), handle))));
        trial.go();
    }
}
