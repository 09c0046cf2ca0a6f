package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.triggo.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, none of which holds control characters or nothing at all: one without a value counts as
 * not given (RFC 6749, 3.1 and 3.2). Only {@code resource} may be given more than once, as far as the protocol goes.
 */
record Parameters(Map<String, List<String>> all) {
    private static final int MOST = 100;

    /** Throws invalid_request. */
    static Parameters of(String encoded) {
        Map<String, List<String>> all = URLUtils.parseParameters(encoded);
        if (all.size() > MOST) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "There are more than " + MOST + " parameters.");
        }
        all.forEach((name, values) -> {
            if (values.size() > 1 && !name.equals("resource")) {
                throw Refusal.of(OAuth2Error.INVALID_REQUEST, "A parameter is given twice: " + shortened(name) + ".");
            }
            if (isUnclean(name) || values.stream().anyMatch(Parameters::isUnclean)) {
                throw Refusal.of(OAuth2Error.INVALID_REQUEST, "A parameter holds control characters.");
            }
        });
        var said = new LinkedHashMap<String, List<String>>();
        all.forEach((name, values) -> {
            List<String> full =
                    values.stream().filter(value -> !value.isEmpty()).toList();
            if (!full.isEmpty()) {
                said.put(name, full);
            }
        });
        return new Parameters(said);
    }

    /** Of a body that is a form by its own word. Throws invalid_request. */
    static Parameters ofForm(Exchange exchange) {
        List<String> types = exchange.headers("content-type");
        String type =
                types.size() == 1 ? types.getFirst().split(";", -1)[0].strip().toLowerCase(Locale.ROOT) : "";
        if (!type.equals("application/x-www-form-urlencoded")) {
            throw Refusal.of(
                    OAuth2Error.INVALID_REQUEST,
                    "This address takes a form: send it with content-type: application/x-www-form-urlencoded.");
        }
        return of(new String(exchange.body(), StandardCharsets.UTF_8));
    }

    /** Null when it is not given. */
    @Nullable
    String one(String name) {
        List<String> values = all.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.getFirst();
    }

    String text(String name) {
        String value = one(name);
        return value == null ? "" : value;
    }

    private static boolean isUnclean(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static String shortened(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60);
    }
}
