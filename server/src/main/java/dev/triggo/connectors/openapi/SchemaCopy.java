package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of a document as JSON Schema 2020-12 that stands alone. What a schema refers to comes along under {@code
 * $defs}, so that one that refers to itself ends. As a budget runs out, texts become short and then go, and past it
 * only what has to be there is copied whole: of the rest it is told which kind of value it is.
 */
final class SchemaCopy {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ENUM = 1_000;
    private static final int MAX_SHOWN = 200;
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "array", "object", "null");
    private static final List<String> INNER = List.of("contains", "propertyNames", "if", "then", "else");
    private static final Set<String> STRUCTURE = Set.of(
            "properties",
            "items",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "additionalProperties",
            "prefixItems",
            "patternProperties",
            "if",
            "contains");

    /** What a file is in an input or output. */
    static final Json.Obj FILE = (Json.Obj) Json.parse("""
            {"type": "object", "properties": {
               "name": {"type": "string", "description": "File name."},
               "contentType": {"type": "string", "description": "Media type, as image/png."},
               "base64": {"type": "string", "contentEncoding": "base64"}},
             "required": ["base64"]}""");

    /** Who the schema is for: some properties are only sent, some only received. */
    enum Way {
        /** Sent, in text. */
        REQUEST,
        /** Sent in parts, of which some are files. */
        PARTS,
        /** Received. */
        RESPONSE
    }

    private final Refs refs;
    private final Way way;
    private final int budget;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Numbered taken = new Numbered();
    private final Map<String, Json> defs = new LinkedHashMap<>();
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    private int used;

    /** @param budget about the characters of what is copied */
    SchemaCopy(Refs refs, Way way, int budget) {
        this.refs = refs;
        this.way = way;
        this.budget = budget;
    }

    /** The schema; what it refers to is in {@link #defs}. */
    Json.Obj of(@Nullable Json schema) throws Refs.Broken {
        return schema == null ? Json.EMPTY_OBJECT : convert(schema, 0);
    }

    /** What the schemas so far refer to, by name; empty when they stand alone. */
    Json.Obj defs() throws Refs.Broken {
        for (String ref = waiting.poll(); ref != null; ref = waiting.poll()) {
            defs.put(String.valueOf(names.get(ref)), convert(refs.resolve(refs.target(ref)), 0));
        }
        return new Json.Obj(defs);
    }

    /** True for a property that this way does not have: what only the other side writes. */
    boolean leavesOut(@Nullable Json property) throws Refs.Broken {
        if (property == null) {
            return false;
        }
        String mark = way == Way.RESPONSE ? "writeOnly" : "readOnly";
        return refs.object(property) instanceof Json.Obj schema && schema.get(mark) == Json.Bool.TRUE;
    }

    private Json.Obj convert(Json schema, int depth) throws Refs.Broken {
        if (schema == Json.Bool.FALSE) {
            return Json.object().put("not", Json.EMPTY_OBJECT).build();
        }
        if (!(schema instanceof Json.Obj source) || depth > MAX_DEPTH || used > budget + budget / 4) {
            return kind(schema);
        }
        used += 16;
        refs.work().charge(1 + source.fields().size());
        String ref = source.text("$ref");
        Json.Obj made = ref != null ? reference(ref, source, depth) : plain(source, depth);
        return isNullable(source) ? Nullable3.orNull(made) : made;
    }

    /** All that is kept of a schema where there is no room for it: a guess at a value should at least be of its kind. */
    private Json.Obj kind(@Nullable Json schema) {
        refs.work().charge(1);
        Json.Obj source;
        try {
            source = JsonParts.object(schema == null ? null : refs.object(schema));
        } catch (Refs.Broken unknown) {
            return Json.EMPTY_OBJECT;
        }
        if (way == Way.PARTS && isFile(source)) {
            return FILE;
        }
        Json.Obj made = Json.object().putIf("type", type(source)).build();
        used += 8;
        return isNullable(source) ? Nullable3.orNull(made) : made;
    }

    private static boolean isNullable(Json.Obj source) {
        return source.get("nullable") == Json.Bool.TRUE || source.get("x-nullable") == Json.Bool.TRUE;
    }

    private Json.Obj reference(String ref, Json.Obj source, int depth) throws Refs.Broken {
        Json target = refs.resolve(refs.target(ref));
        Json.Obj made;
        if (!(target instanceof Json.Obj object)
                || object.fields().keySet().stream().noneMatch(STRUCTURE::contains)) {
            made = convert(target, depth + 1);
        } else {
            String known = names.get(ref);
            if (known == null) {
                known = name(ref);
                names.put(ref, known);
                waiting.add(ref);
            }
            made = Json.object().put("$ref", "#/$defs/" + known).build();
        }
        return described(made, source);
    }

    private String name(String ref) {
        String last = ref.substring(ref.lastIndexOf('/') + 1);
        String start = last.substring(0, Math.min(60, last.length()));
        String base = start.isEmpty() ? "schema" : start.replaceAll("[^A-Za-z0-9_.-]", "_");
        return taken.of(base);
    }

    private Json.Obj described(Json.Obj made, Json.Obj source) {
        String own = source.text("description");
        String told = own == null ? "" : text(own);
        return told.isEmpty() ? made : made.with("description", Json.of(told));
    }

    private String text(String description) {
        int most = way == Way.RESPONSE ? 160 : 400;
        if (used > budget / 4 * 3 || description.isBlank()) {
            return "";
        }
        String clean = CleanText.prose(description, used > budget / 2 ? most / 5 : most);
        used += clean.length();
        return clean;
    }

    private Json.Obj plain(Json.Obj source, int depth) throws Refs.Broken {
        boolean file = way == Way.PARTS && isFile(source);
        if (file) {
            return described(FILE, source);
        }
        if (source.get("allOf") instanceof Json.Arr all && all.items().size() == 1 && !hasOwnShape(source)) {
            return described(convert(all.items().getFirst(), depth + 1), source);
        }
        var made = Json.object();
        Json type = type(source);
        made.putIf("type", type);
        texts(source, made);
        values(source, type, made);
        SchemaNumbers.copy(source, made);
        objects(source, depth, made);
        arrays(source, depth, made);
        alternatives(source, depth, made);
        return made.build();
    }

    static boolean isFile(Json.Obj schema) {
        return "file".equals(schema.text("type"))
                || "binary".equals(schema.text("format"))
                || ((schema.get("type") == null || "string".equals(schema.text("type")))
                        && schema.text("contentMediaType") != null
                        && schema.text("contentEncoding") == null
                        && !String.valueOf(schema.text("contentMediaType")).startsWith("text/"));
    }

    private static boolean hasOwnShape(Json.Obj source) {
        return source.has("properties") || source.has("required") || source.has("anyOf") || source.has("oneOf");
    }

    private static @Nullable Json type(Json.Obj source) {
        if (source.get("type") instanceof Json.Arr several) {
            var kept = new LinkedHashSet<Json>();
            // There are no more than those: a longer list says some of them twice.
            for (Json one : several.items().subList(0, Math.min(several.items().size(), 3 * TYPES.size()))) {
                if (one instanceof Json.Str s && TYPES.contains(s.value())) {
                    kept.add(one);
                }
            }
            return kept.isEmpty() ? null : kept.size() == 1 ? kept.getFirst() : Json.array(List.copyOf(kept));
        }
        String one = source.text("type");
        return one != null && TYPES.contains(one) ? Json.of(one) : "file".equals(one) ? Json.of("string") : null;
    }

    private void texts(Json.Obj source, Json.Builder made) {
        String title = source.text("title");
        if (title != null && !title.isBlank() && way != Way.RESPONSE) {
            made.put("title", CleanText.line(title, 100));
        }
        String description = source.text("description");
        String told = description == null ? "" : text(description);
        if (!told.isEmpty()) {
            made.put("description", told);
        }
        for (String word : List.of("format", "contentEncoding", "contentMediaType")) {
            String value = source.text(word);
            if (value != null && value.length() <= 64) {
                made.put(word, CleanText.line(value, 64));
            }
        }
        String pattern = source.text("pattern");
        if (pattern != null && way != Way.RESPONSE) {
            made.put("pattern", pattern);
            used += pattern.length();
        }
        if (source.get("deprecated") == Json.Bool.TRUE) {
            made.put("deprecated", true);
        }
    }

    private void values(Json.Obj source, @Nullable Json type, Json.Builder made) {
        Json fixed = source.get("const");
        if (fixed != null && isShort(fixed)) {
            made.put("const", fixed);
        }
        if (source.get("enum") instanceof Json.Arr given
                && !given.items().isEmpty()
                && given.items().size() <= MAX_ENUM) {
            made.putIf("enum", enumeration(given, type));
        }
        // Documents show objects and lists as text too, which would fit nothing.
        boolean holds = type != null && (type.equals(Json.of("object")) || type.equals(Json.of("array")));
        Json otherwise = holds ? null : source.get("default");
        // Generators write null where there is nothing to say.
        if (otherwise != null && otherwise != Json.Null.NULL && isShort(otherwise)) {
            made.put("default", otherwise);
        }
        Json example = source.get("example");
        if (example == null
                && source.get("examples") instanceof Json.Arr some
                && !some.items().isEmpty()) {
            example = some.items().getFirst();
        }
        if (example != null && example != Json.Null.NULL && !holds && way != Way.RESPONSE && isShort(example)) {
            made.put("examples", Json.array(List.of(example)));
        }
    }

    private @Nullable Json enumeration(Json.Arr given, @Nullable Json type) {
        refs.work().charge(given.items().size());
        if (JsonSize.exceeds(given, budget)) {
            return null;
        }
        boolean text = type instanceof Json.Str s && s.value().equals("string");
        var kept = new LinkedHashSet<Json>();
        int size = 0;
        for (Json one : given.items()) {
            // In YAML, 1.0 and no are no text unless they are quoted, which is forgotten often.
            boolean unquoted = text && (one instanceof Json.Num || one instanceof Json.Bool);
            Json value = unquoted ? Json.of(one.write()) : one;
            size += value.write().length() + 1;
            kept.add(value);
        }
        if (size > budget / 4) {
            return null;
        }
        used += size;
        return Json.array(List.copyOf(kept));
    }

    private boolean isShort(Json value) {
        boolean scalar = !(value instanceof Json.Obj) && !(value instanceof Json.Arr);
        boolean fits =
                scalar && !JsonSize.exceeds(value, MAX_SHOWN) && value.write().length() <= MAX_SHOWN;
        used += fits ? 20 : 0;
        return fits;
    }

    private void objects(Json.Obj source, int depth, Json.Builder made) throws Refs.Broken {
        refs.work().charge(JsonParts.object(source.get("properties")).fields().size());
        refs.work().charge(JsonParts.items(source.get("required")).size());
        var dropped = new LinkedHashSet<String>();
        if (source.get("properties") instanceof Json.Obj properties) {
            Set<String> needed = new HashSet<>(JsonParts.strings(source.get("required")));
            var kept = Json.object();
            for (var property : properties.fields().entrySet()) {
                if (leavesOut(property.getValue())) {
                    dropped.add(property.getKey());
                } else {
                    used += property.getKey().length();
                    boolean whole = used <= budget || needed.contains(property.getKey());
                    Json value = property.getValue();
                    kept.put(property.getKey(), whole ? convert(value, depth + 1) : kind(value));
                }
            }
            made.put("properties", kept.build());
        }
        if (source.get("required") instanceof Json.Arr required && way != Way.RESPONSE) {
            var kept = new LinkedHashSet<String>();
            for (Json name : required.items()) {
                if (name instanceof Json.Str s && !dropped.contains(s.value()) && kept.add(s.value())) {
                    used += s.value().length();
                }
            }
            made.putIf("required", kept.isEmpty() ? null : Json.strings(kept));
        }
        Json more = source.get("additionalProperties");
        if (more == Json.Bool.FALSE && way != Way.RESPONSE) {
            made.put("additionalProperties", false);
        } else if (more instanceof Json.Obj schema && !schema.fields().isEmpty()) {
            made.put("additionalProperties", convert(schema, depth + 1));
        }
        if (source.get("patternProperties") instanceof Json.Obj patterns && way != Way.RESPONSE) {
            var kept = Json.object();
            for (var pattern : patterns.fields().entrySet()) {
                kept.put(pattern.getKey(), convert(pattern.getValue(), depth + 1));
            }
            made.put("patternProperties", kept.build());
        }
    }

    private void arrays(Json.Obj source, int depth, Json.Builder made) throws Refs.Broken {
        Json items = source.get("items");
        if (items instanceof Json.Obj || items instanceof Json.Bool) {
            made.put("items", convert(items, depth + 1));
        }
        if (source.get("prefixItems") instanceof Json.Arr first
                && !first.items().isEmpty()) {
            made.put("prefixItems", each(first, depth));
        }
        for (String word : INNER) {
            if (source.get(word) instanceof Json.Obj inner) {
                made.put(word, convert(inner, depth + 1));
            }
        }
    }

    private void alternatives(Json.Obj source, int depth, Json.Builder made) throws Refs.Broken {
        if (source.get("allOf") instanceof Json.Arr all && !all.items().isEmpty()) {
            made.put("allOf", each(all, depth));
        }
        // Documents say oneOf where more than one fits, and mean any: a discriminator tells which.
        var any = new ArrayList<Json>();
        for (String word : List.of("anyOf", "oneOf")) {
            if (source.get(word) instanceof Json.Arr some && !some.items().isEmpty()) {
                any.add(each(some, depth));
            }
        }
        if (!any.isEmpty()) {
            made.put("anyOf", any.getFirst());
        }
        if (source.get("not") instanceof Json.Obj not) {
            made.put("not", convert(not, depth + 1));
        }
    }

    private Json.Arr each(Json.Arr schemas, int depth) throws Refs.Broken {
        var made = new ArrayList<Json>();
        for (Json schema : schemas.items()) {
            made.add(convert(schema, depth + 1));
        }
        return Json.array(made);
    }
}
