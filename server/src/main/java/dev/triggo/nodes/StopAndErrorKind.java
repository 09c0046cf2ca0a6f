package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ends the run as failed, on purpose. */
final class StopAndErrorKind extends BuiltInKind {
    private static final int MAX_BYTES = 4096;
    private static final String PROPERTIES = """
            {"message": {"type": "string", "minLength": 1,
               "description": "Why, for whoever reads the run; with templates. At most 4 KiB of it are kept."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "stop_and_error", "config": {"message": "No customer {{action_input.id}}"}},
             "sources": {"action_input": {"id": 42}},
             "error": {"code": "STOPPED", "message": "No customer 42"}}""";

    StopAndErrorKind() {
        super(KindText.of(
                "stop_and_error",
                "Ends the run as failed, with a message of your own.",
                PROPERTIES,
                List.of("message"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        Json message = new Config(context.config()).value("message");
        String text = message instanceof Json.Str string ? string.value() : message.write();
        return Outcome.failed("STOPPED", beginning(text));
    }

    private static String beginning(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, MAX_BYTES);
        // Bytes that go on with a character begin with the bits 10: step back to where it begins.
        while (end < bytes.length && end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
