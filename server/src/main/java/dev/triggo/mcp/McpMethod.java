package dev.triggo.mcp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every method that the server answers, by era: legacy is 2025-11-25 and before, modern is 2026-07-28. */
enum McpMethod {
    INITIALIZE("initialize", Eras.LEGACY),
    PING("ping", Eras.LEGACY),
    LOG_LEVEL("logging/setLevel", Eras.LEGACY),
    RESOURCES_SUBSCRIBE("resources/subscribe", Eras.LEGACY),
    RESOURCES_UNSUBSCRIBE("resources/unsubscribe", Eras.LEGACY),

    DISCOVER("server/discover", Eras.MODERN),
    LISTEN("subscriptions/listen", Eras.MODERN),
    TASKS_GET("tasks/get", Eras.MODERN, "taskId"),
    TASKS_UPDATE("tasks/update", Eras.MODERN, "taskId"),
    TASKS_CANCEL("tasks/cancel", Eras.MODERN, "taskId"),

    TOOLS_LIST("tools/list", Eras.BOTH),
    TOOLS_CALL("tools/call", Eras.BOTH, "name"),
    PROMPTS_LIST("prompts/list", Eras.BOTH),
    PROMPTS_GET("prompts/get", Eras.BOTH, "name"),
    RESOURCES_LIST("resources/list", Eras.BOTH),
    RESOURCES_TEMPLATES("resources/templates/list", Eras.BOTH),
    RESOURCES_READ("resources/read", Eras.BOTH, "uri"),
    COMPLETE("completion/complete", Eras.BOTH);

    private enum Eras {
        LEGACY,
        MODERN,
        BOTH
    }

    private static final Map<String, McpMethod> BY_NAME = new HashMap<>();

    static {
        for (McpMethod method : values()) {
            BY_NAME.put(method.wireName, method);
        }
    }

    private final String wireName;
    private final Eras eras;
    private final @Nullable String nameParam;

    McpMethod(String wireName, Eras eras) {
        this(wireName, eras, null);
    }

    McpMethod(String wireName, Eras eras, @Nullable String nameParam) {
        this.wireName = wireName;
        this.eras = eras;
        this.nameParam = nameParam;
    }

    /** The method of that name in that era; names are compared byte for byte. */
    static Optional<McpMethod> of(String wireName, boolean modern) {
        McpMethod method = BY_NAME.get(wireName);
        return method == null || method.eras == (modern ? Eras.LEGACY : Eras.MODERN)
                ? Optional.empty()
                : Optional.of(method);
    }

    String wireName() {
        return wireName;
    }

    /** The parameter that a modern client repeats in the header {@code Mcp-Name}; null when there is none. */
    @Nullable
    String nameParam() {
        return nameParam;
    }

    /** Whether a modern result says how long and for whom it may be kept. */
    boolean cacheable() {
        return switch (this) {
            case DISCOVER, TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES, RESOURCES_READ -> true;
            case INITIALIZE,
                    PING,
                    LOG_LEVEL,
                    RESOURCES_SUBSCRIBE,
                    RESOURCES_UNSUBSCRIBE,
                    LISTEN,
                    TASKS_GET,
                    TASKS_UPDATE,
                    TASKS_CANCEL,
                    TOOLS_CALL,
                    PROMPTS_GET,
                    COMPLETE -> false;
        };
    }
}
