package dev.triggo.runs;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.Edge;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What workflows of computing nodes mean, said a second time as simply as can be: one node after the other, no events, no
 * state machine, templates by text search.
 */
final class NaiveRun {
    /** A loop whose output is longer fails: the limit of the real ones would make each graph huge. */
    static final int LARGEST_OF_A_LOOP = 90;

    /** A step's end: its output, the branch that it took, or why it failed; skipped when it has none of them. */
    record End(
            @Nullable Json output,
            @Nullable String handle,
            @Nullable String error) {}

    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message, null, false, false);
        }
    }

    private final WorkflowDefinition definition;
    private boolean tooLarge;

    NaiveRun(WorkflowDefinition definition) {
        this.definition = definition;
    }

    /** The run's own steps, by node; null when the run fails. */
    @Nullable
    Map<String, End> ends(Json input) {
        try {
            return level(null, root -> root.equals("trigger") ? input : null);
        } catch (Failed failed) {
            return null;
        }
    }

    /** True when the output of some loop was too large. */
    boolean sawTooLarge() {
        return tooLarge;
    }

    private Map<String, End> level(@Nullable String parent, Function<String, @Nullable Json> outer) {
        var ends = new LinkedHashMap<String, End>();
        Function<String, @Nullable Json> roots = root -> {
            Node node = definition.node(root);
            boolean here = node != null && Objects.equals(node.parentId(), parent);
            End end = ends.get(root);
            return here ? end == null ? null : end.output() : outer.apply(root);
        };
        for (Node node : definition.inOrder()) {
            if (Objects.equals(node.parentId(), parent)) {
                ends.put(node.id(), end(node, ends, roots));
            }
        }
        return ends;
    }

    private End end(Node node, Map<String, End> ends, Function<String, @Nullable Json> roots) {
        var sources = new LinkedHashMap<String, Json>();
        boolean entered = true;
        for (Node before : definition.inOrder()) {
            for (Edge edge : definition.edges()) {
                if (edge.target().equals(node.id()) && edge.source().equals(before.id())) {
                    entered = false;
                    End source = ends.get(before.id());
                    Json output = source.output();
                    if (output != null
                            && (edge.sourceHandle() == null
                                    || edge.sourceHandle().equals(source.handle()))) {
                        sources.put(before.id(), output);
                    }
                }
            }
        }
        if (entered && node.parentId() != null) {
            sources.put(node.parentId(), Objects.requireNonNull(roots.apply("item")));
        }
        if (sources.isEmpty() && !entered) {
            return new End(null, null, null);
        }
        try {
            return carryOut(node, sources, roots);
        } catch (Failed failed) {
            if (!node.options().continueOnFailure()) {
                throw failed;
            }
            return new End(
                    Json.parse("{\"error\":{\"code\":\"STOPPED\",\"message\":\"enough\"}}"), null, failed.getMessage());
        }
    }

    private End carryOut(Node node, Map<String, Json> sources, Function<String, @Nullable Json> roots) {
        Json.Obj config =
                node.type().equals("filter") ? node.config() : (Json.Obj) NaiveTemplate.resolve(node.config(), roots);
        return switch (node.type()) {
            case "action_input" -> new End(roots.apply("trigger"), null, null);
            case "return_output" -> new End(config.get("output"), null, null);
            case "stop_and_error" -> throw new Failed("enough");
            case "set" -> {
                var fields = new LinkedHashMap<String, Json>();
                if (config.has("keepInput")) {
                    for (Json source : sources.values()) {
                        if (source instanceof Json.Obj object) {
                            fields.putAll(object.fields());
                        }
                    }
                }
                fields.putAll(((Json.Obj) Objects.requireNonNull(config.get("fields"))).fields());
                yield new End(new Json.Obj(fields), null, null);
            }
            case "condition" -> {
                boolean holds = holds(config);
                yield new End(Json.object().put("result", holds).build(), String.valueOf(holds), null);
            }
            case "switch" -> {
                Json value = config.get("value");
                String taken = !(value instanceof Json.Num number)
                        ? "default"
                        : number.asInt() == 1 ? "a" : number.asInt() > 1 ? "b" : "default";
                yield new End(Json.object().put("case", taken).build(), taken, null);
            }
            case "merge" -> new End(merged(String.valueOf(config.text("mode")), sources), null, null);
            case "filter" -> {
                var kept = new ArrayList<Json>();
                for (Json item : ((Json.Arr) Objects.requireNonNull(config.get("items"))).items()) {
                    if (holds((Json.Obj) NaiveTemplate.resolve(config, root -> root.equals("item") ? item : null))) {
                        kept.add(item);
                    }
                }
                yield new End(
                        Json.object()
                                .put("items", Json.array(kept))
                                .put("count", kept.size())
                                .build(),
                        null,
                        null);
            }
            case "loop" -> new End(loop(node, config, roots), null, null);
            default -> throw new IllegalArgumentException(node.type());
        };
    }

    private Json loop(Node node, Json.Obj config, Function<String, @Nullable Json> roots) {
        var outputs = new ArrayList<Json>();
        int failed = 0;
        for (Json item : ((Json.Arr) Objects.requireNonNull(config.get("items"))).items()) {
            int index = outputs.size();
            try {
                Json last = Json.Null.NULL;
                Map<String, End> body = level(node.id(), root -> switch (root) {
                    case "item" -> item;
                    case "index" -> Json.of(index);
                    default -> roots.apply(root);
                });
                for (End end : body.values()) {
                    last = end.output() == null ? last : end.output();
                }
                outputs.add(last);
            } catch (Failed broken) {
                if (!config.has("continueOnItemFailure")) {
                    throw broken;
                }
                failed++;
                outputs.add(Json.Null.NULL);
            }
        }
        Json.Obj output = Json.object()
                .put("items", Json.array(outputs))
                .put("count", outputs.size())
                .put("failed", failed)
                .build();
        if (output.write().length() > LARGEST_OF_A_LOOP) {
            tooLarge = true;
            throw new Failed("enough");
        }
        return output;
    }

    private static Json merged(String mode, Map<String, Json> sources) {
        if (mode.equals("object")) {
            return new Json.Obj(new LinkedHashMap<>(sources));
        }
        var items = new ArrayList<Json>();
        for (Json source : sources.values()) {
            if (source instanceof Json.Arr array) {
                items.addAll(array.items());
            } else {
                items.add(source);
            }
        }
        return Json.array(items);
    }

    private static boolean holds(Json.Obj config) {
        boolean and = "and".equals(config.text("combinator"));
        boolean result = and;
        for (Json each : ((Json.Arr) Objects.requireNonNull(config.get("rules"))).items()) {
            var rule = (Json.Obj) each;
            boolean one = rule(rule);
            result = and ? result && one : result || one;
        }
        return result;
    }

    /** The rules of the random graphs only ever compare numbers. */
    private static boolean rule(Json.Obj rule) {
        Json.Num left = (Json.Num) Objects.requireNonNull(rule.get("left"));
        Json.Num right = (Json.Num) Objects.requireNonNull(rule.get("right"));
        int order = left.value().compareTo(right.value());
        return switch (String.valueOf(rule.text("operator"))) {
            case "eq" -> order == 0;
            case "neq" -> order != 0;
            case "gt" -> order > 0;
            case "lt" -> order < 0;
            default -> true;
        };
    }
}
