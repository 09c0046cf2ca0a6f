package dev.triggo.connectors.catalog;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.sdk.testkit.PlainJson;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each operation says on the wire and what the service answers, from {@code src/test/resources/catalog}. Answers are
 * of the vendors' documents. Requests are what the code makes of the worked example; {@code ./dev docs} writes them anew,
 * and they are to be read against the vendor's document then.
 */
final class Exchanges {
    private static final PlainJson JSON = new PlainJson();

    private final Path file;
    private final Map<?, ?> whole;

    private Exchanges(Path file, Map<?, ?> whole) {
        this.file = file;
        this.whole = whole;
    }

    /** An answer; {@code body} null for none, text for what is no JSON. */
    record Answer(int status, @Nullable Object body) {}

    static Exchanges of(String connector) {
        Path file = WrittenDocs.root().resolve("server/src/test/resources/catalog/%s.json".formatted(connector));
        try {
            return new Exchanges(file, (Map<?, ?>) JSON.read(Files.readString(file)));
        } catch (IOException fault) {
            throw new UncheckedIOException("a file with exchanges is wanted for each connector", fault);
        } catch (ConnectorError noJson) {
            throw new IllegalStateException(file + ": " + noJson.sentence(), noJson);
        }
    }

    /** What the connector's calls sign in with. */
    Credential credential() {
        Map<?, ?> given = (Map<?, ?>) whole.get("credential");
        if (given.get("secret") instanceof String secret) {
            return new Credential.Secret(secret);
        }
        if (given.get("fields") instanceof Map<?, ?> fields) {
            return new Credential.Fields(named(fields));
        }
        if (given.get("accessToken") instanceof String token) {
            Map<String, @Nullable Object> props = given.get("props") instanceof Map<?, ?> map ? named(map) : Map.of();
            return new Credential.OAuth2(token, "Bearer", "", null, props);
        }
        return Credential.none();
    }

    private static Map<String, @Nullable Object> named(Map<?, ?> map) {
        var named = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }

    private List<?> exchanges(String action) {
        return ((Map<?, ?>) whole.get("actions")).get(action) instanceof List<?> list ? list : List.of();
    }

    List<Answer> answers(String action) {
        return exchanges(action).stream()
                .map(one -> (Map<?, ?>) ((Map<?, ?>) one).get("reply"))
                .map(reply -> new Answer(((Number) reply.get("status")).intValue(), reply.get("body")))
                .toList();
    }

    List<?> requests(String action) {
        return exchanges(action).stream()
                .map(one -> ((Map<?, ?>) one).get("request"))
                .toList();
    }

    static FakeUpstream upstream(List<Answer> answers) {
        var upstream = new FakeUpstream();
        for (Answer answer : answers) {
            boolean text = answer.body() instanceof String;
            upstream.answers(
                    answer.status(),
                    Map.of("content-type", text ? "text/xml" : "application/json"),
                    answer.body() == null ? "" : text ? (String) answer.body() : JSON.write(answer.body()));
        }
        return upstream;
    }

    ActionTrial trial(Connector connector, Action action, FakeUpstream upstream) {
        return ActionTrial.of(connector, action.name())
                .signedInWith(credential())
                .calling(upstream);
    }

    /** A call as the file has it. */
    static Map<String, @Nullable Object> written(HttpCall call) {
        var written = new LinkedHashMap<String, @Nullable Object>();
        written.put("method", call.method());
        written.put("url", call.url());
        written.put("headers", new LinkedHashMap<>(call.headers()));
        byte[] body = call.body();
        if (body != null) {
            try {
                written.put("body", JSON.read(new String(body, StandardCharsets.UTF_8)));
            } catch (ConnectorError noJson) {
                written.put("body", new String(body, StandardCharsets.UTF_8));
            }
        }
        return written;
    }

    /** Writes the requests into the file. */
    void rewrite(Map<String, List<HttpCall>> seen) {
        var actions = new LinkedHashMap<String, @Nullable Object>();
        seen.forEach((action, calls) -> {
            var pairs = new ArrayList<@Nullable Object>();
            for (int i = 0; i < calls.size(); i++) {
                var pair = new LinkedHashMap<String, @Nullable Object>();
                pair.put("request", written(calls.get(i)));
                pair.put("reply", ((Map<?, ?>) exchanges(action).get(i)).get("reply"));
                pairs.add(pair);
            }
            actions.put(action, pairs);
        });
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("credential", whole.get("credential"));
        all.put("actions", actions);
        try {
            Files.writeString(file, indented(all, "") + "\n");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String indented(@Nullable Object value, String margin) {
        String deeper = margin + "  ";
        String flat = JSON.write(value);
        if (flat.length() + margin.length() <= 100) {
            return flat;
        }
        return switch (value) {
            case Map<?, ?> map ->
                "{\n%s\n%s}"
                        .formatted(
                                String.join(
                                        ",\n",
                                        map.entrySet().stream()
                                                .map(field -> "%s%s: %s"
                                                        .formatted(
                                                                deeper,
                                                                JSON.write(field.getKey()),
                                                                indented(field.getValue(), deeper)))
                                                .toList()),
                                margin);
            case List<?> list ->
                "[\n%s\n%s]"
                        .formatted(
                                String.join(
                                        ",\n",
                                        list.stream()
                                                .map(item -> deeper + indented(item, deeper))
                                                .toList()),
                                margin);
            case null, default -> flat;
        };
    }
}
