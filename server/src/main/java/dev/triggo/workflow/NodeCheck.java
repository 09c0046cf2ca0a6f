package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.template.Reference;
import dev.triggo.template.Template;
import dev.triggo.template.TemplateFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Is each node sound by itself: its kind, its config, its templates and what they refer to. */
final class NodeCheck {
    /** Names that templates understand without a node of that name. */
    private static final Set<String> ROOTS = Set.of("trigger", "run", "workspace", "item", "index");

    private static final Set<String> ROOTS_EVERYWHERE = Set.of("trigger", "run", "workspace");

    private final WorkflowDefinition graph;
    private final NodeTypes types;
    private final List<WorkflowProblem> problems = new ArrayList<>();

    NodeCheck(WorkflowDefinition graph, NodeTypes types) {
        this.graph = graph;
        this.types = types;
    }

    List<WorkflowProblem> problems() {
        var ids = new HashSet<String>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            String path = "/nodes/" + i;
            if (!ids.add(node.id())) {
                add(node, path + "/id", "duplicate_id", "Another node has the id '" + node.id() + "' already.");
            }
            if (ROOTS.contains(node.id())) {
                add(
                        node,
                        path + "/id",
                        "reserved_id",
                        "'" + node.id() + "' means something else in templates: choose another id.");
            }
            if (node.parentId() != null) {
                add(node, path + "/parentId", "not_available", "Loops are not in this version of Triggo.");
            }
            NodeType type = types.find(node.type());
            if (type == null) {
                unknownType(node, path);
            } else {
                check(node, type, path);
            }
            templates(node, type, path);
        }
        return problems;
    }

    private void unknownType(Node node, String path) {
        String nearest = types.names().stream()
                .min(Comparator.comparingInt(name -> distance(name, node.type())))
                .filter(name -> distance(name, node.type()) <= 3)
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
        add(
                node,
                path + "/type",
                "unknown_type",
                "There is no kind of node '" + DefinitionReader.shown(node.type()) + "'." + nearest + " The kinds are "
                        + String.join(", ", types.names()) + ".");
    }

    /** How many letters must be added, dropped or changed. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 3) {
            return Integer.MAX_VALUE;
        }
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private void check(Node node, NodeType type, String path) {
        if (!type.usesConnector()) {
            refuse(node, path, "connector", node.connector());
            refuse(node, path, "operation", node.operation());
            refuse(node, path, "connectionId", node.connectionId());
        }
        if (!type.takesOptions() && !node.options().equals(NodeOptions.DEFAULT)) {
            add(node, path + "/options", "unknown_field", "A node of type '" + type.type() + "' takes no options.");
        }
        for (SchemaError fault : JsonSchema.compile(type.configSchema(node)).check(node.config())) {
            if (!isTemplate(node.config(), fault.path())) {
                add(node, path + "/config" + fault.path(), "config_" + snake(fault.keyword()), fault.message());
            }
        }
        for (WorkflowProblem problem : type.check(node)) {
            problems.add(new WorkflowProblem(node.id(), path + problem.path(), problem.rule(), problem.message()));
        }
    }

    private void refuse(Node node, String path, String field, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            add(
                    node,
                    path + "/" + field,
                    "unknown_field",
                    "A node of type '" + node.type() + "' takes no '" + field + "'.");
        }
    }

    private static String snake(String keyword) {
        return keyword.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** True when the value at the pointer is a string with a template: it counts as any value until it is resolved. */
    private static boolean isTemplate(Json value, String pointer) {
        Json at = value;
        if (!pointer.isEmpty()) {
            for (String step : pointer.substring(1).split("/", -1)) {
                String key = step.replace("~1", "/").replace("~0", "~");
                at = switch (at) {
                    case Json.Obj object -> object.fields().getOrDefault(key, Json.Null.NULL);
                    case Json.Arr list ->
                        key.matches("[0-9]{1,6}") && Integer.parseInt(key) < list.items().size()
                                ? list.items().get(Integer.parseInt(key))
                                : Json.Null.NULL;
                    case Json leaf -> leaf;
                };
            }
        }
        return at instanceof Json.Str text && text.value().contains("{{");
    }

    private void templates(Node node, @org.jspecify.annotations.Nullable NodeType type, String path) {
        Template template = Template.of(node.config());
        for (TemplateFault fault : template.faults()) {
            add(node, path + "/config" + fault.at(), "bad_template", fault.message());
        }
        Set<String> ancestors = graph.ancestors(node.id());
        for (Reference reference : template.references()) {
            boolean known = ROOTS_EVERYWHERE.contains(reference.root())
                    || ancestors.contains(reference.root())
                    || type != null && isDeferred(type, reference) && type.extraRoots().contains(reference.root());
            if (!known) {
                add(node, path + "/config" + reference.at(), "unknown_reference", why(reference));
            }
        }
    }

    private static boolean isDeferred(NodeType type, Reference reference) {
        return type.deferredFields().stream()
                .anyMatch(field -> reference.at().equals("/" + field) || reference.at().startsWith("/" + field + "/"));
    }

    private String why(Reference reference) {
        String root = DefinitionReader.shown(reference.root());
        return graph.node(reference.root()) == null
                ? "'{{" + DefinitionReader.shown(reference.text()) + "}}' begins with '" + root
                        + "', which is no node before this one, nor trigger, run or workspace."
                : "'" + root + "' does not come before this node on any way, so its output is not known here.";
    }

    private void add(Node node, String path, String rule, String message) {
        problems.add(new WorkflowProblem(node.id(), path, rule, message));
    }
}
