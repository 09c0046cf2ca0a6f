package dev.triggo.trials;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a caller wants nodes of a test to have given. */
final class Pins {
    private static final Set<String> BRANCH = Set.of("output", "handle");

    private final Graph graph;
    private final List<Json> faults = new ArrayList<>();

    private Pins(Graph graph) {
        this.graph = graph;
    }

    /**
     * Outputs by node. For nodes with branches the value is {@code {output?, handle}}, for all others the output itself.
     * BAD_REQUEST with all faults at once.
     */
    static RunEvent.RunTested of(@Nullable Json pinned, Graph graph) {
        if (pinned == null) {
            return new RunEvent.RunTested(Map.of());
        }
        if (!(pinned instanceof Json.Obj byNode)) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "'pinned' must be an object of outputs by node id.");
        }
        var reader = new Pins(graph);
        var read = new LinkedHashMap<String, RunEvent.Pinned>();
        byNode.fields().forEach((id, value) -> {
            RunEvent.Pinned pin = reader.pin(id, value);
            if (pin != null) {
                read.put(id, pin);
            }
        });
        if (!reader.faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "Not all outputs can be pinned as they are; see details.", reader.faults);
        }
        return new RunEvent.RunTested(read);
    }

    private RunEvent.@Nullable Pinned pin(String id, Json value) {
        String at = "/pinned/" + id.replace("~", "~0").replace("/", "~1");
        if (!graph.contains(id)) {
            return fault(at, "there is no node of this id in the draft");
        }
        Node node = graph.node(id);
        if (node.type().equals("action_input")) {
            return fault(at, "the output of this node is the run's input: give it as 'input'");
        }
        int most = graph.limits().output();
        if (JsonSize.exceeds(value, most)) {
            return fault(at, "is larger than a step's output may be: " + WorkflowLimits.size(most));
        }
        Set<String> handles = graph.kind(id).handles(node);
        if (handles.isEmpty()) {
            return new RunEvent.Pinned(value, null);
        }
        String form = "must be {\"output\": …, \"handle\": …}: the branch to take is one of "
                + String.join(", ", new TreeSet<>(handles));
        if (!(value instanceof Json.Obj object)
                || !BRANCH.containsAll(object.fields().keySet())) {
            return fault(at, form);
        }
        String handle = object.text("handle");
        if (handle == null || !handles.contains(handle)) {
            return fault(at + "/handle", form);
        }
        Json output = object.get("output");
        return new RunEvent.Pinned(output == null ? Json.EMPTY_OBJECT : output, handle);
    }

    private RunEvent.@Nullable Pinned fault(String at, String message) {
        faults.add(Json.object().put("path", at).put("message", message).build());
        return null;
    }
}
