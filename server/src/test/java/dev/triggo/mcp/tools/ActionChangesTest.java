package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.mcp.ChangeFeed.Change;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionChangesTest {
    private TestLibrary ours;
    private ActionChanges changes;
    private final List<Change> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        ours = TestLibrary.open(TestDatabase.Kind.SQLITE);
        changes = new ActionChanges(ours.actions);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private WorkflowId deployed(String name) {
        WorkflowId id = ours.create(TestLibrary.OURS, name).id();
        ours.publishing.deploy(TestLibrary.us(), id, null, null);
        return id;
    }

    @Test
    void tellsOfWhatIsPublishedStoppedAndDeleted() {
        changes.subscribe(TestLibrary.us(), heard::add);
        WorkflowId id = deployed("Send report");
        assertEquals(List.of(Change.TOOLS), heard);
        ours.publishing.stop(TestLibrary.us(), id);
        ours.publishing.delete(TestLibrary.us(), id);
        assertEquals(List.of(Change.TOOLS, Change.TOOLS, Change.TOOLS), heard);
    }

    @Test
    void tellsNobodyElse() {
        Caller limited = TestLibrary.caller(TestLibrary.OURS, new Grants(Set.of(), Set.of("other")));
        changes.subscribe(TestLibrary.them(), heard::add);
        changes.subscribe(limited, heard::add);
        deployed("Send report");
        assertEquals(List.of(), heard);
        deployed("Other");
        assertEquals(List.of(Change.TOOLS), heard);
    }

    @Test
    void tellsNothingAfterTheEnd() {
        var first = changes.subscribe(TestLibrary.us(), heard::add);
        changes.subscribe(TestLibrary.us(), change -> {});
        first.close();
        deployed("Send report");
        assertEquals(List.of(), heard);
    }
}
