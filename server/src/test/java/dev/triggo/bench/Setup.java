package dev.triggo.bench;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;

/** Publishes the benchmark's workflows through the server's own door. */
final class Setup {
    private final RestClient rest;

    Setup(int port) {
        this.rest = new RestClient(port, ServerProcess.KEY);
    }

    /** The path of the webhook's address. */
    String webhook(String name, Json definition) {
        Json.Obj deployed = publish(name, definition);
        return java.net.URI.create(String.valueOf(deployed.text("webhookUrl"))).getPath();
    }

    Json.Obj publish(String slug, Json definition) {
        Json.Obj workflow = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", slug)
                                .put("definition", definition)
                                .build())
                .expect(201);
        return rest.post(
                        "/workflows/" + workflow.text("id") + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
    }
}
