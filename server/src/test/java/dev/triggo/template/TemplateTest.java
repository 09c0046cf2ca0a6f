package dev.triggo.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Json.Obj ROOTS = (Json.Obj) Json.parse("""
            {
              "http_1": {"status": 200, "ratio": 1.50, "ok": true, "none": null, "empty": "",
                         "body": {"items": [{"name": "Ada"}, {"name": "Bob"}], "odd key": 7, "a.b": 8, "}}": 9, "0": "zero",
                                  "content-type": "text/plain", "naïve": "ü", "__proto__": "plain", "class": "plain too"}},
              "trigger": {"email": "ada@example.com", "tags": ["x", "y"]},
              "template_maker": "{{trigger.email}}",
              "list": [10, [20, 21], {"k": "v"}]
            }
            """);

    private static Json resolve(String template) {
        return Template.of(Json.of(template)).resolve(ROOTS::get);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{http_1.status}} | 200",
                "{{ http_1.status }} | 200",
                "{{http_1.ratio}} | 1.50",
                "{{http_1.ok}} | true",
                "{{http_1.none}} | null",
                "{{http_1.body.items}} | [{\"name\":\"Ada\"},{\"name\":\"Bob\"}]",
                "{{http_1.body.items.0.name}} | \"Ada\"",
                "{{http_1.body.items[1].name}} | \"Bob\"",
                "{{http_1.body[\"odd key\"]}} | 7",
                "{{http_1.body['a.b']}} | 8",
                "{{http_1.body[\"}}\"]}} | 9",
                "{{http_1.body.0}} | \"zero\"",
                "{{http_1.body[\"0\"]}} | \"zero\"",
                "{{http_1.body.content-type}} | \"text/plain\"",
                "{{http_1.body.naïve}} | \"ü\"",
                "{{list[1][0]}} | 20",
                "{{list.2.k}} | \"v\"",
                "{{list}} | [10,[20,21],{\"k\":\"v\"}]",
            })
    void wholeValueKeepsItsType(String template, String expected) {
        assertEquals(expected, resolve(template).write());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{nobody}}",
                "{{http_1.nothing}}",
                "{{http_1.nothing.deeper[3]}}",
                "{{http_1.status.deeper}}",
                "{{http_1.body.items.2}}",
                "{{http_1.body.items[99999]}}",
                "{{http_1.body.items.name}}",
                "{{http_1.body.items.00}}",
                "{{http_1.body.items.99999999999}}",
                "{{http_1.body.items.length}}",
                "{{list[\"0\"]}}",
                "{{http_1.empty.0}}"
            })
    void whatIsMissingIsNull(String template) {
        assertEquals(Json.Null.NULL, resolve(template));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{http_1.body.__proto__}} | \"plain\"",
                "{{http_1.body.class}} | \"plain too\"",
                "{{http_1.class}} | null",
                "{{http_1.getClass}} | null",
                "{{http_1.__proto__.constructor}} | null",
                "{{__proto__}} | null",
                "{{constructor.prototype}} | null",
                "{{http_1.body.hashCode}} | null",
                "{{trigger.fields}} | null",
                "{{list.size}} | null",
            })
    void onlyFieldsAndItemsAreReached(String template, String expected) {
        assertEquals(expected, resolve(template).write());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` {{http_1.status}}` | ` 200`",
                "Hi {{trigger.email}}! | Hi ada@example.com!",
                "{{http_1.ok}}{{http_1.ratio}} | true1.50",
                "[{{http_1.none}}{{http_1.nothing}}] | []",
                "t={{trigger.tags}} | t=[\"x\",\"y\"]",
                "o={{http_1.body.items.0}} | o={\"name\":\"Ada\"}",
                "}} {{http_1.status}} }} | }} 200 }}",
                "{ {{http_1.status}} } | { 200 }",
                "\\{{http_1.status}} | {{http_1.status}}",
                "a \\{{b}} {{http_1.status}} | a {{b}} 200",
                "${http_1.status} #{1+1} <%= 2 %> | ${http_1.status} #{1+1} <%= 2 %>",
            })
    void expressionsInTextBecomeText(String template, String expected) {
        assertEquals(expected, ((Json.Str) resolve(template)).value());
    }

    @Test
    void whatComesOutIsNotResolvedAgain() {
        assertEquals(Json.of("{{trigger.email}}"), resolve("{{template_maker}}"));
        assertEquals(Json.of("<{{trigger.email}}>"), resolve("<{{template_maker}}>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{trigger.output.email}} | \"ada@example.com\"",
                "{{trigger.body.tags.1}} | \"y\"",
                "{{trigger.output}} | {\"email\":\"ada@example.com\",\"tags\":[\"x\",\"y\"]}",
                "{{trigger.output.output.email}} | null",
                "{{http_1.output.status}} | null",
            })
    void olderWordsForTheTriggerReachTheSame(String template, String expected) {
        assertEquals(expected, resolve(template).write());
    }

    @Test
    void theTriggersOwnFieldWinsOverTheOlderWord() {
        Json trigger = Json.parse("{\"body\": {\"x\": 1}, \"x\": 2}");
        Json resolved = Template.of(Json.parse("[\"{{trigger.body.x}}\",\"{{trigger.output.x}}\"]"))
                .resolve(name -> name.equals("trigger") ? trigger : null);
        assertEquals("[1,2]", resolved.write());
    }

    @Test
    void keysAreNotTemplates() {
        Json value = Json.parse("{\"{{trigger.email}}\": \"{{http_1.status}}\"}");
        assertEquals(
                "{\"{{trigger.email}}\":200}",
                Template.of(value).resolve(ROOTS::get).write());
    }

    @Test
    void constantPartsComeOutAsTheyAre() {
        Json value = Json.parse("{\"a\": [1, {\"b\": \"}} { }\"}], \"c\": \"{{http_1.status}}\"}");
        Template template = Template.of(value);
        assertFalse(template.isConstant());
        Json.Obj resolved = (Json.Obj) template.resolve(ROOTS::get);
        assertSame(((Json.Obj) value).get("a"), resolved.get("a"));
        Template constant = Template.of(((Json.Obj) value).get("a"));
        assertTrue(constant.isConstant());
        assertSame(((Json.Obj) value).get("a"), constant.resolve(ROOTS::get));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{",
                "{{}}",
                "{{ }}",
                "x {{trigger.email",
                "{{trigger.email}",
                "{{.a}}",
                "{{a.}}",
                "{{a..b}}",
                "{{a[}}",
                "{{a[]}}",
                "{{a[-1]}}",
                "{{a[01]}}",
                "{{a[x]}}",
                "{{a[1.5]}}",
                "{{a[\"x}}",
                "{{a[\"x\"}}",
                "{{a+b}}",
                "{{a b}}",
                "{{a()}}",
                "{{a.b()}}",
                "{{a|upper}}",
                "{{1}}",
                "{{1a}}",
                "{{a-b}}",
                "{{{{a}}}}",
                "{{{a}}}",
                "{{\"a\"}}",
                "{{a}.b}}",
                "{{T(java.lang.Runtime).getRuntime()}}",
                "{{constructor.constructor(\"return 1\")()}}",
                "{{${a}}}",
                "{{#if}}",
                "{{=}}",
                "{{= }}",
                "{{= 1 +}}",
                "{{= (1}}",
                "{{= \"a}}",
                "{{= 1",
                "{{= } }}",
                "{{= `a}}",
                "{{= /* }}",
            })
    void malformedExpressionsAreFaultsAndStayAsTheyAre(String text) {
        Template template = Template.of(
                Json.parse(Json.array(List.of(Json.of("fine"), Json.of(text))).write()));
        assertEquals(1, template.faults().size(), () -> template.faults().toString());
        TemplateFault fault = template.faults().getFirst();
        assertEquals("/1", fault.at());
        assertTrue(fault.message().matches("(?s).+ \\(at character [0-9]+\\)"), fault::message);
        assertEquals(List.of(), template.references());
        assertEquals(Json.array(List.of(Json.of("fine"), Json.of(text))), template.resolve(ROOTS::get));
    }

    @Test
    void allFaultsAreToldAtOnce() {
        Template template = Template.of(Json.parse("{\"a\": \"{{\", \"b/c\": [\"{{x y}}\", \"{{ok}}\", \"{{}}\"]}"));
        assertEquals(
                List.of("/a", "/b~1c/0", "/b~1c/2"),
                template.faults().stream().map(TemplateFault::at).toList());
    }

    @Test
    void tellsWhereAFaultIs() {
        assertEquals(
                "'+' is not part of a path; odd keys go in [\"…\"], and {{= … }} computes (at character 10)",
                Template.of(Json.of("x = {{ a + b }}")).faults().getFirst().message());
    }

    @Test
    void namesEveryRootInOrder() {
        Template template = Template.of(
                Json.parse(
                        "{\"a\": \"{{http_1.body.x}} and {{trigger.y}}\", \"b\": [\"{{= run.id & item }}\"], \"c\": \"{{http_1}}\"}"));
        assertEquals(
                List.of(
                        new Reference("/a", "http_1", "http_1.body.x"),
                        new Reference("/a", "trigger", "trigger.y"),
                        new Reference("/b/0", "run", "= run.id & item"),
                        new Reference("/b/0", "item", "= run.id & item"),
                        new Reference("/c", "http_1", "http_1")),
                template.references());
    }

    @Test
    void boundsTheNumberOfExpressions() {
        String many = "{{a}}".repeat(10_000);
        assertEquals(List.of(), Template.of(Json.of(many)).faults());
        assertEquals(1, Template.of(Json.of(many + "{{a}}")).faults().size());
    }

    @Test
    void boundsTheLengthOfAPath() {
        assertEquals(
                1,
                Template.of(Json.of("{{a" + ".b".repeat(600) + "}}")).faults().size());
        assertEquals(
                List.of(), Template.of(Json.of("{{a" + ".b".repeat(400) + "}}")).faults());
    }

    @Test
    void boundsWhatIsPutInAltogether() {
        Json large = Json.of("x".repeat(100_000));
        Template template = Template.of(Json.of("{{a}}".repeat(1_000)));
        assertThrows(TemplateException.class, () -> template.resolve(root -> large));
    }

    @Test
    void findsWhatAPlainLookupFinds() {
        var random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            Json root = randomJson(random, 4);
            var path = new StringBuilder("root");
            Json expected = root;
            for (int step = random.nextInt(5); step > 0; step--) {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                int index = random.nextInt(4);
                boolean byIndex = random.nextBoolean();
                path.append(byIndex ? (random.nextBoolean() ? "." + index : "[" + index + "]") : written(key, random));
                expected = lookup(expected, byIndex ? String.valueOf(index) : key, byIndex ? index : -1);
            }
            Json found = Template.of(Json.of("{{" + path + "}}")).resolve(name -> name.equals("root") ? root : null);
            assertEquals(expected, found, () -> path + " in " + root.write());
        }
    }

    private static final List<String> KEYS =
            List.of("a", "b_c", "odd key", "x.y", "]", "\"", "\\", "{{", "}}", "", "é");

    private static String written(String key, Random random) {
        boolean plain = key.matches("[a-z_é]+");
        return plain && random.nextBoolean()
                ? "." + key
                : "[\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
    }

    private static Json lookup(Json value, String key, int index) {
        Json found = null;
        if (value instanceof Json.Obj o) {
            found = o.get(key);
        } else if (value instanceof Json.Arr a
                && index >= 0
                && index < a.items().size()) {
            found = a.items().get(index);
        }
        return found == null ? Json.Null.NULL : found;
    }

    private static Json randomJson(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 3 : 7);
        if (kind < 3) {
            return List.of(Json.of(random.nextInt(9)), Json.of("text"), Json.Null.NULL)
                    .get(kind);
        }
        if (kind < 5) {
            return Json.array(IntStream.range(0, random.nextInt(4))
                    .mapToObj(i -> randomJson(random, depth - 1))
                    .collect(Collectors.toList()));
        }
        var object = Json.object();
        for (String key : KEYS) {
            if (random.nextBoolean()) {
                object.put(key, randomJson(random, depth - 1));
            }
        }
        object.put("0", randomJson(random, depth - 1));
        return object.build();
    }
}
