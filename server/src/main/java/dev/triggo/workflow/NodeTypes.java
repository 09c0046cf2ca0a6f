package dev.triggo.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of node that there are; answered by {@code nodes}. */
public interface NodeTypes {
    /** The kind, or null when there is none of that name. */
    @Nullable
    NodeType find(String type);

    /** All names, for messages. */
    List<String> names();
}
