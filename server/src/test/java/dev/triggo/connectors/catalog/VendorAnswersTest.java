package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.testkit.PlainJson;
import dev.triggo.testing.WrittenDocs;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whether each field that an action promises is one that the vendor's own document has in the answer of the operation that
 * is called, or one that we make. {@code vendor-answers.json} says which document, in which version, and of each operation
 * the fields of its success response: all of each object that we look into.
 */
class VendorAnswersTest {
    /** What we make of an answer, or say where there is none. */
    private static final Set<String> OF_OUR_OWN = Set.of(
            "discord add_reaction ok",
            "github dispatch_event ok",
            "github dispatch_workflow ok",
            "gmail get_message headers",
            "gmail get_message text",
            "gmail get_message html",
            "gmail get_message attachments",
            "openai chat_completion text",
            "openai create_response text");

    /** Where an answer is a list, or is about one of several, it has a name with us, and this place there. */
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amocrm list_leads", "_embedded."),
            Map.entry("amocrm list_contacts", "_embedded."),
            Map.entry("amocrm create_lead", "_embedded.leads[]."),
            Map.entry("amocrm create_contact", "_embedded.contacts[]."),
            Map.entry("amocrm add_note", "_embedded.notes[]."),
            Map.entry("discord list_channels", "channels="),
            Map.entry("discord list_messages", "messages="),
            Map.entry("github get_content", "entries="),
            Map.entry("github list_issues", "issues="),
            Map.entry("github list_pulls", "pulls="),
            Map.entry("github list_releases", "releases="),
            Map.entry("telegram get_updates", "updates="));

    /** Of a version of the service that its newest document describes no more, or without answers in the document. */
    private static final Set<String> WITHOUT = Set.of("notion");

    @Test
    void whatIsPromisedIsInTheAnswersOfTheDocuments() throws Exception {
        String text = Files.readString(WrittenDocs.root().resolve("server/src/test/resources/vendor-answers.json"));
        var facts = (Map<?, ?>) new PlainJson().read(text);
        String asked = Files.readString(WrittenDocs.root().resolve("server/src/test/resources/vendor-facts.json"));
        var needed = new TreeSet<Object>(Set.of("slack", "openai"));
        needed.addAll(((Map<?, ?>) new PlainJson().read(asked)).keySet());
        needed.removeAll(WITHOUT);
        assertEquals(needed, new TreeSet<Object>(facts.keySet()), "answers of every vendor whose requests are held");

        var unknown = new TreeSet<String>();
        var ours = new HashSet<String>();
        var named = new HashSet<String>();
        for (Connector connector : Catalog.all()) {
            if (facts.get(connector.name()) instanceof Map<?, ?> document) {
                for (Action action : connector.actions()) {
                    String name = connector.name() + " " + action.name();
                    Set<String> given = given(name, document, action);
                    for (String path : paths(action.outputSchema(), "")) {
                        if (OF_OUR_OWN.contains(name + " " + path)) {
                            ours.add(name + " " + path);
                        } else if (!given.contains(path)) {
                            unknown.add(name + " " + path);
                        }
                    }
                    named.add(NAMED.containsKey(name) ? name : "");
                }
            }
        }
        assertEquals(Set.of(), unknown, "promised, and in no answer of the vendor's");
        assertEquals(OF_OUR_OWN, ours, "what we make is promised too");
        named.remove("");
        assertEquals(NAMED.keySet(), named);
    }

    /** The fields of the vendor's answer, as we call them. */
    private static Set<String> given(String name, Map<?, ?> document, Action action) {
        String connector = name.substring(0, name.indexOf(' '));
        var request =
                (Map<?, ?>) Exchanges.of(connector).requests(action.name()).getFirst();
        Object said = VendorFactsTest.operation(request, document);
        assertNotNull(said, name + " is not in the document");
        var given = new HashSet<String>();
        String place = NAMED.getOrDefault(name, "");
        for (Object path : (List<?>) said) {
            String theirs = String.valueOf(path);
            given.add(theirs);
            if (place.endsWith("=")) {
                String list = place.substring(0, place.length() - 1);
                given.add(list);
                given.add(list + theirs);
            } else if (!place.isEmpty() && theirs.startsWith(place)) {
                given.add(theirs.substring(place.length()));
            }
        }
        return given;
    }

    /** {@code a}, {@code a.b}, {@code a[].b}. */
    private static List<String> paths(Map<?, ?> schema, String at) {
        var paths = new ArrayList<String>();
        if (schema.get("items") instanceof Map<?, ?> items) {
            paths.addAll(paths(items, at + "[]"));
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((field, inside) -> {
                String path = at.isEmpty() ? String.valueOf(field) : at + "." + field;
                paths.add(path);
                paths.addAll(paths((Map<?, ?>) inside, path));
            });
        }
        return paths;
    }
}
