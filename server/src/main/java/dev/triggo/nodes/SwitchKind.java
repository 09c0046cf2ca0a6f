package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Sends the run one of many ways: the first case that holds for the value, else {@code default}. */
final class SwitchKind extends BuiltInKind {
    private static final String OTHERWISE = "default";
    private static final Pattern CASE_ID = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final String PROPERTIES = """
            {"value": {"description": "The value to look at, mostly a template."},
             "cases": {"type": "array", "minItems": 1, "maxItems": 100,
               "description": "Tried in order; the first that holds is taken.", "items": {
                 "type": "object", "required": ["id"], "additionalProperties": false, "properties": {
                   "id": {"type": "string",
                     "description": "Names the case and its branch: lower-case letters, digits and _; not default."},
                   "operator": %s,
                   "value": {"description": "What the value is compared with."}}}}}""".formatted(Rules.operatorSchema());
    private static final String EXAMPLE = """
            {"node": {"type": "switch", "config": {"value": "{{action_input.plan}}", "cases": [
               {"id": "paid", "operator": "in", "value": ["pro", "business"]}, {"id": "free", "value": "free"}]}},
             "sources": {"action_input": {"plan": "pro"}},
             "output": {"case": "paid"},
             "handle": "paid"}""";

    SwitchKind() {
        super(KindText.of(
                "switch",
                "Sends the run one of many ways: a branch for each case id, and default when no case holds.",
                PROPERTIES,
                List.of("value", "cases"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        Config config = new Config(context.config());
        Json value = config.value("value");
        List<Json> cases = config.array("cases").items();
        var rules = new Rules();
        for (int i = 0; i < cases.size(); i++) {
            String path = "/config/cases/" + i;
            if (!(cases.get(i) instanceof Json.Obj choice) || !(choice.get("id") instanceof Json.Str id)) {
                throw new Misfit(path, "must be an object with id, operator and value");
            }
            if (rules.holds(value, choice, "value", path)) {
                return take(id.value());
            }
        }
        return take(OTHERWISE);
    }

    private static Outcome take(String handle) {
        return Outcome.branch(Json.object().put("case", handle).build(), handle);
    }

    @Override
    public Set<String> handles(Node node) {
        var handles = new LinkedHashSet<String>();
        for (Json choice : cases(node)) {
            if (choice instanceof Json.Obj object && object.get("id") instanceof Json.Str id) {
                handles.add(id.value());
            }
        }
        handles.add(OTHERWISE);
        return Collections.unmodifiableSet(handles);
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        var problems = new ArrayList<WorkflowProblem>();
        var seen = new HashSet<String>();
        List<Json> cases = cases(node);
        for (int i = 0; i < cases.size(); i++) {
            String path = "/config/cases/" + i;
            if (cases.get(i) instanceof Json.Obj choice) {
                if (choice.get("id") instanceof Json.Str id) {
                    checkId(node, path + "/id", id.value(), seen, problems);
                }
                Json.Obj rule = choice.has("operator") ? choice : choice.with("operator", Json.of(Operators.DEFAULT));
                Rules.checkRule(node, path, rule, "value", problems);
            }
        }
        return problems;
    }

    private static void checkId(Node node, String path, String id, Set<String> seen, List<WorkflowProblem> problems) {
        if (id.equals(OTHERWISE) || !CASE_ID.matcher(id).matches()) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    path,
                    "invalid_case_id",
                    "A case id is a lower-case letter, then at most 63 of a-z, 0-9 and _; and default is taken."));
        } else if (!seen.add(id)) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    path,
                    "duplicate_case_id",
                    "There is a case " + id + " already: give this one another id."));
        }
    }

    private static List<Json> cases(Node node) {
        return node.config().get("cases") instanceof Json.Arr cases ? cases.items() : List.of();
    }
}
