package dev.triggo.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final NodeTypes TYPES = new TinyTypes();

    static Validation validate(String definition) {
        return Validation.of(Json.parse(definition.replace('\'', '"')), TYPES);
    }

    /** A sound callable workflow, with more nodes and edges put in. */
    static String callable(String nodes, String edges) {
        return """
                {'nodes': [{'id': 'in', 'type': 'action_input', 'config': {'inputSchema': {'type': 'object'}}},
                           {'id': 'out', 'type': 'return_output', 'config': {'output': 1}} %s],
                 'edges': [{'id': 'e1', 'source': 'in', 'target': 'out'} %s]}
                """.formatted(nodes, edges);
    }

    /** One more node between input and output. */
    private static String with(String node) {
        return callable("," + node, ",{'id':'e2','source':'in','target':'n'},{'id':'e3','source':'n','target':'out'}");
    }

    static String told(Validation validation) {
        return validation.problems().stream()
                .map(p -> (p.nodeId() == null ? "-" : p.nodeId()) + " " + p.rule() + " " + p.path())
                .collect(Collectors.joining("; "));
    }

    @Test
    void acceptsTheExampleOfTheDocuments() {
        Validation validation = validate("""
                {"nodes": [
                    {"id": "action_input", "type": "action_input", "name": "Input", "position": {"x": 0, "y": 0},
                     "config": {"inputSchema": {"type": "object", "required": ["email"],
                                "properties": {"email": {"type": "string", "format": "email"}}}}},
                    {"id": "http_request_1", "type": "connector", "connector": "http-request", "operation": "http_request",
                     "notes": "asks", "config": {"method": "GET", "url": "https://api.example.com/people/{{action_input.email}}"},
                     "options": {"maxRetries": 2, "timeoutMs": 10000, "requiresApproval": false, "effect": "once"}},
                    {"id": "condition_1", "type": "condition", "config": {"rules": [{"left": "{{http_request_1.body.score}}"}]}},
                    {"id": "return_output", "type": "return_output", "config": {"output": {"score": "{{http_request_1.body.score}}"}}},
                    {"id": "return_output_2", "type": "return_output", "config": {"output": {"q": "{{trigger.email}}{{run.id}}"}}}],
                 "edges": [
                    {"id": "e1", "source": "action_input", "sourceHandle": null, "target": "http_request_1"},
                    {"id": "e2", "source": "http_request_1", "target": "condition_1"},
                    {"id": "e3", "source": "condition_1", "sourceHandle": "true", "target": "return_output"},
                    {"id": "e4", "source": "condition_1", "sourceHandle": "false", "target": "return_output_2"}]}
                """);
        assertEquals(List.of(), validation.problems());
        assertTrue(validation.valid());
        assertEquals(WorkflowType.CALLABLE, validation.type());
        assertEquals("{\"valid\":true,\"problems\":[]}", validation.toJson().write());
        Node http = validation.definition().node("http_request_1");
        assertEquals(new NodeOptions(2, 1000, false, 10_000, null, true), http == null ? null : http.options());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'action':'report-failure'} | ''",
                "{'action':'Report'} | - bad_slug /onFailure/action",
                "{'action':'a--b'} | - bad_slug /onFailure/action",
                "{'action':''} | - missing_field /onFailure/action",
                "{} | - missing_field /onFailure/action",
                "{'action':1} | - wrong_type /onFailure/action",
                "{'action':'a','slug':'a'} | - unknown_field /onFailure/slug",
                "'report' | - wrong_type /onFailure",
                "null | - wrong_type /onFailure",
            },
            quoteCharacter = '"')
    void namesAnActionThatIsToldOfFailures(String onFailure, String problems) {
        Validation validation = validate("""
                {'nodes': [{'id': 'in', 'type': 'action_input', 'config': {}},
                           {'id': 'out', 'type': 'return_output', 'config': {'output': 1}}],
                 'edges': [{'source': 'in', 'target': 'out'}], 'onFailure': %s}
                """.formatted(onFailure));
        assertEquals(problems.replace("''", ""), told(validation));
        if (validation.valid()) {
            assertEquals("report-failure", validation.definition().onFailure());
        }
    }

    @Test
    void anEventStartsAWorkflowWithATrigger() {
        Validation validation = validate("""
                {'nodes': [{'id': 'trigger', 'type': 'hook', 'connector': 'c', 'operation': 'o'},
                           {'id': 'n', 'type': 'set', 'config': {'a': '{{trigger.body.x}}'}}],
                 'edges': [{'source': 'trigger', 'target': 'n'}]}
                """);
        assertEquals("", told(validation));
        assertEquals(WorkflowType.EVENT_DRIVEN, validation.type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "action_input | Callable workflow must have at least 1 Return Output node",
                "return_output | Callable workflow must have exactly 1 Action Input node",
                "action_input action_input return_output | Callable workflow must have exactly 1 Action Input node",
                "action_input action_input | Callable workflow must have exactly 1 Action Input node;"
                        + "Callable workflow must have at least 1 Return Output node",
                "hook hook | Event-driven workflow must have exactly 1 trigger node",
                "hook action_input return_output | A workflow is started by an Action Input node or by a trigger, not by both;"
                        + " remove 'n1' or 'n0'.",
                "set | Nothing starts this workflow: add an Action Input node and a Return Output node to make it callable,"
                        + " or a trigger node to make it event-driven.",
            })
    void saysWhatTheEntriesLack(String kinds, String messages) {
        String[] types = kinds.split(" ");
        String nodes = IntStream.range(0, types.length)
                .mapToObj(i -> "{'id':'n%d','type':'%s','config':{'output':1}%s}"
                        .formatted(i, types[i], types[i].equals("hook") ? ",'connector':'c','operation':'o'" : ""))
                .collect(Collectors.joining(","));
        Validation validation = validate("{'nodes':[" + nodes + "],'edges':[]}");
        String entries = validation.problems().stream()
                .filter(p -> !p.rule().equals("unreachable"))
                .map(WorkflowProblem::message)
                .collect(Collectors.joining(";"));
        assertEquals(messages, entries);
        assertEquals(WorkflowType.UNDETERMINED, validation.type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'id':'n','type':'sett'} | n unknown_type /nodes/2/type",
                "{'id':'n','type':'set','colour':1} | n unknown_field /nodes/2/colour",
                "{'id':'n'} | n missing_field /nodes/2/type",
                "{'id':'n','type':7} | n wrong_type /nodes/2/type",
                "{'id':'n','type':'set','name':'a\\u202eb'} | n bad_text /nodes/2/name",
                "{'id':'n','type':'set','name':'a\\u0007b'} | n bad_text /nodes/2/name",
                "{'id':'n','type':'set','name':'a\\u200bb'} | n bad_text /nodes/2/name",
                "{'id':'n','type':'set','name':'a\\udb40\\udc41'} | n bad_text /nodes/2/name",
                "{'id':'n','type':'set','config':[]} | n wrong_type /nodes/2/config",
                "{'id':'n','type':'set','config':{'a':['x\\u0000']}} | - bad_text /nodes/2/config/a/0",
                "{'id':'n','type':'set','config':{'a':'\\ud800'}} | - bad_text /nodes/2/config/a",
                "{'id':'n','type':'set','config':{'\\u0000':1}} | - bad_text /nodes/2/config",
                "{'id':'n','type':'set','connector':'c'} | n unknown_field /nodes/2/connector",
                "{'id':'n','type':'set','connectionId':'c'} | n unknown_field /nodes/2/connectionId",
                "{'id':'n','type':'set','options':{'maxRetries':1}} | n options_not_taken /nodes/2/options",
                "{'id':'n','type':'set','parentId':'nobody'} | n unknown_parent /nodes/2/parentId",
                "{'id':'n','type':'set','config':{'a':'{{'}} | n bad_template /nodes/2/config/a",
                "{'id':'n','type':'set','config':{'forbidden':1}} | n forbidden /nodes/2/config/forbidden",
                "{'id':'n','type':'set','config':{'a':'{{nobody.x}}'}} | n unknown_root /nodes/2/config/a",
                "{'id':'n','type':'set','config':{'a':'{{n.x}}'}} | n unknown_root /nodes/2/config/a",
                "{'id':'n','type':'set','config':{'a':'{{out.x}}'}} | n unknown_root /nodes/2/config/a",
                "{'id':'n','type':'set','config':{'a':'{{= out.x}}'}} | n unknown_root /nodes/2/config/a",
                "{'id':'n','type':'set','config':{'a':'{{item.x}}'}} | n unknown_root /nodes/2/config/a",
                "{'id':'n','type':'filter','config':{'items':'{{item.x}}'}} | n unknown_root /nodes/2/config/items",
                "{'id':'n','type':'filter','config':{'rules':'{{nobody.x}}'}} | n unknown_root /nodes/2/config/rules",
                "{'id':'n','type':'broken'} | n unusable_schema /nodes/2/config",
            })
    void tellsWhatIsWrongWithANode(String node, String problem) {
        assertEquals(problem, told(validate(with(node))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'n','type':'filter','config':{'items':'{{in.list}}','rules':[{'left':'{{item.x}}','right':'{{index}}'}]}}",
                "{'id':'n','type':'set','config':{'a':'{{in.x}} {{trigger.y}} {{run.id}} {{workspace.name}}'}}",
                "{'id':'n','type':'set','config':{'a':'{{= in.items[price > 1].name & trigger.x}}'}}",
                "{'id':'n','type':'set','name':'Prüfung 検査 👩\u200d💻 می\u200cشود','position':{'x':1},'notes':{'any':'thing'}}",
            })
    void acceptsSoundNodes(String node) {
        assertEquals("", told(validate(with(node))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'config':{'url':'https://a.example'} | ~~",
                "'config':{} | n config_required /nodes/2/config",
                "'config':{'url':5} | n config_type /nodes/2/config/url",
                "'config':{'url':'{{in.url}}','times':'{{in.n}}','tags':'{{in.tags}}','method':'{{in.m}}','body':'{{in.b}}'} | ~~",
                "'config':{'url':'{{in.url}}','body':{'kind':'{{in.kind}}'}} | ~~",
                "'config':{'url':'{{in.url}}','body':{'other':'{{in.kind}}'}} | n config_type /nodes/2/config/body;"
                        + " n config_required /nodes/2/config/body",
                "'config':{'url':'{{in.url}}','times':0} | n config_minimum /nodes/2/config/times",
                "'config':{'url':'{{in.url}}','uri':'x'} | n config_additional_properties /nodes/2/config",
                "'config':{'url':'{{in.url}}','uri':'{{in.x}}'} | n config_additional_properties /nodes/2/config",
            })
    void checksConfigWithTemplatesAsAnyValue(String config, String problems) {
        String node = "{'id':'n','type':'connector','connector':'c','operation':'o'," + config + "}";
        assertEquals(problems, told(validate(with(node))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'maxRetries':11} | out_of_range /maxRetries",
                "{'maxRetries':-1} | out_of_range /maxRetries",
                "{'maxRetries':1.5} | out_of_range /maxRetries",
                "{'maxRetries':'2'} | wrong_type /maxRetries",
                "{'baseIntervalMs':-5} | out_of_range /baseIntervalMs",
                "{'timeoutMs':30001} | out_of_range /timeoutMs",
                "{'timeoutMs':0} | out_of_range /timeoutMs",
                "{'timeoutMs':1e300} | out_of_range /timeoutMs",
                "{'continueOnFailure':'yes'} | wrong_type /continueOnFailure",
                "{'effect':'twice'} | out_of_range /effect",
                "{'retries':1} | unknown_field /retries",
                "{'requiresApproval':'yes'} | wrong_type /requiresApproval",
                "{'requiresApproval':{'titel':'T'}} | unknown_field /requiresApproval/titel",
                "{'requiresApproval':{'title':7}} | wrong_type /requiresApproval/title",
                "{'requiresApproval':{'expiresInSeconds':0}} | out_of_range /requiresApproval/expiresInSeconds",
                "{'requiresApproval':{'expiresInSeconds':2592001}} | out_of_range /requiresApproval/expiresInSeconds",
                "{'requiresApproval':{'separateDecider':1}} | wrong_type /requiresApproval/separateDecider",
                "{'requiresApproval':{'message':'{{nowhere.x}}'}} | unknown_root /requiresApproval/message",
                "{'requiresApproval':{'message':'{{'}} | bad_template /requiresApproval/message",
            })
    void checksTheRangeOfOptions(String options, String problem) {
        Validation validation = validate(with(
                "{'id':'n','type':'connector','connector':'c','operation':'o','config':{'url':'https://a.example'},"
                        + "'options':" + options + "}"));
        String[] parts = problem.split(" ");
        assertEquals("n " + parts[0] + " /nodes/2/options" + parts[1], told(validation));
    }

    @Test
    void aConnectorNodeNamesItsConnectorAndOperation() {
        assertEquals(
                "n missing_field /nodes/2/connector; n missing_field /nodes/2/operation",
                told(validate(with("{'id':'n','type':'connector','config':{'url':'https://a.example'}}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a-b", "a b", "a.b", "ä", "_a", "trigger\u200b"})
    void refusesIdsOfAnotherForm(String id) {
        Validation validation = validate(with("{'id':'%s','type':'set'}".formatted(id)));
        assertTrue(told(validation).contains("/nodes/2/id"), told(validation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trigger", "run", "workspace", "item", "index"})
    void refusesIdsThatTemplatesUseForSomethingElse(String id) {
        Validation validation = validate(
                callable(",{'id':'%s','type':'set'}".formatted(id), ",{'source':'in','target':'%s'}".formatted(id)));
        assertEquals(id + " reserved_id /nodes/2/id", told(validation));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'id':'x','source':'in','target':'nowhere'} | - edge_to_nowhere /edges/1/target",
                "{'id':'x','source':'nowhere','target':'out'} | - edge_to_nowhere /edges/1/source",
                "{'id':'e1','source':'in','target':'c','targetHandle':'t'} | - duplicate_id /edges/1/id",
                "{'id':'x','source':'in','target':'out'} | in duplicate_edge /edges/1",
                "{'id':'x','source':'in','sourceHandle':'true','target':'c'} | in unknown_handle /edges/1/sourceHandle",
                "{'id':'x','source':'c','target':'out'} | c missing_handle /edges/1/sourceHandle",
                "{'id':'x','source':'c','sourceHandle':'maybe','target':'out'} | c unknown_handle /edges/1/sourceHandle",
                "{'id':'x','source':'in','target':'c','animated':true} | - unknown_field /edges/1/animated",
                "{'id':'x','source':'in'} | - missing_field /edges/1/target",
                "{'id':'x','source':3,'target':'out'} | - wrong_type /edges/1/source",
                "7 | - wrong_type /edges/1",
            })
    void tellsWhatIsWrongWithAnEdge(String edge, String problem) {
        Validation validation = validate(
                callable(",{'id':'c','type':'condition'}", "," + edge + ",{'id':'y','source':'in','target':'c'}"));
        String told = validation.problems().stream()
                .filter(p -> !p.path().equals("/edges/2"))
                .map(p -> (p.nodeId() == null ? "-" : p.nodeId()) + " " + p.rule() + " " + p.path())
                .collect(Collectors.joining("; "));
        assertEquals(problem, told);
    }

    @Test
    void namesACycle() {
        Validation validation = validate(callable(
                ",{'id':'a','type':'set'},{'id':'b','type':'set'},{'id':'c','type':'set'}",
                ",{'source':'in','target':'a'},{'source':'a','target':'b'},{'source':'b','target':'c'},"
                        + "{'source':'c','target':'b'}"));
        assertEquals("b cycle /nodes/3", told(validation));
        assertEquals(
                "These nodes lead round in a circle: b -> c -> b; remove one of the edges.",
                validation.problems().getFirst().message());
        assertEquals(
                "a cycle /nodes/2",
                told(validate(callable(
                        ",{'id':'a','type':'set'}", ",{'source':'in','target':'a'},{'source':'a','target':'a'}"))));
    }

    @Test
    void namesNodesThatNothingLeadsTo() {
        assertEquals(
                "a unreachable /nodes/2; b unreachable /nodes/3",
                told(validate(
                        callable(",{'id':'a','type':'set'},{'id':'b','type':'set'}", ",{'source':'a','target':'b'}"))));
    }

    @Test
    void suggestsTheNearestName() {
        assertTrue(validate(with("{'id':'n','type':'sett'}"))
                .problems()
                .getFirst()
                .message()
                .startsWith("There is no node type 'sett'; did you mean 'set'? Known types: action_input, "));
        assertTrue(validate(with("{'id':'n','type':'set','config':{'a':'{{trigge.x}}'}}"))
                .problems()
                .getFirst()
                .message()
                .endsWith("which is no node; did you mean 'trigger'."));
    }

    @Test
    void refusesWhatIsTooLarge() {
        String many = IntStream.range(0, 499)
                .mapToObj(i -> ",{'id':'n%d','type':'set'}".formatted(i))
                .collect(Collectors.joining());
        assertTrue(told(validate(callable(many, ""))).startsWith("- too_many_nodes /nodes; "));
        String edges = ",{'source':'in','target':'out'}".repeat(1_000);
        assertTrue(told(validate(callable("", edges))).startsWith("- too_many_edges /edges; "));
        assertEquals(
                "- too_large ",
                told(validate(with("{'id':'n','type':'set','config':{'a':'" + "x".repeat(1_100_000) + "'}}")))
                        .split(";")[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "7",
                "'text'",
                "{}",
                "{'nodes':7}",
                "{'nodes':[7],'edges':{}}",
                "{'nodes':[{}]}",
                "{'nodes':[],'edges':[],'more':1}"
            })
    void refusesWhatIsNoDefinition(String definition) {
        Validation validation = validate(definition);
        assertEquals(false, validation.valid());
        assertEquals(WorkflowType.UNDETERMINED, validation.type());
    }

    @Test
    void tellsEverythingAtOnce() {
        Validation validation = validate("""
                {'nodes': [{'id': 'in', 'type': 'action_input', 'x': 1}, {'id': 'in', 'type': 'set'},
                           {'id': 'c', 'type': 'connector', 'config': {'times': 0, 'url': '{{later.x}} {{'}},
                           {'id': 'later', 'type': 'nothing'}],
                 'edges': [{'source': 'in', 'target': 'c'}, {'source': 'c', 'target': 'gone'}]}
                """);
        assertEquals(
                "in unknown_field /nodes/0/x; in duplicate_id /nodes/1/id; - return_output_count /nodes;"
                        + " - edge_to_nowhere /edges/1/target; later unreachable /nodes/3; c bad_template /nodes/2/config/url;"
                        + " c missing_field /nodes/2/connector; c missing_field /nodes/2/operation;"
                        + " c config_minimum /nodes/2/config/times; later unknown_type /nodes/3/type",
                told(validation));
    }

    @Test
    void ordersNodesAlongTheArrows() {
        Validation validation = validate("""
                {'nodes': [{'id': 'd', 'type': 'set'}, {'id': 'b', 'type': 'set'}, {'id': 'a', 'type': 'set'},
                           {'id': 'c', 'type': 'set'}],
                 'edges': [{'source': 'a', 'target': 'd'}, {'source': 'b', 'target': 'd'}, {'source': 'a', 'target': 'c'}]}
                """);
        assertEquals(
                List.of("b", "a", "d", "c"),
                validation.definition().inOrder().stream().map(Node::id).toList());
    }
}
