package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the official conformance suite expects to find on a server, registered on the real engine. */
final class ConformanceFixtures {
    private static final String IMAGE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private static final String AUDIO = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

    private final TestChanges changes = new TestChanges();
    private final MemoryTasks tasks = new MemoryTasks();

    McpServer server() {
        var tools = new ArrayList<McpTool>();
        tools.addAll(content());
        tools.addAll(talk());
        tools.addAll(questions());
        tools.addAll(rounds());
        tools.addAll(tasks());
        return new McpServer("Fixtures.", ToolCatalog.of(tools), prompts(), new Resources(), tasks, changes);
    }

    private static List<McpTool> content() {
        Json.Obj image = json("{'type':'image','data':'" + IMAGE + "','mimeType':'image/png'}");
        return List.of(
                Fixture.of("test_simple_text", call -> Fixture.text("This is a simple text response for testing.")),
                Fixture.of("test_image_content", call -> content(image)),
                Fixture.of(
                        "test_audio_content",
                        call -> content(json("{'type':'audio','data':'" + AUDIO + "','mimeType':'audio/wav'}"))),
                Fixture.of("test_embedded_resource", call -> content(embedded("test://embedded-resource"))),
                Fixture.of(
                        "test_multiple_content_types",
                        call -> content(
                                ToolResult.text("Multiple content types test:"),
                                image,
                                embedded("test://mixed-content-resource"))),
                Fixture.of(
                        "test_error_handling",
                        call -> new ToolResult.Content(
                                Json.array(List.of(
                                        ToolResult.text("This tool intentionally returns an error for testing"))),
                                null,
                                true)),
                Fixture.of(
                        "json_schema_2020_12_tool",
                        json("""
                                {'$schema':'https://json-schema.org/draft/2020-12/schema','type':'object',
                                 '$defs':{'address':{'$anchor':'addressDef','type':'object','properties':
                                  {'street':{'type':'string'},'city':{'type':'string'}}}},
                                 'properties':{'name':{'type':'string'},'address':{'$ref':'#/$defs/address'},
                                  'contactMethod':{'type':'string','enum':['phone','email']},
                                  'phone':{'type':'string'},'email':{'type':'string'}},
                                 'allOf':[{'anyOf':[{'required':['phone']},{'required':['email']}]}],
                                 'if':{'properties':{'contactMethod':{'const':'phone'}},'required':['contactMethod']},
                                 'then':{'required':['phone']},'else':{'required':['email']},
                                 'additionalProperties':false}"""),
                        call -> Fixture.text(call.arguments().write())),
                Fixture.of(
                        "test_mirrored_header",
                        json("""
                                {'type':'object','properties':{'region':{'type':'string','x-mcp-header':'Region'}},
                                 'additionalProperties':false}"""),
                        call -> Fixture.text(String.valueOf(call.optionalText("region")))));
    }

    private List<McpTool> talk() {
        return List.of(
                Fixture.of("test_tool_with_logging", call -> {
                    for (String line : List.of("started", "processing", "completed")) {
                        call.log(ToolCall.LogLevel.INFO, Json.of(line));
                    }
                    return Fixture.text("Tool with logging executed successfully");
                }),
                Fixture.of("test_logging_tool", call -> {
                    call.log(ToolCall.LogLevel.INFO, Json.of("evaluated"));
                    return Fixture.text("Logging evaluated");
                }),
                Fixture.of("test_tool_with_progress", call -> {
                    for (int step : new int[] {0, 50, 100}) {
                        call.progress(BigDecimal.valueOf(step), BigDecimal.valueOf(100), "step " + step);
                    }
                    return Fixture.text("done");
                }),
                Fixture.of("test_streaming_elicitation", call -> {
                    call.demand("elicitation");
                    return Fixture.text("Streaming complete");
                }),
                Fixture.of("test_missing_capability", call -> {
                    call.demand("sampling");
                    return Fixture.text("Success");
                }),
                Fixture.of("test_trigger_tool_change", call -> {
                    changes.tell(ChangeFeed.Change.TOOLS);
                    return Fixture.text("Mutation triggered");
                }),
                Fixture.of("test_trigger_prompt_change", call -> {
                    changes.tell(ChangeFeed.Change.PROMPTS);
                    return Fixture.text("Mutation triggered");
                }));
    }

    private static List<McpTool> questions() {
        Json.Obj prompt = json("{'type':'object','properties':{'prompt':{'type':'string'}},'required':['prompt']}");
        Json.Obj message = json("{'type':'object','properties':{'message':{'type':'string'}},'required':['message']}");
        return List.of(
                Fixture.of("test_sampling", prompt, call -> asked(call, sampling(call.text("prompt")))),
                Fixture.of(
                        "test_elicitation",
                        message,
                        call -> asked(call, form(call.text("message"), "{'response':{'type':'string'}}"))),
                Fixture.of(
                        "test_elicitation_sep1034_defaults",
                        call -> asked(call, form("Please review the defaults", """
                                        {'name':{'type':'string','default':'John Doe'},
                                         'age':{'type':'integer','default':30},
                                         'score':{'type':'number','default':95.5},
                                         'status':{'type':'string','enum':['active','inactive','pending'],
                                          'default':'active'},
                                         'verified':{'type':'boolean','default':true}}"""))),
                Fixture.of("test_elicitation_sep1330_enums", call -> asked(call, form("Please select options", """
                                        {'untitledSingle':{'type':'string','enum':['option1','option2','option3']},
                                         'titledSingle':{'type':'string','oneOf':[
                                          {'const':'value1','title':'First Option'},
                                          {'const':'value2','title':'Second Option'},
                                          {'const':'value3','title':'Third Option'}]},
                                         'legacyEnum':{'type':'string','enum':['opt1','opt2','opt3'],
                                          'enumNames':['Option One','Option Two','Option Three']},
                                         'untitledMulti':{'type':'array','minItems':1,'maxItems':3,
                                          'items':{'type':'string','enum':['option1','option2','option3']}},
                                         'titledMulti':{'type':'array','minItems':1,'maxItems':3,'items':{'anyOf':[
                                          {'const':'value1','title':'First Choice'},
                                          {'const':'value2','title':'Second Choice'},
                                          {'const':'value3','title':'Third Choice'}]}}}"""))));
    }

    private static List<McpTool> rounds() {
        InputRequest name = form("What is your name?", "{'name':{'type':'string'}}", "name");
        InputRequest confirm = form("Please confirm", "{'ok':{'type':'boolean'}}", "ok");
        String prefix = "test_input_required_result_";
        return List.of(
                Fixture.of(prefix + "elicitation", call -> asked(call, "user_name", name)),
                Fixture.of(
                        prefix + "sampling",
                        call -> asked(call, "sample_request", sampling("What is the capital of France?"))),
                Fixture.of(prefix + "list_roots", call -> asked(call, "roots_request", roots())),
                Fixture.of(prefix + "request_state", call -> asked(call, "confirm", confirm)),
                Fixture.of(prefix + "tampered_state", call -> asked(call, "confirm", confirm)),
                Fixture.of(prefix + "multiple_inputs", call -> {
                    var all = new LinkedHashMap<String, InputRequest>();
                    all.put("user_name", name);
                    all.put("greeting", sampling("Generate a greeting"));
                    all.put("client_roots", roots());
                    return Fixture.text("Answers: " + call.ask(all));
                }),
                Fixture.of(prefix + "multi_round", call -> {
                    var first = call.ask(Map.of("step1", name));
                    var second = call.ask(
                            Map.of("step2", form("Your favourite colour?", "{'color':{'type':'string'}}", "color")));
                    return Fixture.text("Complete: " + first + second);
                }),
                Fixture.of(prefix + "capabilities", call -> {
                    var all = new LinkedHashMap<String, InputRequest>();
                    if (call.canAsk("elicitation")) {
                        all.put("elicit_input", name);
                    }
                    if (call.canAsk("sampling")) {
                        all.put("sample_input", sampling("Sample request"));
                    }
                    return Fixture.text("Answers: " + call.ask(all));
                }));
    }

    private List<McpTool> tasks() {
        Json.Obj greet = json("{'type':'object','properties':{'name':{'type':'string'}},'required':['name']}");
        Json.Obj slow = json("{'type':'object','properties':{'seconds':{'type':'integer'},'label':{'type':'string'}}}");
        Json.Obj file = json("{'type':'object','properties':{'filename':{'type':'string'}}}");
        Fixture.Body wait = call -> {
            var nobodyOpensIt = new CountDownLatch(1);
            boolean opened = nobodyOpensIt.await(call.integer("seconds", 0), TimeUnit.SECONDS);
            return Fixture.text("computed " + opened);
        };
        return List.of(
                Fixture.of("greet", greet, call -> Fixture.text("Hello, " + call.text("name") + "!")),
                Fixture.of("slow_compute", slow, call -> asTask(call, wait)),
                Fixture.of("failing_job", call -> {
                    call.demandTasks();
                    return tasks.start(
                            call,
                            inner -> new ToolResult.Content(
                                    Json.array(List.of(ToolResult.text("the job failed"))), null, true));
                }),
                Fixture.of(
                        "protocol_error_job",
                        call -> asTask(call, inner -> {
                            throw RpcFault.internal(inner.requestId());
                        })),
                Fixture.of(
                        "confirm_delete",
                        file,
                        call -> asTask(
                                call,
                                inner -> asked(inner, "confirm", form("Delete?", "{'confirm':{'type':'boolean'}}")))),
                Fixture.of(
                        "multi_input",
                        call -> asTask(call, inner -> {
                            var both = new LinkedHashMap<String, InputRequest>();
                            both.put("one", form("First?", "{'name':{'type':'string'}}"));
                            both.put("two", form("Second?", "{'name':{'type':'string'}}"));
                            return Fixture.text("Answers: " + inner.ask(both));
                        })),
                Fixture.of("test_tool_with_task", call -> {
                    var answers = call.ask(Map.of("user_name", form("Name?", "{'name':{'type':'string'}}", "name")));
                    return asTask(call, inner -> Fixture.text("Hello " + answers));
                }));
    }

    private ToolResult asTask(ToolCall call, Fixture.Body body) throws InterruptedException {
        return call.mayBecomeTask() ? tasks.start(call, body) : body.call(call);
    }

    private static List<McpServer.Prompt> prompts() {
        return List.of(
                new Prompt("test_simple_prompt", List.of(), call -> "This is a simple prompt for testing."),
                new Prompt(
                        "test_prompt_with_arguments",
                        List.of("arg1", "arg2"),
                        call -> "arg1='" + call.text("arg1") + "', arg2='" + call.text("arg2") + "'"),
                new Prompt(
                        "test_prompt_with_embedded_resource",
                        List.of("resourceUri"),
                        call -> embedded(call.text("resourceUri")).write()),
                new Prompt(
                        "test_prompt_with_image",
                        List.of(),
                        call -> "{\"type\":\"image\",\"data\":\"" + IMAGE + "\",\"mimeType\":\"image/png\"}"),
                new Prompt(
                        "test_input_required_result_prompt",
                        List.of(),
                        call -> "Context: "
                                + call.ask(Map.of(
                                        "user_context",
                                        form("Which context?", "{'context':{'type':'string'}}", "context")))));
    }

    private interface Words {
        String of(ToolCall call) throws InterruptedException;
    }

    private record Prompt(String name, List<String> arguments, Words words) implements McpServer.Prompt {
        @Override
        public Json.Obj descriptor() {
            return Json.object()
                    .put("name", name)
                    .put("description", "Fixture " + name)
                    .put(
                            "arguments",
                            Json.array(arguments.stream()
                                    .map(argument -> Json.object()
                                            .put("name", argument)
                                            .put("required", true)
                                            .build())
                                    .toList()))
                    .build();
        }

        @Override
        public Json.Obj get(ToolCall call) throws InterruptedException {
            String text = words.of(call);
            Json content = text.startsWith("{") ? Json.parse(text) : ToolResult.text(text);
            return Json.object()
                    .put(
                            "messages",
                            Json.array(List.of(Json.object()
                                    .put("role", "user")
                                    .put("content", content)
                                    .build())))
                    .build();
        }
    }

    private static final class Resources implements McpServer.Resources {
        @Override
        public List<Json.Obj> list(Caller caller) {
            return List.of(
                    json("{'uri':'test://static-text','name':'static-text','mimeType':'text/plain'}"),
                    json("{'uri':'test://static-binary','name':'static-binary','mimeType':'image/png'}"),
                    json("{'uri':'test://watched-resource','name':'watched','mimeType':'text/plain'}"));
        }

        @Override
        public List<Json.Obj> templates(Caller caller) {
            return List.of(json("{'uriTemplate':'test://template/{id}/data','name':'template'}"));
        }

        @Override
        public Optional<Json.Arr> read(Caller caller, String uri) {
            String body = switch (uri) {
                case "test://static-text", "test://watched-resource" ->
                    "'mimeType':'text/plain','text':'The content of the resource.'";
                case "test://static-binary" -> "'mimeType':'image/png','blob':'" + IMAGE + "'";
                default ->
                    uri.matches("test://template/\\w+/data")
                            ? "'mimeType':'text/plain','text':'Data for ID: "
                                    + uri.substring("test://template/".length(), uri.lastIndexOf('/')) + "'"
                            : "";
            };
            return body.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.array(List.of(json("{'uri':'" + uri + "'," + body + "}"))));
        }
    }

    private static ToolResult asked(ToolCall call, InputRequest question) throws InterruptedException {
        return asked(call, "answer", question);
    }

    private static ToolResult asked(ToolCall call, String key, InputRequest question) throws InterruptedException {
        return Fixture.text("Answer: " + call.ask(Map.of(key, question)));
    }

    private static InputRequest form(String message, String properties, String... required) {
        return InputRequest.form(
                message,
                Json.object()
                        .put("type", "object")
                        .put("properties", json(properties))
                        .put("required", Json.strings(List.of(required)))
                        .build());
    }

    private static InputRequest sampling(String text) {
        return new InputRequest(
                "sampling/createMessage",
                Json.object()
                        .put(
                                "messages",
                                Json.array(List.of(Json.object()
                                        .put("role", "user")
                                        .put("content", ToolResult.text(text))
                                        .build())))
                        .put("maxTokens", 100)
                        .build());
    }

    private static InputRequest roots() {
        return new InputRequest("roots/list", Json.EMPTY_OBJECT);
    }

    private static ToolResult content(Json.Obj... items) {
        return new ToolResult.Content(Json.array(List.of(items)), null, false);
    }

    private static Json.Obj embedded(String uri) {
        return json("{'type':'resource','resource':{'uri':'" + uri
                + "','mimeType':'text/plain','text':'Embedded resource content for testing.'}}");
    }

    private static Json.Obj json(String singleQuoted) {
        return (Json.Obj) Json.parse(singleQuoted.replace('\'', '"'));
    }
}
