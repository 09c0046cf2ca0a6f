package dev.triggo.app;

/** What to paste into the settings of agents and shells, with the person's own address and key. */
final class ClientSettings {
    private ClientSettings() {}

    static String text(String address, String key, String slug) {
        return """
                Ready to paste
                ==============
                Claude Code:
                  claude mcp add --transport http triggo %1$s/mcp --header "Authorization: Bearer %2$s"

                Claude Desktop (claude_desktop_config.json; needs Node):
                  {"mcpServers": {"triggo": {"command": "npx",
                    "args": ["-y", "mcp-remote", "%1$s/mcp", "--header", "Authorization: Bearer %2$s"]}}}

                Cursor (~/.cursor/mcp.json):
                  {"mcpServers": {"triggo": {"url": "%1$s/mcp",
                    "headers": {"Authorization": "Bearer %2$s"}}}}

                curl:
                  curl -s %1$s/api/v1/runtime/actions/%3$s/run \\
                    -H "Authorization: Bearer %2$s" -H "Content-Type: application/json" \\
                    -d '{"input": {"email": "ada@example.com"}, "wait": 30}'
                """.formatted(address, key, slug);
    }
}
