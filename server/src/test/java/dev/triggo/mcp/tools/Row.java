package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;

/** A REST request and the tool call that asks the same. */
record Row(String code, String method, String path, Json.Obj body, String tool, Json.Obj arguments) {
    static Row get(String code, String path, String tool, String arguments) {
        return new Row(code, "GET", path, null, tool, Samples.json(arguments));
    }

    static Row post(String code, String path, String body, String tool, String arguments) {
        return new Row(code, "POST", path, Samples.json(body), tool, Samples.json(arguments));
    }

    RestClient.Answer overRest(RestClient rest) {
        String key = arguments.text("idempotencyKey");
        String[] headers = key == null ? new String[0] : new String[] {"idempotency-key", key};
        return rest.send(method, path, body == null ? null : body.write(), headers);
    }

    McpClient.Reply overMcp(McpClient mcp) {
        return mcp.request("tools/call", McpClient.callOf(tool, arguments));
    }

    @Override
    public String toString() {
        return (code.isEmpty() ? "" : code + ": ") + tool + " " + arguments.write() + " is " + method + " " + path;
    }
}
