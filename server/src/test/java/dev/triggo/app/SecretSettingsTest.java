package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever among the settings is secret is known to be, so that it is blanked wherever it turns up. */
class SecretSettingsTest {
    private static final Map<String, String> GIVEN = Map.of(
            "RUNTIME_API_KEYS", "trg_first-key-of-the-operator,trg_second-key-of-the-operator",
            "ENCRYPTION_KEY", "0123456789abcdef".repeat(4),
            "DATABASE_URL",
                    "postgres://triggo:data%2Fbase+one@db:5432/t?sslmode=require&sslpassword=certs%20own&password=again",
            "REDIS_URL", "redis://:redis-one@cache:6379",
            "TRIGGO_METRICS_KEY", "metrics-key-of-the-operator",
            "TRIGGO_PUBLIC_URL", "https://triggo.example.com",
            "TRIGGO_OIDC_ISSUER", "https://login.example.com",
            "TRIGGO_OIDC_CLIENT_ID", "triggo",
            "TRIGGO_OIDC_CLIENT_SECRET", "client-secret-of-ours");

    @Test
    void eachIsKnown() {
        Set<String> known = new HashSet<>(Settings.read(GIVEN).secrets());
        assertEquals(
                Set.of(
                        "trg_first-key-of-the-operator",
                        "trg_second-key-of-the-operator",
                        "0123456789abcdef".repeat(4),
                        "data%2Fbase+one",
                        "data/base+one",
                        "certs%20own",
                        "certs own",
                        "again",
                        "redis-one",
                        "metrics-key-of-the-operator",
                        "client-secret-of-ours"),
                known);
    }

    /** A setting that is added says here what it is. */
    @Test
    void noSettingThatSoundsSecretIsLeftOut() {
        Set<String> sounding = Settings.ALL.stream()
                .map(Settings.Entry::name)
                .filter(name -> List.of("KEY", "SECRET", "PASSWORD", "TOKEN", "_URL").stream()
                        .anyMatch(name::contains))
                .collect(Collectors.toSet());
        assertTrue(GIVEN.keySet().containsAll(sounding), sounding::toString);
    }
}
