package dev.triggo.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a source what is run: types taken away, the function to call found. What was read last is remembered, since
 * a step that runs again brings the same source. The reader is a script in a context of its own, apart from all code; a
 * source that breaks it costs that context and no more.
 */
final class Compiler {
    /** What every source is called, so that places in it are told from places elsewhere. */
    static final String NAME = "code.mjs";

    private static final String ENTRY = "__triggo_entry";
    private static final String MODULE = "application/javascript+module";
    private static final int REMEMBERED = 64;
    /** Characters of source of what is remembered: it takes some ten times as much memory. */
    private static final int MOST_CHARACTERS = 400_000;

    private final Supplier<Context> contexts;
    private final Source script;
    private final Map<Code, Compiled> remembered = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;
    private Context context;
    private Value reader;

    /** What came of a source. */
    sealed interface Result {}

    /** @param message for the author; line and column are 0 when unknown */
    record Unread(String message, int line, int column) implements Result {}

    /**
     * The module as it is run, and the way back to the source.
     *
     * @param entry the function to call; null when there is none
     */
    record Compiled(String source, Source module, @Nullable String entry, Value places) implements Result {
        /** The name that the function has among the module's exports. */
        String exported() {
            return "default".equals(entry) ? "default" : ENTRY;
        }
    }

    Compiler(Supplier<Context> contexts, Source script) {
        this.contexts = contexts;
        this.script = script;
        context = contexts.get();
        reader = context.eval(script);
    }

    Result compile(String source, boolean typescript) {
        var code = new Code(source, typescript);
        Compiled known = remembered.get(code);
        if (known != null) {
            return known;
        }
        Value made;
        try {
            made = reader.invokeMember("compile", source, typescript);
        } catch (PolyglotException broken) {
            renew();
            return new Unread("The source cannot be read; it is nested too deep", 0, 0);
        }
        if (made.hasMember("fault")) {
            String message = made.getMember("fault").asString();
            return message.contains("call stack")
                    ? new Unread("The source is nested too deep", 0, 0)
                    : new Unread(
                            message,
                            made.getMember("line").asInt(),
                            made.getMember("column").asInt());
        }
        Value entry = made.getMember("entry");
        @Nullable String name = entry.isNull() ? null : entry.asString();
        String text = made.getMember("code").asString();
        String module =
                name == null || name.equals("default") ? text : text + "\n;export {" + name + " as " + ENTRY + "};";
        var compiled = new Compiled(source, module(module), name, made.getMember("places"));
        remember(code, compiled);
        return compiled;
    }

    private void remember(Code code, Compiled compiled) {
        remembered.put(code, compiled);
        characters += code.source().length();
        var eldest = remembered.entrySet().iterator();
        while (remembered.size() > REMEMBERED || characters > MOST_CHARACTERS) {
            characters -= eldest.next().getKey().source().length();
            eldest.remove();
        }
    }

    /** A context that was stopped once answers nothing any more, and what it made is lost with it. */
    private void renew() {
        remembered.clear();
        characters = 0;
        try {
            context.close(true);
        } catch (PolyglotException stopped) {
            // It was stopped before: there is nothing left to close.
        }
        context = contexts.get();
        reader = context.eval(script);
    }

    /** The offset in the source of an offset in the module. */
    int written(Compiled compiled, int offset) {
        int found = reader.invokeMember("written", compiled.places(), offset).asInt();
        return Math.clamp(found, 0, compiled.source().length());
    }

    static Source module(String text) {
        return Source.newBuilder("js", text, NAME).mimeType(MODULE).buildLiteral();
    }
}
