package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Props;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it goes over the wire (RFC 5322 and MIME). Addresses and subject come from workflows: whatever could begin a
 * header of its own is refused, and everything that is not ASCII is encoded.
 */
final class MailMessage {
    static final int MAX_RECIPIENTS = 100;

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");
    private static final Pattern NAMED = Pattern.compile("([^<>]*)<([^<>]*)>");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});
    private static final int ENCODED_BYTES = 45;

    private final StringBuilder out = new StringBuilder();

    private MailMessage() {}

    /** Someone to write to: the bare address, and how headers write it. */
    record Mailbox(String address, String written) {}

    /** The addresses of a field: text with one, or a list of such; all checked. */
    static List<Mailbox> mailboxes(Props props, String field) throws ConnectorError {
        Object given = props.value(field);
        List<?> texts = given == null ? List.of() : given instanceof List<?> list ? list : List.of(given);
        if (texts.size() > MAX_RECIPIENTS) {
            throw Vendor.wrong(field, "at most %d addresses are taken.".formatted(MAX_RECIPIENTS));
        }
        var found = new ArrayList<Mailbox>();
        for (Object text : texts) {
            found.add(mailbox(field, String.valueOf(text)));
        }
        return found;
    }

    /** {@code ada@example.com} or {@code Ada Lovelace <ada@example.com>}. */
    static Mailbox mailbox(String field, String text) throws ConnectorError {
        refuseBreaks(field, text);
        Matcher named = NAMED.matcher(text.strip());
        String name = named.matches() ? named.group(1).strip() : "";
        String address = named.matches() ? named.group(2).strip() : text.strip();
        if (address.length() > 254 || !ADDRESS.matcher(address).matches()) {
            throw Vendor.wrong(
                    field, "this is no mail address; one looks like ada@example.com or Ada <ada@example.com>.");
        }
        if (name.length() > 2 && name.startsWith("\"") && name.endsWith("\"")) {
            name = name.substring(1, name.length() - 1);
        }
        return new Mailbox(address, name.isEmpty() ? address : "%s <%s>".formatted(phrase(name), address));
    }

    static String subject(Props props) throws ConnectorError {
        String subject = props.text("subject", "");
        refuseBreaks("subject", subject);
        return subject;
    }

    private static void refuseBreaks(String field, String text) throws ConnectorError {
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029')) {
            throw Vendor.wrong(field, "line breaks and other control characters may not stand here.");
        }
    }

    /**
     * The whole message, lines ended by CR LF. Bcc is not in it.
     *
     * @param from null to leave it to the service
     * @param id null to leave it to the service
     */
    static String write(Props props, @Nullable Mailbox from, @Nullable String id, Instant now) throws ConnectorError {
        String text = props.text("text", "");
        String html = props.text("html", "");
        if (text.isEmpty() && html.isEmpty()) {
            throw Vendor.wrong("text", "a mail needs text or html.");
        }
        var mail = new MailMessage();
        if (from != null) {
            mail.line("From", from.written());
        }
        mail.people("To", mailboxes(props, "to"));
        mail.people("Cc", mailboxes(props, "cc"));
        mail.people("Reply-To", mailboxes(props, "reply_to"));
        mail.line("Subject", encoded(subject(props)));
        mail.line("Date", DATE.format(now));
        if (id != null) {
            mail.line("Message-ID", id);
        }
        mail.line("MIME-Version", "1.0");
        if (html.isEmpty()) {
            mail.part("plain", text);
        } else if (text.isEmpty()) {
            mail.part("html", html);
        } else {
            // No line of a part can be this one: parts are base64, which has no equals sign at the start of a line.
            String mark = "=_triggo_part";
            mail.line("Content-Type", "multipart/alternative; boundary=\"%s\"".formatted(mark));
            mail.out.append("\r\n--").append(mark).append("\r\n");
            mail.part("plain", text);
            mail.out.append("--").append(mark).append("\r\n");
            mail.part("html", html);
            mail.out.append("--").append(mark).append("--\r\n");
        }
        return mail.out.toString();
    }

    private void people(String name, List<Mailbox> people) {
        if (!people.isEmpty()) {
            line(
                    name,
                    String.join(",\r\n ", people.stream().map(Mailbox::written).toList()));
        }
    }

    private void line(String name, String value) {
        out.append(name).append(": ").append(value).append("\r\n");
    }

    private void part(String kind, String text) {
        line("Content-Type", "text/%s; charset=utf-8".formatted(kind));
        line("Content-Transfer-Encoding", "base64");
        out.append("\r\n")
                .append(LINES.encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .append("\r\n");
    }

    private static String phrase(String name) {
        return name.matches("[A-Za-z0-9 ]+") ? name : encoded(name, true);
    }

    private static String encoded(String text) {
        return encoded(text, false);
    }

    /** RFC 2047: words of at most 75 characters, none of which cuts a character in two. */
    private static String encoded(String text, boolean always) {
        boolean plain = text.length() <= 60 && text.chars().allMatch(c -> c >= ' ' && c < 127) && !text.contains("=?");
        if (plain && !always) {
            return text;
        }
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int bytes = 0;
        for (int point : text.codePoints().toArray()) {
            String character = Character.toString(point);
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > ENCODED_BYTES) {
                words.add(word(word.toString()));
                word.setLength(0);
                bytes = 0;
            }
            word.append(character);
            bytes += size;
        }
        words.add(word(word.toString()));
        return String.join("\r\n ", words);
    }

    private static String word(String text) {
        return "=?UTF-8?B?%s?=".formatted(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
}
