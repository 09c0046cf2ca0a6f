package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;

/** Sleeps for a while or until a time; the run takes no memory and no thread meanwhile, and survives restarts. */
final class WaitKind extends BuiltInKind {
    private static final long MAX_MS = 30L * 24 * 3600 * 1000;
    private static final String PROPERTIES = """
            {"durationMs": {"type": "integer", "minimum": 0, "maximum": 2592000000,
               "description": "How long to wait, in milliseconds; 30 days at most."},
             "until": {"type": "string",
               "description": "Or until when: ISO 8601 with offset, as 2030-01-31T09:00:00Z; 30 days ahead at most."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "wait", "config": {"until": "{{action_input.when}}"}},
             "sources": {"action_input": {"when": "1970-01-01T00:00:00Z"}},
             "sleep": 0}""";

    WaitKind() {
        super(KindText.of(
                "wait",
                "Waits for durationMs or until a time, up to 30 days; gives {resumedAt}.",
                PROPERTIES,
                List.of(),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        long until = until(new Config(context.config()), context.now());
        return context.dryRun()
                ? Outcome.done(Json.object().put("resumedAt", Times.iso(until)).build())
                : new Outcome.Sleep(until);
    }

    private static long until(Config config, long now) {
        if (config.fields().has("durationMs") == config.fields().has("until")) {
            throw new Misfit("/config", "must have durationMs or until, and not both");
        }
        if (config.fields().has("durationMs")) {
            return now + config.whole("durationMs", 0, MAX_MS, 0);
        }
        String text = config.word("until", "");
        try {
            long until = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            if (until - now > MAX_MS) {
                throw new Misfit("/config/until", "is more than 30 days ahead");
            }
            return Math.max(0, until);
        } catch (DateTimeException | ArithmeticException unreadable) {
            throw new Misfit("/config/until", "must be a time with an offset, as 2030-01-31T09:00:00Z");
        }
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        boolean both = node.config().has("durationMs") && node.config().has("until");
        boolean none = !node.config().has("durationMs") && !node.config().has("until");
        return both || none
                ? List.of(new WorkflowProblem(
                        node.id(),
                        "/config",
                        "wait_for_what",
                        both
                                ? "A wait node has durationMs or until, not both; remove one."
                                : "A wait node needs durationMs (milliseconds) or until (an ISO time)."))
                : List.of();
    }
}
