package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.HttpsDocuments;
import dev.triggo.testing.HttpsDocuments.Document;
import dev.triggo.testing.OAuthBrowser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients with a document of their own, read over TLS through the gate. */
class ClientDocumentsTest {
    @TempDir
    private static Path folder;

    private static HttpsDocuments documents;
    private static OAuthWorld world;

    @BeforeAll
    static void start() throws Exception {
        documents = new HttpsDocuments(folder);
        world = OAuthWorld.start(
                Files.createDirectory(folder.resolve("data")),
                Map.of("TRIGGO_EGRESS_ALLOW", documents.authority()),
                documents.trust());
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
        documents.close();
    }

    /** A document at this path, with changes to what a good one has. */
    private static String document(String path, String field, Json value) {
        Json.Obj good = Json.object()
                .put("client_id", documents.url(path))
                .put("client_name", "A host with a document")
                .put("redirect_uris", Json.strings(List.of("http://127.0.0.1/callback")))
                .put("grant_types", Json.strings(List.of("authorization_code", "refresh_token")))
                .put("token_endpoint_auth_method", "none")
                .build();
        return documents.put(path, Document.of(good.with(field, value).write()));
    }

    @Test
    void letsAClientInThatItsHostVouchesForAndReadsItsDocumentOnce() throws Exception {
        String client = document("/good.json", "client_name", Json.of("A host with a document"));
        int before = documents.requests();
        var stranger = world.nobodys().authorize(ask(client));
        assertTrue(stranger.body().contains("action=\"sign-in\""), stranger.body());
        assertEquals(before, documents.requests(), "nothing is read for a stranger");

        OAuthBrowser browser = world.adas();
        var page = browser.authorize(ask(client));
        assertTrue(page.body().contains("<strong>localhost</strong> vouches for this program"), page.body());
        assertTrue(page.body().contains("A host with a document"), page.body());
        Json.Obj tokens = browser.tokens(client);
        assertEquals(200, world.mcp("/mcp", String.valueOf(tokens.text("access_token"))));
        browser.refresh(client, String.valueOf(tokens.text("refresh_token"))).expect(200);
        assertEquals(before + 1, documents.requests());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "client_id|\"https://localhost/other.json\"|client_id is not this very address",
                "client_id|7|client_id is not this very address",
                "redirect_uris|[]|redirect_uris must hold",
                "redirect_uris|[\"http://evil.example.com/cb\"]|must be https",
                "client_name|\"a\\u202eb\"|client_name",
                "token_endpoint_auth_method|\"client_secret_basic\"|public clients only",
                "token_endpoint_auth_method|\"private_key_jwt\"|public clients only",
                "client_secret|\"x\"|public clients only",
            },
            delimiter = '|')
    void refusesADocumentThatDoesNotDescribeItsClient(String field, String value, String why) {
        String path = "/bad-" + field + "-" + Integer.toHexString(value.hashCode()) + ".json";
        var page = world.adas().authorize(ask(document(path, field, Json.parse(value))));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains(why), page.body());
    }

    @Test
    void refusesWhatIsNoDocument() {
        OAuthBrowser browser = world.adas();
        String elsewhere = document("/elsewhere.json", "client_name", Json.of("x"));
        String large = "{\"x\":\"" + "x".repeat(20_000) + "\"}";
        Map<String, Document> answers = Map.of(
                "/moved.json", new Document(302, "", Map.of("location", elsewhere)),
                "/text.json", Document.of("hello"),
                "/list.json", Document.of("[]"),
                "/deep.json", Document.of("[".repeat(5_000)),
                "/large.json", Document.of(large),
                "/gone.json", new Document(404, "{}", Map.of()));
        answers.forEach((path, document) -> {
            var page = browser.authorize(ask(documents.put(path, document)));
            assertEquals(400, page.statusCode(), path);
            assertTrue(page.body().contains("is not usable"), page.body());
        });
        int before = documents.requests();
        browser.authorize(ask(documents.url("/gone.json")));
        assertEquals(before, documents.requests(), "a refusal is kept for a while too");
    }

    @Test
    void readsNoDocumentBehindTheGate() {
        for (String id : List.of(
                "https://127.0.0.1/client.json",
                "https://127.0.0.1:" + world.port() + "/client.json",
                "https://[::1]/client.json",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/client.json",
                "https://2130706433/client.json",
                "https://[::ffff:169.254.169.254]/client.json")) {
            var page = world.adas().authorize(ask(id));
            assertEquals(400, page.statusCode(), id);
            assertTrue(page.body().contains("is not usable") || page.body().contains("client_id"), page.body());
        }
    }

    @Test
    void tellsHostsToRegisterWhereDocumentsAreNotRead() throws Exception {
        try (var closed = OAuthWorld.start(
                Files.createDirectory(folder.resolve("closed")), Map.of("TRIGGO_CLIENT_DOCUMENTS", "off"))) {
            var metadata = closed.nobodys().get("/.well-known/oauth-authorization-server");
            assertTrue(metadata.body().contains("\"client_id_metadata_document_supported\":false"), metadata.body());
            var page = closed.adas().authorize(ask("https://claude.ai/oauth/claude-code-client-metadata"));
            assertEquals(400, page.statusCode());
            closed.adas().tokens(closed.adas().register("A host"));
        }
    }
}
