package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies in parts, read by the rules of RFC 7578 and not by what writes them. */
final class MultipartText {
    private static final Pattern DISPOSITION =
            Pattern.compile("(?im)^content-disposition: form-data; name=\"([^\"]*)\"(?:; filename=\"([^\"]*)\")?$");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type: (.*)$");

    /**
     * One part.
     *
     * @param fileName empty when it is no file
     * @param contentType empty when it says none
     */
    record Part(String name, String fileName, String contentType, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** A body, and what it says that it is. */
    record Body(String contentType, byte[] bytes) {
        List<Part> parts() {
            return MultipartText.parts(contentType, bytes);
        }
    }

    private MultipartText() {}

    private static List<Part> parts(String contentType, byte[] body) {
        String boundary = contentType.substring(contentType.indexOf("boundary=") + "boundary=".length());
        // One character a byte: what is between boundaries may be anything.
        String all = "\r\n" + new String(body, StandardCharsets.ISO_8859_1);
        String line = "\r\n--" + boundary;
        var parts = new ArrayList<Part>();
        int at = all.indexOf(line);
        while (!all.startsWith("--", at + line.length())) {
            int from = at + line.length() + 2;
            at = all.indexOf(line, from);
            if (at < 0) {
                throw new AssertionError("a part has no end");
            }
            int gap = all.indexOf("\r\n\r\n", from);
            String head = utf8(all.substring(from, gap)).replace("\r", "");
            Matcher told = DISPOSITION.matcher(head);
            if (!told.find()) {
                throw new AssertionError("a part has no name: " + head);
            }
            Matcher type = TYPE.matcher(head);
            parts.add(new Part(
                    told.group(1),
                    told.group(2) == null ? "" : told.group(2),
                    type.find() ? type.group(1) : "",
                    all.substring(gap + 4, at).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return parts;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Files where the document has none, text where it has a file, what it does not know. */
    static List<String> faults(Refs refs, Json schema, List<Part> parts) throws Refs.Broken {
        BodyShape shape = BodyShape.of(refs, schema);
        var faults = new ArrayList<String>();
        if (shape == null) {
            return faults;
        }
        for (Part part : parts) {
            Json property = shape.properties().get(part.name());
            if (property == null) {
                faults.add("the part " + part.name() + " is not declared");
                continue;
            }
            Json.Obj described = JsonParts.object(refs.object(property));
            Json items = described.get("items");
            boolean file = SchemaCopy.isFile(described)
                    || items != null && SchemaCopy.isFile(JsonParts.object(refs.object(items)));
            if (file && part.fileName().isEmpty()) {
                faults.add("the part " + part.name() + " is no file");
            }
            boolean open = described.get("type") == null;
            if (!file && !open && !part.fileName().isEmpty()) {
                faults.add("the part " + part.name() + " is a file");
            }
        }
        return faults;
    }
}
