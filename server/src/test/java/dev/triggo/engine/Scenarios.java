package dev.triggo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What happens to a run, and what the engine makes of it: by name, in the order in which one learns of it. */
final class Scenarios {
    private static final Json.Obj NOTHING = Json.EMPTY_OBJECT;

    private Scenarios() {}

    static Map<String, Consumer<TrialRun>> all() {
        var all = new LinkedHashMap<String, Consumer<TrialRun>>();
        flow(all);
        failures(all);
        endings(all);
        loops(all);
        failingItems(all);
        needless(all);
        waits(all);
        approvals(all);
        withdrawn(all);
        crashes(all);
        TestScenarios.addTo(all);
        return java.util.Collections.unmodifiableMap(all);
    }

    private static void flow(Map<String, Consumer<TrialRun>> all) {
        all.put("a branch that is not taken is skipped, and what only it leads to", trial -> {
            trial.nodes("now", "c a b d").nodes("out", "o").edges("c>a:true c>b:false b>d a>o d>o");
            trial.gives("c", Outcome.branch(NOTHING, "true")).start();
            assertEquals(List.of("StepSkipped b", "StepSkipped d"), trial.told("StepSkipped"));
            assertEquals("succeeded", trial.status());
            assertEquals(List.of("RunSucceeded"), trial.told("RunSucceeded", "RunFailed"));
        });
        all.put("where branches meet, the next step waits for all and runs once", trial -> {
            trial.nodes("work", "a b")
                    .nodes("now", "m")
                    .edges("a>m b>m")
                    .start()
                    .end("b");
            assertEquals("pending", trial.status("m"));
            trial.end("a");
            assertEquals(List.of("StepStarted m"), trial.told("StepStarted").subList(2, 3));
            assertEquals(List.of("b", "a"), trial.state().known(StepRef.of("m")).settledSources());
        });
        all.put("the output is that of the last output node reached", trial -> {
            trial.nodes("now", "c").nodes("out", "p q").edges("c>p c>q:x").start();
            assertEquals("skipped", trial.status("q"));
            assertEquals(NOTHING, trial.state().output());
        });
        all.put("what an attempt wrote stays with its step until the next attempt", trial -> {
            trial.node("w", "work", TrialRun.RETRIES).start();
            trial.apply(new RunEvent.StepLogged(StepRef.of("w"), 1, List.of("one")));
            assertEquals(List.of("one"), trial.state().known(StepRef.of("w")).logs());
            trial.end("w", TrialRun.broken(true)).after(1_000);
            assertEquals(List.of(), trial.state().known(StepRef.of("w")).logs());
            assertEquals("succeeded", trial.end("w").status());
        });
    }

    private static void failures(Map<String, Consumer<TrialRun>> all) {
        all.put("a retry comes after its delay, which doubles, and not without end", trial -> {
            trial.node("w", "work", TrialRun.RETRIES).start().end("w", TrialRun.broken(true));
            assertEquals("waiting_to_retry", trial.after(999).status("w"));
            assertEquals("running", trial.after(1).status("w"));
            trial.end("w", TrialRun.broken(true));
            assertEquals("waiting_to_retry", trial.after(1_999).status("w"));
            trial.after(1).end("w", TrialRun.broken(true));
            assertEquals("failed", trial.status());
            assertEquals("w", trial.state().failureNode());
        });
        all.put("a retry waits for as long as the other side asks", trial -> {
            trial.node("w", "work", TrialRun.RETRIES).start();
            trial.end("w", new Outcome.Failed("RATE_LIMITED", "Slow.", true, Duration.ofSeconds(20)));
            assertEquals("waiting_to_retry", trial.after(19_999).status("w"));
            assertEquals("succeeded", trial.after(1).end("w").status());
        });
        all.put("what cannot get better is not retried, and a guard's no is told", trial -> {
            trial.node("w", "work", TrialRun.RETRIES).start();
            trial.end("w", Outcome.failed(StepCodes.EGRESS_DENIED, "No."));
            assertEquals(List.of("SafetyViolation w", "StepFailed w"), trial.told("SafetyViolation", "StepFailed"));
        });
        all.put("a failure lets what is under way end, and begins nothing", trial -> {
            trial.nodes("work", "a b").nodes("now", "c").edges("b>c").start().end("a", TrialRun.broken(false));
            assertEquals("running", trial.status());
            trial.end("b");
            assertEquals("failed", trial.status());
            assertEquals("ready", trial.status("c").equals("pending") ? "ready" : "begun");
        });
        all.put("a step whose time is over ends the run, unless it goes on", trial -> {
            trial.nodes("work", "a").node("b", "work", TrialRun.GOES_ON).start();
            trial.end("b", Outcome.failed(StepCodes.TIMEOUT, "Late."));
            assertEquals("running", trial.status());
            trial.end("a", Outcome.failed(StepCodes.TIMEOUT, "Late."));
            assertEquals("timed_out", trial.status("a"));
            assertEquals("failed", trial.status());
        });
    }

    private static void endings(Map<String, Consumer<TrialRun>> all) {
        all.put("a failed step that may go on gives its error to the next", trial -> {
            trial.node("w", "now", TrialRun.GOES_ON)
                    .nodes("now", "n")
                    .edges("w>n")
                    .gives("w", TrialRun.broken(false))
                    .start();
            assertTrue(trial.state()
                    .known(StepRef.of("n"))
                    .sources()
                    .get("w")
                    .toString()
                    .contains("BROKEN"));
            assertEquals("succeeded", trial.status());
        });
        all.put("a run works for five minutes, retries counted", trial -> {
            trial.nodes("work", "w").start();
            assertEquals("running", trial.after(Engine.MAX_RUN_MS - 1).status());
            assertEquals("timed_out", trial.after(1).status());
        });
        all.put("a run is cancelled whatever it does", trial -> {
            trial.nodes("work", "w").start().apply(new RunEvent.RunCancelled("p"));
            assertEquals(List.of(), Engine.next(trial.state(), trial.now));
        });
        all.put("a run is over before it began", trial -> {
            trial.nodes("work", "w");
            trial.apply(new RunEvent.RunAccepted(NOTHING, "action", false));
            trial.apply(new RunEvent.RunCancelled("p"));
            assertEquals("cancelled", trial.go().status());
        });
    }

    private static void loops(Map<String, Consumer<TrialRun>> all) {
        all.put("a loop works on so many items at a time, and gives them in order", trial -> {
            trial.nodes("loop", "l")
                    .nodes("work", "w@l")
                    .gives("l", TrialRun.each(3, 2, false))
                    .start();
            assertEquals("gone", trial.status("w#2"));
            trial.end("w#1", Outcome.done(Json.of(1)));
            assertEquals("running", trial.status("w#2"));
            trial.end("w#2", Outcome.done(Json.of(2))).end("w#0", Outcome.done(Json.of(0)));
            assertEquals(
                    "{\"items\":[0,1,2],\"count\":3,\"failed\":0}",
                    String.valueOf(trial.state().known(StepRef.of("l")).output()));
        });
        all.put("a loop over nothing is done at once", trial -> {
            trial.nodes("loop", "l")
                    .nodes("work", "w@l")
                    .gives("l", TrialRun.each(0, 1, false))
                    .start();
            assertEquals("succeeded", trial.status());
        });
        all.put("loops stand in loops, three deep", trial -> {
            trial.nodes("loop", "l m@l n@m").nodes("now", "w@n");
            trial.gives("l", TrialRun.each(2, 1, false)).gives("m", TrialRun.each(2, 2, false));
            trial.gives("n", TrialRun.each(2, 1, false)).start();
            assertEquals(
                    8,
                    trial.told("StepStarted").stream()
                            .filter(line -> line.startsWith("StepStarted w#"))
                            .count());
            assertEquals("succeeded", trial.status());
        });
    }

    private static void failingItems(Map<String, Consumer<TrialRun>> all) {
        all.put("an item that fails leaves the others alone where that is asked for", trial -> {
            trial.nodes("loop", "l")
                    .nodes("work", "w@l v@l")
                    .gives("l", TrialRun.each(2, 2, true))
                    .start();
            trial.end("w#0", TrialRun.broken(false));
            assertEquals(List.of(), trial.told("ItemFailed"), "v#0 is under way");
            trial.end("v#0");
            assertEquals(List.of("ItemFailed l"), trial.told("ItemFailed"));
            trial.end("w#1").end("v#1");
            assertEquals(
                    "{\"items\":[null,{}],\"count\":2,\"failed\":1}",
                    String.valueOf(trial.state().known(StepRef.of("l")).output()));
        });
        all.put("an item that fails ends its loop, once its siblings have ended, and no other item begins", trial -> {
            trial.nodes("loop", "l")
                    .nodes("work", "w@l")
                    .gives("l", TrialRun.each(3, 2, false))
                    .start();
            trial.end("w#0", TrialRun.broken(false));
            assertEquals("waiting", trial.status("l"));
            trial.end("w#1");
            assertEquals("failed", trial.status());
            assertEquals(2, trial.told("StepStarted").size() - 1);
            assertEquals("Item 0: It is broken.", failureOf(trial).message());
        });
        all.put("a loop that may fail goes on with its error, and takes what is in it along", trial -> {
            trial.node("l", "loop", TrialRun.GOES_ON)
                    .nodes("loop", "m@l")
                    .nodes("work", "w@m")
                    .nodes("now", "n")
                    .edges("l>n");
            trial.gives("l", TrialRun.each(1, 1, false))
                    .gives("m", TrialRun.each(2, 2, false))
                    .start();
            trial.end("w#0.0", TrialRun.broken(false)).end("w#0.1");
            assertEquals(
                    List.of("StepFailed w#0.0", "StepFailed m#0", "StepFailedContinued l"),
                    trial.told("StepFailed", "StepFailedContinued"));
            assertEquals("succeeded", trial.status());
        });
    }

    private static void needless(Map<String, Consumer<TrialRun>> all) {
        all.put("a step whose item has failed is not tried again", trial -> {
            trial.nodes("loop", "l")
                    .nodes("work", "w@l")
                    .node("v@l", "work", TrialRun.RETRIES)
                    .gives("l", TrialRun.each(1, 1, false))
                    .start();
            trial.end("w#0", TrialRun.broken(false)).end("v#0", TrialRun.broken(true));
            assertEquals(List.of(), trial.told("StepRetried"));
            assertEquals("failed", trial.status());
        });
    }

    private static StepError failureOf(TrialRun trial) {
        StepError error = trial.state().failure();
        assertNotNull(error);
        return error;
    }

    private static void waits(Map<String, Consumer<TrialRun>> all) {
        all.put("a sleep ends at its time and does not count as work", trial -> {
            trial.nodes("now", "w").nodes("work", "n").edges("w>n");
            trial.gives("w", new Outcome.Sleep(10 * Engine.MAX_RUN_MS)).start();
            assertEquals("waiting", trial.after(9 * Engine.MAX_RUN_MS).status("w"));
            trial.after(Engine.MAX_RUN_MS);
            assertEquals("running", trial.status("n"));
            assertEquals("running", trial.after(Engine.MAX_RUN_MS - 1).status());
        });
        all.put("a step waits for the run that it has started, and that does not count as work", trial -> {
            trial.nodes("work", "c").start();
            trial.apply(new RunEvent.ChildStarted(StepRef.of("c"), 1, "r1"));
            assertTrue(trial.after(10 * Engine.MAX_RUN_MS)
                    .state()
                    .known(StepRef.of("c"))
                    .awaitsChild());
            assertEquals("succeeded", trial.end("c").status());
        });
        all.put("a called run that fails is called again where that is asked for", trial -> {
            trial.node("c", "work", TrialRun.RETRIES).start();
            trial.apply(new RunEvent.ChildStarted(StepRef.of("c"), 1, "r1"));
            trial.end("c", TrialRun.broken(true));
            assertEquals("running", trial.after(1_000).status("c"));
            trial.apply(new RunEvent.ChildStarted(StepRef.of("c"), 2, "r2"));
            assertEquals("failed", trial.end("c", TrialRun.broken(false)).status());
        });
        all.put("a called run that fails may be gone on without", trial -> {
            trial.node("c", "work", TrialRun.GOES_ON).start();
            trial.apply(new RunEvent.ChildStarted(StepRef.of("c"), 1, "r1"));
            assertEquals("succeeded", trial.end("c", TrialRun.broken(false)).status());
        });
        all.put("a run is ended while it sleeps", trial -> {
            trial.nodes("now", "w").gives("w", new Outcome.Sleep(1_000)).start();
            trial.apply(new RunEvent.RunCancelled("p"));
            assertEquals("cancelled", trial.after(2_000).status());
        });
    }

    private static void approvals(Map<String, Consumer<TrialRun>> all) {
        all.put("people are asked one thing at a time, while other steps go on", trial -> {
            trial.nodes("ask", "a b").nodes("work", "w").start();
            assertEquals(List.of("ApprovalRequested a"), trial.told("ApprovalRequested"));
            assertEquals("waiting_for_approval", trial.status());
            trial.end("w").approve();
            assertEquals("waiting_for_approval", trial.status());
            assertEquals("succeeded", trial.approve().status());
        });
        all.put("a step that was approved is carried out, and not asked for again", trial -> {
            trial.node("w", "work", TrialRun.GATED).start();
            assertEquals(List.of(), trial.told("StepStarted"));
            assertEquals("running", trial.approve().status("w"));
            assertEquals("hash", trial.state().known(StepRef.of("w")).approvedHash());
            assertEquals("succeeded", trial.end("w").status());
        });
        all.put("a no cancels the run", trial -> {
            trial.node("w", "work", TrialRun.GATED).start();
            assertEquals("cancelled", trial.reject().status());
        });
        all.put("no answer in time ends the run, and waiting for it is no work", trial -> {
            trial.nodes("ask", "a").start();
            assertEquals("waiting_for_approval", trial.after(999_999).status());
            assertEquals("timed_out", trial.after(1).status());
        });
    }

    private static void withdrawn(Map<String, Consumer<TrialRun>> all) {
        all.put("a request is withdrawn with the item that it belongs to", trial -> {
            trial.nodes("loop", "l")
                    .nodes("ask", "a@l")
                    .nodes("work", "w@l")
                    .gives("l", TrialRun.each(1, 1, true))
                    .start();
            trial.end("w#0", TrialRun.broken(false));
            assertEquals(Approval.Status.WITHDRAWN, trial.state().approval().status());
            assertEquals("succeeded", trial.status());
        });
        all.put("a request is withdrawn when another step fails the run", trial -> {
            trial.nodes("ask", "a").nodes("work", "w").start().end("w", TrialRun.broken(false));
            assertEquals(Approval.Status.WITHDRAWN, trial.state().approval().status());
            assertEquals("failed", trial.status());
        });
        all.put("a request is withdrawn when the run is cancelled", trial -> {
            trial.nodes("ask", "a").start().apply(new RunEvent.RunCancelled("p"));
            assertEquals(Approval.Status.WITHDRAWN, trial.state().approval().status());
        });
        all.put("a run that asks may come to the end of its time to work", trial -> {
            trial.nodes("ask", "a").nodes("work", "w").start();
            assertEquals("timed_out", trial.after(Engine.MAX_RUN_MS).status());
        });
        all.put("a question that cannot be put fails its step", trial -> {
            trial.nodes("ask", "a");
            trial.apply(new RunEvent.RunAccepted(NOTHING, "action", false));
            trial.apply(new RunEvent.RunStarted());
            trial.apply(new RunEvent.StepFailed(StepRef.of("a"), 0, new StepError("TEMPLATE_FAILED", "No."), 0));
            assertEquals("failed", trial.go().status());
        });
    }

    private static void crashes(Map<String, Consumer<TrialRun>> all) {
        all.put("what was under way is carried out again, and the time away is no work", trial -> {
            trial.nodes("work", "w").start().crash(10 * Engine.MAX_RUN_MS);
            assertEquals(2, trial.state().known(StepRef.of("w")).attempt());
            assertEquals("running", trial.after(Engine.MAX_RUN_MS - 1).status());
            assertEquals("succeeded", trial.end("w").status());
        });
        all.put("what must happen once is not carried out again", trial -> {
            trial.node("w", "work", TrialRun.ONCE).start().crash(0);
            assertEquals(StepCodes.STEP_OUTCOME_UNKNOWN, failureOf(trial).code());
            assertEquals(1, trial.told("StepStarted").size());
        });
        all.put("a run that is cut off again and again is given up, unless a step ended between", trial -> {
            trial.nodes("work", "v w").edges("v>w").start();
            for (int i = 0; i < Engine.MAX_RECOVERIES; i++) {
                trial.crash(0);
            }
            trial.end("v");
            for (int i = 0; i < Engine.MAX_RECOVERIES; i++) {
                assertEquals("running", trial.crash(0).status());
            }
            assertEquals("failed", trial.crash(0).status());
            assertEquals("TOO_MANY_RECOVERIES", failureOf(trial).code());
        });
        all.put("a crash does not disturb who sleeps or is asked", trial -> {
            trial.nodes("ask", "a")
                    .nodes("now", "w")
                    .gives("w", new Outcome.Sleep(1_000))
                    .start()
                    .crash(2_000);
            assertEquals("succeeded", trial.status("w"));
            for (int i = 1; i < Engine.MAX_RECOVERIES; i++) {
                trial.crash(0);
            }
            assertEquals("waiting_for_approval", trial.status());
            assertEquals("succeeded", trial.approve().status());
        });
        all.put("a run that asks is given up as well", trial -> {
            trial.nodes("ask", "a").start();
            for (int i = 0; i <= Engine.MAX_RECOVERIES; i++) {
                trial.crash(0);
            }
            assertEquals("failed", trial.status());
        });
    }
}
