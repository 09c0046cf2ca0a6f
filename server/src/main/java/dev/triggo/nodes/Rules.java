package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import dev.triggo.schema.TextPattern;
import dev.triggo.template.Template;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comparisons tied together with and or or: {@code combinator} and {@code rules} of a config. */
final class Rules {
    /** The two fields as JSON Schema properties, for the kinds that have them. */
    static final String PROPERTIES = """
            "combinator": {"enum": ["and", "or"], "default": "and", "description": "Whether all rules must hold, or one."},
            "rules": {"type": "array", "minItems": 1, "maxItems": 100, "description": "The comparisons.", "items": {
              "type": "object", "required": ["left", "operator"], "additionalProperties": false, "properties": {
                "left": {"description": "The value to look at, mostly a template."},
                "operator": %s,
                "right": {"description": "What to compare it with; left out for is_empty, is_not_empty and exists."}}}}""".formatted(operatorSchema());

    private final Patterns patterns = new Patterns();

    static String operatorSchema() {
        return Json.object()
                .put("type", "string")
                .put("examples", Json.strings(Operators.names()))
                .put(
                        "description",
                        "One of " + String.join(", ", Operators.names())
                                + ". Values of unlike types are never equal, less or greater. matches takes an RE2 pattern.")
                .build()
                .write();
    }

    /** True when the rules, resolved already, hold. */
    boolean hold(Json.Obj config) {
        Config fields = new Config(config);
        boolean all = switch (fields.word("combinator", "and")) {
            case "and" -> true;
            case "or" -> false;
            default -> throw new Misfit("/config/combinator", "must be and or or");
        };
        List<Json> rules = fields.array("rules").items();
        for (int i = 0; i < rules.size(); i++) {
            String path = "/config/rules/" + i;
            if (!(rules.get(i) instanceof Json.Obj rule)) {
                throw Misfit.type(path, "an object with left, operator and right", rules.get(i));
            }
            if (holds(rule.get("left"), rule, "right", path) != all) {
                return !all;
            }
        }
        return all;
    }

    /** One comparison; {@code rule} holds {@code operator} (eq when there is none) and the field named {@code right}. */
    boolean holds(@Nullable Json left, Json.Obj rule, String right, String path) {
        Json name = rule.get("operator");
        Operators.Operator operator = name == null
                ? Operators.find(Operators.DEFAULT)
                : name instanceof Json.Str word ? Operators.find(word.value()) : null;
        if (operator == null) {
            throw new Misfit(path + "/operator", unknown(String.valueOf(name)));
        }
        try {
            return operator.holds(orNull(left), orNull(rule.get(right)), patterns);
        } catch (IllegalArgumentException badPattern) {
            throw new Misfit(path + "/" + right, "cannot be used with matches: " + badPattern.getMessage());
        }
    }

    /** What is wrong with the rules as they are written, beyond their schema. */
    static List<WorkflowProblem> check(Node node) {
        var problems = new ArrayList<WorkflowProblem>();
        if (node.config().get("rules") instanceof Json.Arr rules) {
            for (int i = 0; i < rules.items().size(); i++) {
                if (rules.items().get(i) instanceof Json.Obj rule) {
                    checkRule(node, "/config/rules/" + i, rule, "right", problems);
                }
            }
        }
        return problems;
    }

    /** As {@link #check}, for one comparison whose right side is in the field named {@code right}. */
    static void checkRule(Node node, String path, Json.Obj rule, String right, List<WorkflowProblem> problems) {
        if (!(rule.get("operator") instanceof Json.Str name)) {
            return;
        }
        Operators.Operator operator = Operators.find(name.value());
        if (operator == null) {
            problems.add(new WorkflowProblem(
                    node.id(), path + "/operator", "unknown_operator", "The operator " + unknown(name.write()) + "."));
            return;
        }
        Json value = rule.get(right);
        String place = path + "/" + right;
        if (operator.unary() && value != null && value != Json.Null.NULL) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    place,
                    "unexpected_field",
                    operator.name() + " looks at one value only: leave " + right + " out."));
        } else if (!operator.unary() && value == null) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    place,
                    "missing_field",
                    operator.name() + " compares with a second value: add " + right + "."));
        } else if (operator.takesPattern() && value != null) {
            checkPattern(node, place, value, problems);
        }
    }

    private static void checkPattern(Node node, String place, Json value, List<WorkflowProblem> problems) {
        Template template = Template.of(value);
        if (!template.faults().isEmpty() || !template.isConstant()) {
            return;
        }
        try {
            if (template.resolve(root -> null) instanceof Json.Str pattern) {
                TextPattern.compile(pattern.value());
            } else {
                problems.add(new WorkflowProblem(node.id(), place, "bad_pattern", "A pattern is a string."));
            }
        } catch (IllegalArgumentException bad) {
            problems.add(new WorkflowProblem(
                    node.id(), place, "bad_pattern", "This pattern cannot be used: " + bad.getMessage() + "."));
        }
    }

    private static String unknown(String written) {
        String shown = written.length() > 80 ? written.substring(0, 80) + "…" : written;
        return shown + " is unknown; use one of " + String.join(", ", Operators.names());
    }

    private static Json orNull(@Nullable Json value) {
        return value == null ? Json.Null.NULL : value;
    }
}
