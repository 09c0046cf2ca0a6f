package dev.triggo.template;

import dev.triggo.kernel.Json;
import java.util.List;

/** A JSON value whose strings may hold <code>{{ … }}</code>; read once, resolved as often as needed. */
public final class Template {
    /** Reads every string in the value (keys are not templates). Faults are collected, not thrown. */
    public static Template of(Json value) {
        throw new IllegalStateException("being written");
    }

    /** What cannot be read, all at once; such strings resolve to themselves. */
    public List<TemplateFault> faults() {
        throw new IllegalStateException("being written");
    }

    /** Every root that the value refers to, in order of appearance. */
    public List<Reference> references() {
        throw new IllegalStateException("being written");
    }

    /** True when there is nothing to resolve. */
    public boolean isConstant() {
        throw new IllegalStateException("being written");
    }

    /**
     * The value with every expression replaced by what it stands for. What comes out is data and is not resolved
     * again. Throws {@link TemplateException} when a JSONata expression fails or passes its bounds.
     */
    public Json resolve(Bindings bindings) {
        throw new IllegalStateException("being written");
    }
}
