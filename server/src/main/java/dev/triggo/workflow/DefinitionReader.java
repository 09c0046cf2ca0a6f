package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a definition as far as it can be read, and notes everything that cannot. */
final class DefinitionReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    static final Set<String> TOP = Set.of("nodes", "edges", "onFailure");
    static final Set<String> NODE = Set.of(
            "id",
            "type",
            "name",
            "config",
            "connector",
            "operation",
            "connectionId",
            "parentId",
            "options",
            "position",
            "notes");
    static final Set<String> EDGE = Set.of("id", "source", "sourceHandle", "target", "targetHandle");
    static final Set<String> OPTIONS =
            Set.of("maxRetries", "baseIntervalMs", "continueOnFailure", "timeoutMs", "requiresApproval", "effect");
    private static final Set<String> ON_FAILURE = Set.of("action");
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MOST_SLUG = 64;
    private static final int MOST_RETRIES = 10;
    private static final int LONGEST_INTERVAL_MS = 30_000;

    private final WorkflowLimits limits;
    private final Problems problems = new Problems();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<String> edgePlaces = new ArrayList<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    private @Nullable String onFailure;

    private DefinitionReader(WorkflowLimits limits) {
        this.limits = limits;
    }

    static DefinitionReader read(Json definition, WorkflowLimits limits) {
        var reader = new DefinitionReader(limits);
        reader.top(definition);
        return reader;
    }

    /** As {@link #read}, of any size. */
    static DefinitionReader readKept(Json definition) {
        return read(definition, WorkflowLimits.NONE);
    }

    WorkflowDefinition definition() {
        return new WorkflowDefinition(List.copyOf(nodes), List.copyOf(edges), onFailure);
    }

    Problems problems() {
        return problems;
    }

    /** JSON Pointer of the node with that id. */
    String place(String nodeId) {
        return places.getOrDefault(nodeId, "/nodes");
    }

    /** JSON Pointer of the edge at that position of the definition's edges. */
    String edgePlace(int index) {
        return edgePlaces.get(index);
    }

    private void top(Json definition) {
        if (!(definition instanceof Json.Obj top)) {
            problems.add(
                    null,
                    "",
                    "wrong_type",
                    "A definition is an object with nodes and edges, not %s.".formatted(Fields.type(definition)));
            return;
        }
        int size = top.canonical().getBytes(StandardCharsets.UTF_8).length;
        if (size > limits.definition()) {
            problems.add(
                    null,
                    "",
                    "too_large",
                    "The definition has %,d bytes; at most %,d are allowed.".formatted(size, limits.definition()));
            return;
        }
        Texts.check(top, "", problems);
        new Fields(top, "", null, problems).refuseOthers("A definition", TOP);
        List<Json> nodeList = list(top, "nodes", limits.nodes());
        for (int i = 0; i < nodeList.size(); i++) {
            node(nodeList.get(i), "/nodes/" + i);
        }
        List<Json> edgeList = list(top, "edges", limits.edges());
        var ids = new HashSet<String>();
        for (int i = 0; i < edgeList.size(); i++) {
            edge(edgeList.get(i), "/edges/" + i, ids);
        }
        if (top.has("onFailure")) {
            Json.Obj named = new Fields(top, "", null, problems).object("onFailure");
            if (named.equals(top.get("onFailure"))) {
                onFailure(new Fields(named, "/onFailure", null, problems));
            }
        }
    }

    private void onFailure(Fields fields) {
        fields.refuseOthers("onFailure", ON_FAILURE);
        @Nullable String action = fields.requiredText("action");
        if (action != null
                && (action.length() > MOST_SLUG || !SLUG.matcher(action).matches())) {
            fields.problem(
                    "action",
                    "bad_slug",
                    "'action' is the slug of an action, as \"report-failure\": a letter, then letters a to z, digits and"
                            + " single hyphens, 64 at most.");
            return;
        }
        onFailure = action;
    }

    /** The items of a list, cut at the limit: what is beyond it is not looked at. */
    private List<Json> list(Json.Obj top, String name, int most) {
        @Nullable Json value = top.get(name);
        if (value == null) {
            if (name.equals("nodes")) {
                problems.add(null, "/nodes", "missing_field", "The field 'nodes' is missing; it is required.");
            }
            return List.of();
        }
        if (!(value instanceof Json.Arr a)) {
            problems.add(
                    null, "/" + name, "wrong_type", "'%s' must be a list, not %s.".formatted(name, Fields.type(value)));
            return List.of();
        }
        if (a.items().size() > most) {
            problems.add(
                    null,
                    "/" + name,
                    "too_many_" + name,
                    "There are %,d %s; at most %,d are allowed."
                            .formatted(a.items().size(), name, most));
            return a.items().subList(0, most);
        }
        return a.items();
    }

    private void node(Json value, String at) {
        if (!(value instanceof Json.Obj object)) {
            problems.add(null, at, "wrong_type", "A node is an object, not %s.".formatted(Fields.type(value)));
            return;
        }
        @Nullable String id = object.text("id");
        // A faulty id names its node all the same, where it can be shown: edges then lead somewhere.
        @Nullable String shown = id != null && !id.isEmpty() && Texts.unreadable(id) == null ? id : null;
        var fields = new Fields(object, at, shown, problems);
        @Nullable String given = fields.requiredText("id");
        if (given != null && !ID.matcher(given).matches()) {
            fields.problem(
                    "id",
                    "bad_id",
                    "A node's id starts with a letter a to z and goes on with a to z, 0 to 9 and _, 64 at most.");
        }
        fields.refuseOthers("A node", NODE);
        @Nullable String type = fields.requiredText("type");
        @Nullable String name = fields.text("name");
        @Nullable String connector = fields.text("connector");
        @Nullable String operation = fields.text("operation");
        @Nullable String connectionId = fields.text("connectionId");
        @Nullable String parentId = fields.text("parentId");
        Json.Obj config = fields.object("config");
        NodeOptions options = options(fields.object("options"), at + "/options", shown);
        if (shown == null) {
            return;
        }
        if (places.putIfAbsent(shown, at) != null) {
            fields.problem("id", "duplicate_id", "The id '%s' is given to two nodes; change one.".formatted(shown));
            return;
        }
        nodes.add(new Node(
                shown,
                type == null ? "" : type,
                name == null || name.isEmpty() ? shown : name,
                config,
                connector,
                operation,
                connectionId,
                parentId,
                options));
    }

    private NodeOptions options(Json.Obj object, String at, @Nullable String nodeId) {
        var fields = new Fields(object, at, nodeId, problems);
        fields.refuseOthers("options", OPTIONS);
        @Nullable String effect = fields.text("effect");
        if (effect != null && !effect.equals("once")) {
            fields.problem("effect", "out_of_range", "'effect' can only be \"once\"; leave it out otherwise.");
        }
        NodeOptions standard = NodeOptions.DEFAULT;
        return new NodeOptions(
                (int) fields.number("maxRetries", 0, MOST_RETRIES, standard.maxRetries()),
                fields.number("baseIntervalMs", 0, LONGEST_INTERVAL_MS, standard.baseIntervalMs()),
                fields.flag("continueOnFailure", standard.continueOnFailure()),
                fields.number("timeoutMs", 1, NodeOptions.MAX_TIMEOUT_MS, standard.timeoutMs()),
                ApprovalOption.read(fields, object, at, nodeId, problems),
                "once".equals(effect));
    }

    private void edge(Json value, String at, Set<String> ids) {
        if (!(value instanceof Json.Obj object)) {
            problems.add(null, at, "wrong_type", "An edge is an object, not %s.".formatted(Fields.type(value)));
            return;
        }
        var fields = new Fields(object, at, null, problems);
        fields.refuseOthers("An edge", EDGE);
        @Nullable String source = fields.requiredText("source");
        @Nullable String target = fields.requiredText("target");
        @Nullable String handle = fields.text("sourceHandle");
        fields.text("targetHandle");
        @Nullable String given = fields.text("id");
        if (source == null || target == null) {
            return;
        }
        String id = given != null && !given.isEmpty() ? given : at.substring(1).replace('/', '_');
        if (!ids.add(id)) {
            fields.problem("id", "duplicate_id", "The id '%s' is given to two edges; change one.".formatted(id));
        }
        edges.add(new Edge(id, source, handle, target));
        edgePlaces.add(at);
    }
}
