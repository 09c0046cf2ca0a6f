package dev.triggo.mcp;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.UnknownNames;
import dev.triggo.schema.SchemaError;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MCP path: an HTTP request in, its answer out. Keeps nothing of a client between requests but its open questions
 * and running calls, so any node can take any request.
 */
final class McpEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);

    private final McpServer server;
    private final Sessions sessions;
    private final Conversations conversations;
    private final Subscriptions subscriptions;
    private final Listings listings;

    McpEndpoint(McpServer server, byte[] key, Clock clock, Ids ids, LazyStream.Pace pace) {
        this.server = server;
        this.sessions = new Sessions(key);
        this.conversations = new Conversations(new RequestStates(key, clock, ids), ids, pace);
        this.subscriptions = new Subscriptions(server, pace.keepAlive(), clock);
        this.listings = new Listings(server);
    }

    /** Ends the streams that would go on for ever. */
    void close() {
        subscriptions.close();
    }

    Answer handle(Exchange http) throws InterruptedException {
        Accepts accepts = Accepts.of(http);
        Json id = Json.Null.NULL;
        try {
            Json.Obj frame = RpcMessage.frame(http);
            id = RpcMessage.idOf(frame);
            return switch (RpcMessage.of(frame)) {
                case RpcMessage.Request request -> accepts.render(answer(http, request));
                case RpcMessage.Notification notification -> notified(http, notification);
                case RpcMessage.Response response -> answered(http, response);
            };
        } catch (RpcFault fault) {
            return fault.answer(id, true);
        }
    }

    private Answer answer(Exchange http, RpcMessage.Request message) throws InterruptedException {
        boolean modern = Client.isModern(http, message.meta());
        try {
            Client client = modern ? Client.modern(http, message) : Client.legacy(http, message, sessions);
            McpMethod method =
                    McpMethod.of(message.method(), modern).orElseThrow(() -> RpcFault.methodNotFound(message.method()));
            if (modern) {
                HeaderMirror.checkName(http, method, message.params());
            }
            return dispatch(new McpRequest(message.id(), method, message.params(), client, http));
        } catch (RpcFault fault) {
            return fault.answer(message.id(), modern);
        } catch (Problem problem) {
            throw problem;
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("MCP request failed, request {}", http.requestId(), bug);
            return RpcFault.internal(http.requestId()).answer(message.id(), modern);
        }
    }

    /** The table of the protocol: one line per method. */
    private Answer dispatch(McpRequest request) throws InterruptedException {
        return switch (request.method()) {
            case INITIALIZE -> initialize(request);
            case PING -> done(request, Json.EMPTY_OBJECT);
            case LOG_LEVEL -> done(request, listings.logLevel(request));
            case RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE -> done(request, listings.watch(request));

            case DISCOVER -> done(request, listings.discover());
            case LISTEN -> subscriptions.listen(request);
            case TASKS_GET -> done(request, listings.task(request));
            case TASKS_UPDATE -> done(request, listings.updateTask(request));
            case TASKS_CANCEL -> done(request, listings.cancelTask(request));

            case TOOLS_LIST -> done(request, listings.tools(request));
            case TOOLS_CALL -> callTool(request);
            case PROMPTS_LIST -> done(request, listings.prompts(request));
            case PROMPTS_GET -> getPrompt(request);
            case RESOURCES_LIST -> done(request, listings.resources(request));
            case RESOURCES_TEMPLATES -> done(request, listings.templates(request));
            case RESOURCES_READ -> done(request, listings.read(request));
            case COMPLETE -> done(request, listings.complete(request));
        };
    }

    private static Answer done(McpRequest request, Json.Obj result) {
        return Answer.json(Results.response(request, result));
    }

    private Answer initialize(McpRequest request) {
        String asked = request.required("protocolVersion");
        String version = Client.LEGACY_VERSIONS.contains(asked) ? asked : Client.NEWEST_LEGACY;
        Json.Obj capabilities =
                request.params().get("capabilities") instanceof Json.Obj declared ? declared : Json.EMPTY_OBJECT;
        Json.Obj response = Results.response(request, listings.initialized(version));
        return new Answer.JsonBody(
                200, Map.of(Sessions.HEADER, sessions.mint(request.caller(), capabilities)), response);
    }

    private Answer callTool(McpRequest request) throws InterruptedException {
        String name = request.required("name");
        McpTool tool = server.tools()
                .find(request.caller(), name)
                .orElseThrow(() -> RpcFault.invalidParams("Unknown tool: " + name));
        ToolDefinition definition = tool.definition();
        definition.access().admit(request.caller());
        Json.Obj given = arguments(request);
        if (request.client().modern()) {
            HeaderMirror.checkParams(request.http(), definition.mirrored(), given);
        }
        List<SchemaError> faults = definition.input().check(given);
        if (!faults.isEmpty()) {
            UnknownNames unknown = definition.unknown(given);
            Problem problem = Problem.of(
                    ProblemCode.BAD_REQUEST,
                    unknown.isEmpty()
                            ? "The arguments of " + name + " do not fit its input schema; details says where."
                            : unknown.sentence(),
                    faults.stream().map(SchemaError::toJson).toList());
            return done(request, Results.problem(problem, request));
        }
        Json.Obj arguments = definition.input().withDefaults(given) instanceof Json.Obj filled ? filled : given;
        return conversations.hold(request, arguments, call -> tool.call(call).toJson());
    }

    private Answer getPrompt(McpRequest request) throws InterruptedException {
        listings.prompts(request);
        String name = request.required("name");
        McpServer.Prompt prompt = server.prompts().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RpcFault.invalidParams("Unknown prompt: " + name));
        return conversations.hold(request, arguments(request), prompt::get);
    }

    private static Json.Obj arguments(McpRequest request) {
        Json given = request.params().get("arguments");
        if (given == null) {
            return Json.EMPTY_OBJECT;
        }
        if (given instanceof Json.Obj arguments) {
            return arguments;
        }
        throw RpcFault.invalidParams("params.arguments must be an object.");
    }

    private Answer notified(Exchange http, RpcMessage.Notification notification) {
        Client.admit(http, notification.params(), notification.method());
        Json id = notification.params().get("requestId");
        if (notification.method().equals("notifications/cancelled") && id != null) {
            conversations.cancelled(
                    Sessions.principal(http.caller()),
                    http.header(Sessions.HEADER).orElse(""),
                    id);
        }
        return new Answer.Empty(202, Map.of());
    }

    private Answer answered(Exchange http, RpcMessage.Response response) {
        Client.admit(http, Json.EMPTY_OBJECT, null);
        if (conversations.answered(http.caller(), response)) {
            return new Answer.Empty(202, Map.of());
        }
        throw RpcFault.invalidRequest("No question of the server is open under this id.");
    }
}
