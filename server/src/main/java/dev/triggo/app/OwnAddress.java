package dev.triggo.app;

import dev.triggo.http.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What addresses say: where this server is to be found, and what must not come out of those that it calls. */
final class OwnAddress {
    private OwnAddress() {}

    /** Where it is when the operator says nothing else. */
    static String usual(int port) {
        return "http://localhost:" + port;
    }

    /** {@code TRIGGO_PUBLIC_URL}, without a slash at its end. */
    static String publicUrl(@Nullable String text, int port) {
        if (text == null) {
            return usual(port);
        }
        try {
            var uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (URISyntaxException notAnAddress) {
            // Said below.
        }
        throw new Settings.Wrong(
                "TRIGGO_PUBLIC_URL: '" + text + "' is not an address like https://triggo.example.com.");
    }

    /** Throws UncheckedIOException when nothing can listen there. */
    static int freePort(String host) {
        try {
            return Ports.free(host);
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
    }

    /** As they are written there: the user's, and those among the parameters, which drivers take too. */
    static List<String> passwords(URI address) {
        var passwords = new ArrayList<String>();
        String user = address.getRawUserInfo();
        if (user != null && user.indexOf(':') >= 0) {
            passwords.add(user.substring(user.indexOf(':') + 1));
        }
        String query = address.getRawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0
                    && parameter.substring(0, equals).toLowerCase(Locale.ROOT).contains("password")) {
                passwords.add(parameter.substring(equals + 1));
            }
        }
        return passwords;
    }
}
