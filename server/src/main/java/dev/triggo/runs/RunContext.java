package dev.triggo.runs;

import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import dev.triggo.steps.Timers;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What a driver needs of its surroundings. */
record RunContext(
        Clock clock, Ids ids, Timers timers, Runs.Surroundings surroundings, Neighbours neighbours, Endings endings) {
    /** What a driver tells and asks of other runs. */
    interface Neighbours {
        /** The driver has nothing more to do: the run has ended, sleeps, or is moved by somebody else. */
        void left(RunRow row);

        /**
         * Starts the run that a step calls, or finds the one that it started before.
         *
         * @param callKey the same for as long as the step means the same run
         */
        Call call(RunRow parent, String callKey, Outcome.Call call, boolean dryRun);

        /** Whether the server stops: what is under way may end, and nothing new begins. */
        boolean areClosing();

        /** How the run that a step waits for has ended; null while it has not. */
        @Nullable
        Outcome endOf(RunRow parent, RunId child);
    }

    /** What came of a step's call. */
    sealed interface Call {
        record Started(RunId child) implements Call {}

        record Refused(Outcome outcome) implements Call {}

        /** The server stops: it is as if it had not been asked for. */
        record NotNow() implements Call {}
    }
}
