package dev.triggo.nodes;

import dev.triggo.engine.Example;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.NodeKind;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.template.TemplateException;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import java.util.Set;

/** What all kinds here share: their texts, and a failed step instead of an exception when a value does not fit. */
abstract class BuiltInKind implements NodeKind {
    private final KindText text;

    BuiltInKind(KindText text) {
        this.text = text;
    }

    /** Does the work; a {@link Misfit} or {@link TemplateException} becomes a failed step. */
    abstract Outcome carryOut(NodeContext context) throws InterruptedException;

    @Override
    public final Outcome run(NodeContext context) throws InterruptedException {
        try {
            return carryOut(context);
        } catch (Misfit misfit) {
            return Outcome.failed("VALIDATION_ERROR", String.valueOf(misfit.getMessage()));
        } catch (TemplateException failed) {
            return Outcome.failed("TEMPLATE_FAILED", String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public final String type() {
        return text.type();
    }

    @Override
    public final String description() {
        return text.description();
    }

    @Override
    public final Example example() {
        return text.example();
    }

    /** The example as it is written, for readers. */
    final Json.Obj exampleText() {
        return text.exampleText();
    }

    @Override
    public Json.Obj configSchema(Node node) {
        return text.configSchema();
    }

    @Override
    public Set<String> handles(Node node) {
        return Set.of();
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        return List.of();
    }
}
