package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.testkit.PlainJson;
import dev.triggo.testing.WrittenDocs;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whether each request that is written down for a connector is one that the vendor's own document describes. {@code
 * vendor-facts.json} says which document, in which version, and of each operation its method, path, parameters, body fields
 * and what is required. That the code sends these requests, {@link ConnectorContractTest} finds.
 */
class VendorFactsTest {
    /** Written for a version of the service that its newest document describes no more; our calls name that version. */
    private static final Set<String> OLDER = Set.of("notion query_database");

    /**
     * What newer documents want and older ones of the same version of the service did not: our calls leave it out.
     */
    private static final Map<String, Set<String>> WANTED_BY_SOME = Map.of(
            "hubspot create_", Set.of("associations"),
            "hubspot search_", Set.of("after", "filterGroups", "properties", "sorts"));

    /** By connector. */
    static Map<?, ?> facts() throws Exception {
        String text = Files.readString(WrittenDocs.root().resolve("server/src/test/resources/vendor-facts.json"));
        return (Map<?, ?>) new PlainJson().read(text);
    }

    @Test
    void requestsAreThoseOfTheDocuments() throws Exception {
        Map<?, ?> facts = facts();
        var known = new HashSet<Object>();
        for (Connector connector : Catalog.all()) {
            if (facts.get(connector.name()) instanceof Map<?, ?> document) {
                known.add(connector.name());
                for (Action action : connector.actions()) {
                    String name = connector.name() + " " + action.name();
                    if (!OLDER.contains(name)) {
                        Exchanges.of(connector.name())
                                .requests(action.name())
                                .forEach(request -> fits(name, (Map<?, ?>) request, document));
                    }
                }
            }
        }
        assertEquals(facts.keySet(), known);
    }

    static void fits(String name, Map<?, ?> request, Map<?, ?> document) {
        var url = URI.create(String.valueOf(request.get("url")));
        var operation = (Map<?, ?>) operation(request, document);
        assertTrue(operation != null, () -> name + ": " + url + " is not in the document");
        var query = new HashSet<String>();
        if (url.getRawQuery() != null) {
            List.of(url.getRawQuery().split("&")).forEach(pair -> query.add(pair.split("=")[0]));
        }
        var body = new HashSet<String>();
        // Some services take several at once, each as one alone.
        List<?> sent = request.get("body") instanceof List<?> several ? several : Arrays.asList(request.get("body"));
        sent.forEach(one -> {
            if (one instanceof Map<?, ?> fields) {
                fields.keySet().forEach(field -> body.add((String) field));
            }
        });
        assertTrue(((List<?>) operation.get("query")).containsAll(query), name + " has no parameters " + query);
        assertTrue(((List<?>) operation.get("body")).containsAll(body), name + " has no fields " + body);
        query.addAll(body);
        WANTED_BY_SOME.forEach((prefix, fields) -> {
            if (name.startsWith(prefix)) {
                query.addAll(fields);
            }
        });
        assertTrue(query.containsAll((List<?>) operation.get("required")), name + " wants more than " + query);
    }

    /** What a document says of a request; of several that fit, the one with the fewest holes; null when there is none. */
    static @Nullable Object operation(Map<?, ?> request, Map<?, ?> document) {
        var url = URI.create(String.valueOf(request.get("url")));
        String called =
                request.get("method") + " " + url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
        Object found = null;
        long holes = Long.MAX_VALUE;
        for (var entry : ((Map<?, ?>) document.get("operations")).entrySet()) {
            String[] parts = String.valueOf(entry.getKey()).split(" ", 2);
            String template = parts[0] + " " + document.get("base") + parts[1];
            String form = Pattern.compile("\\{[^}]*\\}")
                    .splitAsStream(template + " ")
                    .map(Pattern::quote)
                    .reduce((one, other) -> one + "[^/]+" + other)
                    .orElse("");
            long count = template.chars().filter(c -> c == '{').count();
            if (Pattern.matches(form, called + " ") && count < holes) {
                found = entry.getValue();
                holes = count;
            }
        }
        return found;
    }
}
