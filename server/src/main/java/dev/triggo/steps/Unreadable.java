package dev.triggo.steps;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Json;
import dev.triggo.redaction.Redactor;
import dev.triggo.template.Bindings;
import dev.triggo.template.TemplateException;

/**
 * Steps of a run whose secrets cannot be read any more, because the key that sealed them is gone: one that needs such a
 * value fails, and never sends {@code [redacted:…]} in its place.
 */
public final class Unreadable {
    private static final String MESSAGE =
            "The step needs a secret of this run that can only be read with the ENCRYPTION_KEY it was kept with. Start the"
                    + " server with that key, or run the action anew.";

    private Unreadable() {}

    /** As it was prepared, and refused where it needs what cannot be read. */
    public static StepRunner.Prepared without(StepRunner.Prepared prepared) {
        NodeContext context = prepared.context();
        boolean needed = Redactor.isBlanked(context.config());
        return new StepRunner.Prepared(
                context.withBindings(guarded(context.bindings())),
                prepared.kind(),
                prepared.effect(),
                prepared.limits(),
                needed && prepared.refusal() == null
                        ? Outcome.failed(StepCodes.VALUE_UNREADABLE, MESSAGE)
                        : prepared.refusal());
    }

    /** What such a step fails with. */
    public static StepError error() {
        return new StepError(StepCodes.VALUE_UNREADABLE, MESSAGE);
    }

    private static Bindings guarded(Bindings bindings) {
        return name -> {
            Json value = bindings.root(name);
            if (value != null && Redactor.isBlanked(value)) {
                throw new TemplateException(MESSAGE);
            }
            return value;
        };
    }
}
