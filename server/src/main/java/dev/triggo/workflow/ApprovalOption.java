package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code options.requiresApproval}: true, false, or what the person is told and for how long. */
final class ApprovalOption {
    /** A request for approval stands for thirty days at most, as any wait does. */
    static final long LONGEST_SECONDS = 30L * 24 * 3600;

    private static final Set<String> KNOWN = Set.of("title", "message", "expiresInSeconds", "separateDecider");

    private ApprovalOption() {}

    /** The option as an object, empty for {@code true}; null when nobody is to be asked. */
    static Json.@Nullable Obj read(
            Fields options, Json.Obj object, String at, @Nullable String nodeId, Problems problems) {
        return switch (object.get("requiresApproval")) {
            case null -> null;
            case Json.Bool asked -> asked == Json.Bool.TRUE ? Json.EMPTY_OBJECT : null;
            case Json.Obj details -> {
                var fields = new Fields(details, at + "/requiresApproval", nodeId, problems);
                fields.refuseOthers("requiresApproval", KNOWN);
                fields.text("title");
                fields.text("message");
                fields.number("expiresInSeconds", 1, LONGEST_SECONDS, 1);
                fields.flag("separateDecider", false);
                yield details;
            }
            case Json other -> {
                options.problem(
                        "requiresApproval",
                        "wrong_type",
                        "'requiresApproval' must be true, false, or an object with title, message, expiresInSeconds"
                                + " and separateDecider, not %s.".formatted(Fields.type(other)));
                yield null;
            }
        };
    }
}
