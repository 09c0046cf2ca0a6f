package dev.triggo.runs;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What templates with paths mean, said a second time with regular expressions. */
final class NaiveTemplate {
    private static final Pattern HOLE =
            Pattern.compile("(\\\\)\\{\\{|\\{\\{\\s*(\\w+)((?:[.]\\w+|\\[\\d+]|\\[\"[^\"]*\"])*)\\s*}}");
    private static final Pattern STEP = Pattern.compile("[.](\\w+)|\\[(\\d+)]|\\[\"([^\"]*)\"]");

    private NaiveTemplate() {}

    static Json resolve(Json value, Function<String, @Nullable Json> roots) {
        return switch (value) {
            case Json.Str text -> text(text.value(), roots);
            case Json.Arr array -> {
                var items = new ArrayList<Json>();
                array.items().forEach(item -> items.add(resolve(item, roots)));
                yield Json.array(items);
            }
            case Json.Obj object -> {
                var fields = new LinkedHashMap<String, Json>();
                object.fields().forEach((name, field) -> fields.put(name, resolve(field, roots)));
                yield new Json.Obj(fields);
            }
            case Json.Num number -> number;
            case Json.Bool bool -> bool;
            case Json.Null nothing -> nothing;
        };
    }

    private static Json text(String text, Function<String, @Nullable Json> roots) {
        Matcher hole = HOLE.matcher(text);
        if (hole.matches() && hole.group(1) == null) {
            return path(hole, roots);
        }
        var out = new StringBuilder();
        hole.reset();
        while (hole.find()) {
            String put = "{{";
            if (hole.group(1) == null) {
                Json found = path(hole, roots);
                put = found == Json.Null.NULL ? "" : found instanceof Json.Str string ? string.value() : found.write();
            }
            hole.appendReplacement(out, Matcher.quoteReplacement(put));
        }
        return Json.of(hole.appendTail(out).toString());
    }

    private static Json path(Matcher hole, Function<String, @Nullable Json> roots) {
        Json here = roots.apply(hole.group(2));
        Matcher step = STEP.matcher(hole.group(3));
        while (here != null && step.find()) {
            String key = step.group(1) != null ? step.group(1) : step.group(2) != null ? step.group(2) : step.group(3);
            if (here instanceof Json.Obj object) {
                here = object.get(key);
            } else if (here instanceof Json.Arr array && step.group(3) == null && key.matches("0|[1-9]\\d{0,8}")) {
                int index = Integer.parseInt(key);
                here = index < array.items().size() ? array.items().get(index) : null;
            } else {
                here = null;
            }
        }
        return here == null ? Json.Null.NULL : here;
    }
}
