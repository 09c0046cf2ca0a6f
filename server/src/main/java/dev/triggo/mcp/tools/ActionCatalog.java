package dev.triggo.mcp.tools;

import dev.triggo.access.Caller;
import dev.triggo.actions.ActionPage;
import dev.triggo.actions.ActionSummary;
import dev.triggo.actions.Actions;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.library.PageRequest;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every published action as a tool of its own, in the order of their slugs. Who is limited to single actions sees
 * those. To see takes {@code actions:read}, to call {@code actions:run}.
 */
public final class ActionCatalog implements ToolCatalog {
    private static final int PAGE = 100;

    private final Actions actions;
    private final AskedPerson person;

    public ActionCatalog(Actions actions, AskedPerson person) {
        this.actions = actions;
        this.person = person;
    }

    @Override
    public List<McpTool> visibleTo(Caller caller) {
        return from(caller, null);
    }

    /** Also behind one that was stopped or deleted since it was shown: the list goes on where it stood. */
    @Override
    public Optional<List<McpTool>> visibleAfter(Caller caller, String name) {
        return Actions.behind(name).map(cursor -> from(caller, cursor));
    }

    private List<McpTool> from(Caller caller, @Nullable String first) {
        var tools = new ArrayList<McpTool>();
        String cursor = first;
        do {
            ActionPage page = actions.list(caller, new PageRequest(null, cursor, PAGE));
            for (ActionSummary action : page.actions()) {
                tools.add(new ActionTool(person, ActionTool.told(action)));
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return tools;
    }

    @Override
    public Optional<McpTool> find(Caller caller, String name) {
        try {
            return Optional.of(new ActionTool(
                    person, ActionTool.called(actions.resolve(caller, name).slug())));
        } catch (Problem refused) {
            if (refused.code() == ProblemCode.ACTION_NOT_FOUND
                    || refused.code() == ProblemCode.UNSUPPORTED_ENTRYPOINT) {
                return Optional.empty();
            }
            if (refused.code() == ProblemCode.ACTION_UNAVAILABLE) {
                // Was listed until it was stopped: the call then says so, in words that a model reads.
                return Optional.of(new ActionTool(person, ActionTool.called(name)));
            }
            throw refused;
        }
    }
}
