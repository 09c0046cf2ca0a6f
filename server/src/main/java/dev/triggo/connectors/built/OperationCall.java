package dev.triggo.connectors.built;

import dev.triggo.connectors.built.ParameterPlan.Place;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Props;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operation of a document, called: its input becomes a request as the document says. */
final class OperationCall implements Action.Body {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final BuiltConnector connector;
    private final BuiltOperation operation;

    OperationCall(BuiltConnector connector, BuiltOperation operation) {
        this.connector = connector;
        this.operation = operation;
    }

    /** A request being put together. */
    static final class Draft {
        final List<String> query = new ArrayList<>();
        final Map<String, String> headers = new LinkedHashMap<>();
        final List<String> cookies = new ArrayList<>();

        /** A header's value; what would end its line, or say something else than it shows, is refused. */
        void header(String name, String value, String field) throws ConnectorError {
            if (value.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c > 0xff)) {
                throw refused(field + " cannot be sent in a header: only letters, digits and signs of one line can.");
            }
            headers.put(name, value.strip());
        }
    }

    @Override
    public @Nullable Object run(ActionContext context) throws ConnectorError, InterruptedException {
        Props props = context.props();
        String base = new ServerUrl(connector, operation).base(props, context.credential());
        var draft = new Draft();
        String path = path(props, context);
        for (ParameterPlan parameter : operation.parameters()) {
            add(parameter, props, context, draft);
        }
        new Signer(connector.auth(), operation).sign(context.credential(), draft);
        draft.headers.putIfAbsent("Accept", "application/json, */*;q=0.5");
        if (!draft.cookies.isEmpty()) {
            draft.headers.put("Cookie", String.join("; ", draft.cookies));
        }
        String query = String.join("&", draft.query);
        String url = base + path + (query.isEmpty() ? "" : (path.indexOf('?') < 0 ? "?" : "&") + query);
        BodyPlan plan = operation.body();
        BodyWriter.Written body = plan == null ? null : new BodyWriter(plan, context).write(props);
        HttpCall call = HttpCall.of(operation.method(), url).headers(draft.headers);
        if (body != null) {
            call = call.header("Content-Type", body.contentType()).body(body.bytes());
        }
        return new AnswerReader(operation, context).read(context.http().send(call));
    }

    /** The path with its holes filled; what the document has after {@code ?} stays, and what follows {@code #} goes. */
    private String path(Props props, ActionContext context) throws ConnectorError {
        String path = operation.path().split("#", 2)[0];
        for (ParameterPlan parameter : operation.parameters()) {
            if (parameter.place() == Place.PATH) {
                Object value = props.value(parameter.field());
                String text = parameter.json()
                        ? Styles.encoded(context.json().write(value))
                        : Styles.path(parameter, value, context.json());
                path = path.replace("{" + parameter.name() + "}", text);
            }
        }
        return path;
    }

    private void add(ParameterPlan parameter, Props props, ActionContext context, Draft draft) throws ConnectorError {
        Object value = props.value(parameter.field());
        if (value == null) {
            // A service that takes such a key is told which calls are one and the same.
            if (parameter.place() == Place.HEADER && parameter.name().equalsIgnoreCase(IDEMPOTENCY_KEY)) {
                draft.header(parameter.name(), context.run().idempotencyKey(), parameter.field());
            }
            return;
        }
        Object sent = parameter.json() ? context.json().write(value) : value;
        switch (parameter.place()) {
            case QUERY -> draft.query.addAll(Styles.query(parameter, sent, context.json()));
            case HEADER ->
                draft.header(parameter.name(), Styles.simple(parameter, sent, context.json()), parameter.field());
            case COOKIE ->
                draft.cookies.add(
                        parameter.name() + "=" + Styles.encoded(Styles.simple(parameter, sent, context.json())));
            case PATH, BODY, SERVER -> {}
        }
    }

    static ConnectorError refused(String sentence) {
        return new ConnectorError(ErrorCode.VALIDATION_ERROR, sentence);
    }
}
