package dev.triggo.journal;

import dev.triggo.engine.Approval;
import dev.triggo.kernel.Json;

/** The written form of a request for approval. */
final class ApprovalText {
    private ApprovalText() {}

    static Json.Builder of(Approval.Request request) {
        return Json.object()
                .put("approvalId", request.id())
                .put("title", request.title())
                .put("message", request.message())
                .put("arguments", request.arguments())
                .put("argumentsHash", request.argumentsHash())
                .put("expiresAt", request.expiresAt())
                .putIf("separateDecider", request.separateDecider() ? Json.of(true) : null);
    }

    static Approval.Request request(Json.Obj data) {
        Json arguments = data.get("arguments");
        Long expiresAt = data.get("expiresAt") instanceof Json.Num number ? number.asLong() : null;
        return new Approval.Request(
                text(data, "approvalId"),
                text(data, "title"),
                text(data, "message"),
                arguments == null ? Json.Null.NULL : arguments,
                text(data, "argumentsHash"),
                expiresAt == null ? 0 : expiresAt,
                data.has("separateDecider"));
    }

    private static String text(Json.Obj data, String field) {
        String text = data.text(field);
        return text == null ? "" : text;
    }
}
