package dev.triggo.app;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has set: environment variables, or the same names in a file of {@code NAME=value} lines that
 * {@code TRIGGO_CONFIG} points to (the environment wins). Read once; a wrong value or an unknown {@code TRIGGO_} name
 * stops the start with a line that says how to mend it, never with the value of a secret.
 */
record Settings(
        int port,
        String host,
        Path dataDir,
        @Nullable String databaseUrl,
        @Nullable String redisUrl,
        @Nullable String encryptionKey,
        @Nullable String apiKeys,
        String publicUrl,
        String defaultTier,
        String egressAllow,
        int autoPauseAfter,
        List<String> corsOrigins,
        Map<String, String> tiers) {

    /** One setting: its name, what it means, and what holds when it is not set. */
    record Entry(String name, String meaning, String otherwise) {}

    /** Every setting there is; {@code docs/settings.md} is written from this. */
    static final List<Entry> ALL = List.of(
            new Entry("RUNTIME_PORT", "the port; 0 takes any free one", "8090"),
            new Entry("TRIGGO_HOST", "the address to bind to", "127.0.0.1"),
            new Entry("TRIGGO_DATA_DIR", "folder of the embedded store and of generated keys", "./data"),
            new Entry(
                    "DATABASE_URL",
                    "`postgres://user:pass@host:port/db`: PostgreSQL instead of the embedded store; several servers may share it",
                    "none"),
            new Entry(
                    "REDIS_URL",
                    "`redis://user:password@host:port/0`, `rediss://` with TLS: request limits are counted there, for all servers"
                            + " together",
                    "none: each server counts for itself"),
            new Entry(
                    "ENCRYPTION_KEY",
                    "64 hex characters; encrypts credentials",
                    "made on first start in the data folder; required with `DATABASE_URL`"),
            new Entry(
                    "RUNTIME_API_KEYS",
                    "comma-separated keys (16 to 256 visible characters each) with all scopes in the default workspace",
                    "none"),
            new Entry("TRIGGO_PUBLIC_URL", "the address that clients see", "`http://localhost:` and the port"),
            new Entry("TRIGGO_DEFAULT_TIER", "tier of a new workspace", "`free`"),
            new Entry(
                    "TRIGGO_EGRESS_ALLOW",
                    "comma-separated `host[:port]` or CIDR that outgoing calls may reach although private",
                    "none"),
            new Entry(
                    "TRIGGO_AUTO_PAUSE_AFTER",
                    "so many runs of a workflow in a row that fail through its own fault pause it; 0 for never, at most 1000",
                    "3"),
            new Entry("TRIGGO_CORS_ORIGINS", "comma-separated origins whose pages may call the agent doors", "none"),
            new Entry(
                    "TRIGGO_TIER_FREE",
                    "figures of the tier: `requests=60,keys=1,runs=100` (per minute, active, per hour; `unlimited` is a figure)",
                    "`requests=60,keys=1,runs=100`"),
            new Entry("TRIGGO_TIER_STARTER", "as above", "`requests=300,keys=3,runs=1000`"),
            new Entry("TRIGGO_TIER_PRO", "as above", "`requests=1000,keys=10,runs=10000`"),
            new Entry("TRIGGO_TIER_BUSINESS", "as above", "`requests=1000,keys=unlimited,runs=unlimited`"),
            new Entry("TRIGGO_CONFIG", "a file with any of these as `NAME=value` lines", "none"));

    /** Names that belong to the launcher and to clients on the same machine, and mean nothing to the server. */
    private static final Set<String> NOT_OURS =
            Set.of("TRIGGO_URL", "TRIGGO_API_KEY", "TRIGGO_JAVA_OPTS", "TRIGGO_HOME", "TRIGGO_AOT");

    /** Thrown with one line for the operator. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String line) {
            super(line, null, false, false);
        }
    }

    static Settings read(Map<String, String> environment) {
        Map<String, String> values = withFile(environment);
        refuseUnknown(values.keySet());
        int port = port(values.getOrDefault("RUNTIME_PORT", "8090"));
        String databaseUrl = values.get("DATABASE_URL");
        String encryptionKey = values.get("ENCRYPTION_KEY");
        checkEncryptionKey(encryptionKey, databaseUrl);
        var tiers = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> {
            if (name.startsWith("TRIGGO_TIER_")) {
                tiers.put(name, value);
            }
        });
        return new Settings(
                port,
                values.getOrDefault("TRIGGO_HOST", "127.0.0.1"),
                Path.of(values.getOrDefault("TRIGGO_DATA_DIR", "./data"))
                        .toAbsolutePath()
                        .normalize(),
                databaseUrl,
                values.get("REDIS_URL"),
                encryptionKey,
                values.get("RUNTIME_API_KEYS"),
                publicUrl(values.get("TRIGGO_PUBLIC_URL"), port),
                values.getOrDefault("TRIGGO_DEFAULT_TIER", "free"),
                values.getOrDefault("TRIGGO_EGRESS_ALLOW", ""),
                autoPauseAfter(values.getOrDefault("TRIGGO_AUTO_PAUSE_AFTER", "3")),
                list(values.getOrDefault("TRIGGO_CORS_ORIGINS", "")),
                Map.copyOf(tiers));
    }

    /** The same, with leave for workflows to call this server: the example does. */
    Settings callingItself() {
        String self = "127.0.0.1:" + port;
        return new Settings(
                port,
                host,
                dataDir,
                databaseUrl,
                redisUrl,
                encryptionKey,
                apiKeys,
                publicUrl,
                defaultTier,
                egressAllow.isBlank() ? self : egressAllow + "," + self,
                autoPauseAfter,
                corsOrigins,
                tiers);
    }

    private static Map<String, String> withFile(Map<String, String> environment) {
        var values = new LinkedHashMap<String, String>();
        String file = environment.get("TRIGGO_CONFIG");
        if (file != null && !file.isBlank()) {
            try {
                for (String line : Files.readAllLines(Path.of(file))) {
                    int equals = line.indexOf('=');
                    if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                        if (equals < 1) {
                            throw new Wrong("TRIGGO_CONFIG: a line of " + file + " is not NAME=value.");
                        }
                        values.put(
                                line.substring(0, equals).strip(),
                                line.substring(equals + 1).strip());
                    }
                }
            } catch (IOException fault) {
                throw new Wrong("TRIGGO_CONFIG: the file " + file + " cannot be read.");
            }
        }
        Set<String> known = names();
        environment.forEach((name, value) -> {
            if (!value.isBlank() && (known.contains(name) || name.startsWith("TRIGGO_"))) {
                values.put(name, value);
            }
        });
        return values;
    }

    private static Set<String> names() {
        var names = new TreeSet<String>();
        ALL.forEach(entry -> names.add(entry.name()));
        return names;
    }

    private static void refuseUnknown(Set<String> given) {
        Set<String> known = names();
        var unknown = new ArrayList<String>();
        for (String name : given) {
            if (!known.contains(name) && !NOT_OURS.contains(name) && !name.startsWith("TRIGGO_TIER_")) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            throw new Wrong("Unknown setting " + String.join(", ", unknown) + ": the settings are "
                    + String.join(", ", known) + ".");
        }
    }

    private static int autoPauseAfter(String text) {
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= 1_000) {
            return Integer.parseInt(text);
        }
        throw new Wrong(
                "TRIGGO_AUTO_PAUSE_AFTER: '" + text + "' is not a number of runs; give one from 0 (never) to 1000.");
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with the same words as for a number out of range.
        }
        throw new Wrong("RUNTIME_PORT: '" + text + "' is not a port; give a number from 0 to 65535.");
    }

    private static void checkEncryptionKey(@Nullable String key, @Nullable String databaseUrl) {
        if (key == null) {
            if (databaseUrl != null) {
                throw new Wrong("ENCRYPTION_KEY is required with DATABASE_URL, because the data outlives this machine:"
                        + " give 64 hex characters, as from 'openssl rand -hex 32'.");
            }
            return;
        }
        try {
            if (HexFormat.of().parseHex(key).length == 32) {
                return;
            }
        } catch (IllegalArgumentException notHex) {
            // Said below, without the value.
        }
        throw new Wrong("ENCRYPTION_KEY: it must be 64 hex characters (it has " + key.length()
                + " characters); make one with 'openssl rand -hex 32'.");
    }

    private static String publicUrl(@Nullable String text, int port) {
        if (text == null) {
            return "http://localhost:" + port;
        }
        try {
            var uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (URISyntaxException notAnAddress) {
            // Said below.
        }
        throw new Wrong("TRIGGO_PUBLIC_URL: '" + text + "' is not an address like https://triggo.example.com.");
    }

    private static List<String> list(String text) {
        var items = new ArrayList<String>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return List.copyOf(items);
    }

    /** Runs a check that throws IllegalArgumentException, and names the setting when it does. */
    static <V extends @Nullable Object, T> T named(String setting, Function<V, T> check, V value) {
        try {
            return check.apply(value);
        } catch (IllegalArgumentException fault) {
            String message = String.valueOf(fault.getMessage());
            throw new Wrong(message.startsWith(setting) ? message : setting + ": " + message);
        }
    }
}
