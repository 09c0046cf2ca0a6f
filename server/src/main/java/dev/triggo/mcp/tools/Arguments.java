package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.PageRequest;
import dev.triggo.mcp.ToolCall;
import dev.triggo.runs.RunProgress;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Arguments of tools as the services take them. Their types are checked already, by the input schema. */
final class Arguments {
    private Arguments() {}

    static PageRequest page(ToolCall call, int limit) {
        return new PageRequest(call.optionalText("query"), call.optionalText("cursor"), limit);
    }

    static int limit(ToolCall call) {
        return call.integer("limit", 20);
    }

    static Duration wait(ToolCall call) {
        return call.arguments().get("wait") instanceof Json.Num seconds
                ? Duration.ofMillis(seconds.value().movePointRight(3).longValue())
                : Duration.ZERO;
    }

    /** Tells the client of each node that has ended; null when it does not want to be told. */
    static @Nullable RunProgress progress(ToolCall call) {
        return call.wantsProgress()
                ? (settled, total) -> call.progress(
                        BigDecimal.valueOf(settled), BigDecimal.valueOf(total), "step " + settled + " of " + total)
                : null;
    }

    /** The revision of the draft that the call is about; null for whatever is there. */
    static @Nullable Long expectedRevision(ToolCall call) {
        return call.arguments().get("expectedRevision") instanceof Json.Num revision ? revision.asLong() : null;
    }

    static WorkflowId workflow(ToolCall call) {
        return new WorkflowId(call.text("workflowId"));
    }
}
