package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.engine.RunStatus;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndingsTest {
    @ParameterizedTest
    @EnumSource
    void eachEndIsTakenNoteOfOnceWithItsErrorAndWhere(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.failFirst("/down", 99);
            Run well = world.run(world.chain("well"));
            Run down = world.run(world.chain("down", world.call("http_1", "GET", "/down", "{}")));
            Run hanging = world.runs
                    .accept(world.chain("hang", world.call("http_1", "POST", "/hang", "{}")), Duration.ZERO, null)
                    .run();
            world.awaitCall("/hang");
            assertEquals(2, world.told.size());
            world.runs.cancel(RunsWorld.WORKSPACE, hanging.id(), "me");
            assertEquals(
                    List.of(well.id(), down.id(), hanging.id()),
                    world.endings.stream().map(Ending::run).toList());
            assertEquals(world.endings, world.told);
            assertEquals(
                    List.of(RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED),
                    world.endings.stream().map(Ending::status).toList());
            Ending failed = world.endings.get(1);
            assertEquals(
                    "UPSTREAM_ERROR", Objects.requireNonNull(failed.error()).code());
            assertEquals("http_1", failed.failedNode());
            assertEquals("down", failed.action());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfARunThatWentOnAfterARestartIsTakenNoteOfToo(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            var request = world.chain("once", world.call("http_1", "POST", "/hang", "{\"effect\":\"once\"}"));
            Run run = world.runs.accept(request, Duration.ZERO, null).run();
            world.awaitCall("/hang");
            world.restart();
            world.runs.awaitEnd(RunsWorld.WORKSPACE, run.id(), RunsWorld.LONG, null);
            assertEquals(1, world.endings.size());
            assertEquals(
                    "STEP_OUTCOME_UNKNOWN",
                    Objects.requireNonNull(world.endings.getFirst().error()).code());
        }
    }
}
