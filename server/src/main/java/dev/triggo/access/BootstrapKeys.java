package dev.triggo.access;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own keys, from {@code RUNTIME_API_KEYS}: they have every scope in the default workspace and work as
 * long as the setting holds them. Only hashes are kept, in memory alone. Immutable.
 */
public final class BootstrapKeys {
    private static final String SETTING = "RUNTIME_API_KEYS";
    private static final PersonId PERSON = new PersonId("bootstrap");
    /** No key of a workspace has an id with a dash. */
    private static final String ID_BEGINNING = "bootstrap-";

    private static final String WATCHING = "TRIGGO_METRICS_KEY";
    private static final PersonId WATCHER = new PersonId("metrics");
    private static final int SHORTEST = 16;
    private static final int LONGEST = 256;
    private static final int SALT_BYTES = 16;
    /** What instructions have in the place of a secret: everybody knows it. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?<![a-z])(change.?(me|it|this)|replace.?(me|this|with)|placeholder|your.?(own.?)?(api.?|secret.?)?(key|token|secret))"
                    + "(?![a-z])|^<.*>$",
            Pattern.CASE_INSENSITIVE);

    private final byte[] salt;
    private final List<Entry> entries;

    private record Entry(byte[] hash, Caller caller) {}

    private BootstrapKeys(byte[] salt, List<Entry> entries) {
        this.salt = salt;
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the setting: keys separated by commas, or null for none.
     *
     * <p>Throws IllegalArgumentException, with a line that names the setting, the fault and the mend but never a key,
     * unless each has 16 to 256 visible ASCII characters and is not what instructions have in its place.
     */
    public static BootstrapKeys of(@Nullable String setting, Workspace home, Ids ids) {
        byte[] salt = ids.bytes(SALT_BYTES);
        var entries = new ArrayList<Entry>();
        if (setting != null && !setting.isBlank()) {
            String[] keys = setting.split(",", -1);
            for (int i = 0; i < keys.length; i++) {
                String key = keys[i].strip();
                if (!hasForm(key)) {
                    throw new IllegalArgumentException(SETTING + ": key " + (i + 1) + " of " + keys.length + fault(key)
                            + " Commas separate keys.");
                }
                refusePlaceholder(SETTING + ": key " + (i + 1) + " of " + keys.length, key);
                entries.add(new Entry(Secrets.hash(salt, key), caller(key, home)));
            }
        }
        return new BootstrapKeys(salt, entries);
    }

    /** With one more key, or null for none, that has no scope and may only {@linkplain #mayWatch watch}. */
    public BootstrapKeys withWatcher(@Nullable String key, Workspace home) {
        if (key == null) {
            return this;
        }
        if (!hasForm(key)) {
            throw new IllegalArgumentException(WATCHING + ": the key" + fault(key));
        }
        refusePlaceholder(WATCHING + ": the key", key);
        var nothing = new Grants(Set.of(), Set.of());
        var watcher = new Caller(home.id(), WATCHER, credentialId(key), label(key), nothing, home.tier(), null);
        var more = new ArrayList<>(entries);
        more.add(new Entry(Secrets.hash(salt, key), watcher));
        return new BootstrapKeys(salt, more);
    }

    /** Whether this caller is the operator, or what watches the server for them: may see figures of all workspaces. */
    public static boolean mayWatch(Caller caller) {
        return caller.credentialId().startsWith(ID_BEGINNING);
    }

    /** Whether this caller may do nothing but {@linkplain #mayWatch watch}. */
    public static boolean mayOnlyWatch(Caller caller) {
        return caller.person().equals(WATCHER);
    }

    /** Whoever sent this key. Takes the same time for every key that is not one of these. */
    Optional<Caller> find(String key) {
        if (entries.isEmpty() || !hasForm(key)) {
            return Optional.empty();
        }
        byte[] hash = Secrets.hash(salt, key);
        Caller found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash(), hash)) {
                found = entry.caller();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whoever has the key of this id. */
    Optional<Caller> named(String credentialId) {
        return entries.stream()
                .map(Entry::caller)
                .filter(caller -> caller.credentialId().equals(credentialId))
                .findFirst();
    }

    private static Caller caller(String key, Workspace home) {
        return new Caller(home.id(), PERSON, credentialId(key), label(key), Grants.all(), home.tier(), null);
    }

    /**
     * The same on every start and every server. Only 32 bits of the hash: it is written to the database, and an operator
     * may have chosen a key that could be found by trying, given more of it.
     */
    private static String credentialId(String key) {
        byte[] hash = Hash.sha256("triggo bootstrap key ".getBytes(StandardCharsets.UTF_8), bytes(key));
        return ID_BEGINNING + HexFormat.of().formatHex(hash, 0, 4);
    }

    /** The beginning, but never more than a quarter of the key. */
    private static String label(String key) {
        return key.substring(0, Math.min(Secrets.PREFIX_LENGTH, key.length() / 4)) + "****";
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean hasForm(String key) {
        return key.length() >= SHORTEST
                && key.length() <= LONGEST
                && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static void refusePlaceholder(String which, String key) {
        if (PLACEHOLDER.matcher(key).find()) {
            throw new IllegalArgumentException(which
                    + " stands for a key and is none: everybody who reads the same instructions knows it."
                    + " Make one with 'openssl rand -hex 32'.");
        }
    }

    private static String fault(String key) {
        return " has " + key.length() + " characters or one that is not visible ASCII. A key has " + SHORTEST + " to "
                + LONGEST + " visible ASCII characters.";
    }
}
