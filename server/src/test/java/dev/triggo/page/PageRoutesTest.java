package dev.triggo.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.triggo.app.RunningServer;
import dev.triggo.testing.WrittenDocs;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {
    @TempDir
    private static Path folder;

    private static HttpClient client;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        client = HttpClient.newHttpClient();
        server = RunningServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/setup",
                "/sign-in",
                "/join",
                "/workflows",
                "/workflows/some-id",
                "/runs/1",
                "/settings/people"
            })
    void eachScreenIsTheDocumentUnderAStrictPolicy(String path) throws Exception {
        HttpResponse<byte[]> page = get(path);
        assertEquals(PageFile.all().isEmpty() ? 503 : 200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "content-type"));
        String policy = header(page, "content-security-policy");
        assertTrue(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertFalse(policy.contains("http"), policy);
        assertEquals("no-cache", header(page, "cache-control"));
        assertEquals("nosniff", header(page, "x-content-type-options"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/workflows/a/b",
                "/assets/none.js",
                "/assets/..%2findex.html",
                "/index.html",
                "/files.txt"
            })
    void nothingElseIsThere(String path) throws Exception {
        assertEquals(404, get(path).statusCode());
    }

    @Test
    void theDocumentLoadsOnlyFilesOfItsOwnWhichAreKeptForGood() throws Exception {
        assumeFalse(PageFile.all().isEmpty(), "the page is not built");
        String html = new String(get("/").body(), StandardCharsets.UTF_8);
        assertFalse(
                Pattern.compile("<script(?![^>]*src=)|<style|\\sstyle=|\\son\\w+=")
                        .matcher(html)
                        .find(),
                html);
        var links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(html);
        var seen = new TreeSet<String>();
        while (links.find()) {
            seen.add(links.group(1));
            HttpResponse<byte[]> file = get(links.group(1), "accept-encoding", "br;q=1.0, gzip;q=0.8");
            assertEquals(200, file.statusCode(), links.group(1));
            if (links.group(1).startsWith("/assets/")) {
                assertEquals("public, max-age=31536000, immutable", header(file, "cache-control"));
                assertEquals("gzip", header(file, "content-encoding"));
                byte[] plain = get(links.group(1)).body();
                try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(file.body()))) {
                    assertEquals(
                            new String(plain, StandardCharsets.UTF_8),
                            new String(unzipped.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        assertTrue(seen.stream().anyMatch(link -> link.endsWith(".js")), seen.toString());
    }

    @Test
    void whoeverHasTheDocumentIsNotSentItAgain() throws Exception {
        assumeFalse(PageFile.all().isEmpty(), "the page is not built");
        String tag = header(get("/"), "etag");
        HttpResponse<byte[]> again = get("/runs", "if-none-match", tag);
        assertEquals(304, again.statusCode());
        assertEquals(0, again.body().length);
        assertEquals(200, get("/runs", "if-none-match", "\"another\"").statusCode());
    }

    @Test
    void theServerHasAnAddressForEachScreenOfThePage() throws Exception {
        String source = Files.readString(WrittenDocs.root().resolve("web/src/app/routes.tsx"));
        var screens = new TreeSet<String>();
        var paths = Pattern.compile("path: '([^']+)'").matcher(source);
        while (paths.find()) {
            screens.add(paths.group(1).replaceAll(":(\\w+)", "{$1}"));
        }
        Set<String> served = new TreeSet<>(new PageRoutes(List.of())
                .routes().stream().map(dev.triggo.http.Route::path).toList());
        served.removeIf(path -> path.startsWith("/assets/") || path.equals("/favicon.svg"));
        assertEquals(screens, served);
    }
}
