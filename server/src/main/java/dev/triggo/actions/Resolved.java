package dev.triggo.actions;

/** What calling a slug comes to. */
sealed interface Resolved {
    record Ready(RunnableAction action) implements Resolved {}

    /** Known, but not live. */
    record Unavailable() implements Resolved {}

    /** The slug of a workflow that events start. */
    record NotCallable() implements Resolved {}

    record Unknown() implements Resolved {}
}
