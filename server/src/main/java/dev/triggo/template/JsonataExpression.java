package dev.triggo.template;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.triggo.kernel.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiled JSONata expression, evaluated over the roots that it names and within bounds. */
final class JsonataExpression {
    private static final int WIDEST_PAD = 1_000;
    private static final int LONGEST_PICTURE = 100;
    private static final int LONGEST_MESSAGE = 300;

    private final JsonataScript script;
    private final Jsonata compiled;

    /** Throws {@link Malformed} when the library cannot read it. */
    JsonataExpression(JsonataScript script) {
        this.script = script;
        int start = script.end() - 2 - script.text().length();
        try {
            this.compiled = Jsonata.jsonata(script.text());
        } catch (JException fault) {
            throw new Malformed(
                    "The expression cannot be read: " + cut(fault.getMessage()),
                    start + Math.max(0, fault.getLocation()));
        } catch (RuntimeException | StackOverflowError fault) {
            throw new Malformed("The expression cannot be read; look at its brackets", start);
        }
        compiled.setValidateInput(false);
        compiled.setOutputConvertNulls(false);
    }

    Set<String> roots() {
        return script.roots();
    }

    Json evaluate(Bindings bindings) {
        var input = new LinkedHashMap<String, @Nullable Object>();
        for (String name : script.names()) {
            @Nullable Json root = bindings.root(name);
            if (root != null) {
                input.put(name, JsonataValues.of(name, root));
            }
        }
        try {
            Jsonata.Frame frame = compiled.createFrame();
            Meter.install(frame);
            bound(frame);
            return JsonataValues.toJson(compiled.evaluate(input, frame));
        } catch (TemplateException told) {
            throw told;
        } catch (JException fault) {
            throw new TemplateException(
                    "The expression failed: %s In: %s".formatted(cut(fault.getMessage()), written()));
        } catch (RuntimeException fault) {
            throw new TemplateException("The expression failed: a value is not of the kind it needs. In: " + written());
        } catch (StackOverflowError tooDeep) {
            throw new TemplateException("The expression goes too deep. In: " + written());
        }
    }

    /** Functions of the library whose cost a single argument can drive up, with that argument bounded. */
    private static void bound(Jsonata.Frame frame) {
        frame.bind(
                "pad",
                new Jsonata.JFunction(
                        (input, args) -> {
                            Number width = (Number) args.get(1);
                            if (width != null && Math.abs(width.doubleValue()) > WIDEST_PAD) {
                                throw new TemplateException(
                                        "$pad makes texts of at most %,d characters.".formatted(WIDEST_PAD));
                            }
                            return Functions.pad((String) args.get(0), width, (String) argument(args, 2));
                        },
                        "<s-ns?:s>"));
        frame.bind(
                "toMillis",
                new Jsonata.JFunction(
                        (input, args) -> Functions.dateTimeToMillis((String) args.get(0), null), "<s-:n>"));
        frame.bind(
                "fromMillis",
                new Jsonata.JFunction(
                        (input, args) -> Functions.dateTimeFromMillis(
                                (Number) args.get(0), picture(argument(args, 1)), (String) argument(args, 2)),
                        "<n-s?s?:s>"));
        frame.bind(
                "formatInteger",
                new Jsonata.JFunction(
                        (input, args) -> Functions.formatInteger((Number) args.get(0), picture(argument(args, 1))),
                        "<n-s:s>"));
        frame.bind("eval", refused("eval"));
        frame.bind("now", refused("now"));
        frame.bind("millis", refused("millis"));
        frame.bind("random", refused("random"));
        frame.bind("shuffle", refused("shuffle"));
        frame.bind("parseInteger", refused("parseInteger"));
    }

    /** Names that the look at the text refuses already; bound as well, so that no way round the look is of use. */
    private static Jsonata.JFunction refused(String name) {
        return new Jsonata.JFunction(
                (input, args) -> {
                    throw new TemplateException("$%s is not available.".formatted(name));
                },
                "<x-x?x?:x>");
    }

    private static @Nullable Object argument(List<?> args, int index) {
        return index < args.size() ? args.get(index) : null;
    }

    /** Pictures repeat what they are told to: long ones and wide fields are refused. */
    private static @Nullable String picture(@Nullable Object picture) {
        if (picture instanceof String text) {
            boolean wide = text.chars().filter(c -> c >= '0' && c <= '9').count() > LONGEST_PICTURE / 4;
            if (wide || text.length() > LONGEST_PICTURE || text.matches(".*[0-9]{4}.*")) {
                throw new TemplateException("The picture of a date or number is too long.");
            }
            return text;
        }
        return null;
    }

    private String written() {
        return cut(script.text().strip());
    }

    private static String cut(@Nullable String text) {
        String whole = String.valueOf(text);
        return whole.length() <= LONGEST_MESSAGE ? whole : whole.substring(0, LONGEST_MESSAGE) + "…";
    }
}
