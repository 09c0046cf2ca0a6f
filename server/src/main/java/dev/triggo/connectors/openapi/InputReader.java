package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.AuthPlan;
import dev.triggo.connectors.built.BodyPlan;
import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.connectors.built.MediaTypes;
import dev.triggo.connectors.built.ParameterPlan;
import dev.triggo.connectors.built.ParameterPlan.Place;
import dev.triggo.connectors.built.Words;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one flat object that an operation takes, and where each field of it goes. */
final class InputReader {
    private static final Pattern HOLE = Pattern.compile("\\{([^{}/]+)\\}");
    private static final Set<String> STYLES = Set.of(
            "form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject");

    private final Refs refs;
    private final int budget;
    private final List<ParameterPlan> parameters = new ArrayList<>();
    private final FieldNames names = new FieldNames();
    private final Json.Builder properties = Json.object();
    private final Set<String> required = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable BodyPlan body;
    private SchemaCopy copy;

    /** @param budget about the characters that all schemas may take */
    InputReader(Refs refs, int budget) {
        this.refs = refs;
        this.budget = budget;
        this.copy = new SchemaCopy(refs, SchemaCopy.Way.REQUEST, budget);
    }

    List<ParameterPlan> parameters() {
        return List.copyOf(parameters);
    }

    @Nullable
    BodyPlan body() {
        return body;
    }

    /** What holds of the operation although the document says otherwise. */
    List<String> warnings() {
        return warnings;
    }

    Json.Obj schema() throws Refs.Broken {
        Json.Obj defs = copy.defs();
        return Json.object()
                .put("type", "object")
                .put("properties", properties.build())
                .putIf("required", required.isEmpty() ? null : Json.strings(required))
                .put("additionalProperties", false)
                .putIf("$defs", defs.fields().isEmpty() ? null : defs)
                .build();
    }

    /**
     * @param given of the path and the operation, without references
     * @param security what a credential fills in by itself
     */
    void parameters(String path, List<Json.Obj> given, SecurityReader security, boolean signsIn)
            throws Refs.Broken, LeftOut {
        var sorted = new ArrayList<>(given);
        sorted.sort(Comparator.comparingInt(InputReader::rank));
        var holes = new LinkedHashSet<String>();
        Matcher found = HOLE.matcher(path);
        while (found.find()) {
            holes.add(found.group(1));
        }
        for (Json.Obj parameter : sorted) {
            Place place = place(parameter);
            String name = parameter.text("name");
            if (place == null || name == null || name.isEmpty()) {
                throw new LeftOut(
                        "One of its parameters has no name, or is nowhere in the request.",
                        "Give each parameter a 'name', and an 'in' of path, query, header or cookie.");
            }
            if (place == Place.PATH && !holes.remove(name)) {
                warnings.add("The path has no place for its parameter '" + CleanText.line(name, 60) + "'.");
            } else if (!isOurs(place, name, signsIn) && !security.fills(place.word(), name)) {
                add(parameter, place, name);
            }
        }
        for (String hole : holes) {
            warnings.add(
                    "The path's '" + CleanText.line(hole, 60) + "' is not among the parameters; it is taken as text.");
            Json.Obj text = Json.object().put("type", "string").build();
            put(
                    new ParameterPlan(names.of(hole, Place.PATH), hole, Place.PATH, "simple", false, false),
                    text,
                    true,
                    null);
        }
    }

    private static int rank(Json.Obj parameter) {
        Place place = place(parameter);
        return place == null ? 9 : place.ordinal();
    }

    private static @Nullable Place place(Json.Obj parameter) {
        return switch (String.valueOf(parameter.text("in"))) {
            case "path" -> Place.PATH;
            case "query" -> Place.QUERY;
            case "header" -> Place.HEADER;
            case "cookie" -> Place.COOKIE;
            default -> null;
        };
    }

    private static boolean isOurs(Place place, String name, boolean signsIn) {
        return place == Place.HEADER
                && (Words.isOurHeader(name)
                        || name.equalsIgnoreCase("accept")
                        || name.equalsIgnoreCase("content-type")
                        || (signsIn && name.equalsIgnoreCase("authorization")));
    }

    private void add(Json.Obj parameter, Place place, String name) throws Refs.Broken, LeftOut {
        boolean sound = place == Place.HEADER || place == Place.COOKIE ? Words.isToken(name) : Words.isVisible(name);
        if (!sound) {
            throw new LeftOut(
                    "Its parameter '%s' has a name that cannot be sent.".formatted(CleanText.line(name, 60)),
                    "Use letters, digits and - in names of headers and cookies, and no control characters.");
        }
        Json schema = parameter.get("schema");
        boolean json = false;
        if (schema == null
                && parameter.get("content") instanceof Json.Obj content
                && !content.fields().isEmpty()) {
            var media = content.fields().entrySet().iterator().next();
            json = BodyPlan.Form.of(media.getKey()) == BodyPlan.Form.JSON;
            schema = media.getValue() instanceof Json.Obj object ? object.get("schema") : null;
        }
        boolean inForm = place == Place.QUERY || place == Place.COOKIE;
        String given = parameter.text("style");
        String style = given != null && STYLES.contains(given) ? given : inForm ? "form" : "simple";
        boolean explode =
                parameter.get("explode") instanceof Json.Bool flag ? flag == Json.Bool.TRUE : style.equals("form");
        var plan = new ParameterPlan(names.of(name, place), name, place, style, explode, json);
        boolean needed = place == Place.PATH || parameter.get("required") == Json.Bool.TRUE;
        put(plan, copy.of(schema), needed, parameter.text("description"));
    }

    private void put(ParameterPlan plan, Json.Obj schema, boolean needed, @Nullable String description) {
        parameters.add(plan);
        properties.put(plan.field(), noted(described(schema, description), plan));
        if (needed) {
            required.add(plan.field());
        }
    }

    private static Json.Obj described(Json.Obj schema, @Nullable String description) {
        boolean tells = description != null && !description.isBlank() && !schema.has("description");
        return tells ? schema.with("description", Json.of(CleanText.prose(String.valueOf(description), 400))) : schema;
    }

    /** Says what a field is in the request, where its name does not. */
    private static Json.Obj noted(Json.Obj schema, ParameterPlan plan) {
        if (plan.field().equals(plan.name())) {
            return schema;
        }
        String place = switch (plan.place()) {
            case PATH -> "in the path";
            case QUERY -> "in the query";
            case HEADER -> "as a header";
            case COOKIE -> "as a cookie";
            case BODY -> "in the body";
            case SERVER -> "in the address";
        };
        return noted(schema, "Sent %s under the name '%s'.".formatted(place, CleanText.line(plan.name(), 100)));
    }

    private static Json.Obj noted(Json.Obj schema, String note) {
        String told = schema.text("description");
        return schema.with("description", Json.of(told == null || told.isBlank() ? note : told + " " + note));
    }

    /** Variables of the address, for a connector without connections. */
    void server(List<AuthPlan.Field> fields) {
        for (AuthPlan.Field field : fields) {
            var schema = Json.object().put("type", "string").put("description", field.description());
            schema.putIf("enum", field.options().isEmpty() ? null : Json.strings(field.options()));
            var plan = new ParameterPlan(
                    names.of(field.name(), Place.SERVER), field.name(), Place.SERVER, "", false, false);
            put(plan, schema.build(), field.required(), null);
        }
    }

    /** Reads first what the body is, since that decides how files are told. */
    void body(Json.Obj request) throws Refs.Broken, LeftOut {
        Map.Entry<String, Json> media = media(JsonParts.object(request.get("content")));
        if (media == null) {
            return;
        }
        BodyPlan.Form form = BodyPlan.Form.of(media.getKey());
        if (form == null) {
            throw new LeftOut(
                    "Its body is of the type '%s', which cannot be written."
                            .formatted(CleanText.line(media.getKey(), 60)),
                    "Offer application/json, a form, text or bytes besides.");
        }
        if (form == BodyPlan.Form.MULTIPART) {
            copy = new SchemaCopy(refs, SchemaCopy.Way.PARTS, budget);
        }
    }

    /** Adds the body's fields, after those of all parameters. */
    void bodyFields(Json.Obj request) throws Refs.Broken {
        Map.Entry<String, Json> media = media(JsonParts.object(request.get("content")));
        BodyPlan.Form form = media == null ? null : BodyPlan.Form.of(media.getKey());
        if (media == null || form == null) {
            return;
        }
        boolean needed = request.get("required") == Json.Bool.TRUE;
        Json.Obj described = JsonParts.object(media.getValue());
        Json schema = described.get("schema");
        String type = media.getKey().equals("*/*") ? "application/json" : media.getKey();
        BodyShape shape = schema == null || form == BodyPlan.Form.TEXT || form == BodyPlan.Form.BYTES
                ? null
                : BodyShape.of(refs, schema);
        if (shape == null) {
            whole(request, form, type, needed, schema);
            return;
        }
        Json.Obj encodings = JsonParts.object(described.get("encoding"));
        var parts = new ArrayList<ParameterPlan>();
        for (var property : shape.properties().entrySet()) {
            if (copy.leavesOut(property.getValue())) {
                continue;
            }
            String field = names.of(property.getKey(), Place.BODY);
            ParameterPlan part =
                    part(form, field, property.getKey(), JsonParts.object(encodings.get(property.getKey())));
            properties.put(field, noted(copy.of(property.getValue()), part));
            if (needed && shape.required().contains(property.getKey())) {
                required.add(field);
            }
            parts.add(part);
        }
        body = new BodyPlan(form, type, needed, null, parts);
    }

    /**
     * Members of a form that are lists are repeated, objects are JSON, unless the document says how, or as what. In a
     * multipart form, how is only heard where the style is named: before OpenAPI 3.1 it means nothing there.
     */
    private static ParameterPlan part(BodyPlan.Form form, String field, String name, Json.Obj encoding) {
        String given = encoding.text("style");
        boolean said = form != BodyPlan.Form.JSON && given != null && STYLES.contains(given);
        String style = said ? String.valueOf(given) : "form";
        String type = encoding.text("contentType") instanceof String declared ? declared.strip() : "";
        boolean json = form == BodyPlan.Form.URLENCODED && BodyPlan.Form.of(type) == BodyPlan.Form.JSON;
        boolean heard = said || form == BodyPlan.Form.URLENCODED;
        boolean explode = heard && encoding.get("explode") instanceof Json.Bool flag
                ? flag == Json.Bool.TRUE
                : style.equals("form");
        // A range, or several to choose from, leave it to the file.
        String ofPart = form == BodyPlan.Form.MULTIPART && MediaTypes.isOne(type) ? type : "";
        return new ParameterPlan(field, name, Place.BODY, style, explode, json, ofPart);
    }

    private void whole(Json.Obj request, BodyPlan.Form form, String type, boolean needed, @Nullable Json schema)
            throws Refs.Broken {
        String field = names.of("body", Place.BODY);
        Json.Obj made = switch (form) {
            case BYTES -> SchemaCopy.FILE;
            case TEXT -> Json.object().put("type", "string").build();
            case JSON, URLENCODED, MULTIPART -> copy.of(schema);
        };
        Json.Obj described = described(made, request.text("description"));
        properties.put(field, field.equals("body") ? described : noted(described, "Sent as the whole body."));
        if (needed) {
            required.add(field);
        }
        body = new BodyPlan(form, type.startsWith("*/") ? "application/json" : type, needed, field, List.of());
    }

    /** JSON where there is a choice, then what else can be written. */
    private static Map.@Nullable Entry<String, Json> media(Json.Obj content) {
        Map.Entry<String, Json> best = null;
        int bestRank = Integer.MAX_VALUE;
        for (var media : content.fields().entrySet()) {
            BodyPlan.Form form = BodyPlan.Form.of(media.getKey());
            boolean sound =
                    media.getKey().length() <= 200 && media.getKey().chars().allMatch(c -> c >= 0x20 && c < 0x7f);
            int rank = form == null || !sound
                    ? 90
                    : form.ordinal() * 2 + (media.getKey().contains("+") ? 1 : 0);
            if (rank < bestRank) {
                best = media;
                bestRank = rank;
            }
        }
        return best;
    }
}
