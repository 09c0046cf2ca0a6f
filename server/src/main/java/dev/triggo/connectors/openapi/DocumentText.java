package dev.triggo.connectors.openapi;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.yaml.YamlText;

/** A document's text as JSON, whichever of JSON and YAML it is, within bounds that hold before it is read. */
final class DocumentText {
    /** Bytes in UTF-8, without the spaces that lines begin with: public documents of that size are indented deeply. */
    static final int MAX_BYTES = 10 << 20;

    /** Bytes in UTF-8, with all. */
    static final int MAX_TEXT = 16 << 20;

    /** Containers, scalars and their commas: each costs memory, however short its text is. */
    static final int MAX_VALUES = 1_500_000;

    private static final int REPEATED = 50_000;
    private static final YamlText.Bounds YAML = new YamlText.Bounds(MAX_TEXT, Json.MAX_DEPTH, MAX_VALUES, REPEATED);

    private DocumentText() {}

    static Json.Obj read(String text) throws BuildRefused {
        refuseOversize(text);
        String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Json value;
        try {
            if (looksLikeJson(whole)) {
                refuseTooMany(whole);
                value = Json.parse(whole);
            } else {
                value = YamlText.read(withoutBlanks(whole), YAML);
            }
        } catch (Problem unreadable) {
            throw new BuildRefused("", unreadable.sentence(), "Give the document as sound JSON or YAML.");
        }
        if (value instanceof Json.Obj document) {
            return document;
        }
        throw new BuildRefused(
                "",
                "The document is not an object: an OpenAPI document begins with its field 'openapi' or 'swagger'.",
                "Give the text of the document itself, not of a page about it.");
    }

    /**
     * The text with lines that are nothing but spaces made empty. Many documents have some that are longer than the
     * block they are in, which YAML forbids and most readers let pass.
     */
    private static String withoutBlanks(String yaml) {
        var out = new StringBuilder(yaml.length());
        int begin = 0;
        while (begin < yaml.length()) {
            int end = yaml.indexOf('\n', begin);
            int next = end < 0 ? yaml.length() : end + 1;
            int at = begin;
            while (at < next && (yaml.charAt(at) == ' ' || yaml.charAt(at) == '\r')) {
                at++;
            }
            out.append(yaml, at == end ? end : begin, next);
            begin = next;
        }
        return out.toString();
    }

    private static void refuseOversize(String text) throws BuildRefused {
        long bytes = 0;
        long blank = 0;
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Half of a pair counts for two: a whole pair is four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            begins = c == '\n' || c == '\r' || (begins && (c == ' ' || c == '\t'));
            blank += begins ? 1 : 0;
        }
        if (bytes > MAX_TEXT || bytes - blank > MAX_BYTES) {
            throw new BuildRefused(
                    "",
                    "The document has %,d bytes; at most 10 MiB are read, and 16 MiB with its indentation."
                            .formatted(bytes),
                    "Leave out parts that you do not need, such as examples.");
        }
    }

    private static boolean looksLikeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c == '{' || c == '[' || c == '"';
            }
        }
        return true;
    }

    /** Counts what separates values outside of strings, which is cheap and needs no memory. */
    private static void refuseTooMany(String json) throws BuildRefused {
        int values = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == ',' || c == '{' || c == '[') {
                values++;
            }
        }
        if (values > MAX_VALUES) {
            throw new BuildRefused(
                    "",
                    "The document holds more than %,d values.".formatted(MAX_VALUES),
                    "Leave out parts that you do not need, such as examples.");
        }
    }
}
