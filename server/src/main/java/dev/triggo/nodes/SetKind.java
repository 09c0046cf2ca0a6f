package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.util.List;

/**
 * Makes an object. With {@code keepInput} the fields are laid over what came in: the objects among the sources' outputs,
 * in the order of the edges, later ones over earlier ones. Names with dots are plain names.
 */
final class SetKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"fields": {"type": "object", "description": "The object to make: any JSON, with templates in its values."},
             "keepInput": {"type": "boolean", "default": false,
               "description": "Lay the fields over the output of the nodes before, instead of starting empty."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "set", "config": {"keepInput": true,
               "fields": {"greeting": "Dear {{action_input.name}}", "age": "{{action_input.age}}"}}},
             "sources": {"action_input": {"name": "Ada", "age": 36}},
             "output": {"name": "Ada", "age": 36, "greeting": "Dear Ada"}}""";

    SetKind() {
        super(KindText.of(
                "set",
                "Makes an object from fields with templates, alone or laid over what came in.",
                PROPERTIES,
                List.of("fields"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        Config config = new Config(context.config());
        Json.Obj fields = config.object("fields");
        if (!config.flag("keepInput", false)) {
            return Outcome.done(fields);
        }
        var merged = Json.object();
        for (Json source : context.sources().values()) {
            if (source instanceof Json.Obj object) {
                object.fields().forEach(merged::put);
            }
        }
        fields.fields().forEach(merged::put);
        return Outcome.done(merged.build());
    }

    @Override
    public boolean takesOptions() {
        return true;
    }

    /** The output says the same. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return Json.EMPTY_OBJECT;
    }
}
