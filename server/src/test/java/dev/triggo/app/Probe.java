package dev.triggo.app;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to call a route with, and what it answers whoever may: nothing that it finds, and a body that it refuses, so that
 * nothing is done.
 *
 * @param status the answer
 * @param operator the answer to the operator's own key, where it is another
 * @param oneAction the answer to a key for another action, where it is another
 */
record Probe(@Nullable String body, int status, int operator, int oneAction) {
    private static final String APP = "/api/v1/app";
    private static final String RUNTIME = "/api/v1/runtime";

    private static final Map<String, Probe> OWN = new TreeMap<>(Map.ofEntries(
            Map.entry("GET /healthz", answers(200)),
            Map.entry("GET /readyz", answers(200)),
            Map.entry("GET /openapi.json", answers(200)),
            Map.entry("GET /docs", answers(200)),
            Map.entry("GET /examples/people", answers(400)),
            Map.entry("GET /metrics", new Probe(null, 403, 200, 403)),
            Map.entry("POST /mcp", answers(400, "{}")),
            Map.entry("POST /mcp/actions", answers(400, "{}")),
            Map.entry("POST /webhooks/{subscriptionId}", answers(404, "{}")),
            Map.entry("GET " + RUNTIME + "/actions", answers(200)),
            Map.entry("GET " + RUNTIME + "/actions/{slug}", answers(404)),
            Map.entry("POST " + RUNTIME + "/actions/{slug}/run", new Probe("{}", 404, 404, 403)),
            Map.entry("GET " + RUNTIME + "/runs", answers(200)),
            Map.entry("GET " + RUNTIME + "/runs/{runId}", answers(404)),
            Map.entry("GET " + RUNTIME + "/runs/{runId}/events", answers(404)),
            Map.entry("POST " + RUNTIME + "/runs/{runId}/cancel", answers(404, "{}")),
            Map.entry("POST " + RUNTIME + "/runs/{runId}/approve", answers(404, "{\"decision\":\"approved\"}")),
            Map.entry("POST " + RUNTIME + "/runs/{runId}/replay", answers(404, "{}")),
            Map.entry("GET " + RUNTIME + "/workflows", answers(200)),
            Map.entry("POST " + RUNTIME + "/workflows", answers(400, "{}")),
            Map.entry("GET " + RUNTIME + "/workflows/{id}", answers(404)),
            Map.entry("PUT " + RUNTIME + "/workflows/{id}", answers(404, "{}")),
            Map.entry("DELETE " + RUNTIME + "/workflows/{id}", answers(404)),
            Map.entry("POST " + RUNTIME + "/workflows/{id}/deploy", answers(404, "{}")),
            Map.entry("POST " + RUNTIME + "/workflows/{id}/stop", answers(404, "{}")),
            Map.entry("GET " + RUNTIME + "/workflows/{id}/versions", answers(404)),
            Map.entry("POST " + RUNTIME + "/workflows/{id}/rollback", answers(404, "{\"version\":1}")),
            Map.entry("GET " + RUNTIME + "/workflows/{id}/trigger", answers(404)),
            Map.entry("GET " + RUNTIME + "/schedules/firings", answers(200)),
            Map.entry("POST " + RUNTIME + "/workflows/{id}/trigger/fire", answers(404, "{}")),
            Map.entry(
                    "POST " + RUNTIME + "/workflows/{id}/trigger/deliveries/{deliveryId}/redeliver",
                    answers(404, "{}")),
            Map.entry("GET " + RUNTIME + "/node-kinds", answers(200)),
            Map.entry("GET " + RUNTIME + "/connectors", answers(200)),
            Map.entry("GET " + RUNTIME + "/connectors/{name}/operations", answers(404)),
            Map.entry("GET " + RUNTIME + "/connectors/{name}/operations/{operation}", answers(404)),
            Map.entry(
                    "POST " + RUNTIME + "/connectors/{name}/operations/{operation}/choices/{property}",
                    answers(404, "{}")),
            Map.entry("POST " + RUNTIME + "/connectors/builds", answers(400, "{}")),
            Map.entry("GET " + RUNTIME + "/connectors/builds/{buildId}", answers(404)),
            Map.entry("POST " + RUNTIME + "/connectors/validate", answers(400, "{}")),
            Map.entry("GET " + APP + "/setup", answers(200)),
            Map.entry("POST " + APP + "/setup", answers(400, "{}")),
            Map.entry("POST " + APP + "/sign-in", answers(400, "{}")),
            Map.entry("POST " + APP + "/invitations/accept", answers(400, "{}")),
            Map.entry("POST " + APP + "/sign-in/code", answers(400, "{}")),
            Map.entry("POST " + APP + "/invitations/join", answers(400, "{}")),
            Map.entry("GET " + APP + "/second-factor", answers(200)),
            Map.entry("POST " + APP + "/second-factor", answers(400, "{}")),
            Map.entry("POST " + APP + "/second-factor/confirm", answers(400, "{}")),
            Map.entry("POST " + APP + "/second-factor/recovery-codes", answers(400, "{}")),
            Map.entry("POST " + APP + "/second-factor/disable", answers(400, "{}")),
            Map.entry("GET " + APP + "/oidc", answers(200)),
            Map.entry("GET " + APP + "/oidc/start", answers(404)),
            Map.entry("GET " + APP + "/oidc/callback", answers(404)),
            Map.entry("GET " + APP + "/session", answers(200)),
            Map.entry("POST " + APP + "/sign-out", answers(204, "{}")),
            Map.entry("GET " + APP + "/sessions", answers(200)),
            Map.entry("DELETE " + APP + "/sessions", answers(200)),
            Map.entry("DELETE " + APP + "/sessions/{sessionId}", answers(404)),
            Map.entry("POST " + APP + "/password", answers(400, "{}")),
            Map.entry("POST " + APP + "/password/link", answers(400, "{}")),
            Map.entry("GET " + APP + "/workspaces", answers(200)),
            Map.entry("POST " + APP + "/workspaces", answers(400, "{}")),
            Map.entry("GET " + APP + "/workspace", answers(200)),
            Map.entry("PUT " + APP + "/workspace", answers(400, "{}")),
            Map.entry("POST " + APP + "/workspace/delete", answers(400, "{}")),
            Map.entry("POST " + APP + "/workspace", answers(404, "{\"workspace\":\"unknown\"}")),
            Map.entry("GET " + APP + "/people", answers(200)),
            Map.entry("PUT " + APP + "/people/{personId}", answers(404, "{\"role\":\"viewer\"}")),
            Map.entry("DELETE " + APP + "/people/{personId}", answers(404)),
            Map.entry("GET " + APP + "/invitations", answers(200)),
            Map.entry("POST " + APP + "/invitations", answers(400, "{}")),
            Map.entry("DELETE " + APP + "/invitations/{invitationId}", answers(404)),
            Map.entry("GET " + APP + "/keys", answers(200)),
            Map.entry("POST " + APP + "/keys", answers(400, "{}")),
            Map.entry("POST " + APP + "/keys/{keyId}/rotate", answers(404, "{}")),
            Map.entry("DELETE " + APP + "/keys/{keyId}", answers(404)),
            Map.entry("POST " + RUNTIME + "/workflows/{id}/test", answers(404, "{}")),
            Map.entry("POST " + RUNTIME + "/runs/{runId}/nodes/{nodeId}/rerun", answers(404, "{}")),
            Map.entry("GET /.well-known/oauth-authorization-server", answers(200)),
            Map.entry("GET /.well-known/openid-configuration", answers(200)),
            Map.entry("GET /oauth2/jwks", answers(200)),
            Map.entry("GET /oauth2/userinfo", answers(403)),
            Map.entry("POST /oauth2/userinfo", answers(403)),
            Map.entry("GET /.well-known/oauth-protected-resource", answers(200)),
            Map.entry("GET /.well-known/oauth-protected-resource/mcp", answers(200)),
            Map.entry("GET /.well-known/oauth-protected-resource/mcp/actions", answers(200)),
            Map.entry("GET /.well-known/oauth-protected-resource/api/v1/runtime", answers(200)),
            Map.entry("GET /oauth2/authorize", answers(400)),
            Map.entry("POST /oauth2/sign-in", answers(400, "{}")),
            Map.entry("POST /oauth2/code", answers(400, "{}")),
            Map.entry("POST /oauth2/consent", answers(400, "{}")),
            Map.entry("POST /oauth2/workspace", answers(400, "{}")),
            Map.entry("POST /oauth2/sign-out", answers(400, "{}")),
            Map.entry("POST /oauth2/register", answers(400, "{}")),
            Map.entry("POST /oauth2/token", answers(400, "{}")),
            Map.entry("POST /oauth2/revoke", answers(400, "{}")),
            Map.entry("GET " + APP + "/grants", answers(200)),
            Map.entry("DELETE " + APP + "/grants/{grantId}", answers(404)),
            Map.entry("GET " + APP + "/connections", answers(200)),
            Map.entry("GET " + APP + "/connection-kinds", answers(200)),
            Map.entry("POST " + APP + "/connections", answers(400, "{}")),
            Map.entry("GET " + APP + "/connections/{connectionId}", answers(404)),
            Map.entry("PUT " + APP + "/connections/{connectionId}", answers(404, "{}")),
            Map.entry("DELETE " + APP + "/connections/{connectionId}", answers(404)),
            Map.entry("POST " + APP + "/connections/{connectionId}/test", answers(404, "{}")),
            Map.entry("POST " + APP + "/connectors/{name}/operations/{operation}/try", answers(404, "{}")),
            Map.entry("GET " + APP + "/connectors/{name}/versions", answers(404)),
            Map.entry("GET " + APP + "/connectors/{name}/changes", answers(400)),
            Map.entry(
                    "POST " + APP + "/workflows/{id}/connectors",
                    answers(404, "{\"connector\": \"shop\", \"version\": 2}")),
            Map.entry("POST " + APP + "/connection-sign-ins", answers(400, "{}")),
            Map.entry("GET " + APP + "/connection-sign-ins/callback", answers(303)),
            Map.entry("GET " + APP + "/policy", answers(200)),
            Map.entry("PUT " + APP + "/policy", answers(400, "{}")),
            Map.entry("GET " + APP + "/starters", answers(200)),
            Map.entry("GET " + APP + "/usage", answers(200)),
            Map.entry("GET " + APP + "/audit", answers(200)),
            Map.entry("GET " + APP + "/openapi.json", answers(200)),
            Map.entry("GET " + APP + "/audit/export", answers(200))));

    /** One for each route of the server: what keys do, people who are signed in do too. */
    static final Map<String, Probe> OF_ROUTES = withWork();

    private static Map<String, Probe> withWork() {
        var all = new TreeMap<>(OWN);
        OWN.forEach((route, probe) -> {
            if (route.contains(" " + RUNTIME + "/")) {
                all.put(route.replace(RUNTIME, APP), answers(probe.status(), probe.body()));
            }
        });
        return all;
    }

    private static Probe answers(int status) {
        return new Probe(null, status, status, status);
    }

    private static Probe answers(int status, @Nullable String body) {
        return new Probe(body, status, status, status);
    }
}
