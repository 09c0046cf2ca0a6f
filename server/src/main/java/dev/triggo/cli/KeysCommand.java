package dev.triggo.cli;

import dev.triggo.access.ApiKey;
import dev.triggo.access.CreatedKey;
import dev.triggo.access.NewKey;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.KeyId;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code triggo keys}: API keys of this machine's default workspace. */
final class KeysCommand implements Command {
    private static final PersonId OPERATOR = new PersonId("operator");

    private final LocalStore.Opener local;
    private final Clock clock;

    KeysCommand(LocalStore.Opener local, Clock clock) {
        this.local = local;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "keys create [--name TEXT] [--scopes A,B] [--expires 30d|TIME] [--rate N]   make a key; its secret is shown once",
                "keys list                                                                  the keys, without secrets",
                "keys revoke ID                                                             the key stops working at once",
                "keys rotate ID [--grace 0h..24h]                                           a new secret; the old one works for the grace");
    }

    @Override
    public void run(List<String> words, Terminal terminal) {
        var arguments = Arguments.parse(
                words, Set.of("--name", "--scopes", "--expires", "--rate", "--grace"), Set.of("--local"));
        String what = arguments.word(0, "what to do: create, list, revoke or rotate");
        try (LocalStore store = local.open()) {
            switch (what) {
                case "create" -> create(store, arguments, terminal);
                case "list" -> list(store, arguments, terminal);
                case "revoke" -> {
                    ApiKey key =
                            store.keys().revoke(store.workspace().id(), id(arguments), store.keyChange("key.revoked"));
                    show(key.json(), "revoked " + key.prefix() + "****", arguments, terminal);
                }
                case "rotate" ->
                    created(
                            store.keys()
                                    .rotate(
                                            store.workspace().id(),
                                            id(arguments),
                                            grace(arguments),
                                            store.keyChange("key.rotated")),
                            arguments,
                            terminal);
                default -> throw new Arguments.Misused("there is no 'keys " + what + "'");
            }
        }
    }

    private void create(LocalStore store, Arguments arguments, Terminal terminal) {
        List<String> scopes = arguments.has("--scopes")
                ? List.of(arguments.option("--scopes", "").split(",", -1))
                : Arrays.stream(Scope.values()).map(Scope::wireName).toList();
        var asked = new NewKey(
                arguments.option("--name", "command line"), scopes, OPERATOR, expiry(arguments), rate(arguments));
        CreatedKey made =
                store.keys().create(store.workspace().id(), asked, store.caps(), store.keyChange("key.created"));
        created(made, arguments, terminal);
    }

    private static void created(CreatedKey key, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(key.json());
            return;
        }
        terminal.line(key.secret());
        terminal.err()
                .println("This is shown once. Key " + key.key().id() + " ("
                        + key.key().name() + "), scopes: "
                        + String.join(" ", key.key().scopes()));
    }

    private static void list(LocalStore store, Arguments arguments, Terminal terminal) {
        List<ApiKey> keys = store.keys().list(store.workspace().id());
        if (arguments.json()) {
            terminal.json(Json.object()
                    .put("keys", Json.array(keys.stream().map(ApiKey::json).toList()))
                    .build());
            return;
        }
        terminal.table(
                List.of("ID", "KEY", "NAME", "STATE", "LAST USED", "SCOPES"),
                keys.stream()
                        .map(key -> List.of(
                                key.id().value(),
                                key.prefix() + "****",
                                key.name(),
                                key.revokedAt() == null ? "active" : "revoked",
                                key.lastUsedAt() == null ? "never" : Times.iso(key.lastUsedAt()),
                                String.join(" ", key.scopes())))
                        .toList());
    }

    private static void show(Json json, String text, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(json);
        } else {
            terminal.line(text);
        }
    }

    private static KeyId id(Arguments arguments) {
        return new KeyId(arguments.word(1, "the key's id"));
    }

    private static Duration grace(Arguments arguments) {
        String text = arguments.option("--grace", "0h");
        if (!text.matches("[0-9]{1,2}h")) {
            throw new Arguments.Misused("--grace is a number of hours, as 2h");
        }
        return Duration.ofHours(Long.parseLong(text.substring(0, text.length() - 1)));
    }

    private @Nullable Long expiry(Arguments arguments) {
        String text = arguments.option("--expires");
        if (text == null) {
            return null;
        }
        if (text.matches("[0-9]{1,4}d")) {
            return clock.millis()
                    + Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                            .toMillis();
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException fault) {
            throw new Arguments.Misused("--expires is a number of days, as 30d, or a time, as 2027-01-31T00:00:00Z");
        }
    }

    private static @Nullable Integer rate(Arguments arguments) {
        String text = arguments.option("--rate");
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new Arguments.Misused("--rate is a number of requests a minute");
        }
        return Integer.valueOf(text);
    }
}
