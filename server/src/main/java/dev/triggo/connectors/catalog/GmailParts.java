package dev.triggo.connectors.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The parts of a mail as Gmail tells them: a tree whose leaves hold base64. */
final class GmailParts {
    final StringBuilder text = new StringBuilder();
    final StringBuilder html = new StringBuilder();
    final List<String> attachments = new ArrayList<>();

    /** Takes a part and what is in it, this many levels deep. */
    void take(Map<?, ?> part, int levels) {
        String type = Vendor.text(part.get("mimeType"));
        String name = Vendor.text(part.get("filename"));
        if (!name.isEmpty()) {
            attachments.add(name);
        } else if (type.equals("text/plain")) {
            text.append(decoded(part));
        } else if (type.equals("text/html")) {
            html.append(decoded(part));
        }
        if (levels > 0) {
            Vendor.list(part.get("parts")).forEach(inner -> take(Vendor.object(inner), levels - 1));
        }
    }

    private static String decoded(Map<?, ?> part) {
        String data = Vendor.text(Vendor.object(part.get("body")).get("data"));
        try {
            return new String(Base64.getUrlDecoder().decode(data), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return "";
        }
    }
}
