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

    void publish(String slug, Json definition) {
        Json.Obj workflow = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", slug)
                                .put("definition", definition)
                                .build())
                .expect(201);
        rest.post(
                        "/workflows/" + workflow.text("id") + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
    }
}
