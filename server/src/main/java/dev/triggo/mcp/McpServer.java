package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one MCP path offers. Prompts, resources and tasks are only advertised where there are some.
 *
 * @param instructions what a model reads before it has seen any tool
 */
record McpServer(
        String instructions,
        ToolCatalog tools,
        List<Prompt> prompts,
        @Nullable Resources resources,
        @Nullable Tasks tasks,
        ChangeFeed changes) {

    /** A prompt that a host can offer to its user. */
    interface Prompt {
        String name();

        /** Its entry in {@code prompts/list}: name, title, description, arguments. */
        Json.Obj descriptor();

        /** The result of {@code prompts/get}: messages. */
        Json.Obj get(ToolCall call) throws InterruptedException;
    }

    /** Documents that a host can read by their URI. */
    interface Resources {
        List<Json.Obj> list(Caller caller);

        List<Json.Obj> templates(Caller caller);

        /** The {@code contents} of a resource; empty when the caller has none of that URI. */
        Optional<Json.Arr> read(Caller caller, String uri);
    }

    /** Work that outlives its call, for clients that declared the tasks extension. A foreign task is an unknown one. */
    interface Tasks {
        /** The task as it is now, with its result, error or open questions; empty when the caller has none of that id. */
        Optional<Json.Obj> find(Caller caller, String taskId);

        /** Takes answers to open questions; keys that were not asked are passed over. */
        void answer(Caller caller, String taskId, Json.Obj answers);

        /** Asks the task to stop; nothing happens when it has ended. */
        void cancel(Caller caller, String taskId);
    }

    /** As in capabilities. */
    static Json.Obj tasksExtension() {
        return Json.object().put(Client.TASKS, Json.EMPTY_OBJECT).build();
    }

    /** The fault for clients that have not declared tasks. */
    static RpcFault tasksNotDeclared() {
        return RpcFault.missingCapability(
                Json.object().put("extensions", tasksExtension()).build());
    }
}
