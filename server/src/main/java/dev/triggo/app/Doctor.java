package dev.triggo.app;

import dev.triggo.cli.Checkup;
import dev.triggo.http.Ports;
import dev.triggo.kernel.Problem;
import dev.triggo.limits.SharedLimits;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at what the server needs on this machine, and says the mend where something is wrong. */
final class Doctor implements Checkup {
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
    private static final int KEY_BYTES = 32;

    private final Map<String, String> environment;

    Doctor(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Finding> look() {
        var findings = new ArrayList<Finding>();
        int java = Runtime.version().feature();
        findings.add(
                new Finding("jdk", java == 25, "Java " + Runtime.version(), "Run ./triggo, which finds a JDK 25."));
        findings.add(new Finding(
                "clock",
                Instant.now().isAfter(BUILT),
                Instant.now().toString(),
                "The clock is behind this release: set the machine's time."));
        Settings settings;
        try {
            settings = Settings.read(environment);
            findings.add(new Finding("settings", true, "understood", ""));
        } catch (Settings.Wrong wrong) {
            findings.add(new Finding("settings", false, String.valueOf(wrong.getMessage()), "Change that setting."));
            return findings;
        }
        findings.add(port(settings));
        findings.add(folder(settings));
        findings.add(key(settings));
        findings.add(store(settings));
        findings.add(redis(settings));
        return findings;
    }

    @Override
    public List<Finding> journal() {
        try {
            return JournalDoctor.look(Settings.read(environment));
        } catch (Settings.Wrong wrong) {
            return List.of(new Finding("settings", false, String.valueOf(wrong.getMessage()), "Change that setting."));
        } catch (IllegalStateException | IllegalArgumentException | UncheckedIOException fault) {
            return List.of(new Finding(
                    "journal",
                    false,
                    String.valueOf(fault.getMessage()),
                    "Mend that first; the journal was not read."));
        } catch (Problem storeAway) {
            return List.of(new Finding("journal", false, storeAway.sentence(), "Look at the database's log."));
        }
    }

    /** A port in use is no fault: the server itself may be running. */
    private static Finding port(Settings settings) {
        boolean free = Ports.isFree(settings.host(), settings.port());
        return new Finding(
                "port",
                true,
                settings.host() + ":" + settings.port() + (free ? " is free" : " is in use, by a running server?"),
                "");
    }

    private static Finding redis(Settings settings) {
        String url = settings.redisUrl();
        if (url == null) {
            return new Finding("redis", true, "not set, not needed", "");
        }
        String fault = SharedLimits.fault(url);
        return new Finding(
                "redis",
                fault == null,
                fault == null ? "answers and takes writes" : fault,
                "Start it or correct REDIS_URL; without it each server counts requests for itself.");
    }

    private static Finding folder(Settings settings) {
        Path folder = settings.dataDir();
        boolean good = Files.isDirectory(folder) ? Files.isWritable(folder) : isWritableAbove(folder);
        return new Finding(
                "data folder",
                good,
                folder + (Files.exists(folder) ? "" : " (not there yet)"),
                "Give the folder to the user that runs Triggo, or set TRIGGO_DATA_DIR.");
    }

    private static boolean isWritableAbove(Path folder) {
        Path above = folder.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && Files.isWritable(above);
    }

    /** A sample is a remark and no fault: the server starts with it, and all that is sealed needs it. */
    private static Finding key(Settings settings) {
        try {
            byte[] key = OwnKey.find(settings);
            if (key == null) {
                return new Finding("key", true, "made at the first start", "");
            }
            if (key.length != KEY_BYTES) {
                return damagedKey();
            }
            String remark = OwnKey.remark(key);
            return new Finding("key", true, remark.isEmpty() ? "there" : remark, "");
        } catch (IllegalArgumentException | UncheckedIOException unreadable) {
            return damagedKey();
        }
    }

    private static Finding damagedKey() {
        return new Finding(
                "key",
                false,
                "the file encryption-key in the data folder is damaged or cannot be read",
                "Give it to the user that runs Triggo, or restore it from a backup of the folder.");
    }

    private static Finding store(Settings settings) {
        if (settings.databaseUrl() == null && !Files.exists(settings.dataDir().resolve("triggo.db"))) {
            return new Finding("store", true, "embedded, made at the first start", "");
        }
        try (var database = Database.open(new StoreSettings(settings.dataDir(), settings.databaseUrl()))) {
            return new Finding("store", database.reachable(), database.dialect() + " answers", "Look at its log.");
        } catch (IllegalStateException | IllegalArgumentException fault) {
            return new Finding(
                    "store", false, String.valueOf(fault.getMessage()), "Start the database, or mend DATABASE_URL.");
        }
    }
}
