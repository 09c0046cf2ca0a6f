package dev.triggo.connectors.built;

import dev.triggo.kernel.Hash;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Props;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a call, written as its plan says. */
final class BodyWriter {
    /** A body, and what it says that it is. */
    record Written(String contentType, byte[] bytes) {}

    private final BodyPlan plan;
    private final ActionContext context;

    BodyWriter(BodyPlan plan, ActionContext context) {
        this.plan = plan;
        this.context = context;
    }

    /** Null when there is nothing to send and nothing has to be. */
    @Nullable
    Written write(Props props) throws ConnectorError {
        String whole = plan.whole();
        if (whole != null) {
            if (!props.contains(whole)) {
                return plan.required() && plan.form() == BodyPlan.Form.JSON ? text("{}") : null;
            }
            return whole(props.value(whole));
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (ParameterPlan part : plan.parts()) {
            if (props.contains(part.field())) {
                members.put(part.field(), props.value(part.field()));
            }
        }
        if (members.isEmpty() && !plan.required()) {
            return null;
        }
        return switch (plan.form()) {
            case JSON -> text(context.json().write(named(members)));
            case URLENCODED -> text(String.join("&", pairs(members)));
            case MULTIPART -> multipart(named(members));
            case TEXT, BYTES -> null;
        };
    }

    private Map<String, @Nullable Object> named(Map<String, @Nullable Object> members) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        for (ParameterPlan part : plan.parts()) {
            if (members.containsKey(part.field())) {
                body.put(part.name(), members.get(part.field()));
            }
        }
        return body;
    }

    private Written text(String text) {
        return new Written(plan.contentType(), text.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Written whole(@Nullable Object value) throws ConnectorError {
        return switch (plan.form()) {
            case JSON -> text(context.json().write(value));
            case TEXT -> text(value == null ? "" : value.toString());
            case BYTES -> {
                byte[] bytes = bytes(value);
                yield bytes == null ? null : new Written(type(value), bytes);
            }
            case URLENCODED -> {
                var pairs = new ArrayList<String>();
                if (value instanceof Map<?, ?> map) {
                    map.forEach((name, item) -> pairs.addAll(pair(String.valueOf(name), item)));
                }
                yield text(String.join("&", pairs));
            }
            case MULTIPART -> {
                var members = new LinkedHashMap<String, @Nullable Object>();
                if (value instanceof Map<?, ?> map) {
                    map.forEach((name, item) -> members.put(String.valueOf(name), item));
                }
                yield multipart(members);
            }
        };
    }

    /** A document that leaves the type open takes the file's own; application/octet-stream is a type like any other. */
    private String type(@Nullable Object file) {
        String given = file instanceof Map<?, ?> map && map.get("contentType") instanceof String text ? text : "";
        boolean open = plan.contentType().contains("*");
        String declared = open ? "application/octet-stream" : plan.contentType();
        return open && MediaTypes.isOne(given) ? given : declared;
    }

    private static List<String> none() {
        return List.of();
    }

    private List<String> pairs(Map<String, @Nullable Object> members) {
        var pairs = new ArrayList<String>();
        for (ParameterPlan part : plan.parts()) {
            Object value = members.get(part.field());
            if (value == null) {
                continue;
            }
            boolean object = value instanceof Map && part.style().equals("form");
            Object sent = part.json() || object ? context.json().write(value) : value;
            pairs.addAll(Styles.query(part, sent, context.json()));
        }
        return pairs;
    }

    private List<String> pair(String name, @Nullable Object value) {
        if (value == null) {
            return none();
        }
        var plain = new ParameterPlan(name, name, ParameterPlan.Place.BODY, "form", true, false);
        return Styles.query(plain, value instanceof Map ? context.json().write(value) : value, context.json());
    }

    private Written multipart(Map<String, @Nullable Object> members) throws ConnectorError {
        String boundary =
                "triggo-" + Hash.sha256Hex(context.run().idempotencyKey()).substring(0, 40);
        var out = new ByteArrayOutputStream();
        for (var member : members.entrySet()) {
            Object value = member.getValue();
            ParameterPlan part = part(member.getKey());
            String type = part == null ? "" : part.mediaType();
            if (part != null
                    && !part.explode()
                    && value instanceof List<?> list
                    && list.stream().noneMatch(BodyWriter::isFile)) {
                part(out, boundary, member.getKey(), Styles.simple(part, list, context.json()), type);
            } else if (value instanceof List<?> list) {
                for (Object item : list) {
                    part(out, boundary, member.getKey(), item, type);
                }
            } else if (value != null) {
                part(out, boundary, member.getKey(), value, type);
            }
        }
        write(out, "--" + boundary + "--\r\n");
        return new Written("multipart/form-data; boundary=" + boundary, out.toByteArray());
    }

    /** What the document says of this part; null for a body of which it names none. */
    private @Nullable ParameterPlan part(String name) {
        return plan.parts().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void part(ByteArrayOutputStream out, String boundary, String name, @Nullable Object value, String declared)
            throws ConnectorError {
        byte[] file = isFile(value) ? bytes(value) : null;
        write(out, "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"");
        if (file != null && value instanceof Map<?, ?> map) {
            Object fileName = map.get("name");
            String own = map.get("contentType") instanceof String given && MediaTypes.isOne(given)
                    ? given
                    : "application/octet-stream";
            write(
                    out,
                    "; filename=\"" + quoted(fileName instanceof String text ? text : "file") + "\"\r\nContent-Type: "
                            + (declared.isEmpty() ? own : declared) + "\r\n\r\n");
            out.writeBytes(file);
        } else {
            String type = declared.isEmpty() && value instanceof Map ? "application/json" : declared;
            write(out, type.isEmpty() ? "\r\n\r\n" : "\r\nContent-Type: " + type + "\r\n\r\n");
            write(out, Styles.scalar(value, context.json()));
        }
        write(out, "\r\n");
    }

    private static boolean isFile(@Nullable Object value) {
        return value instanceof Map<?, ?> map && map.get("base64") instanceof String;
    }

    private static byte @Nullable [] bytes(@Nullable Object value) throws ConnectorError {
        if (!(value instanceof Map<?, ?> map) || !(map.get("base64") instanceof String base64)) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw OperationCall.refused("The file's base64 is not base64.");
        }
    }

    /** As forms have it: what would end the quotes or the line is encoded. */
    private static String quoted(String text) {
        return text.replace("\"", "%22")
                .replace("\r", "%0D")
                .replace("\n", "%0A")
                .replaceAll("\\p{Cntrl}", "_");
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
