package dev.triggo.template;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.triggo.kernel.Json;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiled JSONata expression, evaluated over the roots that it names and within bounds. */
final class JsonataExpression {
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

    Json evaluate(Bindings bindings, Allowance together) {
        return evaluate(bindings, script.names(), together);
    }

    /** @param names those that can be looked up, so far as they are bound */
    Json evaluate(Bindings bindings, Set<String> names, Allowance together) {
        var input = new LinkedHashMap<String, @Nullable Object>();
        for (String name : names) {
            @Nullable Json root = bindings.root(name);
            if (root != null) {
                together.takeRoot(root);
                input.put(name, JsonataValues.of(name, root));
            }
        }
        try {
            Jsonata.Frame frame = compiled.createFrame();
            Meter.install(frame, together);
            JsonataFunctions.install(frame);
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

    private String written() {
        return cut(script.text().strip());
    }

    private static String cut(@Nullable String text) {
        String whole = String.valueOf(text);
        return whole.length() <= LONGEST_MESSAGE ? whole : whole.substring(0, LONGEST_MESSAGE) + "…";
    }
}
