package dev.triggo.runs;

import dev.triggo.engine.Effect;
import dev.triggo.engine.Example;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.NodeKind;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A call to the world outside, which is the test. */
record SimulatedKind(String type, Effect effect, Function<NodeContext, Outcome> world) implements NodeKind {
    static final String READS = "reads";
    static final String WRITES = "writes";
    static final Set<String> TYPES = Set.of(READS, WRITES);

    @Override
    public String description() {
        return "A call to the world outside.";
    }

    @Override
    public Example example() {
        throw new UnsupportedOperationException("no example");
    }

    @Override
    public Effect effect(Node node) {
        return effect;
    }

    @Override
    public Json.Obj configSchema(Node node) {
        return Json.EMPTY_OBJECT;
    }

    @Override
    public Set<String> handles(Node node) {
        return Set.of();
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        return List.of();
    }

    @Override
    public boolean takesOptions() {
        return true;
    }

    @Override
    public Outcome run(NodeContext context) {
        return world.apply(context);
    }
}
