package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Property.Values;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.Trigger;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.TriggerTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Definitions of the SDK: checked when built, their schemas, and what they say of an input. */
class DefinitionsTest {
    private static Action.Builder action(Property... properties) {
        var builder = Action.named("do_it").displayName("Do it").description("Does it.");
        for (Property property : properties) {
            builder.property(property);
        }
        return builder.outputSchema(Map.of("type", "object"))
                .example(Map.of(), Map.of())
                .run(context -> null);
    }

    private static Property of(Kind kind) {
        return switch (kind) {
            case DROPDOWN -> Property.dropdown("p", List.of("a", "b"));
            case MULTI_SELECT -> Property.multiSelect("p", List.of("a", "b"));
            case DYNAMIC_DROPDOWN -> asking("p");
            default -> Property.of(kind, "p");
        };
    }

    private static Property asking(String name) {
        return Property.dynamicDropdown(name, context -> List.of(Property.Choice.of("a", null)));
    }

    @Test
    void refusesWrongDefinitionsWhenTheyAreBuilt() {
        for (Supplier<Object> wrong : List.<Supplier<Object>>of(
                () -> Connector.named("Not Good")
                        .displayName("x")
                        .description("x")
                        .build(),
                () -> Connector.named("a_b").displayName("x").description("x").build(),
                () -> Connector.named("a".repeat(65))
                        .displayName("x")
                        .description("x")
                        .build(),
                () -> Connector.named("a").description("x").build(),
                () -> Connector.named("a").displayName("x").build(),
                () -> Connector.named("a")
                        .displayName("x")
                        .description("x")
                        .action(action().build())
                        .action(action().build())
                        .build(),
                () -> Action.named("do-it")
                        .displayName("x")
                        .description("x")
                        .outputSchema(Map.of("type", "object"))
                        .example(Map.of(), Map.of())
                        .run(c -> null)
                        .build(),
                () -> Action.named("do_it")
                        .displayName("x")
                        .description("x")
                        .outputSchema(Map.of("type", "object"))
                        .run(c -> null)
                        .build(),
                () -> Action.named("do_it")
                        .displayName("x")
                        .description("x")
                        .example(Map.of(), Map.of())
                        .run(c -> null)
                        .build(),
                () -> action(Property.of(Kind.URL, "u").require()).build(),
                () -> action(Property.of(Kind.URL, "u"), Property.of(Kind.URL, "u"))
                        .build(),
                () -> Property.of(Kind.URL, "Not Good"),
                () -> Property.of(Kind.DROPDOWN, "p"),
                () -> Property.dropdown("p", List.of()),
                () -> Property.of(Kind.URL, "u").holding(Values.TEXT),
                () -> Property.of(Kind.NUMBER, "n").between(2, 1))) {
            assertThrows(IllegalArgumentException.class, wrong::get);
        }
    }

    @Test
    void refusesChoicesThatNobodyCouldAskFor() {
        for (Supplier<Object> wrong : List.<Supplier<Object>>of(
                () -> Property.of(Kind.DYNAMIC_DROPDOWN, "p"),
                () -> Property.of(Kind.SHORT_TEXT, "p").needing("q"),
                () -> action(asking("p").needing("p")).build(),
                () -> action(asking("p").needing("gone")).build(),
                () -> trigger(asking("p").needing("gone")).build(),
                () -> new Auth.CustomAuth(List.of(asking("p"))),
                () -> new Auth.OAuth2("https://a.example/a", "https://a.example/t", List.of(), List.of(asking("p"))),
                () -> new Property.Choice(" ", "Label"),
                () -> new Property.Choice("value", ""))) {
            assertThrows(IllegalArgumentException.class, wrong::get);
        }
    }

    /** What counts when nothing is given goes past the check of the input: it has been checked before. */
    @Test
    void refusesADefaultThatItsOwnPropertyForbids() {
        for (Property wrong : List.of(
                Property.of(Kind.INTEGER, "p").defaultsTo("x"),
                Property.of(Kind.INTEGER, "p").defaultsTo(1.5),
                Property.of(Kind.INTEGER, "p").defaultsTo(7).between(1, 5),
                Property.of(Kind.NUMBER, "p").between(1, 5).defaultsTo(0),
                Property.of(Kind.SHORT_TEXT, "p").defaultsTo(1),
                Property.of(Kind.SHORT_TEXT, "p").between(1, 2).defaultsTo("abc"),
                Property.of(Kind.CHECKBOX, "p").defaultsTo("true"),
                Property.of(Kind.DATE, "p").defaultsTo("tomorrow"),
                Property.of(Kind.DATE_TIME, "p").defaultsTo("2026-01-31"),
                Property.dropdown("p", List.of("a", "b")).defaultsTo("c"),
                Property.multiSelect("p", List.of("a", "b")).defaultsTo(List.of("a", "c")),
                Property.of(Kind.ARRAY, "p").holding(Values.TEXT).defaultsTo(List.of(1)),
                Property.of(Kind.OBJECT, "p").defaultsTo(List.of()),
                Property.of(Kind.FILE, "p").defaultsTo(Map.of("name", "x")))) {
            for (Supplier<Object> definition : List.<Supplier<Object>>of(
                    () -> action(wrong).build(),
                    () -> trigger(wrong).build(),
                    () -> new Auth.CustomAuth(List.of(wrong)),
                    () -> new Auth.OAuth2("https://a.example/a", "https://a.example/t", List.of(), List.of(wrong)))) {
                var refused = assertThrows(IllegalArgumentException.class, definition::get, wrong::toString);
                assertTrue(String.valueOf(refused.getMessage()).contains("default of property p"), refused::getMessage);
            }
        }
    }

    @Test
    void takesADefaultThatFits() {
        for (Property right : List.of(
                Property.of(Kind.INTEGER, "p").between(1, 5).defaultsTo(5L),
                Property.dropdown("p", List.of("a", "b")).defaultsTo("b"),
                Property.multiSelect("p", List.of("a", "b")).defaultsTo(List.of()),
                Property.of(Kind.JSON, "p").defaultsTo(Map.of("a", 1)))) {
            assertEquals(
                    right.defaultValue(),
                    action(right).build().withDefaults(Map.of()).get("p"));
            assertEquals(
                    right.defaultValue(),
                    trigger(right).build().withDefaults(Map.of()).get("p"));
        }
    }

    private static Trigger.Builder trigger(Property property) {
        return Trigger.named("new_thing")
                .displayName("New thing")
                .description("A new thing.")
                .property(property)
                .outputSchema(Map.of("type", "object"))
                .example(Map.of(), Map.of())
                .polls(Trigger.SELDOM, (context, cursor) -> new Trigger.Polled(List.of(), null));
    }

    @Test
    void everyKindHasASchemaAndTellsFittingValuesFromOthers() {
        record Row(Kind kind, String type, List<String> fits, List<String> not) {}
        for (Row row : List.of(
                new Row(Kind.SHORT_TEXT, "string", List.of("\"x\""), List.of("1", "{}")),
                new Row(Kind.LONG_TEXT, "string", List.of("\"x\""), List.of("[]")),
                new Row(Kind.NUMBER, "number", List.of("1", "1.5", "-1e3"), List.of("\"1\"", "true")),
                new Row(Kind.INTEGER, "integer", List.of("1", "1.0", "1e3", "0.0"), List.of("1.5", "\"1\"")),
                new Row(Kind.CHECKBOX, "boolean", List.of("true", "false"), List.of("\"true\"", "0")),
                new Row(Kind.DATE_TIME, "string", List.of("\"2026-01-31T09:30:00Z\""), List.of("\"2026-01-31\"", "1")),
                new Row(Kind.DATE, "string", List.of("\"2026-01-31\""), List.of("\"2026-02-31\"", "\"x\"")),
                new Row(Kind.DROPDOWN, "string", List.of("\"a\""), List.of("\"c\"", "1")),
                new Row(Kind.MULTI_SELECT, "array", List.of("[]", "[\"a\",\"b\"]"), List.of("\"a\"", "[\"c\"]")),
                new Row(Kind.DYNAMIC_DROPDOWN, "string", List.of("\"x\""), List.of("1")),
                new Row(Kind.ARRAY, "array", List.of("[]", "[1,null]"), List.of("{}")),
                new Row(Kind.OBJECT, "object", List.of("{}", "{\"a\":1}"), List.of("[]", "\"{}\"")),
                new Row(Kind.JSON, "", List.of("1", "\"x\"", "[]", "{}", "false"), List.of()),
                new Row(Kind.FILE, "object", List.of("{\"name\":\"a\",\"base64\":\"\"}"), List.of("{}", "\"a\"")),
                new Row(Kind.SECRET, "string", List.of("\"x\""), List.of("1")),
                new Row(Kind.EMAIL, "string", List.of("\"a@b.c\""), List.of("1")),
                new Row(Kind.URL, "string", List.of("\"http://x\""), List.of("1")))) {
            Property property = of(row.kind()).displayName("Label").description("What");
            Json.Obj schema = Plain.object(property.schema());
            assertEquals(
                    row.type(),
                    schema.text("type") == null ? "" : schema.text("type"),
                    row.kind().name());
            assertEquals("Label", schema.text("title"));
            assertEquals("What", schema.text("description"));
            Action action = action(property).build();
            for (String value : row.fits()) {
                assertEquals(List.of(), action.check(input(value)), row.kind() + " " + value);
            }
            for (String value : row.not()) {
                assertEquals("/p", action.check(input(value)).getFirst().path(), row.kind() + " " + value);
            }
        }
        assertEquals(17, Kind.values().length);
    }

    private static Map<String, Object> input(String value) {
        return Plain.map((Json.Obj) Json.parse("{\"p\":" + value + "}"));
    }

    @Test
    void limitsHoldForTextsNumbersAndLists() {
        assertEquals(
                1,
                action(Property.of(Kind.SHORT_TEXT, "p").between(2, 3))
                        .build()
                        .check(input("\"abcd\""))
                        .size());
        assertEquals(
                0,
                action(Property.of(Kind.SHORT_TEXT, "p").between(2, 3))
                        .build()
                        .check(input("\"abc\""))
                        .size());
        assertEquals(
                1,
                action(Property.of(Kind.NUMBER, "p").between(2, 3))
                        .build()
                        .check(input("3.01"))
                        .size());
        assertEquals(
                1,
                action(Property.of(Kind.ARRAY, "p").between(1, 2))
                        .build()
                        .check(input("[]"))
                        .size());
        Json.Obj schema =
                Plain.object(Property.of(Kind.INTEGER, "p").between(2, 3).schema());
        assertEquals(Json.of(2), schema.get("minimum"));
        assertEquals(Json.of(3), schema.get("maximum"));
    }

    @Test
    void choicesAreMarkedInTheSchemaAndAskedForWithWhatFits() throws Exception {
        var props = new ArrayList<Props>();
        Property sheet = Property.dynamicDropdown("sheet", context -> {
                    props.add(context.props());
                    return List.of(Property.Choice.of("a", " "), new Property.Choice("b", "Bees"));
                })
                .needing("file", "count")
                .displayName("Sheet")
                .defaultsTo("a");
        Action action = action(
                        sheet,
                        Property.of(Kind.SHORT_TEXT, "file"),
                        Property.of(Kind.INTEGER, "count").defaultsTo(3L),
                        Property.of(Kind.INTEGER, "other"))
                .build();
        assertEquals(
                "{\"type\":\"string\",\"title\":\"Sheet\",\"default\":\"a\",\"x-choices\":{\"needs\":[\"file\",\"count\"]}}",
                Plain.object(sheet.schema()).write());
        assertEquals(
                Json.parse("{\"needs\":[]}"), Plain.object(asking("p").schema()).get("x-choices"));
        var connector = Connector.named("a")
                .displayName("A")
                .description("A.")
                .action(action)
                .trigger(trigger(sheet.needing()).build())
                .build();
        var trial = ActionTrial.of(connector, "do_it");
        var told = trial.choices("sheet", Map.of("file", "f", "other", "no number", "unknown", 1));
        assertEquals("[Choice[value=a, label=a], Choice[value=b, label=Bees]]", told.toString());
        Props seen = props.removeLast();
        assertEquals("f", seen.value("file"));
        assertEquals(3L, seen.value("count"));
        assertTrue(!seen.contains("other") && !seen.contains("unknown"));
        var refused = assertThrows(ConnectorError.class, () -> trial.choices("sheet", Map.of("file", 1, "count", "x")));
        assertEquals("/file: File must be text. /count: Count must be a whole number.", refused.sentence());
        assertTrue(assertThrows(ConnectorError.class, () -> trial.choices("sheet"))
                .sentence()
                .startsWith("/file: File is needed to list the choices of Sheet."));
        assertThrows(ConnectorError.class, () -> trial.choices("sheet", Map.of("file", " ")));
        assertThrows(IllegalArgumentException.class, () -> trial.choices("file"));
        assertThrows(IllegalArgumentException.class, () -> trial.choices("unknown"));
        assertEquals(
                2,
                TriggerTrial.of(connector, "new_thing", Map.of())
                        .choices("sheet", Map.of("sheet", 1))
                        .size());
        assertEquals("a", props.getLast().value("sheet"));
    }

    @Test
    void pathsArePointers() {
        var faults = action(Property.of(Kind.OBJECT, "p").holding(Values.TEXT))
                .build()
                .check(input("{\"a/b~c\":1,\"ok\":\"x\"}"));
        assertEquals("/p/a~1b~0c", faults.getFirst().path());
        assertEquals(1, faults.size());
        assertTrue(
                action().build().check(Map.of("no/such", 1)).getFirst().path().equals("/no~1such"));
    }
}
