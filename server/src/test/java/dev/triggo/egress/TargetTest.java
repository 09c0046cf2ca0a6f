package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static String shown(Target target) {
        return (target.secure() ? "https " : "http ") + target.host().text() + " " + target.port() + " "
                + target.path();
    }

    @Test
    void readsOrdinaryUrlsAndEncodesWhatMayNotStandThere() throws Exception {
        var table = Map.ofEntries(
                Map.entry("http://example.com", "http example.com 80 /"),
                Map.entry("HTTPS://Example.COM", "https example.com 443 /"),
                Map.entry("https://example.com:8443/a?b=c#d", "https example.com 8443 /a?b=c"),
                Map.entry("http://example.com?x=1", "http example.com 80 /?x=1"),
                Map.entry("http://example.com#x", "http example.com 80 /"),
                Map.entry("http://example.com./a", "http example.com 80 /a"),
                Map.entry("http://example.com/a b", "http example.com 80 /a%20b"),
                Map.entry("http://example.com/a%20b%2F", "http example.com 80 /a%20b%2F"),
                Map.entry("http://example.com/ü?q=€", "http example.com 80 /%C3%BC?q=%E2%82%AC"),
                Map.entry("http://example.com/?q=\"<a>\\", "http example.com 80 /?q=%22%3Ca%3E%5C"),
                Map.entry("http://example.com/?filter[a]=1", "http example.com 80 /?filter[a]=1"),
                Map.entry("http://example.com/a@b:c", "http example.com 80 /a@b:c"),
                Map.entry("http://bücher.example/", "http xn--bcher-kva.example 80 /"),
                Map.entry("http://my_service.example/", "http my_service.example 80 /"),
                Map.entry("http://8.8.8.8:53/", "http 8.8.8.8 53 /"),
                Map.entry("http://[::ffff:8.8.8.8]/", "http 8.8.8.8 80 /"),
                Map.entry("http://[2606:4700::1]:81/", "http [2606:4700:0:0:0:0:0:1] 81 /"));
        for (var row : table.entrySet()) {
            assertEquals(row.getValue(), shown(Target.read(row.getKey())), row.getKey());
        }
    }

    @Test
    void followsLocationsLikeABrowser() throws Exception {
        Target base = Target.read("https://example.com:8443/a/b?c");
        var table = Map.of(
                "/x", "https example.com 8443 /x",
                "x", "https example.com 8443 /a/x",
                "?y", "https example.com 8443 /a/b?y",
                "#f", "https example.com 8443 /a/b?c",
                "//other.example/z", "https other.example 443 /z",
                "http://other.example", "http other.example 80 /",
                "../x", "https example.com 8443 /a/../x",
                "/a:b", "https example.com 8443 /a:b");
        for (var row : table.entrySet()) {
            assertEquals(row.getValue(), shown(base.follow(row.getKey())), row.getKey());
        }
    }

    @Test
    void noInsertedTextChangesWhereAUrlLeads() throws Exception {
        // What a template may bring into path or query: anything. It is refused, or host and port stay.
        var random = new Random(7);
        String alphabet = "@:/\\?#%.[]&= \t\r\n\u0000\u2028é中\ud83d\ude00aZ0-_~;,+|^`{}<>\"'";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String url = (i % 2 == 0 ? "https://api.example.com:444/v1/" : "https://api.example.com:444/?q=") + text;
            try {
                Target target = Target.read(url);
                assertEquals("api.example.com", target.host().text());
                assertEquals(444, target.port());
                assertEquals(
                        -1,
                        target.path()
                                .chars()
                                .filter(c -> c <= 0x20 || c >= 0x7f)
                                .findFirst()
                                .orElse(-1),
                        url);
            } catch (EgressDenied refused) {
                assertNotNull(refused.getMessage());
            }
        }
    }

    @Test
    void noGarbageMakesTheReaderFailOtherwise() {
        var random = new Random(11);
        String alphabet = "htps:/@:/\\?#%.[]0123456789xabcdf\u3002\uff0e\u2460\u00df\u200d\ud800é-_ \t";
        for (int i = 0; i < 50_000; i++) {
            var text = new StringBuilder(i % 3 == 0 ? "" : "http://");
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertNotNull(Target.read(text.toString()).host());
            } catch (EgressDenied | EgressFailure refused) {
                assertNotNull(refused.getMessage());
            }
        }
    }

    @Test
    void readsAddressesInOneSpellingOnly() {
        for (String good : List.of(
                "1.2.3.4",
                "0.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "1:2:3:4:5:6:7:8",
                "1::8",
                "::1.2.3.4",
                "1:2:3:4:5:6:1.2.3.4",
                "fe80::1:2")) {
            assertNotNull(IpLiteral.read(good), good);
        }
        for (String bad : List.of(
                "",
                ".",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.-4",
                "0x1.2.3.4",
                " 1.2.3.4",
                "1.2.3.4 ",
                "１.2.3.4",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "::1%1",
                "1.2.3.4::",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6:7::8",
                ":1:2:3:4:5:6:7",
                "-1::",
                "+1::")) {
            assertNull(IpLiteral.read(bad), bad);
        }
    }

    @Test
    void refusesUrlsBeyondItsBounds() {
        assertThrows(EgressFailure.class, () -> Target.read("http://example.com/" + "a".repeat(9000)));
        assertThrows(EgressFailure.class, () -> Target.read("http://" + "a.".repeat(200) + "com/"));
        assertThrows(EgressFailure.class, () -> Target.read("http://" + "a".repeat(64) + ".com/"));
        assertThrows(EgressFailure.class, () -> Target.read("http://-a.com/"));
        assertThrows(EgressFailure.class, () -> Target.read("http://a..com/"));
    }
}
