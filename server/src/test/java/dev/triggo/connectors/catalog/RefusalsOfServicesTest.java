package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.sdk.testkit.PlainJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every operation makes of a service that says no, or says nothing that can be read. */
class RefusalsOfServicesTest {
    static final List<Connector> ALL = Catalog.all().stream()
            // It gives statuses and bodies as they are: HttpRequestTest.
            .filter(connector -> !connector.name().equals("http-request"))
            .toList();

    private static final Map<Integer, ErrorCode> MEANINGS = Map.of(
            400, ErrorCode.VALIDATION_ERROR,
            401, ErrorCode.AUTH_EXPIRED,
            403, ErrorCode.VALIDATION_ERROR,
            404, ErrorCode.NOT_FOUND,
            409, ErrorCode.VALIDATION_ERROR,
            422, ErrorCode.VALIDATION_ERROR,
            429, ErrorCode.RATE_LIMITED,
            500, ErrorCode.UPSTREAM_ERROR,
            502, ErrorCode.UPSTREAM_ERROR,
            503, ErrorCode.UPSTREAM_ERROR);

    private static final List<String> UNREADABLE = List.of(
            "<html><body>Sign in to the hotel's network</body></html>",
            "{\"ok\":true,\"result\":{\"id\":",
            "\u0000\u0001\ufffd",
            "[".repeat(5000),
            "{\"a\":1}{\"a\":1}",
            "17",
            "\"text\"",
            "null",
            " ");

    private static ConnectorError refused(Connector connector, Action action, FakeUpstream upstream) {
        return assertThrows(
                ConnectorError.class,
                () -> Exchanges.of(connector.name())
                        .trial(connector, action, upstream)
                        .run(action.example().input()),
                connector.name() + " " + action.name());
    }

    /** All answers but the last are as they should be. */
    private static FakeUpstream upToTheLast(Connector connector, Action action) {
        var answers = Exchanges.of(connector.name()).answers(action.name());
        return Exchanges.upstream(answers.subList(0, answers.size() - 1));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void statusesHaveOneMeaning(Connector connector) {
        for (Action action : connector.actions()) {
            MEANINGS.forEach((status, code) -> {
                for (String body : List.of("{}", "", "<html>no</html>", "[]", "{\"message\":7,\"error\":[1]}")) {
                    var upstream = upToTheLast(connector, action)
                            .answers(status, Map.of("retry-after", "7", "content-type", "text/html"), body);
                    ConnectorError error = refused(connector, action, upstream);
                    assertEquals(
                            expected(connector, status, code), error.code(), connector.name() + action.name() + status);
                    assertEquals(Duration.ofSeconds(7), error.retryAfter().orElseThrow());
                    assertFalse(error.sentence().contains("html"), error.sentence());
                }
            });
        }
    }

    private static ErrorCode expected(Connector connector, int status, ErrorCode usual) {
        return switch (connector.name() + " " + status) {
            // The token is part of the path.
            case "telegram 404" -> ErrorCode.AUTH_EXPIRED;
            // GitHub tells how long to wait with 403 only when it limits.
            case "github 403" -> ErrorCode.RATE_LIMITED;
            default -> usual;
        };
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void whatTheServiceSaysIsQuotedWithoutTheSecret(Connector connector) {
        Credential credential = Exchanges.of(connector.name()).credential();
        var secrets = new ArrayList<String>();
        switch (credential) {
            case Credential.None none -> {}
            case Credential.Secret secret -> secrets.add(secret.secret());
            case Credential.OAuth2 oauth -> secrets.add(oauth.accessToken());
            case Credential.Fields fields ->
                fields.values().values().stream().filter(v -> v != null).forEach(v -> secrets.add(v.toString()));
        }
        for (Action action : connector.actions()) {
            for (String secret : secrets) {
                String said = new PlainJson().write("bad key " + secret + " and\r\nX: y");
                for (int status : List.of(400, 401, 403, 429, 500)) {
                    var upstream = upToTheLast(connector, action)
                            .answers(
                                    status,
                                    "{\"message\":%1$s,\"error\":%1$s,\"description\":%1$s,\"detail\":%1$s}"
                                            .formatted(said));
                    String sentence = refused(connector, action, upstream).sentence();
                    assertFalse(sentence.contains(secret), sentence);
                    assertFalse(sentence.contains("\n"), sentence);
                    assertTrue(
                            status >= 500
                                    || connector.name().equals("mcp-client")
                                    || sentence.contains("bad key")
                                    || Set.of("gmail", "google-sheets").contains(connector.name()),
                            sentence);
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aGoodStatusWithAnUnreadableBodyIsNoSuccess(Connector connector) {
        for (Action action : connector.actions()) {
            boolean reads = action.sideEffect(action.example().input()) == SideEffect.READ;
            for (String body : UNREADABLE) {
                var answers = Exchanges.of(connector.name()).answers(action.name());
                if (answers.getLast().body() == null && Set.of("17", "\"text\"").contains(body)) {
                    // Nothing is wanted of these but the status.
                    continue;
                }
                var upstream =
                        upToTheLast(connector, action).answers(200, Map.of("content-type", "application/json"), body);
                ErrorCode code = refused(connector, action, upstream).code();
                Set<ErrorCode> fitting = switch (connector.name()) {
                    case "rss" -> Set.of(ErrorCode.VALIDATION_ERROR);
                    // Neither says that it was done: ok is missing.
                    case "slack", "telegram" ->
                        Set.of(ErrorCode.VALIDATION_ERROR, ErrorCode.UPSTREAM_ERROR, ErrorCode.UNKNOWN);
                    case "openai" -> Set.of(ErrorCode.UPSTREAM_ERROR, ErrorCode.UNKNOWN);
                    default -> Set.of(reads ? ErrorCode.UPSTREAM_ERROR : ErrorCode.UNKNOWN);
                };
                assertTrue(fitting.contains(code), connector.name() + " " + action.name() + " " + code + " " + body);
            }
        }
    }

    /** Each part of a good answer in turn is something else: an output or a refusal comes of it, never a bug. */
    @ParameterizedTest
    @FieldSource("ALL")
    void answersOfAnotherShapeAreNoBug(Connector connector) throws Exception {
        for (Action action : connector.actions()) {
            var exchanges = Exchanges.of(connector.name());
            var answers = exchanges.answers(action.name());
            Object body = answers.getLast().body();
            for (Object strange : bent(body)) {
                var upstream = upToTheLast(connector, action).answers(200, new PlainJson().write(strange));
                try {
                    exchanges
                            .trial(connector, action, upstream)
                            .run(action.example().input());
                } catch (ConnectorError refused) {
                    assertFalse(refused.sentence().isBlank());
                }
            }
        }
    }

    private static List<Object> bent(@Nullable Object value) {
        var found = new ArrayList<Object>();
        for (Object other : List.of(7L, "text", true, List.of(List.of()), Map.of("x", List.of()))) {
            found.add(other);
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> bent(inner).forEach(strange -> {
                var copy = new LinkedHashMap<Object, Object>(map);
                copy.put(name, strange);
                found.add(copy);
            }));
            map.keySet().forEach(name -> {
                var copy = new LinkedHashMap<Object, Object>(map);
                copy.remove(name);
                found.add(copy);
            });
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            bent(list.getFirst()).forEach(strange -> found.add(List.of(strange)));
            found.add(List.of());
        }
        return found;
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void withoutAConnectionNothingIsSent(Connector connector) {
        if (connector.auth().kind().equals("none")) {
            return;
        }
        for (Action action : connector.actions()) {
            var upstream = new FakeUpstream();
            ConnectorError error = assertThrows(
                    ConnectorError.class,
                    () -> dev.triggo.sdk.testkit.ActionTrial.of(connector, action.name())
                            .calling(upstream)
                            .run(action.example().input()));
            assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
            assertEquals(List.of(), upstream.seen());
        }
    }

    /** What comes from a workflow stays in its place: it opens no other path, no query and no fragment. */
    @ParameterizedTest
    @FieldSource("ALL")
    void noTextClimbsOutOfItsPlace(Connector connector) throws Exception {
        for (Action action : connector.actions()) {
            var exchanges = Exchanges.of(connector.name());
            String usual = path(exchanges.requests(action.name()).getLast());
            for (var property : action.properties()) {
                for (String evil :
                        List.of("..", "../../admin", "x/../../y", "a?b=c", "a#b", "a\\b", "%2e%2e", "a\r\nX: y")) {
                    if (!(action.example().input().get(property.name()) instanceof String)
                            || property.kind() == dev.triggo.sdk.Property.Kind.URL
                            || property.name().equals("path")) {
                        continue;
                    }
                    var input = new HashMap<>(action.example().input());
                    input.put(property.name(), evil);
                    var upstream = Exchanges.upstream(exchanges.answers(action.name()));
                    try {
                        exchanges.trial(connector, action, upstream).run(input);
                    } catch (ConnectorError refused) {
                        continue;
                    }
                    String url = upstream.seen().getLast().url();
                    String path = url.split("\\?", 2)[0];
                    assertEquals(usual.split("/").length, path.split("/").length, url);
                    assertFalse(url.contains("#") || url.contains("\n") || path.contains(".."), url);
                }
            }
        }
    }

    private static String path(Object request) {
        return String.valueOf(((Map<?, ?>) request).get("url")).split("\\?", 2)[0];
    }
}
