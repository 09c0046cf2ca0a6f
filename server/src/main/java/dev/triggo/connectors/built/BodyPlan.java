package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the body is made of.
 *
 * @param form how it is written
 * @param contentType what it says that it is
 * @param required it is sent even when no field of it is given
 * @param whole the one field that is the body; null when it is made of {@code parts}
 * @param parts fields, each a member of the body
 */
public record BodyPlan(
        Form form,
        String contentType,
        boolean required,
        @Nullable String whole,
        List<ParameterPlan> parts) {
    public BodyPlan {
        parts = List.copyOf(parts);
    }

    /** The ways of writing a body. */
    public enum Form {
        JSON,
        URLENCODED,
        MULTIPART,
        TEXT,
        /** A file's own bytes. */
        BYTES;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static @Nullable Form of(String mediaType) {
            String type = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (type.equals("application/json") || type.endsWith("+json") || type.equals("text/json")) {
                return JSON;
            }
            return switch (type) {
                case "application/x-www-form-urlencoded" -> URLENCODED;
                case "multipart/form-data" -> MULTIPART;
                case "*/*" -> JSON;
                default ->
                    type.startsWith("text/") || type.endsWith("xml") || type.endsWith("yaml") || type.endsWith("json")
                            ? TEXT
                            : type.startsWith("multipart/") ? null : BYTES;
            };
        }
    }

    Json.Obj toJson() {
        return Json.object()
                .put("form", form.word())
                .put("contentType", contentType)
                .put("required", required)
                .putIf("whole", whole)
                .put(
                        "parts",
                        Json.array(parts.stream().map(ParameterPlan::toJson).toList()))
                .build();
    }

    static BodyPlan of(Json.Obj json) {
        var parts = new ArrayList<ParameterPlan>();
        if (json.get("parts") instanceof Json.Arr list) {
            list.items().forEach(part -> parts.add(ParameterPlan.of((Json.Obj) part)));
        }
        return new BodyPlan(
                Form.valueOf(String.valueOf(json.text("form")).toUpperCase(Locale.ROOT)),
                String.valueOf(json.text("contentType")),
                json.get("required") == Json.Bool.TRUE,
                json.text("whole"),
                parts);
    }
}
