package dev.triggo.actions;

import dev.triggo.library.Pause;
import org.jspecify.annotations.Nullable;

/** What calling a slug comes to. */
sealed interface Resolved {
    record Ready(RunnableAction action) implements Resolved {}

    /** Known, but not live; paused by the server when there is a reason, else stopped by somebody. */
    record Unavailable(@Nullable Pause pause) implements Resolved {}

    /** The slug of a workflow that events start. */
    record NotCallable() implements Resolved {}

    record Unknown() implements Resolved {}
}
