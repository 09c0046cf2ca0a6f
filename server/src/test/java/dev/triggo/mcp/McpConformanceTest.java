package dev.triggo.mcp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official conformance suite against the engine, over HTTP. */
@Execution(ExecutionMode.SAME_THREAD)
class McpConformanceTest {
    /** Scenarios that need no fixtures, and how many of their checks pass at least, so that none passes by being empty. */
    private static final Map<String, Integer> LEGACY = Map.of(
            "server-initialize", 1,
            "ping", 1,
            "tools-list", 2,
            "dns-rebinding-protection", 2,
            "server-sse-multiple-streams", 1);

    private static final Map<String, Integer> MODERN = Map.of(
            "server-stateless", 20,
            "tools-list", 2,
            "caching", 3,
            "dns-rebinding-protection", 2,
            "http-header-validation", 10,
            "server-sse-multiple-streams", 1,
            "input-required-result-unsupported-methods", 1);

    @TempDir
    Path out;

    private static ConformanceSuite.Found found;
    private static ConformanceSuite suite;

    @BeforeAll
    static void installSuite() throws Exception {
        found = ConformanceSuite.find();
        suite = found.suite();
    }

    /** Here and not once for all, so that each test is counted as skipped. */
    @BeforeEach
    void haveSuite() {
        assumeTrue(found.suite() != null, found.whyNot());
    }

    @Test
    void passesTheNamedScenariosWithoutFixtures() throws Exception {
        try (var server = new McpTestServer(plain());
                var proxy = suite.proxy(server.port(), McpTestServer.KEY)) {
            for (var scenario : LEGACY.entrySet()) {
                passes(proxy.url("/mcp"), "2025-11-25", scenario.getKey(), scenario.getValue());
            }
            for (var scenario : MODERN.entrySet()) {
                passes(proxy.url("/mcp"), "2026-07-28", scenario.getKey(), scenario.getValue());
            }
        }
    }

    private void passes(String url, String revision, String scenario, int atLeast) throws Exception {
        Path results = out.resolve(revision + "-" + scenario);
        var run = suite.run(List.of(
                "server",
                "--url",
                url,
                "--spec-version",
                revision,
                "--scenario",
                scenario,
                "--expected-failures",
                ConformanceSuite.baseline(revision).toString(),
                "-o",
                results.toString()));
        long passed = statuses(results).filter("SUCCESS"::equals).count();
        assertAll(
                () -> assertEquals(0, run.exitCode(), scenario + " of " + revision + "\n" + run.output()),
                () -> assertTrue(passed >= atLeast, scenario + " of " + revision + " passed only " + passed));
    }

    @Tag("conformance")
    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void passesTheFullSetWithFixtures(String revision) throws Exception {
        try (var server = new McpTestServer(new ConformanceFixtures().server());
                var proxy = suite.proxy(server.port(), McpTestServer.KEY)) {
            Path results = out.resolve(revision);
            var run = suite.run(List.of(
                    "server", "--url", proxy.url("/mcp"), "--requirements", revision, "-o", results.toString()));
            List<String> statuses = statuses(results).toList();
            long passed = statuses.stream().filter("SUCCESS"::equals).count();
            System.out.println("MCP conformance " + revision + ": " + passed + " checks passed, "
                    + statuses.stream().filter("FAILURE"::equals).count() + " failed, "
                    + statuses.stream().filter("WARNING"::equals).count() + " warnings");
            assertAll(
                    () -> assertEquals(0, run.exitCode(), run.output()),
                    () -> assertTrue(passed >= (revision.equals("2025-11-25") ? 60 : 150), "passed only " + passed));
        }
    }

    /** Like the product: tools only. */
    private static McpServer plain() {
        return new McpServer(
                "Tools.",
                ToolCatalog.of(List.of(
                        Fixture.of("first_tool", call -> Fixture.text("first")),
                        Fixture.of("second_tool", call -> Fixture.text("second")))),
                List.of(),
                null,
                null,
                new TestChanges());
    }

    /** The status of every check that a run wrote down. */
    private static Stream<String> statuses(Path results) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            return files.filter(file -> file.endsWith("checks.json")).toList().stream()
                    .map(McpConformanceTest::checks)
                    .flatMap(checks -> checks.items().stream())
                    .map(check -> String.valueOf(((Json.Obj) check).text("status")));
        }
    }

    private static Json.Arr checks(Path file) {
        try {
            return (Json.Arr) Json.parse(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
