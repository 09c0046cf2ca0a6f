package dev.triggo.nodes;

import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.sandbox.Code;
import dev.triggo.sandbox.CodeResult;
import dev.triggo.sandbox.CodeResult.Fault;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs a function that somebody wrote, in the sandbox. */
final class CodeKind extends BuiltInKind {
    /** To read all sources of a definition; the start of a worker is in it. */
    private static final Duration CHECK = Duration.ofSeconds(5);

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
        Code code = code(context.config());
        Duration time = Duration.ofMillis(context.node().options().timeoutMs());
        return switch (sandbox.run(context.workspace().value(), code, inputs, time)) {
            case CodeResult.Done done -> new Outcome.Done(done.value(), null, done.logs());
            case CodeResult.Failed failed ->
                new Outcome.Failed(failed.fault().name(), failed.message(), failed.retryable(), null, failed.logs());
        };
    }

    @Override
    public long mayWaitMs() {
        return Sandbox.LONGEST_WAIT.toMillis();
    }

    /** Repeating it harms nobody; so it is carried out in a dry run too, and on a thread that may wait. */
    @Override
    public Effect effect(Node node) {
        return Effect.READ;
    }

    /**
     * What cannot be read, and what could not be read in time, which may be told otherwise next time: what was read is
     * remembered. When no worker is free the sources are taken as they are; the first run tells what is wrong then.
     */
    @Override
    public List<WorkflowProblem> checkTogether(List<Node> nodes) {
        List<Code> codes = nodes.stream().map(node -> code(node.config())).toList();
        var problems = new ArrayList<WorkflowProblem>();
        try {
            List<CodeResult> answers = sandbox.check(codes, CHECK);
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i) instanceof CodeResult.Failed failed && failed.fault() != Fault.CODE_UNAVAILABLE) {
                    problems.add(problem(nodes.get(i), failed));
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return problems;
    }

    private static Code code(Json.Obj fields) {
        Config config = new Config(fields);
        return new Code(
                config.word("source", ""), config.word("language", "javascript").equals(TYPESCRIPT));
    }

    private static WorkflowProblem problem(Node node, CodeResult.Failed failed) {
        return failed.fault() == Fault.CODE_TIMEOUT && failed.retryable()
                ? new WorkflowProblem(
                        node.id(),
                        "/config/source",
                        "code_not_read",
                        "The code nodes of this workflow take more than " + CHECK.toSeconds()
                                + " s to read together, and it did not come to this one. What was read is remembered: try again, or make the sources smaller.")
                : new WorkflowProblem(node.id(), "/config/source", "bad_code", failed.message());
    }

    /** The source is in the definition. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return config.without("source");
    }

    @Override
    public Set<String> literalFields() {
        return Set.of("source", "language");
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
