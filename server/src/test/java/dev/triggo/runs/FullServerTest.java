package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One workspace has as many runs under way as it may have. */
@Timeout(60)
class FullServerTest {
    private static RunRequest of(String workspace, RunRequest request) {
        return new RunRequest(
                new WorkspaceId(workspace),
                request.person(),
                request.credential(),
                request.workflow(),
                request.input(),
                request.source(),
                request.dryRun(),
                null,
                null,
                null,
                null);
    }

    @Test
    void itIsToldSoAndAnothersRunsSucceed() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.SQLITE)) {
            RunRequest hangs = world.chain("hangs", world.call("a", "GET", "/hang", "{}"));
            RunRequest quick =
                    world.chain("quick", "{\"id\":\"a\",\"type\":\"set\",\"config\":{\"fields\":{\"x\":1}}}");
            RunId first = world.runs.accept(hangs, Duration.ZERO, null).run().id();
            RunDriver driver = world.runs.active.find(first);
            assertNotNull(driver);
            // As many more as it may have, all moved by the one driver: what counts is that they are there.
            List<RunRow> others = IntStream.range(1, ActiveRuns.MAX)
                    .mapToObj(i -> RunRow.of(
                            new RunRow.Birth(new RunId("more" + i), 1, new RunRow.Lease(null, 0)), hangs, null, null))
                    .toList();
            others.forEach(row -> world.runs.active.enter(row, driver));

            Problem refused = assertThrows(Problem.class, () -> world.runs.accept(quick, RunsWorld.LONG, null));
            assertEquals(ProblemCode.OVERLOADED, refused.code());
            assertEquals(RunStatus.SUCCEEDED, world.run(of("w2", quick)).status());

            others.forEach(world.runs.active::leave);
            assertEquals(RunStatus.SUCCEEDED, world.run(quick).status());
            world.releaseUpstream();
            assertEquals(
                    RunStatus.SUCCEEDED,
                    world.runs
                            .awaitEnd(RunsWorld.WORKSPACE, first, RunsWorld.LONG, null)
                            .status());
        }
    }
}
