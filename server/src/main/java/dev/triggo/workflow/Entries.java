package dev.triggo.workflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes at which a workflow starts and the ones that make it answer. */
record Entries(List<Node> inputs, List<Node> outputs, List<Node> triggers) {
    static final String INPUT = "action_input";
    static final String OUTPUT = "return_output";

    static Entries of(WorkflowDefinition definition, NodeTypes types) {
        var inputs = new ArrayList<Node>();
        var outputs = new ArrayList<Node>();
        var triggers = new ArrayList<Node>();
        for (Node node : definition.nodes()) {
            @Nullable NodeType type = types.find(node.type());
            if (node.type().equals(INPUT)) {
                inputs.add(node);
            } else if (node.type().equals(OUTPUT)) {
                outputs.add(node);
            } else if (type != null && type.isTrigger()) {
                triggers.add(node);
            }
        }
        return new Entries(inputs, outputs, triggers);
    }

    WorkflowType type() {
        if (triggers.isEmpty() && inputs.size() == 1 && !outputs.isEmpty()) {
            return WorkflowType.CALLABLE;
        }
        return triggers.size() == 1 && inputs.isEmpty() ? WorkflowType.EVENT_DRIVEN : WorkflowType.UNDETERMINED;
    }

    /** The ids of all nodes at which it starts. */
    List<String> starts() {
        var ids = new ArrayList<String>();
        inputs.forEach(node -> ids.add(node.id()));
        triggers.forEach(node -> ids.add(node.id()));
        return ids;
    }

    void check(DefinitionReader read, Problems problems) {
        if (!triggers.isEmpty() && !inputs.isEmpty()) {
            Node trigger = triggers.getFirst();
            problems.add(
                    trigger.id(),
                    read.place(trigger.id()),
                    "two_entries",
                    "A workflow is started by an Action Input node or by a trigger, not by both; remove '%s' or '%s'."
                            .formatted(inputs.getFirst().id(), trigger.id()));
        }
        if (triggers.size() > 1) {
            Node second = triggers.get(1);
            problems.add(
                    second.id(),
                    read.place(second.id()),
                    "trigger_count",
                    "Event-driven workflow must have exactly 1 trigger node");
        }
        if (!triggers.isEmpty()) {
            return;
        }
        if (inputs.isEmpty() && outputs.isEmpty()) {
            problems.add(
                    null,
                    "/nodes",
                    "no_entry",
                    "Nothing starts this workflow: add an Action Input node and a Return Output node to make it"
                            + " callable, or a trigger node to make it event-driven.");
            return;
        }
        if (inputs.size() != 1) {
            @Nullable Node second = inputs.isEmpty() ? null : inputs.get(1);
            problems.add(
                    second == null ? null : second.id(),
                    second == null ? "/nodes" : read.place(second.id()),
                    "action_input_count",
                    "Callable workflow must have exactly 1 Action Input node");
        }
        if (outputs.isEmpty()) {
            problems.add(
                    null, "/nodes", "return_output_count", "Callable workflow must have at least 1 Return Output node");
        }
    }
}
