package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Any MCP server over HTTP. Where it is belongs to the connection: a workflow cannot lead its token elsewhere. */
final class McpClient extends Vendor {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s#]+");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final int MAX_PAGES = 20;

    McpClient() {
        super("The MCP server", "");
    }

    Connector connector() {
        return Connector.named("mcp-client")
                .displayName("MCP client")
                .description(
                        "Calls tools of any MCP server over streamable HTTP, as steps. It speaks 2026-07-28 with servers"
                                + " that do, and a session of 2025-11-25 (or 2025-06-18, 2025-03-26) with all others. Covered: listing and"
                                + " calling tools, answers as JSON or as a stream. Not covered: the old HTTP+SSE transport, servers"
                                + " that ask back (elicitation, sampling), tasks, resources, prompts, Mcp-Param headers.")
                .icon(Icons.MCP_CLIENT)
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Kind.URL, "url")
                                .displayName("Server URL")
                                .description("As https://mcp.example.com/mcp")
                                .require(),
                        Property.of(Kind.SECRET, "token").description("Empty for a server that wants none."),
                        Property.of(Kind.SHORT_TEXT, "header")
                                .description(
                                        "The header that carries the token. Authorization, which is used when this is"
                                                + " empty, gets Bearer before it."))))
                .action(listTools())
                .action(callTool())
                .build();
    }

    private Action listTools() {
        return Action.named("list_tools")
                .displayName("List tools")
                .description("The server's tools with their input schemas, all pages up to %d.".formatted(MAX_PAGES))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list(
                                "tools",
                                Shape.object()
                                        .text("name", "")
                                        .text("description", "")
                                        .thing("inputSchema", "JSON Schema"))
                        .build())
                .example(
                        map(),
                        map(
                                "tools",
                                List.of(map(
                                        "name",
                                        "get_weather",
                                        "description",
                                        "The weather of a city",
                                        "inputSchema",
                                        map("type", "object")))))
                .run(context -> {
                    var tools = new ArrayList<@Nullable Object>();
                    try (var session = McpSession.open(this, context)) {
                        Object cursor = null;
                        for (int page = 0; page == 0 || (cursor != null && page < MAX_PAGES); page++) {
                            var result = session.request(
                                    "tools/list", cursor == null ? map() : map("cursor", cursor), SideEffect.READ);
                            tools.addAll(list(result.get("tools")));
                            cursor = result.get("nextCursor");
                        }
                    }
                    return map("tools", tools);
                })
                .build();
    }

    private Action callTool() {
        return Action.named("call_tool")
                .displayName("Call a tool")
                .description(
                        "Calls a tool once. text has the texts of its answer together, structured what it gave as JSON.")
                .property(Property.of(Kind.SHORT_TEXT, "tool").between(1, 128).require())
                .property(Property.of(Kind.OBJECT, "arguments").description("As the tool's input schema wants them"))
                .property(Property.of(Kind.CHECKBOX, "fail_on_error")
                        .description("The step fails when the tool says that it failed; else is_error tells.")
                        .defaultsTo(true))
                .outputSchema(Shape.object()
                        .text("text", "")
                        .list("content", "As the tool gave it")
                        .any("structured", "Null when the tool gave none")
                        .flag("is_error", "")
                        .build())
                .example(
                        map("tool", "get_weather", "arguments", map("city", "Zürich")),
                        map(
                                "text",
                                "12 °C, rain",
                                "content",
                                List.of(map("type", "text", "text", "12 °C, rain")),
                                "structured",
                                map("celsius", 12),
                                "is_error",
                                false))
                .run(this::call)
                .build();
    }

    private Object call(ActionContext context) throws ConnectorError, InterruptedException {
        Map<?, ?> result;
        try (var session = McpSession.open(this, context)) {
            result = session.request(
                    "tools/call",
                    map(
                            "name",
                            context.props().text("tool"),
                            "arguments",
                            context.props().object("arguments")),
                    SideEffect.WRITE);
        }
        String kind = text(result.get("resultType"));
        if (!kind.isEmpty() && !kind.equals("complete")) {
            throw new ConnectorError(
                    ErrorCode.UNKNOWN,
                    "The tool did not answer but asked back or made a task, which is not covered here.");
        }
        var words = new StringBuilder();
        for (Object part : list(result.get("content"))) {
            if ("text".equals(object(part).get("type"))) {
                words.append(words.isEmpty() ? "" : "\n")
                        .append(text(object(part).get("text")));
            }
        }
        boolean failed = Boolean.TRUE.equals(result.get("isError"));
        if (failed && context.props().flag("fail_on_error", true)) {
            throw Refusal.error(
                    this,
                    ErrorCode.VALIDATION_ERROR,
                    "an error of the tool",
                    words.toString(),
                    new Refusal.Wait(context, null));
        }
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("text", words.toString());
        output.put("content", list(result.get("content")));
        output.put("structured", result.get("structuredContent"));
        output.put("is_error", failed);
        return output;
    }

    @Override
    String base(ActionContext context) throws ConnectorError {
        String url = fields(context).text("url").strip();
        if (!ADDRESS.matcher(url).matches()) {
            throw wrong("connectionId", "the connection's server URL must be like https://mcp.example.com/mcp.");
        }
        return url;
    }

    @Override
    HttpCall signed(HttpCall call, ActionContext context) throws ConnectorError {
        Credential.Fields fields = fields(context);
        String token = fields.text("token");
        String header = fields.text("header").strip();
        if (token.isEmpty()) {
            return call;
        }
        if (header.isEmpty() || header.equalsIgnoreCase("authorization")) {
            return call.header("Authorization", "Bearer " + token);
        }
        if (!HEADER.matcher(header).matches()) {
            throw wrong("connectionId", "the connection's header must be the name of an HTTP header, as X-Api-Key.");
        }
        return call.header(header, token);
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        return text(object(body.get("error")).get("message"));
    }
}
