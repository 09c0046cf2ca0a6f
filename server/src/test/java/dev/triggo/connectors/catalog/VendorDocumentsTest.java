package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.sdk.testkit.PlainJson;
import dev.triggo.testing.WrittenDocs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whether what we send is what the vendor's own document describes: {@code vendor-operations.json} has, from the published
 * OpenAPI documents of Slack and OpenAI, the parameters and body fields of each operation that is used. Every call is made
 * with all fields that the action takes.
 */
class VendorDocumentsTest {
    /** These stand for others, or go as they are. */
    private static final Set<String> OF_OUR_OWN = Set.of("prompt", "system", "extra");

    static Map<?, ?> document(String vendor) throws Exception {
        String text = Files.readString(WrittenDocs.root().resolve("server/src/test/resources/vendor-operations.json"));
        return (Map<?, ?>) ((Map<?, ?>) new PlainJson().read(text)).get(vendor);
    }

    @Test
    void slackTakesWhatIsSent() throws Exception {
        fits(new Slack().connector(), 7);
    }

    @Test
    void openAiTakesWhatIsSent() throws Exception {
        fits(new OpenAi().connector(), 4);
    }

    private static void fits(Connector connector, int operations) throws Exception {
        Map<?, ?> document = document(connector.name());
        var seen = new HashSet<String>();
        for (Action action : connector.actions()) {
            var exchanges = Exchanges.of(connector.name());
            var upstream = Exchanges.upstream(exchanges.answers(action.name()));
            exchanges.trial(connector, action, upstream).run(everything(action));
            upstream.seen().forEach(call -> seen.add(check(document, call)));
        }
        if (connector.liveCheck() != null) {
            var upstream = new FakeUpstream().answers(200, "{\"ok\":true}");
            ActionTrial.ofLiveCheck(connector)
                    .signedInWith(Exchanges.of(connector.name()).credential())
                    .calling(upstream)
                    .run(Map.of());
            seen.add(check(document, upstream.seen().getFirst()));
        }
        assertEquals(operations, seen.size());
    }

    static String check(Map<?, ?> document, HttpCall call) {
        String base = String.valueOf(document.get("base"));
        assertTrue(call.url().startsWith(base + "/"), call.url());
        String[] parts = call.url().substring(base.length()).split("\\?", 2);
        String name = call.method() + " " + parts[0];
        var operation = (Map<?, ?>) ((Map<?, ?>) document.get("operations")).get(name);
        assertNotNull(operation, name + " is not in the document");
        var query = new HashSet<String>();
        if (parts.length > 1) {
            List.of(parts[1].split("&")).forEach(pair -> query.add(pair.split("=")[0]));
        }
        var body = new HashSet<String>();
        byte[] bytes = call.body();
        if (bytes != null) {
            assertEquals(true, operation.get("json"), name + " takes no JSON");
            ((Map<?, ?>) Exchanges.written(call).get("body")).keySet().forEach(field -> body.add((String) field));
            assertTrue(new String(bytes, StandardCharsets.UTF_8).startsWith("{"));
        }
        assertTrue(((List<?>) operation.get("query")).containsAll(query), name + " has no parameters " + query);
        assertTrue(((List<?>) operation.get("body")).containsAll(body), name + " has no fields " + body);
        var sent = new ArrayList<>(query);
        sent.addAll(body);
        assertTrue(sent.containsAll((List<?>) operation.get("required")), name + " wants more than " + sent);
        return name;
    }

    /** The example, with something in every other field. */
    private static Map<String, Object> everything(Action action) {
        var input = new HashMap<String, Object>();
        for (Property property : action.properties()) {
            if (!OF_OUR_OWN.contains(property.name())) {
                input.put(property.name(), something(property));
            }
        }
        action.example().input().forEach((name, value) -> {
            if (!OF_OUR_OWN.contains(name)) {
                input.put(name, value);
            }
        });
        return input;
    }

    private static Object something(Property property) {
        return switch (property.kind()) {
            case INTEGER, NUMBER -> 1L;
            case CHECKBOX -> true;
            case ARRAY, MULTI_SELECT -> List.of();
            case OBJECT -> Map.of("a", 1L);
            case SHORT_TEXT, LONG_TEXT, JSON, URL, EMAIL, SECRET, DYNAMIC_DROPDOWN -> "x";
            case DROPDOWN -> property.options().getFirst();
            case DATE, DATE_TIME, FILE -> throw new IllegalStateException("no such field is here yet");
        };
    }
}
