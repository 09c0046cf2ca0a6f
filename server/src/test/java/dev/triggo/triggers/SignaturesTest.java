package dev.triggo.triggers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.triggo.triggers.kinds.Signing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Good signatures are those that the services document; everything near to one is none. */
class SignaturesTest {
    private static final long NOW = 1_795_564_800_000L;
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    private static List<Signing> signed() {
        return List.of(Signing.STANDARD, Signing.GITHUB, Signing.SLACK, Signing.STRIPE);
    }

    private static String verdict(Signing signing, String secret, Map<String, List<String>> headers, byte[] body) {
        return new Signatures(signing, List.of(secret)).refusal(new Incoming(headers, "", () -> body), body, NOW);
    }

    /** The examples that the services print in their own documents. */
    @Test
    void takesTheServicesOwnExamples() {
        assertNull(new Signatures(Signing.STANDARD, List.of(SECRET))
                .refusal(
                        new Incoming(
                                Map.of(
                                        "webhook-id", List.of("msg_p5jXN8AQM9LWM0D4loKWxJek"),
                                        "webhook-timestamp", List.of("1614265330"),
                                        "webhook-signature",
                                                List.of("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")),
                                "",
                                () -> BODY),
                        BODY,
                        1_614_265_330_000L));
        byte[] hello = "Hello, World!".getBytes(StandardCharsets.UTF_8);
        assertNull(verdict(
                Signing.GITHUB,
                "It's a Secret to Everybody",
                Map.of(
                        "x-hub-signature-256",
                        List.of("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")),
                hello));
        byte[] slack = ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                        + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
                        + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
                .getBytes(StandardCharsets.UTF_8);
        assertNull(new Signatures(Signing.SLACK, List.of("8f742231b10e8888abcd99yyyzzz85a5"))
                .refusal(
                        new Incoming(
                                Map.of(
                                        "x-slack-request-timestamp", List.of("1531420618"),
                                        "x-slack-signature",
                                                List.of(
                                                        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")),
                                "",
                                () -> slack),
                        slack,
                        1_531_420_618_000L));
    }

    @Test
    void takesWhatIsSignedAMomentAgoAndNothingNearIt() {
        for (Signing signing : signed()) {
            Map<String, List<String>> good = Signed.headers(signing, SECRET, BODY, NOW / 1000, "msg_1");
            assertNull(verdict(signing, SECRET, good, BODY), signing.name());
            for (Map.Entry<String, Map<String, List<String>>> bad :
                    near(signing, good).entrySet()) {
                assertNotNull(verdict(signing, SECRET, bad.getValue(), BODY), signing + ": " + bad.getKey());
            }
            for (String other : List.of(
                    "{\"test\":2432232314}",
                    "{\"test\": 2432232314} ",
                    "",
                    "{\"test\": 2432232315}",
                    "\uFEFF" + "{}")) {
                assertNotNull(
                        verdict(signing, SECRET, good, other.getBytes(StandardCharsets.UTF_8)),
                        signing + " over " + other);
            }
            assertNotNull(verdict(signing, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", good, BODY), signing.name());
        }
    }

    /** Each header: gone, empty, twice, cut, one longer, in another case, of another algorithm, another character. */
    private static Map<String, Map<String, List<String>>> near(Signing signing, Map<String, List<String>> good) {
        var bad = new TreeMap<String, Map<String, List<String>>>();
        good.forEach((name, values) -> {
            String value = values.getFirst();
            var others = new TreeMap<String, List<String>>();
            others.put("gone", List.of());
            others.put("empty", List.of(""));
            others.put("twice", List.of(value, value));
            others.put("cut", List.of(value.substring(0, value.length() - 1)));
            others.put("longer", List.of(value + "0"));
            others.put(
                    "changed", List.of(value.substring(0, value.length() - 2) + (value.endsWith("aa") ? "bb" : "aa")));
            others.put("without its algorithm", List.of(value.replaceFirst("^(v1,|sha256=|v0=|t=)", "")));
            others.put("of another algorithm", List.of(value.replaceFirst("v1,|sha256=|v0=|v1=", "sha1=")));
            others.forEach((what, changed) -> {
                if (!changed.equals(values) && !name.equals("x-github-delivery")) {
                    var headers = new TreeMap<>(good);
                    headers.put(name, changed);
                    bad.put(name + " " + what, headers);
                }
            });
        });
        return bad;
    }

    @Test
    void isFreshForFiveMinutesToEitherSide() {
        for (Signing signing : List.of(Signing.STANDARD, Signing.SLACK, Signing.STRIPE)) {
            for (long off : List.of(-301L, -300L, 0L, 300L, 301L, 86_400L, -86_400L)) {
                var headers = Signed.headers(signing, SECRET, BODY, NOW / 1000 + off, "msg_1");
                assertEquals(
                        Math.abs(off) <= 300,
                        verdict(signing, SECRET, headers, BODY) == null,
                        signing + " off by " + off);
            }
            for (String time : List.of("-1", "1e9", " 1795564800", "99999999999999999999", "+1795564800", "NaN")) {
                var headers = new TreeMap<>(Signed.headers(signing, SECRET, BODY, time, "msg_1"));
                assertNotNull(verdict(signing, SECRET, headers, BODY), signing + " at " + time);
            }
        }
    }

    @Test
    void oneGoodSignatureAmongSeveralIsEnough() {
        String standard = Signed.headers(Signing.STANDARD, SECRET, BODY, NOW / 1000, "msg_1")
                .get("webhook-signature")
                .getFirst();
        var headers = new TreeMap<>(Signed.headers(Signing.STANDARD, SECRET, BODY, NOW / 1000, "msg_1"));
        headers.put("webhook-signature", List.of("v1a,AAAA v1,AAAA " + standard + " v2,x"));
        assertNull(verdict(Signing.STANDARD, SECRET, headers, BODY));
        String stripe = Signed.headers(Signing.STRIPE, SECRET, BODY, NOW / 1000, "evt_1")
                .get("stripe-signature")
                .getFirst();
        assertNull(verdict(
                Signing.STRIPE,
                SECRET,
                Map.of("stripe-signature", List.of(stripe.replace(",", ",v1=00,v0=11,"))),
                BODY));
        assertNotNull(verdict(
                Signing.STRIPE, SECRET, Map.of("stripe-signature", List.of(stripe.replace("v1=", "v0="))), BODY));
        assertNotNull(verdict(
                Signing.STRIPE, SECRET, Map.of("stripe-signature", List.of("t=" + NOW / 1000 + "," + stripe)), BODY));
    }

    /** The old and the new secret while they overlap; a secret that is not there opens to nobody, the empty key included. */
    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void takesBothSecretsOfARotationAndNoneWhereThereIsNone(Signing signing) {
        var old = Signed.headers(signing, "old-secret-of-some-length", BODY, NOW / 1000, "msg_1");
        var request = new Incoming(old, "", () -> BODY);
        assertNull(new Signatures(signing, List.of(SECRET, "old-secret-of-some-length")).refusal(request, BODY, NOW));
        assertNotNull(new Signatures(signing, List.of(SECRET)).refusal(request, BODY, NOW));
        for (List<String> none : List.of(List.<String>of(), List.of(""), List.of("  ", ""))) {
            String refusal = new Signatures(signing, none).refusal(request, BODY, NOW);
            assertNotNull(refusal);
            assertFalse(refusal.contains("old"));
        }
        assertNotNull(new Signatures(Signing.STANDARD, List.of("whsec_")).refusal(request, BODY, NOW));
        assertNotNull(new Signatures(Signing.STANDARD, List.of("whsec_***")).refusal(request, BODY, NOW));
    }

    @Test
    void thereIsNoUnsignedWayThroughTheCheck() {
        assertNotNull(verdict(Signing.NONE, SECRET, Map.of(), BODY));
        var all = new ArrayList<Map<String, List<String>>>();
        signed().forEach(signing -> all.add(Signed.headers(signing, SECRET, BODY, NOW / 1000, "msg_1")));
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < all.size(); j++) {
                assertEquals(i == j, verdict(signed().get(i), SECRET, all.get(j), BODY) == null, i + " by " + j);
            }
        }
    }
}
