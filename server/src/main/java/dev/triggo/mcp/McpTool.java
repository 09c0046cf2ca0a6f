package dev.triggo.mcp;

/** One tool: a class each. */
public interface McpTool {
    ToolDefinition definition();

    /**
     * Does it. Arguments fit the input schema and the caller has the scopes. A Problem thrown becomes a result that
     * says {@code isError}, except those of access and rate, which are HTTP's on every door.
     */
    ToolResult call(ToolCall call) throws InterruptedException;
}
