package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a connector calls when the document tells its address in parts, or not at all. */
class ServerAddressesTest {
    private static final String FRAME = """
            {%s, "info": {"title": "S", "version": "1"}, %s
             "paths": {"/a": {"get": {"operationId": "a", "responses": {}}},
                       "/b": {"get": {"operationId": "b", %s "responses": {}}}}}""";

    private static ApiDocument.Made made(String version, String servers, String own, @Nullable String from)
            throws Exception {
        try (var egress = new Egress(EgressSettings.of("", List.of()), HostResolver.system())) {
            return ApiDocument.openApi(FRAME.formatted(version, servers, own))
                    .make(new ApiDocument.Making(
                            from, Include.ALL, Map.of(), url -> egress.refusal(url, EgressRules.NONE)));
        }
    }

    private static ApiDocument.Made made(String servers, @Nullable String from) throws Exception {
        return made("\"openapi\": \"3.0.0\"", "\"servers\": [" + servers + "],", "", from);
    }

    private static String variable(String url, String name, String more) {
        return "{\"url\": \"" + url + "\", \"variables\": {\"" + name + "\": {" + more + "}}}";
    }

    /** Each is warned of once, however many operations it concerns. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "\"openapi\": \"3.0.0\" | none | none | /servers",
                "\"openapi\": \"3.0.0\" | \"servers\": [], | none | /servers",
                "\"openapi\": \"3.0.0\" | \"servers\": [{\"url\": \"/v1\"}, {\"url\": \"v2\"}], | none | /servers/0",
                "\"openapi\": \"3.0.0\" | \"servers\": [{\"url\": \"/\"}], | \"servers\": [{\"url\": \"/own\"}], | /servers/0",
                "\"openapi\": \"3.0.0\" | \"servers\": [{\"url\": \"https://e.com\"}], | \"servers\": [{\"url\": \"/own\"}], | /paths/~1b/get/servers/0",
                "\"swagger\": \"2.0\" | none | none | /host",
                "\"swagger\": \"2.0\" | \"basePath\": \"/v1\", | none | /host",
            })
    void aDocumentThatDoesNotSayWhereTheServiceIsIsWarnedOfOnce(
            String version, @Nullable String servers, @Nullable String own, String path) throws Exception {
        String given = servers == null ? "" : servers;
        String ofOperation = own == null ? "" : own;
        var made = made(version, given, ofOperation, null);
        assertEquals(2, made.operations().size(), made::toString);
        assertEquals(1, made.problems().size(), made.problems()::toString);
        BuildProblem problem = made.problems().getFirst();
        assertEquals(path, problem.path());
        assertEquals(BuildProblem.Severity.WARNING, problem.severity());
        assertTrue(problem.message().contains("base_url"), problem::toString);
        assertTrue(problem.mend().contains(version.contains("swagger") ? "host" : "servers"), problem::toString);
        var fetched = made(version, given, ofOperation, "https://docs.example.com/x/openapi.json");
        assertEquals(List.of(), fetched.problems());
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com,    https://api.example.com/v1/a",
        "https://api.example.com/,   https://api.example.com/v1/a",
        "https://api.example.com/x,  https://api.example.com/x/v1/a",
        "api.example.com,            https://api.example.com/v1/a",
        "//api.example.com,          https://api.example.com/v1/a",
        "/here,                      https://docs.example.com/here/v1/a",
        "'',                         https://docs.example.com/v1/a",
    })
    void anAddressThatIsOneVariableKeepsItsDefault(String otherwise, String called) throws Exception {
        String server = variable("{root}/v1", "root", "\"default\": \"" + otherwise + "\"");
        var made = made(server, "https://docs.example.com/openapi.json");
        assertEquals(List.of(), made.problems());
        assertEquals(called, Called.sent(made, "a", "{}").url());
        String other = "{\"base_url\": \"https://other.example.com\"}";
        assertEquals(
                "https://other.example.com/v1/a", Called.sent(made, "a", other).url());
    }

    @Test
    void whatItMayBeIsKeptToo() throws Exception {
        String server = variable(
                "{root}",
                "root",
                "\"default\": \"https://eu.example.com\", \"description\": \"The region's.\","
                        + " \"enum\": [\"https://eu.example.com/\", \"https://us.example.com\", \"http://127.0.0.1\"]");
        var made = made(server, null);
        assertEquals(List.of(), made.problems());
        assertEquals("https://eu.example.com/a", Called.sent(made, "a", "{}").url());
        String input = made.operations().getFirst().schemas().input().write();
        assertTrue(
                input.contains("\"enum\":[\"https://eu.example.com\",\"https://us.example.com\"]")
                        && input.contains("The region's."),
                input);
    }

    /** What may not be called, or is no address, is as good as none: it is asked for. */
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080",
        "http://169.254.169.254",
        "https://u:p@example.com",
        "file:///etc",
        "https://example.com?x",
        "https://example.com/../x",
        "/x",
        "no host",
    })
    void aDefaultThatMayNotBeCalledIsAskedFor(String otherwise) throws Exception {
        var made = made(variable("{root}/v1", "root", "\"default\": \"" + otherwise + "\""), null);
        assertEquals("/servers/0", made.problems().getFirst().path(), made::toString);
        assertTrue(
                made.operations().getFirst().schemas().input().write().contains("\"required\":[\"base_url\"]"),
                made::toString);
    }

    @Test
    void eachOfSeveralKeepsItsOwn() throws Exception {
        String one = variable("{live}/v1", "live", "\"default\": \"https://live.example.com\"");
        String two = variable("{test}/v2", "test", "\"default\": \"https://test.example.com\"");
        var made = made(one + "," + two, null);
        assertEquals(
                "https://live.example.com/v1/a", Called.sent(made, "a", "{}").url());
        String input = "{\"server\": \"https://test.example.com/v2\"}";
        assertEquals(
                "https://test.example.com/v2/a", Called.sent(made, "a", input).url());
    }

    /** Each address keeps its own choices, also where another one calls its part the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region | region",
                "region | Region",
                "a b    | a-b",
                "base_url | base_url",
            })
    void partsOfTheSameNameAreEachServersOwn(String one, String other) throws Exception {
        String first = variable("https://{" + one + "}.a.com", one, "\"default\": \"eu\", \"enum\": [\"eu\", \"us\"]");
        String second =
                variable("https://{" + other + "}.b.cn", other, "\"default\": \"bj\", \"enum\": [\"bj\", \"sh\"]");
        var made = made(first + "," + second, null);
        assertEquals(List.of(), made.problems());
        List<String> urls = made.connector().servers().urls();
        List<String> fields = made.connector().servers().fields().stream()
                .map(field -> field.name())
                .toList();
        assertEquals(3, Set.copyOf(fields).size(), fields::toString);
        assertEquals("https://eu.a.com/a", Called.sent(made, "a", "{}").url());
        String choice = "\"server\": \"" + urls.getLast() + "\"";
        assertEquals(
                "https://bj.b.cn/a", Called.sent(made, "a", "{" + choice + "}").url());
        String told = "{" + choice + ", \"" + fields.getLast() + "\": \"sh\"}";
        assertEquals("https://sh.b.cn/a", Called.sent(made, "a", told).url());
        String ofFirst = "{\"" + fields.get(1) + "\": \"us\"}";
        assertEquals("https://us.a.com/a", Called.sent(made, "a", ofFirst).url());
    }

    @Test
    void aPartThatTwoAddressesMeanAlikeIsAskedForOnce() throws Exception {
        String more = "\"default\": \"eu\", \"enum\": [\"eu\", \"us\"]";
        var made = made(
                variable("https://{region}.a.com", "region", more) + ","
                        + variable("https://{region}.a.com/v2", "region", more),
                null);
        assertEquals(2, made.connector().servers().fields().size());
        String input = "{\"server\": \"https://{region}.a.com/v2\", \"server_region\": \"us\"}";
        assertEquals("https://us.a.com/v2/a", Called.sent(made, "a", input).url());
    }

    /** An operation's own address has its own parts too. */
    @Test
    void partsOfAnOperationsAddressAreItsOwn() throws Exception {
        String own = variable("https://{region}.own.com", "region", "\"default\": \"x\", \"enum\": [\"x\"]");
        String all = variable("https://{region}.a.com", "region", "\"default\": \"eu\", \"enum\": [\"eu\"]");
        var made = made("\"openapi\": \"3.0.0\"", "\"servers\": [" + all + "],", "\"servers\": [" + own + "],", null);
        assertEquals("https://eu.a.com/a", Called.sent(made, "a", "{}").url());
        assertEquals("https://x.own.com/b", Called.sent(made, "b", "{}").url());
    }
}
