package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a definition as far as it can be read, and notes everything that is wrong with its form. */
final class DefinitionReader {
    private static final Pattern NODE_ID = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Set<String> TOP = Set.of("nodes", "edges");
    private static final Set<String> NODE = Set.of(
            "id", "type", "name", "position", "notes", "config", "options", "connector", "operation", "connectionId",
            "parentId");
    private static final Set<String> EDGE = Set.of("id", "source", "sourceHandle", "target", "targetHandle");
    private static final int MAX_NAME = 200;

    private final List<WorkflowProblem> problems = new ArrayList<>();

    WorkflowDefinition.Read read(Json definition) {
        var nodes = new ArrayList<Node>();
        var edges = new ArrayList<Edge>();
        if (definition instanceof Json.Obj top) {
            unknown(null, "", top, TOP);
            int index = 0;
            for (Json node : items(top, "nodes")) {
                readNode(node, "/nodes/" + index++, nodes);
            }
            index = 0;
            for (Json edge : items(top, "edges")) {
                readEdge(edge, "/edges/" + index++, edges);
            }
        } else {
            add(null, "", "wrong_type", "A definition is an object with 'nodes' and 'edges'.");
        }
        return new WorkflowDefinition.Read(new WorkflowDefinition(nodes, edges), problems);
    }

    private List<Json> items(Json.Obj top, String field) {
        return switch (top.get(field)) {
            case null -> {
                add(null, "", "missing_field", "'" + field + "' is missing: give a list, which may be empty.");
                yield List.of();
            }
            case Json.Arr list -> list.items();
            case Json other -> {
                add(null, "/" + field, "wrong_type", "'" + field + "' must be a list.");
                yield List.of();
            }
        };
    }

    private void readNode(Json json, String path, List<Node> nodes) {
        if (!(json instanceof Json.Obj node)) {
            add(null, path, "wrong_type", "A node is an object.");
            return;
        }
        String id = text(node, "id", path, null);
        String type = text(node, "type", path, id);
        unknown(id, path, node, NODE);
        if (id == null || type == null) {
            missing(node, "id", path, id);
            missing(node, "type", path, id);
            return;
        }
        if (!NODE_ID.matcher(id).matches()) {
            add(
                    id,
                    path + "/id",
                    "bad_id",
                    "'" + shown(id) + "' is no id: use a small letter, then up to 63 small letters, digits or _.");
        }
        String name = text(node, "name", path, id);
        if (name != null && !isPrintable(name)) {
            add(id, path + "/name", "bad_name", "The name must be up to 200 characters, none of them hidden.");
        }
        nodes.add(new Node(
                id,
                type,
                name == null ? id : name,
                object(node, "config", path, id),
                text(node, "connector", path, id),
                text(node, "operation", path, id),
                text(node, "connectionId", path, id),
                text(node, "parentId", path, id),
                new OptionsReader(problems, id, path + "/options").read(node.get("options"))));
    }

    private void readEdge(Json json, String path, List<Edge> edges) {
        if (!(json instanceof Json.Obj edge)) {
            add(null, path, "wrong_type", "An edge is an object.");
            return;
        }
        unknown(null, path, edge, EDGE);
        String id = text(edge, "id", path, null);
        String source = text(edge, "source", path, null);
        String target = text(edge, "target", path, null);
        missing(edge, "id", path, null);
        missing(edge, "source", path, null);
        missing(edge, "target", path, null);
        if (id != null && source != null && target != null) {
            edges.add(new Edge(id, source, text(edge, "sourceHandle", path, null), target));
        }
    }

    private Json.Obj object(Json.Obj node, String field, String path, String id) {
        return switch (node.get(field)) {
            case null -> Json.EMPTY_OBJECT;
            case Json.Obj object -> object;
            case Json other -> {
                add(id, path + "/" + field, "wrong_type", "'" + field + "' must be an object.");
                yield Json.EMPTY_OBJECT;
            }
        };
    }

    private @Nullable String text(Json.Obj object, String field, String path, @Nullable String id) {
        return switch (object.get(field)) {
            case null -> null;
            case Json.Str text -> text.value();
            case Json.Null nothing when !field.equals("id") -> null;
            case Json other -> {
                add(id, path + "/" + field, "wrong_type", "'" + field + "' must be a string.");
                yield null;
            }
        };
    }

    private void missing(Json.Obj object, String field, String path, @Nullable String id) {
        if (!object.has(field)) {
            add(id, path, "missing_field", "'" + field + "' is missing.");
        }
    }

    private void unknown(@Nullable String id, String path, Json.Obj object, Set<String> known) {
        for (String field : object.fields().keySet()) {
            if (!known.contains(field)) {
                add(
                        id,
                        path + "/" + escaped(field),
                        "unknown_field",
                        "'" + shown(field) + "' is not known here; known are "
                                + String.join(", ", new TreeSet<>(known)) + ".");
            }
        }
    }

    private void add(@Nullable String id, String path, String rule, String message) {
        problems.add(new WorkflowProblem(id, path, rule, message));
    }

    static String escaped(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }

    /** A text from people, cut and cleaned for a message. */
    static String shown(String text) {
        String cut = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return isPrintable(cut) ? cut : cut.replaceAll("[\\p{C}]", "?");
    }

    private static boolean isPrintable(String text) {
        return text.length() <= MAX_NAME
                && text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED -> true;
                    default -> false;
                });
    }
}
