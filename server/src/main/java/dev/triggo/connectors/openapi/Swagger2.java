package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.BodyPlan;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations of Swagger 2 in the shape that they have in OpenAPI 3. */
final class Swagger2 {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PARTS = "multipart/form-data";
    private static final Set<String> OF_PARAMETER =
            Set.of("name", "in", "required", "description", "collectionFormat", "allowEmptyValue");

    private final Refs refs;

    Swagger2(Refs refs) {
        this.refs = refs;
    }

    /** @param parameters of the path and the operation, without references */
    Json.Obj operation(Json.Obj operation, List<Json.Obj> parameters) throws Refs.Broken {
        var kept = new ArrayList<Json>();
        Map<String, Json> form = new LinkedHashMap<>();
        var encoding = Json.object();
        var required = new ArrayList<String>();
        boolean files = false;
        Json.Obj body = null;
        for (Json.Obj parameter : parameters) {
            String in = String.valueOf(parameter.text("in"));
            if (in.equals("body")) {
                body = parameter;
            } else if (in.equals("formData")) {
                String name = String.valueOf(parameter.text("name"));
                form.put(name, schema(parameter));
                if ("array".equals(parameter.text("type"))) {
                    encoding.put(name, encoding(parameter));
                }
                files |= "file".equals(parameter.text("type"));
                if (parameter.get("required") == Json.Bool.TRUE) {
                    required.add(name);
                }
            } else {
                kept.add(parameter(parameter));
            }
        }
        Json.Obj made = operation.with("parameters", Json.array(kept)).with("responses", responses(operation));
        List<String> consumes = types(operation, "consumes");
        if (!form.isEmpty()) {
            var schema = Json.object().put("type", "object").put("properties", new Json.Obj(form));
            schema.putIf("required", required.isEmpty() ? null : Json.strings(required));
            boolean parts = files || (consumes.contains(PARTS) && !consumes.contains(FORM));
            Json.Obj media = Json.object()
                    .put("schema", schema.build())
                    .put("encoding", encoding.build())
                    .build();
            return made.with("requestBody", body(List.of(parts ? PARTS : FORM), media, !required.isEmpty()));
        }
        if (body != null) {
            Json schema = body.get("schema");
            Json.Obj request = body(
                    consumes.isEmpty() ? List.of("application/json") : consumes,
                    Json.object()
                            .put("schema", schema == null ? Json.EMPTY_OBJECT : schema)
                            .build(),
                    body.get("required") == Json.Bool.TRUE);
            String told = body.text("description");
            return made.with("requestBody", told == null ? request : request.with("description", Json.of(told)));
        }
        return made.without("requestBody");
    }

    /** How the items of a list in a form are put together. */
    private static Json.Obj encoding(Json.Obj parameter) {
        return Json.object()
                .put("style", style(parameter, "form"))
                .put("explode", "multi".equals(parameter.text("collectionFormat")))
                .build();
    }

    private static Json.Obj body(List<String> types, Json.Obj media, boolean required) {
        var content = Json.object();
        for (String type : types) {
            content.put(type, media);
        }
        return Json.object()
                .put("required", required)
                .put("content", content.build())
                .build();
    }

    private static Json.Obj parameter(Json.Obj parameter) {
        String in = String.valueOf(parameter.text("in"));
        return Json.object()
                .putIf("name", parameter.get("name"))
                .put("in", in)
                .putIf("description", parameter.get("description"))
                .putIf("required", parameter.get("required"))
                .put("schema", schema(parameter))
                .put("style", style(parameter, in.equals("query") ? "form" : "simple"))
                .put("explode", "multi".equals(parameter.text("collectionFormat")))
                .build();
    }

    /** What stands between the items of a list, where they do not each stand by themselves. */
    private static String style(Json.Obj parameter, String otherwise) {
        return switch (String.valueOf(parameter.text("collectionFormat"))) {
            case "ssv" -> "spaceDelimited";
            case "tsv" -> "tabDelimited";
            case "pipes" -> "pipeDelimited";
            default -> otherwise;
        };
    }

    /** Of a parameter that is its own schema. */
    private static Json.Obj schema(Json.Obj parameter) {
        var schema = Json.object();
        parameter.fields().forEach((name, value) -> {
            if (!OF_PARAMETER.contains(name) || name.equals("description")) {
                schema.put(name, value);
            }
        });
        return schema.build();
    }

    private Json.Obj responses(Json.Obj operation) throws Refs.Broken {
        List<String> produces = types(operation, "produces");
        var made = Json.object();
        for (var response :
                JsonParts.object(operation.get("responses")).fields().entrySet()) {
            Json.Obj one = refs.object(response.getValue());
            if (one == null) {
                continue;
            }
            refs.work().charge(one.fields().size());
            Json schema = one.get("schema");
            if (schema != null) {
                String type = produces.stream()
                        .filter(Swagger2::isJson)
                        .findFirst()
                        .orElse(produces.isEmpty() ? "application/json" : produces.getFirst());
                Json.Obj media = Json.object().put("schema", schema).build();
                one = one.with("content", Json.object().put(type, media).build());
            }
            made.put(response.getKey(), one);
        }
        return made.build();
    }

    private static boolean isJson(String type) {
        return BodyPlan.Form.of(type) == BodyPlan.Form.JSON;
    }

    private List<String> types(Json.Obj operation, String field) {
        @Nullable Json own = operation.get(field);
        return JsonParts.strings(own == null ? refs.root().get(field) : own);
    }
}
