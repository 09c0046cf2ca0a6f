package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a loop is with its items. */
final class LoopState {
    final List<Json> items;
    final int concurrency;
    final boolean continueOnItemFailure;
    /** By item; null where there is none yet, or the item failed. */
    final @Nullable Json[] outputs;

    int opened;
    int ended;
    int failed;
    /** Items that are being worked on. */
    int open;
    /** Steps under way in all of them. */
    int running;
    /** The body has failed for an item, and the loop with it. */
    boolean doomed;

    LoopState(RunEvent.LoopStarted started) {
        items = started.items();
        concurrency = started.concurrency();
        continueOnItemFailure = started.continueOnItemFailure();
        outputs = new Json[items.size()];
    }

    boolean mayOpen() {
        return !doomed && opened < items.size() && open < concurrency;
    }

    boolean isDone() {
        return ended == items.size();
    }

    /** {@code {items, count, failed}}: null stands for an item that failed. */
    Json.Obj output() {
        var all = new ArrayList<Json>(outputs.length);
        for (Json output : outputs) {
            all.add(output == null ? Json.Null.NULL : output);
        }
        return Json.object()
                .put("items", Json.array(all))
                .put("count", outputs.length)
                .put("failed", failed)
                .build();
    }
}
