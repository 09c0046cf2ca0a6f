package dev.triggo.redaction;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Secrets that are known by their value, in the forms in which they travel: as they are, base64, hex, in a URL, in JSON. */
final class KnownValues {
    /** Shorter ones are in too many texts that have nothing to do with them. */
    static final int SHORTEST = 6;

    private static final int SHORTEST_FORM = 8;
    private static final Chars HEX_OR_64 = Chars.of("A-Za-z0-9+/=_-");

    private KnownValues() {}

    static List<Rule> rules(Collection<String> secrets, int shortest) {
        var rules = new ArrayList<Rule>();
        for (String secret : secrets) {
            if (secret.length() >= shortest) {
                rules.add(new Rule(secret, false, "credential", (text, at, end, floor) -> Rule.span(at, end)));
                for (String form : forms(secret)) {
                    rules.add(new Rule(form, false, "credential", KnownValues::whole));
                }
            }
        }
        return rules;
    }

    /** Characters at either end of an encoded form hold bits of the secret and of its neighbours: they go with it. */
    private static long whole(String text, int at, int end, int floor) {
        return Rule.span(HEX_OR_64.start(text, at, floor, text.length()), HEX_OR_64.end(text, end));
    }

    private static Set<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        var forms = new LinkedHashSet<String>();
        forms.add(HexFormat.of().formatHex(bytes));
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        forms.add(percent(bytes));
        String quoted = secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        forms.add(quoted);
        forms.add(quoted.replace("/", "\\/"));
        forms.add(quoted.replace("\\", "\\\\").replace("\"", "\\\""));
        forms.add(escaped(secret));
        forms.add(secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;"));
        forms.add(new StringBuilder(secret).reverse().toString());
        for (int before = 0; before < 3; before++) {
            String standard = base64(bytes, before);
            forms.add(standard);
            forms.add(standard.replace('+', '-').replace('/', '_'));
        }
        forms.removeIf(form -> form.equals(secret) || form.length() < SHORTEST_FORM);
        return forms;
    }

    /** Every byte as in a URL, also those that need not be. */
    private static String percent(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append('%').append(HexFormat.of().toHexDigits(b));
        }
        return text.toString();
    }

    /** As JSON in ASCII writes what is beyond it. */
    private static String escaped(String secret) {
        var text = new StringBuilder();
        for (char c : secret.toCharArray()) {
            if (c < 128) {
                text.append(c);
            } else {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return text.toString();
    }

    /** The characters that the secret alone decides when so many bytes, and any number after, are encoded with it. */
    private static String base64(byte[] secret, int before) {
        byte[] shifted = new byte[before + secret.length];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        Arrays.fill(shifted, (byte) 0);
        int from = before == 0 ? 0 : before + 1;
        int to = shifted.length * 8 / 6;
        return from < to ? text.substring(from, to) : "";
    }
}
