package dev.triggo.mcp.tools;

import dev.triggo.actions.Actions;
import dev.triggo.actions.Invocations;
import dev.triggo.actions.Publishing;
import dev.triggo.library.Library;
import dev.triggo.mcp.ToolCatalog;
import dev.triggo.nodes.KindGuide;
import java.util.List;

/** The tools that are offered, in the order of {@link ToolTable}. A tool that does not work yet is not in here. */
public final class McpTools {
    private final ToolCatalog catalog;

    /** @param publicUrl the address that people's browsers know, without a slash at the end */
    public McpTools(
            Actions actions,
            AskedPerson person,
            Library library,
            Publishing publishing,
            KindGuide.Desk connectors,
            String publicUrl) {
        Invocations invocations = person.invocations();
        catalog = ToolCatalog.of(List.of(
                new ListActions(actions),
                new GetAction(actions),
                new RunAction(invocations, person),
                new GetRunStatus(invocations),
                new ListRuns(invocations),
                new ApproveRun(person.approvals()),
                new ListWorkflows(library),
                new GetWorkflow(library),
                new CreateWorkflow(library),
                new UpdateWorkflow(library),
                new DeleteWorkflow(publishing),
                new DeployWorkflow(publishing),
                new OpenWorkflow(library, publicUrl),
                new ListConnectors(connectors.connectors()),
                new GetConnectorOperations(connectors.connectors(), connectors.kinds()),
                new GetOperationSchema(connectors.connectors(), connectors.kinds()),
                new BuildTools.BuildConnector(connectors.builds()),
                new BuildTools.GetBuildStatus(connectors.builds()),
                new BuildTools.ValidateConnector(connectors.builds())));
    }

    public ToolCatalog catalog() {
        return catalog;
    }
}
