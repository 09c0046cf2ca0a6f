package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service that speaks JSON over HTTP: where it is, how calls prove who makes them, and how it says no. The address is
 * handed in, so that tests can stand in for the service; the one that counts is the vendor's.
 */
abstract class Vendor {
    private final String title;
    private final String base;

    /**
     * @param title as sentences name the service
     * @param base what every path is put behind, without a slash at its end
     */
    Vendor(String title, String base) {
        this.title = title;
        this.base = base;
    }

    final String title() {
        return title;
    }

    /** Where this caller's service is; for most of them it is one place for all. */
    String base(ActionContext context) throws ConnectorError {
        return base;
    }

    /** The call with what proves who makes it. */
    HttpCall signed(HttpCall call, ActionContext context) throws ConnectorError {
        return call.header("Authorization", "Bearer " + token(context));
    }

    /** What the service says was wrong, out of the body of a refusal; null when it does not say. */
    @Nullable
    String reason(Map<?, ?> body) {
        return body.get("message") instanceof String text ? text : null;
    }

    /** What a refusal means; services that use statuses in a way of their own say so here. */
    ErrorCode meaning(HttpReply reply, Map<?, ?> body) {
        return ErrorCode.ofStatus(reply.status());
    }

    /** How many seconds to wait, where the service says so in the body of a refusal; null when it does not. */
    @Nullable
    Object wait(Map<?, ?> body) {
        return null;
    }

    /** Looks into an answer of a good status: some services say no there. */
    void inspect(Object body, ActionContext context) throws ConnectorError {}

    /** Begins a call that only reads. */
    final Ask reading(ActionContext context, String method, String path) {
        return new Ask(this, context, SideEffect.READ, method, path);
    }

    /** Begins a call that may change something. */
    final Ask writing(ActionContext context, String method, String path) {
        return new Ask(this, context, SideEffect.WRITE, method, path);
    }

    /** The one secret of the connection, or its access token. */
    final String token(ActionContext context) throws ConnectorError {
        return switch (context.credential()) {
            case Credential.Secret secret -> secret.secret();
            case Credential.OAuth2 oauth -> oauth.accessToken();
            case Credential.Fields fields -> throw unconnected();
            case Credential.None none -> throw unconnected();
        };
    }

    /** The named fields of the connection. */
    final Credential.Fields fields(ActionContext context) throws ConnectorError {
        if (context.credential() instanceof Credential.Fields fields) {
            return fields;
        }
        throw unconnected();
    }

    final ConnectorError unconnected() {
        return new ConnectorError(
                ErrorCode.VALIDATION_ERROR, "%s needs a connection that says who calls.".formatted(title));
    }

    /** The object, or an empty one for anything else. */
    static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The list, or an empty one for anything else. */
    static List<? extends @Nullable Object> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** The text; empty for anything else. */
    static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /**
     * What people choose from, out of the items of a list: what has no value is left out.
     *
     * @param value the field that is taken, a text or a number
     * @param label the field that people read; where it is empty, the value stands for it
     */
    static List<Property.Choice> choices(List<?> items, String value, String label) {
        var choices = new ArrayList<Property.Choice>();
        for (Object item : items) {
            String taken = object(item).get(value) instanceof Number number
                    ? number.toString()
                    : text(object(item).get(value));
            if (!taken.isBlank()) {
                choices.add(Property.Choice.of(taken, text(object(item).get(label))));
            }
        }
        return choices;
    }

    /** A field that the call cannot do without, or that is not of the form that the service knows. */
    static ConnectorError wrong(String field, String sentence) {
        return new ConnectorError(ErrorCode.VALIDATION_ERROR, "/%s: %s".formatted(field, sentence));
    }
}
