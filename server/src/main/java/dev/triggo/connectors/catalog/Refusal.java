package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.RetryAfter;
import dev.triggo.sdk.SideEffect;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service's no means, in the words of workflows. */
final class Refusal {
    private static final int MAX_QUOTED = 300;

    private Refusal() {}

    /** The error for an answer whose status is no success. */
    static ConnectorError of(Vendor service, HttpReply reply, ActionContext context) {
        Map<?, ?> body = body(reply, context);
        ErrorCode code = service.meaning(reply, body);
        String reason = reply.status() < 500 ? service.reason(body) : null;
        var wait = new Wait(context, wait(service.wait(body), reply, context));
        return error(service, code, "status %d".formatted(reply.status()), reason, wait);
    }

    /** How long to wait, and the call whose secrets must not be repeated. */
    record Wait(ActionContext context, @Nullable Duration time) {}

    static ConnectorError error(Vendor service, ErrorCode code, String how, @Nullable String reason, Wait wait) {
        String sentence = "%s answered with %s%s.%s"
                .formatted(
                        service.title(),
                        how,
                        meaning(code),
                        quoted(reason, wait.context().credential()));
        return new ConnectorError(code, sentence, null, wait.time());
    }

    /** A good status with a body that is not what the service promises. A change may have been made all the same. */
    static ConnectorError unreadable(Vendor service, SideEffect effect) {
        return switch (effect) {
            case READ ->
                new ConnectorError(
                        ErrorCode.UPSTREAM_ERROR, "%s gave an answer that cannot be read.".formatted(service.title()));
            case WRITE ->
                new ConnectorError(
                        ErrorCode.UNKNOWN,
                        ("%s took the call and gave an answer that cannot be read: what was asked for may have been done,"
                                        + " so it is not tried again by itself.")
                                .formatted(service.title()));
        };
    }

    private static @Nullable Duration wait(@Nullable Object said, HttpReply reply, ActionContext context) {
        if (said instanceof Number seconds && seconds.doubleValue() >= 0) {
            long millis = (long) Math.ceil(Math.min(seconds.doubleValue(), RetryAfter.MOST.toSeconds()) * 1000);
            return Duration.ofMillis(millis);
        }
        return RetryAfter.of(reply.header("retry-after"), context.clock().instant());
    }

    private static String meaning(ErrorCode code) {
        return switch (code) {
            case RATE_LIMITED -> ": it asks for fewer calls";
            case AUTH_EXPIRED -> ": it no longer takes what the connection signs in with";
            case NOT_FOUND -> ": what was asked for is not there, or not for this connection";
            case VALIDATION_ERROR -> ": it does not take this call";
            case UPSTREAM_ERROR -> ": the fault is on its side";
            case TIMEOUT, EGRESS_DENIED, CIRCUIT_OPEN, RESPONSE_TOO_LARGE, UNKNOWN -> "";
        };
    }

    /** What the service said, bounded, on one line, and without what the call signed in with. */
    private static String quoted(@Nullable String reason, Credential credential) {
        if (reason == null || reason.isBlank()) {
            return "";
        }
        String line =
                blanked(reason, credential).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return " It says: %s".formatted(line.length() > MAX_QUOTED ? line.substring(0, MAX_QUOTED) + "…" : line);
    }

    private static String blanked(String text, Credential credential) {
        return switch (credential) {
            case Credential.None none -> text;
            case Credential.Secret secret -> without(text, secret.secret());
            case Credential.OAuth2 oauth -> without(text, oauth.accessToken());
            case Credential.Fields fields -> {
                String rest = text;
                for (Object value : fields.values().values()) {
                    rest = without(rest, String.valueOf(value));
                }
                yield rest;
            }
        };
    }

    private static String without(String text, String secret) {
        return secret.length() < 4 ? text : text.replace(secret, "****");
    }

    private static Map<?, ?> body(HttpReply reply, ActionContext context) {
        if (reply.body().length == 0) {
            return Map.of();
        }
        try {
            return Vendor.object(context.json().read(reply.text()));
        } catch (ConnectorError notJson) {
            return Map.of();
        }
    }
}
