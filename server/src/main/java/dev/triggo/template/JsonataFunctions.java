package dev.triggo.template;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions that replace the library's: those whose cost a single argument can drive up, with that argument bounded, and
 * those that are not available. {@link JsonataRules} refuses the latter when a template is read; they are bound here as
 * well, so that no way round the look at the text is of use.
 */
final class JsonataFunctions {
    private static final int WIDEST_PAD = 1_000;
    private static final int LONGEST_PICTURE = 100;
    private static final int MOST_DIGITS = 25;

    private static final Map<String, JFunction> REPLACED = replaced();

    private JsonataFunctions() {}

    static void install(Frame frame) {
        REPLACED.forEach((name, function) -> frame.bind(name, (Object) function));
    }

    private static Map<String, JFunction> replaced() {
        var functions = new LinkedHashMap<String, JFunction>();
        functions.put("pad", function("<s-ns?:s>", (input, args) -> pad(args)));
        functions.put(
                "toMillis",
                function("<s-:n>", (input, args) -> Functions.dateTimeToMillis((String) argument(args, 0), null)));
        functions.put(
                "fromMillis",
                function(
                        "<n-s?s?:s>",
                        (input, args) -> Functions.dateTimeFromMillis(
                                (Number) argument(args, 0), picture(argument(args, 1)), (String) argument(args, 2))));
        functions.put(
                "formatInteger",
                function(
                        "<n-s:s>",
                        (input, args) ->
                                Functions.formatInteger((Number) argument(args, 0), picture(argument(args, 1)))));
        for (String name : JsonataRules.REFUSED.keySet()) {
            functions.put(name, function("<x-x?x?:x>", (input, args) -> {
                throw new TemplateException("$%s is not available.".formatted(name));
            }));
        }
        return functions;
    }

    private static JFunction function(String signature, JFunctionCallable body) {
        return new JFunction(body, signature);
    }

    private static @Nullable String pad(List<?> args) {
        @Nullable Number width = (Number) argument(args, 1);
        if (width != null && Math.abs(width.doubleValue()) > WIDEST_PAD) {
            throw new TemplateException("$pad makes texts of at most %,d characters.".formatted(WIDEST_PAD));
        }
        return Functions.pad((String) argument(args, 0), width, (String) argument(args, 2));
    }

    private static @Nullable Object argument(List<?> args, int index) {
        return index < args.size() ? args.get(index) : null;
    }

    /** A picture repeats what it is told to: long ones and wide fields are refused. */
    private static @Nullable String picture(@Nullable Object picture) {
        if (!(picture instanceof String text)) {
            return null;
        }
        long digits = text.chars().filter(c -> c >= '0' && c <= '9').count();
        if (text.length() > LONGEST_PICTURE || digits > MOST_DIGITS || text.matches("(?s).*[0-9]{4}.*")) {
            throw new TemplateException("The picture of a date or number is too long.");
        }
        return text;
    }
}
