package dev.triggo.runs;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import java.time.Clock;
import java.util.function.Consumer;

/** What a driver needs of its surroundings. */
record RunContext(Clock clock, Ids ids, Timers timers, String workspaceName, Consumer<RunId> onEnd) {}
