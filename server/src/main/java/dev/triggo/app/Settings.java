package dev.triggo.app;

import dev.triggo.redaction.Redaction;
import dev.triggo.runs.Retention;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
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
        WorkflowSettings workflows,
        List<String> corsOrigins,
        boolean clientDocuments,
        Map<String, String> tiers,
        Privacy privacy,
        Watching watching,
        PeopleSettings people,
        ProxySettings proxies) {

    /** What is blanked beside what has the shape of a secret, and for how long runs are kept. */
    record Privacy(List<String> redactFields, boolean redactEmails, Retention.Days retention) {
        static Privacy of(String fields, String emails, String days) {
            if (!emails.equals("true") && !emails.equals("false")) {
                throw new Wrong("TRIGGO_REDACT_EMAILS: '" + emails + "' is neither 'true' nor 'false'.");
            }
            return new Privacy(
                    fields(fields), emails.equals("true"), named("TRIGGO_RETENTION_DAYS", Retention.Days::of, days));
        }

        /** Those that are named; with a plus before them, the usual ones too. */
        private static List<String> fields(String text) {
            boolean more = text.startsWith("+");
            List<String> given = list(more ? text.substring(1) : text);
            return given.isEmpty() || more
                    ? Stream.concat(Redaction.USUAL_FIELDS.stream(), given.stream())
                            .toList()
                    : given;
        }
    }

    /**
     * How the server lets itself be watched.
     *
     * @param requestLog a line for each request
     * @param metricsPort for the metrics alone, without a key; null for none
     * @param metricsKey a key that can read the metrics and nothing else; null for none
     */
    record Watching(
            boolean requestLog,
            @Nullable Integer metricsPort,
            @Nullable String metricsKey) {}

    /** One setting: its name, what it means, and what holds when it is not set. */
    record Entry(String name, String meaning, String otherwise) {}

    private static final List<Entry> SERVER = List.of(
            new Entry("RUNTIME_PORT", "the port; 0 takes any free one", "8090"),
            new Entry("TRIGGO_HOST", "the address to bind to", "127.0.0.1"),
            new Entry("TRIGGO_DATA_DIR", "folder of the embedded store and of generated keys", "./data"),
            new Entry(
                    "DATABASE_URL",
                    "`postgres://user:pass@host:port/db`: PostgreSQL instead of the embedded store; several servers may share it",
                    "none"),
            new Entry(
                    "REDIS_URL",
                    "`redis://user:password@host:port/0`, `rediss://` with TLS: request limits are counted there, and which"
                            + " services are left alone because they fail, for all servers together",
                    "none: each server counts for itself"),
            new Entry(
                    "ENCRYPTION_KEY",
                    "64 random hex characters, as from `openssl rand -hex 32`; encrypts credentials. A sample is taken with a warning"
                            + " ([how to exchange it](connections.md#how-they-are-kept))",
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
            new Entry("TRIGGO_CORS_ORIGINS", "comma-separated origins whose pages may call the agent doors", "none"),
            new Entry(
                    "TRIGGO_CLIENT_DOCUMENTS",
                    "`off`: hosts that come by OAuth must register here and are not known by a document at their own address;"
                            + " for servers that reach nothing outside",
                    "`on`"),
            new Entry(
                    "TRIGGO_TIER_FREE",
                    "figures of the tier: `requests=60,keys=1,runs=100` (per minute, active, per hour; `unlimited` is a figure)",
                    "`requests=60,keys=1,runs=100`"),
            new Entry("TRIGGO_TIER_STARTER", "as above", "`requests=300,keys=3,runs=1000`"),
            new Entry("TRIGGO_TIER_PRO", "as above", "`requests=1000,keys=10,runs=10000`"),
            new Entry("TRIGGO_TIER_BUSINESS", "as above", "`requests=1000,keys=unlimited,runs=unlimited`"),
            new Entry(
                    "TRIGGO_REDACT_FIELDS",
                    "comma-separated names of fields whose values are never written down, compared without case, `-` and"
                            + " `_`; with a `+` before the first, these and the usual ones",
                    "the usual ones, as `password`, `api_key`, `authorization` ([operating](operating.md) lists them)"),
            new Entry(
                    "TRIGGO_REDACT_EMAILS",
                    "`true` blanks e-mail addresses in the steps and events of runs that are shown",
                    "`false`"),
            new Entry(
                    "TRIGGO_RETENTION_DAYS",
                    "days that a run is kept after its end where the workspace has not decided it, 0 is for ever; for some workspaces"
                            + " and the most that one may decide as `30, ID=90, most=365`",
                    "30"),
            new Entry(
                    "TRIGGO_REQUEST_LOG",
                    "`on`: a line for each request, with route, status, time and key prefix, never with what was sent",
                    "`off`"),
            new Entry(
                    "TRIGGO_METRICS_KEY",
                    "a key (16 to 256 visible characters) that can read `/metrics` and nothing else; `RUNTIME_API_KEYS` can too",
                    "none"),
            new Entry(
                    "TRIGGO_METRICS_PORT",
                    "a port for `/metrics` alone, on the same address and without a key: keep it closed to others; 0 takes any free one",
                    "none"),
            new Entry("TRIGGO_CONFIG", "a file with any of these as `NAME=value` lines", "none"));

    /** Every setting there is; {@code docs/settings.md} is written from this. */
    static final List<Entry> ALL = Stream.of(SERVER, WorkflowSettings.ALL, ProxySettings.ALL, PeopleSettings.ALL)
            .flatMap(List::stream)
            .toList();

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
        int port = port("RUNTIME_PORT", values.getOrDefault("RUNTIME_PORT", "8090"));
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
                OwnAddress.publicUrl(values.get("TRIGGO_PUBLIC_URL"), port),
                values.getOrDefault("TRIGGO_DEFAULT_TIER", "free"),
                values.getOrDefault("TRIGGO_EGRESS_ALLOW", ""),
                WorkflowSettings.of(values),
                list(values.getOrDefault("TRIGGO_CORS_ORIGINS", "")),
                switched("TRIGGO_CLIENT_DOCUMENTS", values.getOrDefault("TRIGGO_CLIENT_DOCUMENTS", "on")),
                Map.copyOf(tiers),
                Privacy.of(
                        values.getOrDefault("TRIGGO_REDACT_FIELDS", ""),
                        values.getOrDefault("TRIGGO_REDACT_EMAILS", "false"),
                        values.getOrDefault("TRIGGO_RETENTION_DAYS", "30")),
                watching(values),
                PeopleSettings.of(values),
                ProxySettings.of(values));
    }

    /** The same, with a port that is free now in the place of 0: the server's own address is told before it listens. */
    Settings settled() {
        return port != 0 ? this : at(OwnAddress.freePort(host), egressAllow);
    }

    /** The same once {@link #settled}, with leave for workflows to call this server: the example does. */
    Settings callingItself() {
        String self = "127.0.0.1:" + port;
        return at(port, egressAllow.isBlank() ? self : egressAllow + "," + self);
    }

    private Settings at(int listening, String allowed) {
        return new Settings(
                listening,
                host,
                dataDir,
                databaseUrl,
                redisUrl,
                encryptionKey,
                apiKeys,
                publicUrl.equals(OwnAddress.usual(port)) ? OwnAddress.usual(listening) : publicUrl,
                defaultTier,
                allowed,
                workflows,
                corsOrigins,
                clientDocuments,
                tiers,
                privacy,
                watching,
                people,
                proxies);
    }

    private static Watching watching(Map<String, String> values) {
        String port = values.get("TRIGGO_METRICS_PORT");
        return new Watching(
                switched("TRIGGO_REQUEST_LOG", values.getOrDefault("TRIGGO_REQUEST_LOG", "off")),
                port == null ? null : port("TRIGGO_METRICS_PORT", port),
                values.get("TRIGGO_METRICS_KEY"));
    }

    private static boolean switched(String name, String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new Wrong(name + ": '" + text + "' is neither 'on' nor 'off'.");
        }
        return text.equals("on");
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

    private static int port(String name, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with the same words as for a number out of range.
        }
        throw new Wrong(name + ": '" + text + "' is not a port; give a number from 0 to 65535.");
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

    private static List<String> list(String text) {
        var items = new ArrayList<String>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return List.copyOf(items);
    }

    /** The secrets among the settings: they must not come out anywhere. */
    List<String> secrets() {
        var secrets = new ArrayList<>(list(apiKeys == null ? "" : apiKeys));
        if (encryptionKey != null) {
            secrets.add(encryptionKey);
        }
        Stream.of(people.clientSecret(), watching.metricsKey())
                .filter(Objects::nonNull)
                .forEach(secrets::add);
        for (String url :
                Stream.of(databaseUrl, redisUrl).filter(Objects::nonNull).toList()) {
            OwnAddress.passwords(URI.create(url)).forEach(password -> {
                secrets.add(password);
                secrets.add(URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8));
            });
        }
        return secrets;
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
