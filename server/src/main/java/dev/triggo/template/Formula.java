package dev.triggo.template;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSONata expression by itself, without braces around it; with the same bounds as one in a template. */
public final class Formula {
    private final @Nullable JsonataExpression expression;
    private final Set<String> names;
    private final List<String> faults;

    private Formula(@Nullable JsonataExpression expression, Set<String> names, List<String> faults) {
        this.expression = expression;
        this.names = names;
        this.faults = faults;
    }

    /** Faults are kept, not thrown. */
    public static Formula of(String text) {
        if (text.isBlank() || text.strip().startsWith("}}")) {
            String fault = text.isBlank() ? "There is no expression" : "There is a }} that nothing opens";
            return new Formula(null, Set.of(), List.of(fault));
        }
        try {
            JsonataScript script = JsonataScript.read(text + "}}", 0);
            if (script.end() != text.length() + 2) {
                throw new Malformed("There is a }} that nothing opens", script.end() - 2);
            }
            return new Formula(new JsonataExpression(script), script.names(), List.of());
        } catch (Malformed fault) {
            return new Formula(null, Set.of(), List.of(fault.told()));
        }
    }

    /** What cannot be read, and where. */
    public List<String> faults() {
        return faults;
    }

    /** The names that can only be looked up in the roots. */
    public Set<String> roots() {
        return expression == null ? Set.of() : expression.roots();
    }

    /** Every name in it, wherever it stands. */
    public Set<String> names() {
        return names;
    }

    /**
     * The value over these roots, all of which it sees, since an expression such as {@code **.sku} names none of them.
     * Throws {@link TemplateException} when it fails, passes its bounds, or could not be read.
     */
    public Json evaluate(Json.Obj roots) {
        if (expression == null) {
            throw new TemplateException("The expression cannot be read. " + faults.getFirst());
        }
        return expression.evaluate(roots::get, roots.fields().keySet(), new Allowance());
    }
}
