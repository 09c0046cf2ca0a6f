package dev.triggo.connectors;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.Header;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.HttpReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way out of one call: through the gate, under the workspace's rules, until the call's deadline. */
final class GatedCalls implements HttpCalls {
    private final Egress egress;
    private final EgressRules rules;
    private final long deadlineNanos;
    private volatile @Nullable ConnectorError denied;

    GatedCalls(Egress egress, EgressRules rules, long deadlineNanos) {
        this.egress = egress;
        this.rules = rules;
        this.deadlineNanos = deadlineNanos;
    }

    /** The first refusal of the gate, also when the connector kept it to itself; null when there was none. */
    @Nullable
    ConnectorError denied() {
        return denied;
    }

    @Override
    public HttpReply send(HttpCall call) throws ConnectorError, InterruptedException {
        var request = OutgoingRequest.of(call.method(), call.url())
                .within(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())))
                .under(rules);
        for (var header : call.headers().entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        byte[] body = call.body();
        if (body != null) {
            request = request.body(body);
        }
        try {
            return reply(egress.call(call.followRedirects() ? request.followingRedirects() : request));
        } catch (EgressDenied refused) {
            var error = new ConnectorError(ErrorCode.EGRESS_DENIED, refused.sentence());
            if (denied == null) {
                denied = error;
            }
            throw error;
        } catch (EgressFailure failed) {
            throw new ConnectorError(code(failed.kind()), failed.sentence());
        }
    }

    private static HttpReply reply(Reply reply) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : reply.headers()) {
            headers.merge(header.name(), header.value(), (one, more) -> one + ", " + more);
        }
        return new HttpReply(reply.status(), headers, reply.body());
    }

    private static ErrorCode code(EgressFailure.Kind kind) {
        return switch (kind) {
            case BAD_URL, BAD_HEADER -> ErrorCode.VALIDATION_ERROR;
            case TIMEOUT -> ErrorCode.TIMEOUT;
            case UPSTREAM_ERROR -> ErrorCode.UPSTREAM_ERROR;
            case RESPONSE_TOO_LARGE -> ErrorCode.RESPONSE_TOO_LARGE;
        };
    }
}
