package dev.triggo.runs;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.Edge;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeOptions;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sound workflows by chance: branches, merges, loops in loops, and, unless pure, all that waits or calls. */
final class RandomGraphs {
    /** What a called run may wait is short: its caller looks after it again and again. */
    private static final long[] WAITS = {0, 40, 5_000, 20_000, 3_600_000, 86_400_000};

    private static final List<String> PURE =
            List.of("set", "set", "condition", "switch", "merge", "merge", "filter", "loop", "stop_and_error");
    private static final List<String> WAITING =
            List.of(SimulatedKind.WRITES, SimulatedKind.WRITES, SimulatedKind.READS, "wait", "approval", "call_action");

    private final Random random;
    private final boolean pure;
    private final @Nullable String callee;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private int made;

    private RandomGraphs(Random random, boolean pure, @Nullable String callee) {
        this.random = random;
        this.pure = pure;
        this.callee = callee;
    }

    /** @param callee the slug that `call_action` nodes call; null for none of them */
    static WorkflowDefinition next(Random random, boolean pure, @Nullable String callee) {
        var graphs = new RandomGraphs(random, pure, callee);
        graphs.root();
        return new WorkflowDefinition(List.copyOf(graphs.nodes), List.copyOf(graphs.edges), null);
    }

    private void root() {
        add("input", "action_input", Json.object().put("inputSchema", Json.parse("{\"type\":\"object\"}")), null);
        var level = new ArrayList<>(List.of("input"));
        level(level, null, 0, 2 + random.nextInt(6));
        for (String output : random.nextInt(4) == 0 ? List.of("output", "output_b") : List.of("output")) {
            lead(level, output, 1 + random.nextInt(2));
            add(output, "return_output", Json.object().put("output", value(before(output), 0)), null);
        }
    }

    private void level(List<String> level, @Nullable String parent, int depth, int count) {
        for (int i = 0; i < count; i++) {
            String type = type(depth);
            String id = "n" + made++;
            if (parent == null || random.nextInt(5) > 0) {
                lead(level, id, 1 + random.nextInt(type.equals("merge") ? 3 : 2));
            }
            add(id, type, config(type, before(id), depth), parent);
            if (type.equals("loop")) {
                body(id, depth + 1);
            }
            level.add(id);
        }
    }

    /** Now and then two loops are at work side by side on each item. */
    private void body(String loop, int depth) {
        var level = new ArrayList<String>();
        if (pure && depth < 3 && random.nextInt(4) == 0) {
            for (int i = 0; i < 2; i++) {
                String id = "n" + made++;
                add(id, "loop", config("loop", List.of(), depth), loop);
                body(id, depth + 1);
                level.add(id);
            }
        }
        level(level, loop, depth, 1 + random.nextInt(3));
    }

    private String type(int depth) {
        boolean waits = !pure && random.nextInt(5) < 3;
        List<String> types = waits ? WAITING : PURE;
        String type = types.get(random.nextInt(types.size()));
        boolean refused = type.equals("loop") && depth == 3
                || type.equals("call_action") && callee == null
                || type.equals("stop_and_error") && random.nextInt(3) > 0;
        return refused ? "set" : type;
    }

    private void lead(List<String> level, String target, int count) {
        for (int i = 0; i < count && !level.isEmpty(); i++) {
            String source = level.get(random.nextInt(level.size()));
            edges.add(new Edge("e" + edges.size(), source, handle(source), target));
        }
    }

    private @Nullable String handle(String source) {
        Node node =
                nodes.stream().filter(n -> n.id().equals(source)).findFirst().orElseThrow();
        return switch (node.type()) {
            case "condition" -> random.nextInt(4) == 0 ? null : String.valueOf(random.nextBoolean());
            case "switch" -> List.of("a", "b", "default").get(random.nextInt(3));
            default -> null;
        };
    }

    private Json.Builder config(String type, List<String> level, int depth) {
        return switch (type) {
            case "set" ->
                Json.object()
                        .put(
                                "fields",
                                Json.object()
                                        .put("v", value(level, depth))
                                        .put("k", made)
                                        .build())
                        .putIf("keepInput", random.nextInt(4) == 0 ? Json.of(true) : null);
            case "condition" ->
                Json.object()
                        .put("combinator", random.nextBoolean() ? "and" : "or")
                        .put("rules", Json.array(List.of(rule(left(depth)), rule(left(depth)))));
            case "switch" ->
                Json.object()
                        .put("value", left(depth))
                        .put(
                                "cases",
                                Json.parse(
                                        "[{\"id\":\"a\",\"value\":1},{\"id\":\"b\",\"operator\":\"gt\",\"value\":1}]"));
            case "merge" ->
                Json.object().put("mode", List.of("object", "append", "first").get(random.nextInt(3)));
            case "filter" ->
                Json.object()
                        .put("items", Json.parse("[0,1,2,3]"))
                        .put("combinator", "and")
                        .put("rules", Json.array(List.of(rule(Json.of("{{item}}")))));
            case "loop" -> {
                var items = new ArrayList<Json>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(Json.of(random.nextInt(4)));
                }
                yield Json.object()
                        .put("items", Json.array(items))
                        .put("concurrency", 1 + random.nextInt(3))
                        .putIf("continueOnItemFailure", random.nextBoolean() ? Json.of(true) : null);
            }
            case "wait" -> Json.object().put("durationMs", WAITS[random.nextInt(callee == null ? 4 : WAITS.length)]);
            case "approval" -> Json.object().put("title", "Sure?").put("expiresInSeconds", 60 + random.nextInt(7200));
            case "call_action" ->
                Json.object().put("slug", String.valueOf(callee)).put("input", Json.EMPTY_OBJECT);
            case "stop_and_error" -> Json.object().put("message", "enough");
            default -> Json.object().put("arg", value(level, depth));
        };
    }

    /** The nodes that lead here: what templates may name. */
    private List<String> before(String id) {
        return edges.stream()
                .filter(edge -> edge.target().equals(id))
                .map(Edge::source)
                .toList();
    }

    private Json.Obj rule(Json left) {
        return Json.object()
                .put("left", left)
                .put("operator", List.of("eq", "neq", "gt", "lt", "exists").get(random.nextInt(5)))
                .put("right", random.nextInt(3))
                .build();
    }

    private Json left(int depth) {
        return depth > 0 && random.nextBoolean()
                ? Json.of(random.nextBoolean() ? "{{item}}" : "{{index}}")
                : Json.of(random.nextInt(3));
    }

    private Json value(List<String> level, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return Json.of(random.nextBoolean() ? "{{item}}" : "i{{index}}");
        }
        if (level.isEmpty() || random.nextInt(4) == 0) {
            return Json.of(random.nextInt(100));
        }
        String root = level.get(random.nextInt(level.size()));
        return Json.of(List.of("{{%s}}", "{{%s.v}}", "{{%s.items.0}}", "<{{%s.k}}>")
                .get(random.nextInt(4))
                .formatted(root));
    }

    private void add(String id, String type, Json.Builder config, @Nullable String parent) {
        nodes.add(new Node(id, type, id, config.build(), null, null, null, parent, options(type)));
    }

    private NodeOptions options(String type) {
        boolean goesOn = random.nextInt(5) == 0;
        if (type.equals("set") || type.equals("loop") || type.equals("filter")) {
            return new NodeOptions(0, 1000, goesOn, NodeOptions.MAX_TIMEOUT_MS, asks(), false);
        }
        if (!SimulatedKind.TYPES.contains(type)) {
            return type.equals("call_action")
                    ? new NodeOptions(random.nextInt(2), 500, goesOn, NodeOptions.MAX_TIMEOUT_MS, null, false)
                    : NodeOptions.DEFAULT;
        }
        boolean once = random.nextInt(4) == 0;
        return new NodeOptions(
                once ? 0 : random.nextInt(4),
                1 + random.nextInt(2000),
                goesOn,
                1_000 + random.nextInt(29_000),
                asks(),
                once);
    }

    private Json.@Nullable Obj asks() {
        return !pure && random.nextInt(8) == 0
                ? Json.object()
                        .put("title", "May it?")
                        .put("expiresInSeconds", 600)
                        .build()
                : null;
    }
}
