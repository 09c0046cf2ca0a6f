package dev.triggo.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever may be registered is read in one way only: by the browser, by the page's policy, and by the person. */
class RedirectUrisTest {
    private static final List<String> GOOD = List.of(
            "https://a.example.com/cb",
            "https://A.Example.com:8443/cb?x=1",
            "https://a.example.com./cb",
            "http://localhost/cb",
            "http://127.0.0.1:7777/cb",
            "http://[::1]:7777/cb",
            "cursor://app/cb",
            "com.example.app:/cb",
            "httpx://app/cb");

    /** A browser takes each of these for the same as the one in small letters. */
    @Test
    void takesNoSchemeWithACapitalLetter() {
        for (String uri : GOOD) {
            assertNull(RedirectUris.fault(uri), uri);
            int end = uri.indexOf(':');
            for (int i = 0; i < end; i++) {
                if (Character.isLetter(uri.charAt(i))) {
                    refused(uri.substring(0, i) + Character.toUpperCase(uri.charAt(i)) + uri.substring(i + 1));
                }
            }
            refused(uri.substring(0, end).toUpperCase(Locale.ROOT) + uri.substring(end));
        }
    }

    private static void refused(String uri) {
        assertNotNull(RedirectUris.fault(uri), uri);
        assertFalse(RedirectUris.matches(List.of(uri), uri), uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:evil.example/cb",
                "https:/evil.example/cb",
                "https:///evil.example/cb",
                "https://user@evil.example/cb",
                "https://127.0.0.1@evil.example/cb",
                "https://good%2eexample/cb",
                "https://evil_.example:x/cb",
                "http://LOCALHOST/cb",
                "http://localhost./cb",
                "http://127.0.0.1./cb",
                "http://127.1/cb",
                "http://2130706433/cb",
                "http://[0:0:0:0:0:0:0:1]/cb",
                "http://[::ffff:127.0.0.1]/cb",
                "http://[::1%25lo]/cb",
                "http://[::1].evil.example/cb",
                "http://user@localhost/cb",
                "microsoft-edge:https://evil.example/cb",
                "googlechromes://evil.example/cb",
                "x-safari-https://evil.example/cb",
                "firefox://open-url?url=https://evil.example",
                "view-source:https://evil.example/cb",
            })
    void takesNothingOfWhichNobodyKnowsWhereItLeads(String uri) {
        refused(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com/cb, https://a.example.com, true",
        "https://a.example.com:8443/cb, https://a.example.com:8443, true",
        "http://[::1]:7777/cb, http://[::1]:7777, true",
        "cursor://app/cb, cursor:, false",
        "com.example.app:/cb, com.example.app:, false",
        "httpx://app/cb, httpx:, false"
    })
    void knowsAHostFromTheSchemeOfAProgram(String uri, String source, boolean ofAHost) {
        assertEquals(source, RedirectUris.source(uri));
        assertEquals(ofAHost, RedirectUris.isOfAHost(URI.create(uri)));
        assertTrue(RedirectUris.matches(List.of(uri), uri));
    }
}
