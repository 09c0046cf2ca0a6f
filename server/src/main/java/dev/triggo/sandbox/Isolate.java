package dev.triggo.sandbox;

import dev.triggo.sandbox.CodeResult.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call in a context that nothing was in before and nothing follows. Code and host exchange texts only: no object
 * of the one is ever seen by the other.
 */
final class Isolate {
    private static final int PARSE_SECONDS = 5;

    private static final String NAME = Compiler.NAME;
    private static final int LONGEST_MESSAGE = 1000;

    private final Engine engine = Engine.newBuilder("js")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .option("engine.WarnInterpreterOnly", "false")
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .build();
    private final Source harness = resource("harness.js");
    private final Source utils = resource("utils.js");
    private final SecureRandom random = new SecureRandom();
    private final Compiler compiler;
    private int seconds = PARSE_SECONDS;

    /** A value as JSON text, or what went wrong; line and column are those of the source as it was written. */
    record Answer(@Nullable String value, Fault fault, String message, int line, int column) {
        static Answer failed(Fault fault, String message) {
            return new Answer(null, fault, message, 0, 0);
        }
    }

    Isolate() {
        compiler =
                new Compiler(() -> context(OutputStream.nullOutputStream(), 0), resource("compiler.js", "\ncompiler"));
        // What is only made at the first call is made now.
        try (Context warm = context(OutputStream.nullOutputStream(), PARSE_SECONDS)) {
            warm.eval(harness);
            warm.eval(utils);
        }
    }

    private Context context(OutputStream logs, int seconds) {
        var builder = Context.newBuilder("js")
                .engine(engine)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .out(logs)
                .err(logs)
                .option("js.load", "false")
                .option("js.print", "false")
                .option("js.graal-builtin", "false")
                .option("js.esm-eval-returns-exports", "true")
                .option("sandbox.MaxStackFrames", "5000");
        if (seconds > 0) {
            builder.option("sandbox.MaxCPUTime", seconds + "s");
        }
        return builder.build();
    }

    /** A call is: what to do ({@code run} or {@code check}), the language, the source, the inputs as JSON, the seconds. */
    Answer answer(Frames.Frame call, OutputStream logs) {
        seconds = Integer.parseInt(call.text(4));
        boolean typescript = call.text(1).equals("typescript");
        String source = call.text(2);
        return switch (compiler.compile(source, typescript)) {
            case Compiler.Unread fault -> {
                Answer told = new Answer(
                        null, Fault.CODE_SYNTAX, "SyntaxError: " + cut(fault.message()), fault.line(), fault.column());
                yield typescript ? told : parseFault(source, told);
            }
            case Compiler.Compiled compiled when compiled.entry() == null -> noFunction(compiled, typescript);
            case Compiler.Compiled compiled ->
                call.text(0).equals("check") ? check(compiled) : run(compiled, call.text(3), logs);
        };
    }

    private Answer noFunction(Compiler.Compiled compiled, boolean typescript) {
        Answer none = Answer.failed(
                Fault.CODE_SYNTAX,
                "There is no function to call: write  export default function (inputs, utils) { … }, or name one run.");
        return typescript ? none : parseFault(compiled.source(), none);
    }

    /** What the engine itself says of a source, which it knows better; {@code otherwise} when it finds nothing. */
    private Answer parseFault(String source, Answer otherwise) {
        try (Context context = context(OutputStream.nullOutputStream(), PARSE_SECONDS)) {
            context.parse(Compiler.module(source));
            return otherwise;
        } catch (PolyglotException fault) {
            return fault.isSyntaxError() ? told(fault, null) : otherwise;
        }
    }

    private Answer check(Compiler.Compiled compiled) {
        try (Context context = context(OutputStream.nullOutputStream(), PARSE_SECONDS)) {
            context.parse(compiled.module());
            return new Answer("null", Fault.CODE_ERROR, "", 0, 0);
        } catch (PolyglotException fault) {
            return told(fault, compiled);
        }
    }

    private Answer run(Compiler.Compiled compiled, String inputs, OutputStream logs) {
        Context context = context(logs, seconds);
        try {
            Value tools = context.eval(harness);
            Value helpers = context.eval(utils).execute(seed());
            Value state = tools.getMember("state");
            Value exports = context.eval(compiled.module());
            tools.invokeMember("start", exports.getMember(compiled.exported()), inputs, helpers);
            return switch (state.getMember("kind").asString()) {
                case "done" -> new Answer(state.getMember("value").asString(), Fault.CODE_ERROR, "", 0, 0);
                case "large" ->
                    Answer.failed(
                            Fault.CODE_OUTPUT_TOO_LARGE,
                            "The returned value is larger than 1 MiB: return only what later steps need.");
                case "failed" -> thrown(state.getMember("value"), compiled);
                default ->
                    Answer.failed(
                            Fault.CODE_ERROR,
                            "The promise that the function returned never settles: nothing is left that could settle it.");
            };
        } catch (PolyglotException fault) {
            return told(fault, compiled);
        } finally {
            close(context);
        }
    }

    private String seed() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void close(Context context) {
        try {
            context.close(true);
        } catch (PolyglotException cancelled) {
            // It was cancelled before: there is nothing left to close.
        }
    }

    /** What a promise was rejected with. */
    private Answer thrown(Value value, Compiler.Compiled compiled) {
        if (value.isException()) {
            try {
                throw value.throwException();
            } catch (PolyglotException fault) {
                return told(fault, compiled);
            }
        }
        return Answer.failed(
                Fault.CODE_ERROR, "The function threw " + cut(value.isString() ? value.asString() : "a value") + ".");
    }

    private Answer told(PolyglotException fault, Compiler.@Nullable Compiled compiled) {
        if (fault.isCancelled() || fault.isResourceExhausted()) {
            String text = String.valueOf(fault.getMessage());
            // What was only stopped, without a reason, had no time left.
            return text.contains("frame")
                    ? Answer.failed(Fault.CODE_ERROR, "The code calls itself too deep and was stopped.")
                    : Answer.failed(
                            Fault.CODE_TIMEOUT,
                            "The code used more than " + seconds + " s of processor time and was stopped.");
        }
        Fault kind = fault.isSyntaxError() ? Fault.CODE_SYNTAX : Fault.CODE_ERROR;
        if (fault.isInternalError() || !fault.isGuestException()) {
            return Answer.failed(kind, "The code did something that cannot be carried out here.");
        }
        return at(kind, message(fault), place(fault), compiled);
    }

    private static String message(PolyglotException fault) {
        String text = String.valueOf(fault.getMessage());
        if (fault.isSyntaxError()) {
            // "SyntaxError: code.mjs:1:2 Expected …", then the line itself.
            text = text.lines().findFirst().orElse("").replaceFirst("code\\.mjs:\\d+:\\d+:? ?", "");
        }
        return cut(
                text.contains("not allowed")
                                || text.contains("Cannot load module")
                                || text.contains("Cannot find module")
                        ? "Modules cannot be imported here: all that code has is its inputs and utils."
                        : text);
    }

    private static @Nullable SourceSection place(PolyglotException fault) {
        SourceSection own = fault.getSourceLocation();
        if (own != null && own.getSource().getName().equals(NAME)) {
            return own;
        }
        for (PolyglotException.StackFrame frame : fault.getPolyglotStackTrace()) {
            SourceSection section = frame.isGuestFrame() ? frame.getSourceLocation() : null;
            if (section != null && section.getSource().getName().equals(NAME)) {
                return section;
            }
        }
        return null;
    }

    private Answer at(Fault kind, String message, @Nullable SourceSection place, Compiler.@Nullable Compiled compiled) {
        if (place == null || !place.hasCharIndex()) {
            return Answer.failed(kind, message);
        }
        if (compiled == null) {
            return new Answer(null, kind, message, place.getStartLine(), place.getStartColumn());
        }
        int offset = compiler.written(compiled, place.getCharIndex());
        String before = compiled.source().substring(0, offset);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Answer(null, kind, message, line, offset - before.lastIndexOf('\n'));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static Source resource(String name) {
        return resource(name, "");
    }

    private static Source resource(String name, String end) {
        try (InputStream in = Isolate.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside the classes");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8) + end;
            return Source.newBuilder("js", text, name).buildLiteral();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
