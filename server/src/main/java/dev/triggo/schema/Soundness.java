package dev.triggo.schema;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Is a schema one that we accept? Every keyword has its shape, every reference stays inside, every pattern can be
 * matched in linear time, and every check comes to an end.
 */
final class Soundness {
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "object", "array", "null");
    private static final Pattern ANCHOR = Pattern.compile("[A-Za-z_][-A-Za-z0-9._]*");
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final int MOST_FAULTS = Bounds.ERRORS;

    private final Json root;
    private final List<SchemaError> faults = new ArrayList<>();
    private final Map<String, List<String>> edges = new LinkedHashMap<>();
    private final Map<String, String> anchors = new LinkedHashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private long ways;

    private record Reference(String from, String keyword, String text) {}

    private Soundness(Json root) {
        this.root = root;
    }

    static List<SchemaError> faults(Json schema) {
        if (deeperThan(schema, Bounds.SCHEMA_DEPTH)) {
            return List.of(new SchemaError(
                    "", "The schema is nested deeper than %d levels.".formatted(Bounds.SCHEMA_DEPTH), "schema"));
        }
        if (schema.canonical().length() > Bounds.SCHEMA_SIZE) {
            return List.of(new SchemaError(
                    "", "The schema is larger than %d KiB.".formatted(Bounds.SCHEMA_SIZE / 1024), "schema"));
        }
        var soundness = new Soundness(schema);
        soundness.subschema(schema, "");
        soundness.follow();
        return soundness.verdict();
    }

    private List<SchemaError> verdict() {
        if (faults.isEmpty()) {
            @Nullable SchemaError endless = References.endless(edges);
            if (endless != null) {
                faults.add(endless);
            }
        }
        return List.copyOf(faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
    }

    static boolean deeperThan(Json value, int levels) {
        return switch (value) {
            case Json.Obj o ->
                levels == 0 || o.fields().values().stream().anyMatch(field -> deeperThan(field, levels - 1));
            case Json.Arr a -> levels == 0 || a.items().stream().anyMatch(item -> deeperThan(item, levels - 1));
            case Json.Str s -> false;
            case Json.Num n -> false;
            case Json.Bool b -> false;
            case Json.Null n -> false;
        };
    }

    private void subschema(Json schema, String at) {
        if (edges.putIfAbsent(at, new ArrayList<>()) != null) {
            return;
        }
        ways += at.length();
        if (isTooLong()) {
            fault(
                    "",
                    "The names in this schema are too long: the ways to all of its subschemas have more than %,d characters."
                            .formatted(Bounds.WAYS),
                    "schema");
            return;
        }
        if (edges.size() == Bounds.SUBSCHEMAS + 1) {
            fault("", "The schema has more than %,d subschemas.".formatted(Bounds.SUBSCHEMAS), "schema");
        }
        if (edges.size() > Bounds.SUBSCHEMAS) {
            return;
        }
        if (schema instanceof Json.Obj keywords) {
            keywords.fields().forEach((name, value) -> {
                @Nullable Shape shape = Shape.of(name);
                if (shape != null) {
                    keyword(shape, name, value, at);
                }
            });
        } else if (!(schema instanceof Json.Bool)) {
            fault(at, "This must be a schema: an object, true or false.", "schema");
        }
    }

    private void keyword(Shape shape, String name, Json value, String at) {
        String here = at + "/" + Pointers.escape(name);
        boolean fits = switch (shape) {
            case SAME -> nested(value, at, here, true);
            case INNER -> nested(value, at, here, false);
            case SAME_LIST -> list(value, at, here, true);
            case INNER_LIST -> list(value, at, here, false);
            case SAME_MAP -> map(value, at, here, true);
            case INNER_MAP, DEFINITIONS -> map(value, at, here, false);
            case PATTERN_MAP -> patterns(value, here) && map(value, at, here, false);
            case COUNT -> isCount(value);
            case NUMBER -> value instanceof Json.Num;
            case POSITIVE -> value instanceof Json.Num n && n.value().signum() > 0;
            case FLAG -> value instanceof Json.Bool;
            case TEXT -> value instanceof Json.Str;
            case NAMES -> isNames(value);
            case NAMES_MAP ->
                value instanceof Json.Obj o && o.fields().values().stream().allMatch(Soundness::isNames);
            case TYPES -> isTypes(value);
            case VALUES -> value instanceof Json.Arr;
            case PATTERN -> value instanceof Json.Str s && pattern(s.value(), here, name);
            case REFERENCE -> value instanceof Json.Str s && reference(s.value(), at, name);
            case ANCHOR -> value instanceof Json.Str s && anchor(s.value(), at);
            case DIALECT -> value instanceof Json.Str s && isDialect(s.value()) && at.isEmpty();
            case IDENTIFIER -> value instanceof Json.Str && at.isEmpty();
        };
        if (!fits) {
            fault(here, "%s must be %s.".formatted(name, shape.wanted), name);
        }
    }

    private boolean nested(Json value, String at, String here, boolean same) {
        if (same) {
            edge(at, here);
        }
        subschema(value, here);
        return true;
    }

    private boolean list(Json value, String at, String here, boolean same) {
        if (!(value instanceof Json.Arr a) || a.items().isEmpty()) {
            return false;
        }
        for (int i = 0; i < a.items().size() && !isTooLong(); i++) {
            nested(a.items().get(i), at, here + "/" + i, same);
        }
        return true;
    }

    private boolean map(Json value, String at, String here, boolean same) {
        if (!(value instanceof Json.Obj o)) {
            return false;
        }
        for (var field : o.fields().entrySet()) {
            if (!isTooLong()) {
                nested(field.getValue(), at, here + "/" + Pointers.escape(field.getKey()), same);
            }
        }
        return true;
    }

    /** Then nothing more is looked at. */
    private boolean isTooLong() {
        return ways > Bounds.WAYS;
    }

    private boolean patterns(Json value, String here) {
        if (value instanceof Json.Obj o) {
            o.fields().keySet().forEach(p -> pattern(p, here + "/" + Pointers.escape(p), "patternProperties"));
        }
        return true;
    }

    /** Always true: what is wrong with a pattern is told here, in better words. */
    private boolean pattern(String pattern, String here, String keyword) {
        try {
            LinearPattern.compile(pattern);
        } catch (LinearPattern.Refused refused) {
            fault(
                    here,
                    "This pattern cannot be used: %s. Patterns are matched in linear time (RE2 syntax)."
                            .formatted(refused.why()),
                    keyword);
        }
        return true;
    }

    private boolean reference(String text, String at, String keyword) {
        if (text.startsWith("#")) {
            references.add(new Reference(at, keyword, text));
        } else {
            fault(
                    at + "/" + keyword,
                    "%s must start with #: nothing is fetched; put the schema under $defs and refer to #/$defs/<name>."
                            .formatted(keyword),
                    keyword);
        }
        return true;
    }

    private boolean anchor(String name, String at) {
        String before = anchors.putIfAbsent(name, at);
        if (before != null && !before.equals(at)) {
            fault(at, "The anchor %s is given twice; the other is at '%s'.".formatted(name, before), "$anchor");
        }
        return ANCHOR.matcher(name).matches();
    }

    /** Looks up every reference; what lies outside the usual places is checked as a schema then. */
    private void follow() {
        for (int i = 0; i < references.size() && faults.size() < MOST_FAULTS; i++) {
            Reference reference = references.get(i);
            @Nullable String target = References.pointer(reference.text, anchors);
            @Nullable Json found = target == null ? null : Pointers.find(root, target);
            if (target == null || found == null) {
                fault(
                        reference.from + "/" + reference.keyword,
                        "There is nothing at %s in this schema.".formatted(reference.text),
                        reference.keyword);
            } else {
                subschema(found, target);
                edge(reference.from, target);
            }
        }
    }

    private void edge(String from, String to) {
        List<String> known = edges.get(from);
        if (known != null) {
            known.add(to);
        }
    }

    private static boolean isDialect(String uri) {
        return uri.equals(DIALECT) || uri.equals(DIALECT + "#");
    }

    private static boolean isCount(Json value) {
        return value instanceof Json.Num n && n.value().signum() >= 0 && n.asInt() != null;
    }

    private static boolean isNames(Json value) {
        return value instanceof Json.Arr a
                && a.items().stream().allMatch(Json.Str.class::isInstance)
                && new HashSet<>(a.items()).size() == a.items().size();
    }

    private static boolean isTypes(Json value) {
        return switch (value) {
            case Json.Str s -> TYPES.contains(s.value());
            case Json.Arr a ->
                !a.items().isEmpty()
                        && isNames(a)
                        && a.items().stream().allMatch(item -> item instanceof Json.Str s && TYPES.contains(s.value()));
            case Json.Obj o -> false;
            case Json.Num n -> false;
            case Json.Bool b -> false;
            case Json.Null n -> false;
        };
    }

    private void fault(String at, String message, String keyword) {
        faults.add(new SchemaError(at, message, keyword));
    }
}
