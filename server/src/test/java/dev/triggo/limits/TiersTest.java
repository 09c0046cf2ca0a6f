package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiersTest {
    @Test
    void theBuiltInTiersHaveTheFiguresOfTheDocumentation() {
        Tiers tiers = Tiers.of(Map.of("PATH", "/bin", "TRIGGO_DEFAULT_TIER", "pro"));
        assertEquals(new Tier("free", 60, 1, 100), tiers.of("free"));
        assertEquals(new Tier("starter", 300, 3, 1_000), tiers.of("starter"));
        assertEquals(new Tier("pro", 1_000, 10, 10_000), tiers.of("pro"));
        assertEquals(new Tier("business", 1_000, null, null), tiers.of("business"));
        assertEquals(Set.of("free", "starter", "pro", "business"), tiers.names());
    }

    @Test
    void aTierThatDoesNotExistCountsAsFree() {
        Tiers tiers = Tiers.of(Map.of("TRIGGO_TIER_FREE", "requests=7"));
        assertEquals(new Tier("free", 7, 1, 100), tiers.of("gold"));
        assertEquals(7, tiers.of("").requestsPerMinute());
        assertEquals(7, tiers.of("PRO").requestsPerMinute());
    }

    @Test
    void settingsChangeFiguresAndAddTiers() {
        Tiers tiers = Tiers.of(Map.of(
                "TRIGGO_TIER_PRO", "keys=unlimited",
                "TRIGGO_TIER_BUSINESS", " runs=5 , keys=20, requests=4000",
                "TRIGGO_TIER_GOLD_2", "requests=10000000,runs=unlimited"));
        assertEquals(new Tier("pro", 1_000, null, 10_000), tiers.of("pro"));
        assertEquals(new Tier("business", 4_000, 20, 5), tiers.of("business"));
        assertEquals(new Tier("gold_2", 10_000_000, 1, null), tiers.of("gold_2"));
        assertEquals(new Tier("starter", 300, 3, 1_000), tiers.of("starter"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "TRIGGO_TIER_PRO | ''",
                "TRIGGO_TIER_PRO | requests",
                "TRIGGO_TIER_PRO | requests=",
                "TRIGGO_TIER_PRO | requests=0",
                "TRIGGO_TIER_PRO | requests=-1",
                "TRIGGO_TIER_PRO | requests=unlimited",
                "TRIGGO_TIER_PRO | requests=10000001",
                "TRIGGO_TIER_PRO | requests=1e3",
                "TRIGGO_TIER_PRO | requests=99999999999999999999",
                "TRIGGO_TIER_PRO | requests=٣",
                "TRIGGO_TIER_PRO | keys=1,keys=2",
                "TRIGGO_TIER_PRO | keys=Unlimited",
                "TRIGGO_TIER_PRO | runs=1,",
                "TRIGGO_TIER_PRO | run=1",
                "TRIGGO_TIER_ | runs=1",
                "TRIGGO_TIER_pro | runs=1",
                "TRIGGO_TIER_A-B | runs=1",
            })
    void aSettingThatIsWrongIsNamedWithTheMend(String setting, String value) {
        var fault = assertThrows(IllegalArgumentException.class, () -> Tiers.of(Map.of(setting, value)));
        String line = String.valueOf(fault.getMessage());
        assertTrue(line.startsWith(setting + ": ") && line.endsWith(".") && line.indexOf('\n') < 0, line);
    }

    @Test
    void aCredentialsOwnLimitHoldsBelowItsTiersAndNeverAbove() {
        Tiers tiers = Tiers.of(Map.of());
        assertEquals(60, tiers.requestsPerMinute("free", null));
        assertEquals(5, tiers.requestsPerMinute("free", 5));
        assertEquals(60, tiers.requestsPerMinute("free", 1_000));
    }
}
