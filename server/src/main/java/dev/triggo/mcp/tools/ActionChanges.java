package dev.triggo.mcp.tools;

import dev.triggo.access.Caller;
import dev.triggo.actions.Actions;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.mcp.ChangeFeed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells of actions that this server publishes, stops or deletes, to those who may see them. What another server on the
 * same database does, clients find out when the time is over for which they may keep a list.
 */
public final class ActionChanges implements ChangeFeed {
    private final Set<Listening> listening = ConcurrentHashMap.newKeySet();

    /** Not a record: two listeners of one caller are two. */
    private static final class Listening {
        private final Caller caller;
        private final Consumer<Change> listener;

        Listening(Caller caller, Consumer<Change> listener) {
            this.caller = caller;
            this.listener = listener;
        }
    }

    public ActionChanges(Actions actions) {
        actions.whenChanged(this::tell);
    }

    @Override
    public Subscription subscribe(Caller caller, Consumer<Change> listener) {
        var one = new Listening(caller, listener);
        listening.add(one);
        return () -> listening.remove(one);
    }

    private void tell(WorkspaceId workspace, String slug) {
        for (Listening one : listening) {
            if (one.caller.workspace().equals(workspace) && one.caller.grants().mayRead(slug)) {
                one.listener.accept(Change.TOOLS);
            }
        }
    }
}
