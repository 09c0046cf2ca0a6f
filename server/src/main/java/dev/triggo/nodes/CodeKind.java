package dev.triggo.nodes;

import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.sandbox.Code;
import dev.triggo.sandbox.CodeResult;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Runs a function that somebody wrote, in the sandbox. */
final class CodeKind extends BuiltInKind {
    private static final Duration CHECK = Duration.ofSeconds(3);
    private static final String TYPESCRIPT = "typescript";
    private static final String PROPERTIES = """
            {"language": {"enum": ["javascript", "typescript"], "default": "javascript",
               "description": "What the source is written in; TypeScript loses its types and is not checked."},
             "source": {"type": "string", "minLength": 1, "maxLength": 200000,
               "description": "A module with one function: export default, else run, else the first. Called with (inputs, utils), it may be async. utils: dates, uuid, pick, omit, groupBy, keyBy, uniqBy, base64, hash. No imports, network, files; 5 s of processor time, 64 MiB."},
             "fieldMappings": {"type": "object",
               "description": "What inputs holds: names, and values with templates. The code sees nothing else."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "code", "config": {"language": "typescript",
               "source": "export default function (inputs: {people: {name: string}[]}, utils) {\\n  return {names: inputs.people.map((person) => person.name), groups: utils.groupBy(inputs.people, 'team')};\\n}",
               "fieldMappings": {"people": "{{http_request_1.body.people}}"}}},
             "sources": {"http_request_1": {"body": {"people": [{"name": "Ada", "team": "red"}]}}},
             "output": {"names": ["Ada"], "groups": {"red": [{"name": "Ada", "team": "red"}]}}}""";

    private final Sandbox sandbox;

    CodeKind(Sandbox sandbox) {
        super(KindText.of(
                "code",
                "Runs a JavaScript or TypeScript function over mapped inputs, without network, files or state.",
                PROPERTIES,
                List.of("source"),
                EXAMPLE));
        this.sandbox = sandbox;
    }

    @Override
    Outcome carryOut(NodeContext context) throws InterruptedException {
        Config config = new Config(context.config());
        Json.Obj inputs = config.fields().has("fieldMappings") ? config.object("fieldMappings") : Json.EMPTY_OBJECT;
        Code code = new Code(
                config.word("source", ""), config.word("language", "javascript").equals(TYPESCRIPT));
        return switch (sandbox.run(code, inputs, context.deadlineNanos())) {
            case CodeResult.Done done -> new Outcome.Done(done.value(), null, done.logs());
            case CodeResult.Failed failed ->
                new Outcome.Failed(failed.fault().name(), failed.message(), failed.retryable(), null, failed.logs());
        };
    }

    /** Repeating it harms nobody; so it is carried out in a dry run too, and on a thread that may wait. */
    @Override
    public Effect effect(Node node) {
        return Effect.READ;
    }

    /** What the worker says of the source when it answers in time; without an answer the first run will tell. */
    @Override
    public List<WorkflowProblem> check(Node node) {
        String source = node.config().text("source");
        if (source == null) {
            return List.of();
        }
        try {
            Code code = new Code(source, TYPESCRIPT.equals(node.config().text("language")));
            return sandbox.check(code, System.nanoTime() + CHECK.toNanos()) instanceof CodeResult.Failed failed
                            && failed.fault() == CodeResult.Fault.CODE_SYNTAX
                    ? List.of(new WorkflowProblem(node.id(), "/config/source", "bad_code", failed.message()))
                    : List.of();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** The source is in the definition. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return config.without("source");
    }

    @Override
    public Set<String> literalFields() {
        return Set.of("source");
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
