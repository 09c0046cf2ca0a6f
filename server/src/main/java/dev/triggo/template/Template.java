package dev.triggo.template;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;

/**
 * A JSON value whose strings may hold <code>{{ … }}</code>; read once, resolved as often as needed.
 *
 * <p>A string that is one expression and nothing else becomes the value itself; expressions inside a text become text.
 * A path looks at fields and items of JSON values and at nothing else; what is missing is null. <code>{{= … }}</code> is
 * JSONata over the same roots, without regular expressions, clock and chance. <code>\{{</code> is a literal.
 */
public final class Template {
    private final Plan plan;
    private final List<TemplateFault> faults;
    private final List<Reference> references;
    private final Set<String> places;

    private Template(Plan plan, TemplateReader reader) {
        this.plan = plan;
        this.faults = reader.faults();
        this.references = reader.references();
        this.places = reader.places();
    }

    /** Reads every string in the value (keys are not templates). Faults are collected, not thrown. */
    public static Template of(Json value) {
        var reader = new TemplateReader();
        Plan plan = reader.read(value, "");
        return new Template(plan, reader);
    }

    /** What cannot be read, all at once; such strings resolve to themselves. */
    public List<TemplateFault> faults() {
        return faults;
    }

    /** Every root that the value refers to, in order of appearance. */
    public List<Reference> references() {
        return references;
    }

    /** JSON Pointers of all strings that hold <code>{{</code>, with faults or without. */
    public Set<String> places() {
        return places;
    }

    /** True when there is nothing to resolve: the value comes out as it went in. */
    public boolean isConstant() {
        return plan instanceof Plan.Fixed;
    }

    /**
     * The value with every expression replaced by what it stands for. What comes out is data and is not resolved
     * again. Throws {@link TemplateException} when a JSONata expression fails or passes its bounds, or when all that is
     * put in is too large.
     */
    public Json resolve(Bindings bindings) {
        return resolve(bindings, new Allowance());
    }

    /** As {@link #resolve(Bindings)}, for a template that a step resolves again and again: one allowance for all of it. */
    public Json resolve(Bindings bindings, Allowance together) {
        return plan instanceof Plan.Fixed fixed ? fixed.value() : plan.resolve(new Resolution(bindings, together));
    }
}
