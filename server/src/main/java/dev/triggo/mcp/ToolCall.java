package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a tool (or prompt), as the tool sees it: who, with what, and the ways to speak to the client meanwhile. */
public final class ToolCall {
    /** Severities of the protocol's log messages, mildest first. */
    public enum LogLevel {
        DEBUG,
        INFO,
        NOTICE,
        WARNING,
        ERROR,
        CRITICAL,
        ALERT,
        EMERGENCY;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static @Nullable LogLevel of(@Nullable String wireName) {
            for (LogLevel level : values()) {
                if (level.wireName().equals(wireName)) {
                    return level;
                }
            }
            return null;
        }
    }

    private final McpRequest request;
    private final Json.Obj arguments;
    private final LazyStream stream;
    private final Asker asker;
    private @Nullable BigDecimal reached;

    ToolCall(McpRequest request, Json.Obj arguments, LazyStream stream, Asker asker) {
        this.request = request;
        this.arguments = arguments;
        this.stream = stream;
        this.asker = asker;
    }

    /** The same call, asking in another way: for work that goes on as a task. */
    ToolCall asking(Asker other) {
        return new ToolCall(request, arguments, stream, other);
    }

    public Caller caller() {
        return request.caller();
    }

    public String requestId() {
        return request.http().requestId();
    }

    /** The arguments: they fit the input schema, and its defaults are filled in. */
    public Json.Obj arguments() {
        return arguments;
    }

    /** An argument that the schema requires to be text. */
    public String text(String name) {
        String value = arguments.text(name);
        if (value == null) {
            throw new IllegalStateException("the schema does not require the text " + name);
        }
        return value;
    }

    public @Nullable String optionalText(String name) {
        return arguments.text(name);
    }

    public int integer(String name, int otherwise) {
        Integer value = arguments.get(name) instanceof Json.Num number ? number.asInt() : null;
        return value == null ? otherwise : value;
    }

    public boolean flag(String name) {
        return arguments.get(name) == Json.Bool.TRUE;
    }

    /** Whether somebody asked to be told of progress; without, telling is not worth the work. */
    public boolean wantsProgress() {
        return stream.canStream() && progressToken() != null;
    }

    /** Tells how far it is; never goes back, so what is not further than before is not told. */
    public void progress(BigDecimal done, @Nullable BigDecimal total, String message) {
        Json token = progressToken();
        if (token == null || (reached != null && done.compareTo(reached) <= 0)) {
            return;
        }
        reached = done;
        tell(
                "notifications/progress",
                Json.object()
                        .put("progressToken", token)
                        .put("progress", Json.of(done))
                        .putIf("total", total == null ? null : Json.of(total))
                        .put("message", message)
                        .build());
    }

    /** Tells a line of log; modern clients get it only when the request asked for that level. */
    public void log(LogLevel level, Json data) {
        if (request.client().modern()) {
            LogLevel wanted = LogLevel.of(request.meta().text(Client.META_LOG_LEVEL));
            if (wanted == null || level.compareTo(wanted) < 0) {
                return;
            }
        }
        tell(
                "notifications/message",
                Json.object().put("level", level.wireName()).put("data", data).build());
    }

    private void tell(String method, Json.Obj params) {
        stream.send(Json.object()
                .put("jsonrpc", "2.0")
                .put("method", method)
                .put("params", params)
                .build());
    }

    private @Nullable Json progressToken() {
        Json token = request.meta().get("progressToken");
        return token instanceof Json.Str || token instanceof Json.Num ? token : null;
    }

    /**
     * Runs the action once when the request is cancelled: a modern client left, or a legacy client said so. What was
     * started durably goes on unless the tool's contract says otherwise.
     */
    public void onCancel(Runnable action) {
        stream.onGone(action);
    }

    /** Whether the client said that it can be asked that: {@code elicitation}, {@code sampling}, {@code roots}. */
    public boolean canAsk(String capability) {
        return request.client().has(capability) && (request.client().modern() || stream.canStream());
    }

    /** Keeps something, sealed, for when the call is run again after a question; see {@link #ask}. */
    public void remember(String key, String value) {
        asker.remember(key, value);
    }

    /** What {@link #remember} kept when this call was run before; null at the first time. */
    public @Nullable String remembered(String key) {
        return asker.remembered(key);
    }

    /**
     * Asks the client or its user, and returns the answers by the keys of the questions. In the modern era the tool is
     * called again from its start for each round, so nothing before a question may have an effect that must not be
     * repeated.
     */
    public Map<String, Json.Obj> ask(Map<String, InputRequest> questions) throws InterruptedException {
        for (InputRequest question : questions.values()) {
            demand(question.capability());
        }
        return asker.ask(questions);
    }

    void demand(String capability) {
        if (!request.client().has(capability)) {
            throw RpcFault.missingCapability(
                    Json.object().put(capability, Json.EMPTY_OBJECT).build());
        }
    }

    /** Whether the caller understands {@link ToolResult.Task}. */
    boolean mayBecomeTask() {
        return request.client().hasTasks();
    }

    /** For tools that can only be tasks. */
    void demandTasks() {
        if (!mayBecomeTask()) {
            throw McpServer.tasksNotDeclared();
        }
    }
}
