package dev.triggo.connectors.built;

import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.RetryAfter;
import java.util.Base64;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** What a service answered, as an output or a failure. */
final class AnswerReader {
    private static final int LOGGED = 1_000;

    private final BuiltOperation operation;
    private final ActionContext context;

    AnswerReader(BuiltOperation operation, ActionContext context) {
        this.operation = operation;
        this.context = context;
    }

    @Nullable
    Object read(HttpReply reply) throws ConnectorError {
        int status = reply.status();
        if (status < 300) {
            return body(reply);
        }
        if (status < 400 && operation.statuses().containsKey(Integer.toString(status))) {
            var moved = new LinkedHashMap<String, @Nullable Object>();
            moved.put("status", status);
            moved.put("location", reply.header("location"));
            return moved;
        }
        if (reply.body().length > 0) {
            // For people who look into the step: the message goes further, and holds nothing that was sent back.
            String text = reply.text();
            context.log().warn("The service said: " + CleanText.line(text, LOGGED));
        }
        throw new ConnectorError(
                ErrorCode.ofStatus(status),
                sentence(status),
                null,
                RetryAfter.of(reply.header("retry-after"), context.clock().instant()));
    }

    private String sentence(int status) {
        String said = operation.statuses().get(Integer.toString(status));
        String meaning = said == null || said.isBlank() ? "" : ", which its description calls '" + said + "'";
        return "The service answered with status %d%s.%s".formatted(status, meaning, mend(status));
    }

    private static String mend(int status) {
        return switch (status) {
            case 401 -> " It does not take the credential.";
            case 403 -> " It does not let the credential do this.";
            case 400, 422 -> " The input does not fit what it takes; the step's log has what it said.";
            default -> status < 400 ? " It redirects, and redirects are not followed." : "";
        };
    }

    private @Nullable Object body(HttpReply reply) {
        if (reply.body().length == 0) {
            return null;
        }
        String type = reply.mediaType();
        BodyPlan.Form form = type.isEmpty() ? BodyPlan.Form.TEXT : BodyPlan.Form.of(type);
        if (reply.isJson() || form == BodyPlan.Form.JSON) {
            String text = reply.text();
            try {
                return context.json().read(text);
            } catch (ConnectorError notJson) {
                context.log()
                        .warn("The answer says that it is JSON and is not; it is given as text. " + notJson.sentence());
                return text;
            }
        }
        if (form == BodyPlan.Form.TEXT || form == BodyPlan.Form.URLENCODED) {
            return reply.text();
        }
        var file = new LinkedHashMap<String, @Nullable Object>();
        file.put("name", "answer");
        file.put("contentType", type);
        file.put("base64", Base64.getEncoder().encodeToString(reply.body()));
        return file;
    }
}
