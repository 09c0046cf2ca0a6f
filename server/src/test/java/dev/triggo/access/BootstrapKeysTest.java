package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapKeysTest {
    private static final Workspace HOME = new Workspace(new WorkspaceId("home"), "Home", "pro");
    private static final String TRG = "trg_0123456789abcdefABCDEF-_01234567";
    private static final String SHORT = "sixteen-chars-16";

    private final Ids ids = new Ids(Clock.systemUTC(), new SecureRandom());

    private BootstrapKeys keys(@Nullable String setting) {
        return BootstrapKeys.of(setting, HOME, ids);
    }

    @Test
    void eachKeyIsTheOperatorWithEveryScope() {
        BootstrapKeys keys = keys(TRG + ", " + SHORT);
        for (String key : new String[] {TRG, SHORT}) {
            Caller caller = keys.find(key).orElseThrow();
            assertEquals(HOME.id(), caller.workspace());
            assertEquals(new PersonId("bootstrap"), caller.person());
            assertEquals("pro", caller.tier());
            assertNull(caller.rateLimitPerMinute());
            assertEquals(Set.of(Scope.values()), caller.grants().scopes());
        }
    }

    @Test
    void credentialIdsAreStableOverStartsAndDifferByKey() {
        String first = keys(TRG).find(TRG).orElseThrow().credentialId();
        assertEquals(first, keys(SHORT + "," + TRG).find(TRG).orElseThrow().credentialId());
        assertNotEquals(first, keys(SHORT).find(SHORT).orElseThrow().credentialId());
    }

    @Test
    void labelsShowTheBeginningButNeverMuchOfAShortKey() {
        assertEquals("trg_0123****", keys(TRG).find(TRG).orElseThrow().label());
        assertEquals("sixt****", keys(SHORT).find(SHORT).orElseThrow().label());
    }

    @Test
    void anythingElseIsNobody() {
        BootstrapKeys keys = keys(TRG + "," + SHORT);
        for (String other : new String[] {
            "",
            TRG + "x",
            TRG.substring(1),
            TRG.toUpperCase(java.util.Locale.ROOT),
            SHORT + " ",
            SHORT + "," + TRG,
            "x".repeat(100_000),
            "sixteen-chars-1\u0436"
        }) {
            assertEquals(Optional.empty(), keys.find(other));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void anEmptySettingIsNoKeys(String setting) {
        assertEquals(Optional.empty(), keys(setting).find(TRG));
        assertEquals(Optional.empty(), keys(null).find(TRG));
        assertEquals(Optional.empty(), keys(setting).find(setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "only-fifteen-ch",
                "a key with some spaces in it",
                "cl\u00e9-d-une-longueur-suffisante",
                "tab\tinside-the-key-0123",
                "trg_0123456789abcdefABCDEF-_01234567,",
                ",trg_0123456789abcdefABCDEF-_01234567",
                "trg_0123456789abcdefABCDEF-_01234567,,sixteen-chars-16",
            })
    void aKeyOfTheWrongFormStopsTheStartWithoutBeingPrinted(String setting) {
        var fault = assertThrows(IllegalArgumentException.class, () -> keys(setting));
        String line = String.valueOf(fault.getMessage());
        assertTrue(line.startsWith("RUNTIME_API_KEYS: key ") && line.indexOf('\n') < 0, line);
        for (String key : setting.split(",")) {
            assertFalse(!key.isEmpty() && line.contains(key), line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changeme-changeme-changeme",
                "trg_CHANGE_ME_0123456789",
                "please-replace-this-key",
                "your-api-key-goes-here",
                "YOUR_OWN_SECRET_KEY_1234",
                "<a-key-of-your-server>",
                "a-good-key-that-nobody-has,changethis-0123456"
            })
    void whatStandsForAKeyInInstructionsStopsTheStartWithoutBeingPrinted(String setting) {
        var refused = assertThrows(IllegalArgumentException.class, () -> keys(setting));
        assertTrue(refused.getMessage().contains("RUNTIME_API_KEYS: key "), refused.getMessage());
        assertTrue(refused.getMessage().contains("openssl rand"), refused.getMessage());
        assertTrue(!refused.getMessage().contains(setting.substring(setting.indexOf(',') + 1)), refused.getMessage());
        var watcher = setting.substring(setting.indexOf(',') + 1);
        assertThrows(IllegalArgumentException.class, () -> keys("").withWatcher(watcher, HOME));
    }

    @Test
    void aKeyThatOnlyLooksLikeThatIsTaken() {
        String key = "exchange-metrics-keys-of-yourkeyboard";
        assertTrue(keys(key).find(key).isPresent());
    }

    @Test
    void theLongestKeyHas256Characters() {
        assertTrue(keys("k".repeat(256)).find("k".repeat(256)).isPresent());
        assertThrows(IllegalArgumentException.class, () -> keys("k".repeat(257)));
    }
}
