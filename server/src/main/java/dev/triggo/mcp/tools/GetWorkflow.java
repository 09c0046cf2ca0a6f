package dev.triggo.mcp.tools;

import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Library;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** A workflow's draft or one of its versions. */
record GetWorkflow(Library library) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_WORKFLOW.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        WorkspaceId workspace = call.caller().workspace();
        WorkflowId id = Arguments.workflow(call);
        int version = call.integer("version", 0);
        SavedWorkflow workflow = version == 0 ? library.get(workspace, id) : library.get(workspace, id, version);
        return ToolResult.of(Fit.workflow(workflow));
    }
}
