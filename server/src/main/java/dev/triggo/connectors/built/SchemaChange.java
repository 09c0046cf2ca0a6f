package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two schemas of the same thing, and whether somebody who got along with the older one may not get
 * along with the newer one. What cannot be told counts as such: a warning too many costs a look, one too few a failed run.
 */
final class SchemaChange {
    /** What says nothing about which values fit. */
    private static final Set<String> TEXTS = Set.of(
            "title",
            "description",
            "$comment",
            "default",
            "example",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "externalDocs");

    private static final Set<String> LEAST =
            Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");
    private static final Set<String> MOST =
            Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains");
    private static final Set<String> READ_BY_NAME =
            Set.of("type", "enum", "const", "required", "properties", "$defs", "items", "additionalProperties");

    private final boolean given;
    private final List<OperationChange.Difference> found = new ArrayList<>();

    private SchemaChange(boolean given) {
        this.given = given;
    }

    /** Of what an operation takes: what fitted before must still fit. */
    static List<OperationChange.Difference> taken(Json before, Json after) {
        var change = new SchemaChange(false);
        change.compare("/input", before, after);
        return change.found;
    }

    /** Of what an operation gives: what was there before must still be there. */
    static List<OperationChange.Difference> given(Json before, Json after) {
        var change = new SchemaChange(true);
        change.compare("/output", before, after);
        return change.found;
    }

    private void compare(String path, Json before, Json after) {
        if (before.equals(after)) {
            return;
        }
        if (!(before instanceof Json.Obj was) || !(after instanceof Json.Obj is)) {
            compareWhole(path, before, after);
            return;
        }
        compareTypes(path, was, is);
        compareChoices(path, was, is);
        compareFields(path, was, is);
        compareNamed(path + "/$defs", was.get("$defs"), is.get("$defs"));
        if (was.get("items") != null || is.get("items") != null) {
            compare(path + "/*", part(was.get("items")), part(is.get("items")));
        }
        compareMore(path + "/*", part(was.get("additionalProperties")), part(is.get("additionalProperties")));
        var others = new TreeSet<>(was.fields().keySet());
        others.addAll(is.fields().keySet());
        for (String name : others) {
            if (!READ_BY_NAME.contains(name) && !TEXTS.contains(name) && !name.startsWith("x-")) {
                compareOther(path, name, was.get(name), is.get(name));
            }
        }
    }

    /** Fields without a name of their own: nobody counts on those of an answer that are said to be of some kind or none. */
    private void compareMore(String path, Json was, Json is) {
        if (!given || (was instanceof Json.Obj && is instanceof Json.Obj)) {
            compare(path, was, is);
        }
    }

    /** A schema that is true or false, or was none before. */
    private void compareWhole(String path, Json before, Json after) {
        boolean anything = isAnything(given ? before : after);
        note(!anything, path, isAnything(after) ? "may be anything now" : "is not as free as it was");
    }

    private static boolean isAnything(Json schema) {
        return schema == Json.Bool.TRUE || schema.equals(Json.EMPTY_OBJECT);
    }

    /** Without a schema everything fits. */
    private static Json part(@Nullable Json schema) {
        return schema == null ? Json.Bool.TRUE : schema;
    }

    private void compareTypes(String path, Json.Obj was, Json.Obj is) {
        Set<String> before = words(was.get("type"));
        Set<String> after = words(is.get("type"));
        if (before.equals(after)) {
            return;
        }
        Set<String> lacks = given ? lacking(after, before) : lacking(before, after);
        String now = after.isEmpty() ? "of any type" : String.join(" or ", after);
        String then = before.isEmpty() ? "of any type" : String.join(" or ", before);
        note(!lacks.isEmpty(), path, "was %s and is %s now".formatted(then, now));
    }

    /** Types that the one has and the other does not let through; without a type all are. */
    private static Set<String> lacking(Set<String> some, Set<String> through) {
        if (through.isEmpty()) {
            return Set.of();
        }
        if (some.isEmpty()) {
            return Set.of("any");
        }
        var lacking = new LinkedHashSet<>(some);
        lacking.removeAll(through);
        if (through.contains("number")) {
            lacking.remove("integer");
        }
        return lacking;
    }

    private static Set<String> words(@Nullable Json value) {
        var words = new TreeSet<String>();
        if (value instanceof Json.Str one) {
            words.add(one.value());
        }
        JsonParts.items(value).forEach(item -> {
            if (item instanceof Json.Str word) {
                words.add(word.value());
            }
        });
        return words;
    }

    private void compareChoices(String path, Json.Obj was, Json.Obj is) {
        Set<Json> before = choices(was);
        Set<Json> after = choices(is);
        if (before.equals(after)) {
            return;
        }
        var gone = new LinkedHashSet<>(before);
        gone.removeAll(after);
        var come = new LinkedHashSet<>(after);
        come.removeAll(before);
        if (after.isEmpty()) {
            note(given, path, "is not one of a few values any more");
        } else if (before.isEmpty()) {
            note(!given, path, "must be one of a few values now");
        } else {
            if (!gone.isEmpty()) {
                note(!given, path, "cannot be " + listed(gone) + " any more");
            }
            if (!come.isEmpty()) {
                note(given, path, "can be " + listed(come) + " too");
            }
        }
    }

    private static Set<Json> choices(Json.Obj schema) {
        var choices = new LinkedHashSet<>(JsonParts.items(schema.get("enum")));
        Json only = schema.get("const");
        if (only != null) {
            choices.add(only);
        }
        return choices;
    }

    private static String listed(Set<Json> values) {
        String first = String.join(
                ", ",
                values.stream()
                        .limit(5)
                        .map(Json::write)
                        .map(text -> text.length() > 60 ? text.substring(0, 60) + "…" : text)
                        .toList());
        return values.size() > 5 ? first + " and " + (values.size() - 5) + " more" : first;
    }

    private void compareFields(String path, Json.Obj was, Json.Obj is) {
        Json.Obj before = JsonParts.object(was.get("properties"));
        Json.Obj after = JsonParts.object(is.get("properties"));
        Set<String> needed = words(was.get("required"));
        Set<String> needs = words(is.get("required"));
        before.fields().forEach((name, schema) -> {
            String here = path + "/" + step(name);
            Json now = after.get(name);
            if (now == null) {
                note(true, here, given ? "is not given any more" : "is not taken any more");
                return;
            }
            if (needs.contains(name) != needed.contains(name)) {
                boolean must = needs.contains(name);
                String taken = must ? "is required now" : "may be left out now";
                note(given != must, here, given ? (must ? "is always there now" : "may be missing now") : taken);
            }
            compare(here, schema, now);
        });
        after.fields().forEach((name, schema) -> {
            if (!before.has(name)) {
                boolean must = !given && needs.contains(name);
                note(must, path + "/" + step(name), must ? "is new and required" : "is new");
            }
        });
    }

    private void compareNamed(String path, @Nullable Json was, @Nullable Json is) {
        Json.Obj after = JsonParts.object(is);
        JsonParts.object(was).fields().forEach((name, schema) -> {
            Json now = after.get(name);
            // One that nothing refers to any more has changed where it was referred to.
            if (now != null) {
                compare(path + "/" + step(name), schema, now);
            }
        });
    }

    private void compareOther(String path, String name, @Nullable Json was, @Nullable Json is) {
        if (Objects.equals(was, is)) {
            return;
        }
        boolean limits = LEAST.contains(name) || MOST.contains(name);
        if (limits && (was == null || was instanceof Json.Num) && (is == null || is instanceof Json.Num)) {
            String now = is == null ? "none" : is.write();
            String then = was == null ? "none" : was.write();
            note(!given && isNarrower(name, was, is), path, "%s was %s and is %s now".formatted(name, then, now));
            return;
        }
        boolean text = name.equals("format") || name.equals("pattern") || limits;
        boolean looser = !given && is == null;
        note(!looser && !(given && text), path, "`%s` says something else now".formatted(name));
    }

    private static boolean isNarrower(String name, @Nullable Json was, @Nullable Json is) {
        if (!(is instanceof Json.Num now)) {
            return false;
        }
        if (!(was instanceof Json.Num then)) {
            return true;
        }
        BigDecimal before = then.value();
        int moved = now.value().compareTo(before);
        return LEAST.contains(name) ? moved > 0 : moved < 0;
    }

    private static String step(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void note(boolean breaking, String path, String message) {
        found.add(new OperationChange.Difference(breaking, path, message));
    }
}
