package dev.triggo.engine;

/** What is to be done next for a run. */
public sealed interface Decision {
    /** Write this event down; it needs no work. */
    record Record(RunEvent event) implements Decision {}

    /** Carry out this step, as this attempt. */
    record Start(StepRef step, int attempt) implements Decision {}

    /** Ask somebody whether this step may go on. */
    record Ask(StepRef step) implements Decision {}

    /** All items of this loop are done: put its output together and end it. */
    record FinishLoop(StepRef step) implements Decision {}

    /** Nothing before this time (epoch milliseconds), unless something happens; {@link Long#MAX_VALUE} for no time. */
    record Wait(long until) implements Decision {}
}
