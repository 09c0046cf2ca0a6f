package dev.triggo.template;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads a whole value: a plan for it, the roots that it refers to, and everything that cannot be read. */
final class TemplateReader {
    private static final int MOST_EXPRESSIONS = 10_000;
    private static final String OPEN = "{{";

    private final List<TemplateFault> faults = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final Set<String> places = new LinkedHashSet<>();
    private int expressions;

    List<TemplateFault> faults() {
        return List.copyOf(faults);
    }

    List<Reference> references() {
        return List.copyOf(references);
    }

    Set<String> places() {
        return Collections.unmodifiableSet(places);
    }

    Plan read(Json value, String at) {
        return switch (value) {
            case Json.Str s -> s.value().contains(OPEN) ? string(s, at) : new Plan.Fixed(s);
            case Json.Obj o -> object(o, at);
            case Json.Arr a -> array(a, at);
            case Json.Num n -> new Plan.Fixed(n);
            case Json.Bool b -> new Plan.Fixed(b);
            case Json.Null n -> new Plan.Fixed(n);
        };
    }

    private Plan object(Json.Obj value, String at) {
        var fields = LinkedHashMap.<String, Plan>newLinkedHashMap(value.fields().size());
        value.fields().forEach((name, field) -> fields.put(name, read(field, at + "/" + escaped(name))));
        return areFixed(fields.values()) ? new Plan.Fixed(value) : new Plan.Fields(fields);
    }

    private Plan array(Json.Arr value, String at) {
        var items = new ArrayList<Plan>(value.items().size());
        for (int i = 0; i < value.items().size(); i++) {
            items.add(read(value.items().get(i), at + "/" + i));
        }
        return areFixed(items) ? new Plan.Fixed(value) : new Plan.Items(List.copyOf(items));
    }

    private static boolean areFixed(Collection<Plan> plans) {
        return plans.stream().allMatch(Plan.Fixed.class::isInstance);
    }

    /** A string with a fault stays as it is: one fault is told of each. */
    private Plan string(Json.Str value, String at) {
        var found = new ArrayList<Reference>();
        places.add(at);
        try {
            Plan plan = parts(value.value(), at, found);
            references.addAll(found);
            return plan;
        } catch (Malformed malformed) {
            faults.add(new TemplateFault(at, malformed.told()));
            return new Plan.Fixed(value);
        }
    }

    private Plan parts(String text, String at, List<Reference> found) {
        var parts = new ArrayList<Plan.Part>();
        var literal = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            if (open > from && text.charAt(open - 1) == '\\') {
                literal.append(text, from, open - 1).append(OPEN);
                from = open + OPEN.length();
                continue;
            }
            literal.append(text, from, open);
            if (!literal.isEmpty()) {
                parts.add(new Plan.Part.Text(literal.toString()));
                literal.setLength(0);
            }
            from = hole(text, open, at, parts, found);
        }
        literal.append(text, from, text.length());
        if (parts.size() == 1 && literal.isEmpty() && parts.getFirst() instanceof Plan.Part.Hole only) {
            return new Plan.Whole(only.expression());
        }
        if (!literal.isEmpty()) {
            parts.add(new Plan.Part.Text(literal.toString()));
        }
        return new Plan.Mixed(List.copyOf(parts));
    }

    /** Reads the expression that opens here; returns where it ends. */
    private int hole(String text, int open, String at, List<Plan.Part> parts, List<Reference> found) {
        if (++expressions > MOST_EXPRESSIONS) {
            throw new Malformed("There are more than %,d expressions in all".formatted(MOST_EXPRESSIONS), open);
        }
        int inside = open + OPEN.length();
        Expression expression;
        int end;
        if (text.startsWith("=", inside)) {
            var script = JsonataScript.read(text, inside + 1);
            expression = new Expression.Computed(new JsonataExpression(script));
            end = script.end();
        } else {
            var reader = new PathReader(text, inside);
            expression = reader.read();
            end = reader.end();
        }
        parts.add(new Plan.Part.Hole(expression));
        String written = text.substring(inside, end - OPEN.length()).strip();
        expression.roots().forEach(root -> found.add(new Reference(at, root, written)));
        return end;
    }

    private static String escaped(String name) {
        return name.indexOf('~') < 0 && name.indexOf('/') < 0
                ? name
                : name.replace("~", "~0").replace("/", "~1");
    }
}
