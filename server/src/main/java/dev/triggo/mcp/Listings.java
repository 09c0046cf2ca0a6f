package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The short answers: what the server is and has, and what it knows of a task. */
final class Listings {
    private static final int PAGE = 100;

    /** A page ends before this, though after one tool at least: schemas of published actions can be large. */
    private static final int PAGE_CHARACTERS = 1 << 18;

    private final McpServer server;

    Listings(McpServer server) {
        this.server = server;
    }

    Json.Obj initialized(String version) {
        return Json.object()
                .put("protocolVersion", version)
                .put("capabilities", capabilities(false))
                .put("serverInfo", Results.SERVER_INFO)
                .put("instructions", server.instructions())
                .build();
    }

    Json.Obj discover() {
        return Json.object()
                .put("supportedVersions", Json.strings(Client.VERSIONS))
                .put("capabilities", capabilities(true))
                .put("instructions", server.instructions())
                .build();
    }

    /** Changes are only promised to modern clients: legacy ones would hear of them on a GET stream, which we have not. */
    private Json.Obj capabilities(boolean modern) {
        Json.Obj list = modern ? Json.object().put("listChanged", true).build() : Json.EMPTY_OBJECT;
        boolean prompts = !server.prompts().isEmpty();
        boolean resources = server.resources() != null;
        return Json.object()
                .put("tools", list)
                .putIf("prompts", prompts ? list : null)
                .putIf("resources", resources ? list : null)
                .putIf("completions", prompts || resources ? Json.EMPTY_OBJECT : null)
                .putIf("extensions", modern && server.tasks() != null ? McpServer.tasksExtension() : null)
                .build();
    }

    /** Takes the level and forgets it: nothing is kept between requests. */
    Json.Obj logLevel(McpRequest request) {
        if (ToolCall.LogLevel.of(request.params().text("level")) == null) {
            throw RpcFault.invalidParams("params.level must be a log level, such as info.");
        }
        return Json.EMPTY_OBJECT;
    }

    Json.Obj tools(McpRequest request) {
        List<ToolDefinition> tools =
                asked(request).stream().map(McpTool::definition).toList();
        var page = new ArrayList<Json.Obj>();
        int to = 0;
        long characters = 0;
        while (to < tools.size() && page.size() < PAGE) {
            Json.Obj descriptor = tools.get(to).descriptor();
            characters += descriptor.write().length();
            if (!page.isEmpty() && characters > PAGE_CHARACTERS) {
                break;
            }
            page.add(descriptor);
            to++;
        }
        return Json.object()
                .put("tools", Json.array(page))
                .putIf("nextCursor", to < tools.size() ? tools.get(to - 1).name() : null)
                .build();
    }

    private List<McpTool> asked(McpRequest request) {
        Json cursor = cursor(request);
        if (cursor == null) {
            return server.tools().visibleTo(request.caller());
        }
        return Optional.of(cursor)
                .map(given -> given instanceof Json.Str text ? text.value() : null)
                .flatMap(name -> server.tools().visibleAfter(request.caller(), name))
                .orElseThrow(Listings::unknownCursor);
    }

    Json.Obj prompts(McpRequest request) {
        offered(!server.prompts().isEmpty(), request);
        return list(
                request,
                "prompts",
                server.prompts().stream().map(McpServer.Prompt::descriptor).toList());
    }

    Json.Obj resources(McpRequest request) {
        McpServer.Resources resources = server.resources();
        offered(resources != null, request);
        return list(request, "resources", resources == null ? List.of() : resources.list(request.caller()));
    }

    Json.Obj templates(McpRequest request) {
        McpServer.Resources resources = server.resources();
        offered(resources != null, request);
        return list(
                request, "resourceTemplates", resources == null ? List.of() : resources.templates(request.caller()));
    }

    Json.Obj read(McpRequest request) {
        offered(server.resources() != null, request);
        return Json.object().put("contents", contents(request)).build();
    }

    /** Legacy clients may watch what they can read; without a GET stream they will not hear of it. */
    Json.Obj watch(McpRequest request) {
        contents(request);
        return Json.EMPTY_OBJECT;
    }

    private Json.Arr contents(McpRequest request) {
        String uri = request.required("uri");
        McpServer.Resources resources = server.resources();
        if (resources == null) {
            throw RpcFault.resourceNotFound(uri, request.client().modern());
        }
        return resources
                .read(request.caller(), uri)
                .orElseThrow(
                        () -> RpcFault.resourceNotFound(uri, request.client().modern()));
    }

    Json.Obj complete(McpRequest request) {
        offered(!server.prompts().isEmpty() || server.resources() != null, request);
        return Json.object()
                .put(
                        "completion",
                        Json.object()
                                .put("values", Json.EMPTY_ARRAY)
                                .put("total", 0)
                                .put("hasMore", false)
                                .build())
                .build();
    }

    /** Legacy hosts ask for lists that are not advertised and expect them empty; modern ones expect to be told no. */
    private static void offered(boolean offered, McpRequest request) {
        if (!offered && request.client().modern()) {
            throw RpcFault.methodNotFound(request.method().wireName());
        }
    }

    Json.Obj task(McpRequest request) {
        return tasks(request)
                .find(request.caller(), request.required("taskId"))
                .orElseThrow(() -> RpcFault.invalidParams("There is no task of that id."));
    }

    Json.Obj updateTask(McpRequest request) {
        task(request);
        if (!(request.params().get("inputResponses") instanceof Json.Obj answers)) {
            throw RpcFault.invalidParams("params.inputResponses must be an object, by the keys of inputRequests.");
        }
        tasks(request).answer(request.caller(), request.required("taskId"), answers);
        return Json.EMPTY_OBJECT;
    }

    Json.Obj cancelTask(McpRequest request) {
        task(request);
        tasks(request).cancel(request.caller(), request.required("taskId"));
        return Json.EMPTY_OBJECT;
    }

    private McpServer.Tasks tasks(McpRequest request) {
        McpServer.Tasks tasks = server.tasks();
        if (tasks == null) {
            throw RpcFault.methodNotFound(request.method().wireName());
        }
        if (!request.client().hasTasks()) {
            throw McpServer.tasksNotDeclared();
        }
        return tasks;
    }

    /** Where a list goes on; some clients say null for its start. */
    private static @Nullable Json cursor(McpRequest request) {
        Json given = request.params().get("cursor");
        return given == Json.Null.NULL ? null : given;
    }

    private static RpcFault unknownCursor() {
        return RpcFault.invalidParams("params.cursor is not one that this list gave. Start without it.");
    }

    /** A list that is always given whole, and so never gave a cursor. */
    private static Json.Obj list(McpRequest request, String name, List<Json.Obj> entries) {
        if (cursor(request) != null) {
            throw unknownCursor();
        }
        return Json.object().put(name, Json.array(entries)).build();
    }
}
