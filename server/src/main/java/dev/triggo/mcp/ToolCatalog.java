package dev.triggo.mcp;

import dev.triggo.access.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools of one MCP server. May differ by caller, never by connection; the order is always the same. */
public interface ToolCatalog {
    List<McpTool> visibleTo(Caller caller);

    /**
     * Those behind the tool of that name, which the caller was shown before; empty for a name that no list has shown, as
     * far as can be told.
     */
    default Optional<List<McpTool>> visibleAfter(Caller caller, String name) {
        List<McpTool> all = visibleTo(caller);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).definition().name().equals(name)) {
                return Optional.of(all.subList(i + 1, all.size()));
            }
        }
        return Optional.empty();
    }

    /** The tool of that name, if the caller can see it. */
    Optional<McpTool> find(Caller caller, String name);

    /** The same tools for everybody, in this order. */
    static ToolCatalog of(List<McpTool> tools) {
        List<McpTool> all = List.copyOf(tools);
        Map<String, McpTool> byName = new LinkedHashMap<>();
        all.forEach(tool -> byName.put(tool.definition().name(), tool));
        return new ToolCatalog() {
            @Override
            public List<McpTool> visibleTo(Caller caller) {
                return all;
            }

            @Override
            public Optional<McpTool> find(Caller caller, String name) {
                return Optional.ofNullable(byName.get(name));
            }
        };
    }
}
