package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.Trigger;
import dev.triggo.sdk.testkit.PlainJson;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.xml.sax.InputSource;

/** What every built-in connector keeps to: its definitions, and what it says to its service. */
class ConnectorContractTest {
    static final List<Connector> ALL = Catalog.all();

    /** These speak no HTTP, and have tests of their own that talk to real servers. */
    static final List<String> WITHOUT_HTTP =
            List.of("smtp-email", "postgres", "storage", "inbound-webhook", "schedule");

    static final List<Connector> OVER_HTTP = ALL.stream()
            .filter(connector -> !WITHOUT_HTTP.contains(connector.name()))
            .toList();

    private static final PlainJson JSON = new PlainJson();

    /** Reading calls that are made with POST all the same: questions too long for an address. */
    private static final Set<String> ASKING_BY_POST = Set.of(
            "query_database",
            "search",
            "search_contacts",
            "search_companies",
            "search_deals",
            "chat_completion",
            "create_response",
            "create_embedding",
            "get_updates",
            "list_tools");

    @Test
    void namesAreThoseThatTheSpecificationGives() {
        var names = new TreeSet<String>();
        ALL.forEach(connector -> assertTrue(names.add(connector.name()), connector.name()));
        assertTrue(names.containsAll(Set.of(
                "http-request",
                "slack",
                "telegram",
                "discord",
                "gmail",
                "google-sheets",
                "notion",
                "hubspot",
                "amocrm",
                "github",
                "openai",
                "smtp-email",
                "postgres",
                "rss",
                "mcp-client")));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void schemasAreSoundAndFitTheWorkedExample(Connector connector) throws Exception {
        for (Action action : connector.actions()) {
            String name = connector.name() + " " + action.name();
            Json input = Json.parse(JSON.write(action.inputSchema()));
            Json output = Json.parse(JSON.write(action.outputSchema()));
            assertEquals(List.of(), JsonSchema.faults(input), name);
            assertEquals(List.of(), JsonSchema.faults(output), name);
            Json example = Json.parse(JSON.write(action.example().input()));
            assertEquals(List.of(), JsonSchema.compile(input).check(example), name);
            assertEquals(
                    List.of(),
                    JsonSchema.compile(output)
                            .check(Json.parse(JSON.write(action.example().output()))),
                    name);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void triggersAreSoundAndFitTheirExample(Connector connector) throws Exception {
        for (Trigger trigger : connector.triggers()) {
            String name = connector.name() + " " + trigger.name();
            Json config = Json.parse(JSON.write(trigger.configSchema()));
            Json output = Json.parse(JSON.write(trigger.outputSchema()));
            assertEquals(List.of(), JsonSchema.faults(config), name);
            assertEquals(List.of(), JsonSchema.faults(output), name);
            assertEquals(
                    List.of(), JsonSchema.compile(config).check(Json.parse(JSON.write(trigger.exampleConfig()))), name);
            assertEquals(List.of(), JsonSchema.compile(output).check(Json.parse(JSON.write(trigger.sample()))), name);
            assertTrue(
                    trigger.description().length() <= 200
                            && trigger.description().endsWith("."),
                    name);
            List.of(trigger.configSchema(), trigger.outputSchema(), trigger.exampleConfig(), trigger.sample())
                    .forEach(told -> inOrder(name, told));
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void textsTellWhatIsCoveredAndHowToSignIn(Connector connector) throws Exception {
        assertFalse(connector.icon().isEmpty(), "an icon is wanted");
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(connector.icon())));
        if (!List.of("http-request", "storage").contains(connector.name())) {
            assertTrue(connector.description().contains("Not covered: "), connector.description());
        }
        for (Action action : connector.actions()) {
            assertTrue(action.description().endsWith("."), action.name());
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void refusalsNameTheField(Connector connector) {
        for (Action action : connector.actions()) {
            for (Property property : action.properties()) {
                var input = new HashMap<>(action.example().input());
                if (property.required()) {
                    input.remove(property.name());
                    assertEquals(
                            "/" + property.name(), only(action.check(input)).path());
                }
                if (property.kind() != Property.Kind.JSON) {
                    input.put(property.name(), new Unfit().of(property.kind()));
                    assertEquals(
                            "/" + property.name(), only(action.check(input)).path());
                }
            }
            var more = new HashMap<>(action.example().input());
            more.put("no_such_field", 1);
            assertEquals("/no_such_field", only(action.check(more)).path());
        }
    }

    private static Fault only(List<Fault> faults) {
        assertEquals(1, faults.size(), faults.toString());
        return faults.getFirst();
    }

    /** A value that no property of the kind takes. */
    private static final class Unfit {
        Object of(Property.Kind kind) {
            return switch (kind) {
                case ARRAY, MULTI_SELECT, OBJECT, FILE, CHECKBOX, NUMBER, INTEGER -> "unfit";
                case SHORT_TEXT, LONG_TEXT, DATE_TIME, DATE, DROPDOWN, DYNAMIC_DROPDOWN, SECRET, EMAIL, URL, JSON ->
                    List.of(1);
            };
        }
    }

    /** The order of what is told to models must be the same at each start, and that of {@code Map.of} is not. */
    @ParameterizedTest
    @FieldSource("ALL")
    void whatIsToldIsInOrder(Connector connector) {
        for (Action action : connector.actions()) {
            for (Object told : List.of(
                    action.inputSchema(),
                    action.outputSchema(),
                    action.example().input(),
                    action.example().output())) {
                inOrder(action.name(), told);
            }
        }
    }

    private static void inOrder(String action, @Nullable Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                assertTrue(
                        map.size() < 2 || !map.getClass().getName().startsWith("java.util.ImmutableCollections"),
                        () -> action + " has a Map.of in " + map);
                map.values().forEach(inner -> inOrder(action, inner));
            }
            case List<?> list -> list.forEach(inner -> inOrder(action, inner));
            case null, default -> {}
        }
    }

    @ParameterizedTest
    @FieldSource("OVER_HTTP")
    void onlyWhatReadsSaysThatItReads(Connector connector) throws Exception {
        var exchanges = Exchanges.of(connector.name());
        for (Action action : connector.actions()) {
            boolean reads = action.sideEffect(action.example().input()) == SideEffect.READ;
            for (HttpCall call : calls(connector, action, exchanges)) {
                boolean asks = call.method().equals("GET") || ASKING_BY_POST.contains(action.name());
                boolean speaksMcp = connector.name().equals("mcp-client");
                assertTrue(speaksMcp || reads == asks, connector.name() + " " + action.name() + " " + call.method());
            }
        }
    }

    private static List<HttpCall> calls(Connector connector, Action action, Exchanges exchanges) throws Exception {
        var upstream = Exchanges.upstream(exchanges.answers(action.name()));
        exchanges.trial(connector, action, upstream).run(action.example().input());
        assertTrue(upstream.isUsedUp(), connector.name() + " " + action.name() + " left an answer");
        return upstream.seen();
    }

    /** Method, path, headers and body of every call, and what becomes of the answer. */
    @Tag("docs")
    @ParameterizedTest
    @FieldSource("OVER_HTTP")
    void saysAndHearsWhatIsWritten(Connector connector) throws Exception {
        var exchanges = Exchanges.of(connector.name());
        var seen = new LinkedHashMap<String, List<HttpCall>>();
        for (Action action : connector.actions()) {
            String name = connector.name() + " " + action.name();
            var upstream = Exchanges.upstream(exchanges.answers(action.name()));
            Object output = exchanges
                    .trial(connector, action, upstream)
                    .run(action.example().input());
            assertEquals(
                    Json.parse(JSON.write(action.example().output())).write(),
                    Json.parse(JSON.write(output)).write(),
                    name);
            seen.put(action.name(), upstream.seen());
        }
        if (Boolean.getBoolean("update")) {
            exchanges.rewrite(seen);
            return;
        }
        seen.forEach((action, calls) -> {
            var written = new ArrayList<Object>();
            calls.forEach(call -> written.add(Exchanges.written(call)));
            assertEquals(JSON.write(exchanges.requests(action)), JSON.write(written), connector.name() + " " + action);
        });
    }

    @Test
    void aCallThatDoesNotFitIsNotMade() {
        for (Connector connector : OVER_HTTP) {
            for (Action action : connector.actions()) {
                var upstream = Exchanges.upstream(List.of());
                var input = new HashMap<>(action.example().input());
                input.put("no_such_field", 1);
                assertThrows(
                        dev.triggo.sdk.ConnectorError.class,
                        () -> Exchanges.of(connector.name())
                                .trial(connector, action, upstream)
                                .run(input));
                assertEquals(List.of(), upstream.seen());
            }
        }
    }
}
