package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.template.Reference;
import dev.triggo.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Is each node of a known kind, with the config, connector and templates that the kind allows? */
final class NodeCheck {
    private static final Set<String> EVERYWHERE = Set.of("trigger", "run", "workspace");
    private static final Set<String> PER_ITEM = Set.of("item", "index");

    private final DefinitionReader read;
    private final WorkflowDefinition definition;
    private final NodeTypes types;
    private final Graph graph;
    private final Problems problems;
    private final Map<Json, JsonSchema> compiled = new HashMap<>();
    private final Map<NodeType, List<Node>> sound = new LinkedHashMap<>();

    NodeCheck(DefinitionReader read, NodeTypes types, Graph graph, Problems problems) {
        this.read = read;
        this.definition = read.definition();
        this.types = types;
        this.graph = graph;
        this.problems = problems;
    }

    void check(Node node) {
        String at = read.place(node.id());
        @Nullable NodeType type = types.find(node.type());
        if (type == null && !node.type().isEmpty()) {
            String mend = Texts.didYouMean(node.type(), types.names());
            problems.add(
                    node.id(),
                    at + "/type",
                    "unknown_type",
                    "There is no node type '%s'%s Known types: %s."
                            .formatted(node.type(), mend.isEmpty() ? "." : mend, Texts.list(types.names())));
        }
        reserved(node, type, at);
        Template template = templates(node, type, resolvable(node, type), at + "/config");
        Json.Obj approval = node.options().requiresApproval();
        if (approval != null) {
            templates(node, type, approval, at + "/options/requiresApproval");
        }
        if (type != null) {
            connector(node, type, at);
            config(node, type, template, at);
        }
    }

    private static Json.Obj resolvable(Node node, @Nullable NodeType type) {
        Json.Obj config = node.config();
        if (type != null) {
            for (String literal : type.literalFields()) {
                config = config.without(literal);
            }
        }
        return config;
    }

    private Template templates(Node node, @Nullable NodeType type, Json.Obj value, String at) {
        Template template = Template.of(value);
        template.faults().forEach(fault -> problems.add(node.id(), at + fault.at(), "bad_template", fault.message()));
        roots(node, type, template, at);
        return template;
    }

    /** A node must not stand in front of what every template can refer to. */
    private void reserved(Node node, @Nullable NodeType type, String at) {
        boolean isItself = node.id().equals("trigger") && type != null && type.isTrigger();
        if ((EVERYWHERE.contains(node.id()) || PER_ITEM.contains(node.id())) && !isItself) {
            problems.add(
                    node.id(),
                    at + "/id",
                    "reserved_id",
                    "'%s' has a meaning of its own in templates; give the node another id.".formatted(node.id()));
        }
    }

    private void roots(Node node, @Nullable NodeType type, Template template, String at) {
        if (template.references().isEmpty()) {
            return;
        }
        Set<String> ancestors = new HashSet<>(graph.ancestors(node.id()));
        ancestors.remove(node.id());
        var told = new HashSet<Reference>();
        for (Reference reference : template.references()) {
            String root = reference.root();
            if (EVERYWHERE.contains(root)
                    || ancestors.contains(root)
                    || isPerItem(node, type, reference)
                    || !told.add(new Reference(reference.at(), root, ""))) {
                continue;
            }
            problems.add(
                    node.id(),
                    at + reference.at(),
                    "unknown_root",
                    "{{%s}} refers to '%s', which %s."
                            .formatted(shortened(reference.text()), shortened(root), why(node, root, ancestors)));
        }
    }

    private boolean isPerItem(Node node, @Nullable NodeType type, Reference reference) {
        if (node.parentId() != null && PER_ITEM.contains(reference.root())) {
            return true;
        }
        return type != null
                && type.extraRoots().contains(reference.root())
                && type.deferredFields().stream()
                        .map(field -> "/" + Texts.pointer(field))
                        .anyMatch(field ->
                                reference.at().equals(field) || reference.at().startsWith(field + "/"));
    }

    private String why(Node node, String root, Set<String> ancestors) {
        if (root.equals(node.id())) {
            return "is this node itself; only nodes that run before it can be used";
        }
        if (PER_ITEM.contains(root)) {
            return "is known only where each item of a list is looked at";
        }
        if (definition.node(root) != null) {
            return "does not run before this node; connect them with edges, or use another node";
        }
        var usable = new HashSet<>(ancestors);
        usable.addAll(EVERYWHERE);
        String mend = Texts.didYouMean(root, usable.stream().sorted().toList());
        return mend.isEmpty()
                ? "is no node; usable here: "
                        + Texts.list(usable.stream().sorted().toList())
                : "is no node" + mend.replace("?", "");
    }

    private void connector(Node node, NodeType type, String at) {
        if (type.usesConnector()) {
            missing(node, node.connector(), at, "connector");
            missing(node, node.operation(), at, "operation");
        } else {
            misplaced(node, node.connector(), at, "connector");
            misplaced(node, node.operation(), at, "operation");
            misplaced(node, node.connectionId(), at, "connectionId");
        }
        if (!type.takesOptions() && !node.options().equals(NodeOptions.DEFAULT)) {
            problems.add(
                    node.id(),
                    at + "/options",
                    "options_not_taken",
                    "A node of type '%s' does no work of its own and takes no options; remove them."
                            .formatted(node.type()));
        }
    }

    private void missing(Node node, @Nullable String value, String at, String field) {
        if (value == null || value.isEmpty()) {
            problems.add(
                    node.id(),
                    at + "/" + field,
                    "missing_field",
                    "The field '%s' is missing; a node of type '%s' needs it.".formatted(field, node.type()));
        }
    }

    private void misplaced(Node node, @Nullable String value, String at, String field) {
        if (value != null) {
            problems.add(
                    node.id(),
                    at + "/" + field,
                    "unknown_field",
                    "A node of type '%s' uses no connector; remove '%s'.".formatted(node.type(), field));
        }
    }

    private void config(Node node, NodeType type, Template template, String at) {
        Json.Obj schema = type.configSchema(node);
        List<SchemaError> unsound = compiled.containsKey(schema) ? List.of() : JsonSchema.faults(schema);
        if (!unsound.isEmpty()) {
            problems.add(
                    node.id(),
                    at + "/config",
                    "unusable_schema",
                    "What this node takes cannot be checked: its schema is not usable at '%s': %s"
                            .formatted(
                                    unsound.getFirst().path(),
                                    unsound.getFirst().message()));
            return;
        }
        List<SchemaError> errors =
                compiled.computeIfAbsent(schema, JsonSchema::compile).check(node.config(), template.places());
        errors.forEach(error ->
                problems.add(node.id(), at + "/config" + error.path(), "config_" + rule(error), error.message()));
        if (errors.isEmpty()) {
            List<WorkflowProblem> found = type.check(node);
            found.forEach(problem -> problems.add(node.id(), at + problem.path(), problem.rule(), problem.message()));
            if (found.isEmpty()) {
                sound.computeIfAbsent(type, unknown -> new ArrayList<>()).add(node);
            }
        }
    }

    /** What each kind says of all its nodes together; after all of them were checked. */
    void checkTogether() {
        sound.forEach((type, nodes) -> type.checkTogether(nodes)
                .forEach(problem -> problems.add(
                        problem.nodeId(),
                        read.place(String.valueOf(problem.nodeId())) + problem.path(),
                        problem.rule(),
                        problem.message())));
    }

    /** The keyword in snake_case: {@code additionalProperties} as {@code additional_properties}. */
    private static String rule(SchemaError error) {
        var rule = new StringBuilder();
        error.keyword().chars().forEach(c -> {
            if (c >= 'A' && c <= 'Z') {
                rule.append('_').append((char) (c + 'a' - 'A'));
            } else {
                rule.append((char) c);
            }
        });
        return rule.toString();
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
