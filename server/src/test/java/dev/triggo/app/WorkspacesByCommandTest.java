package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator deletes a workspace beside a server that runs, and reads what was deleted. */
@Timeout(120)
class WorkspacesByCommandTest {
    @TempDir
    Path folder;

    private Command.Ended triggo(String... words) throws InterruptedException {
        return Command.say(folder, words);
    }

    @Test
    void deletesAndTellsWhatWasDeleted() throws Exception {
        try (var server = RunningServer.start(folder, Map.of())) {
            var ada = new PageClient(server.port());
            String token = Files.readString(folder.resolve("setup-token")).strip();
            ada.post("/setup", fields("token", token, "email", "ada@example.com", "name", "Ada", "password", PASSWORD))
                    .expect(201);
            String id = String.valueOf(
                    ada.post("/workspaces", fields("name", "Other")).expect(201).text("id"));
            ada.post("/workspace", fields("workspace", id)).expect(204);
            var rest = new RestClient(server.port(), TwoWorkspaces.fullKey(ada));
            rest.get("/workflows").expect(200);

            assertEquals(2, triggo("workspaces", "delete", id).code(), "without its name");
            Command.Ended wrong = triggo("workspaces", "delete", id, "--name", "Others");
            assertEquals(1, wrong.code());
            assertTrue(wrong.err().contains("called otherwise"), wrong.err());
            assertEquals(
                    1,
                    triggo("workspaces", "delete", "nobodys", "--name", "Other").code());
            Command.Ended home = triggo("workspaces", "delete", "default", "--name", "Default");
            assertEquals(1, home.code());
            assertTrue(home.err().contains("default workspace"), home.err());
            rest.get("/workflows").expect(200);

            assertEquals(
                    0, triggo("workspaces", "delete", id, "--name", "Other").code());
            assertEquals(401, ada.get("/workspace").status(), "a session that looked at it");
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (rest.get("/workflows").status() != 401) {
                assertTrue(System.nanoTime() < until, "its key works on");
            }
        }
        Json.Obj gone = (Json.Obj) ((Json.Arr) ((Json.Obj) Json.parse(
                                triggo("workspaces", "deleted", "--json").out()))
                        .get("deleted"))
                .items()
                .getFirst();
        assertEquals("Other", gone.text("name"));
        assertEquals("operator (command line)", gone.text("who"));
        Command.Ended table = triggo("workspaces", "deleted");
        assertTrue(table.out().contains("Other") && table.out().contains("not yet"), table.out());
    }
}
