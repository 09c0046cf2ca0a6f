package dev.triggo.credentials;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks services for access tokens, past the gate and under the workspace's rules. */
public final class TokenEndpoint {
    static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_BYTES = 256 * 1024;
    private static final long LONGEST_SECONDS = Duration.ofDays(3650).toSeconds();

    private final Egress egress;
    private final Function<WorkspaceId, EgressRules> rules;
    private final Clock clock;

    public TokenEndpoint(Egress egress, Function<WorkspaceId, EgressRules> rules, Clock clock) {
        this.egress = egress;
        this.rules = rules;
        this.clock = clock;
    }

    /** What came of asking. */
    sealed interface Answer {
        /**
         * Tokens.
         *
         * @param refreshToken empty when the service gave none: the one that was used stays good
         * @param expiresAt null when the service did not say
         */
        record Granted(
                String accessToken,
                String refreshToken,
                String tokenType,
                String scope,
                @Nullable Instant expiresAt) implements Answer {
            @Override
            public String toString() {
                return "Granted[****]";
            }
        }

        /** The service does not take what it was asked with; asking again is in vain. */
        record Refused(String error) implements Answer {}

        /** Nobody knows: no answer, or one that says nothing. */
        record Away(String why) implements Answer {}
    }

    /** Asks with these fields, signed with the grant's client. */
    Answer ask(WorkspaceId workspace, Grant grant, Map<String, String> fields) throws InterruptedException {
        var inBody = new LinkedHashMap<>(fields);
        inBody.put("client_id", grant.clientId());
        if (!grant.clientSecret().isEmpty()) {
            inBody.put("client_secret", grant.clientSecret());
        }
        Answer first = ask(workspace, grant, inBody, null);
        if (!(first instanceof Answer.Refused refused)
                || !refused.error().equals("invalid_client")
                || grant.clientSecret().isEmpty()) {
            return first;
        }
        // Some services take the client's secret in the header only.
        String both = encoded(grant.clientId()) + ":" + encoded(grant.clientSecret());
        return ask(
                workspace,
                grant,
                fields,
                "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    private Answer ask(WorkspaceId workspace, Grant grant, Map<String, String> fields, @Nullable String authorization)
            throws InterruptedException {
        var request = OutgoingRequest.of("POST", grant.tokenUrl())
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json")
                .body(form(fields).getBytes(StandardCharsets.UTF_8))
                .within(PATIENCE)
                .atMost(MOST_BYTES)
                .under(workspace.value(), rules.apply(workspace));
        try {
            return read(egress.call(authorization == null ? request : request.header("authorization", authorization)));
        } catch (EgressDenied denied) {
            return new Answer.Away(denied.sentence());
        } catch (EgressFailure failure) {
            return new Answer.Away(failure.sentence());
        }
    }

    /** Of what the service says only its error code is told on: the rest may repeat what it was sent. */
    private Answer read(Reply reply) {
        Json.Obj json = object(reply);
        String token = json == null ? null : json.text("access_token");
        if (reply.status() == 200 && json != null && token != null && !token.isEmpty()) {
            return new Answer.Granted(
                    token, text(json, "refresh_token", ""), text(json, "token_type", "Bearer"), scope(json), end(json));
        }
        String error = json == null ? "" : text(json, "error", "");
        boolean plain = error.matches("[a-z_]{1,40}");
        boolean refused = plain && !error.equals("temporarily_unavailable") && !error.equals("server_error");
        if (refused || ((reply.status() == 400 || reply.status() == 401) && json != null)) {
            return new Answer.Refused(plain ? error : "invalid_grant");
        }
        return new Answer.Away("It answered with status " + reply.status() + ".");
    }

    private @Nullable Instant end(Json.Obj json) {
        Json given = json.get("expires_in");
        long seconds = 0;
        if (given instanceof Json.Num number) {
            seconds = number.value().longValue();
        } else if (given instanceof Json.Str text && text.value().matches("[0-9]{1,9}")) {
            seconds = Long.parseLong(text.value());
        }
        return seconds <= 0 ? null : clock.instant().plusSeconds(Math.min(seconds, LONGEST_SECONDS));
    }

    private static String scope(Json.Obj json) {
        return json.get("scope") instanceof Json.Arr list
                ? list.items().stream()
                        .map(item -> item instanceof Json.Str text ? text.value() : "")
                        .collect(Collectors.joining(" "))
                : text(json, "scope", "");
    }

    private static String text(Json.Obj json, String name, String otherwise) {
        return json.get(name) instanceof Json.Str text && !text.value().isEmpty() ? text.value() : otherwise;
    }

    private static Json.@Nullable Obj object(Reply reply) {
        try {
            return Json.parse(reply.body()) instanceof Json.Obj object ? object : null;
        } catch (RuntimeException noJson) {
            return null;
        }
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
