package dev.triggo.connectors;

import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Use;
import dev.triggo.egress.EgressRules;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connection of a call, and once more when the service does not take it: a token may have ended before its time.
 * When it is not taken then either, the connection is marked, and not used until somebody has mended it.
 */
final class SigningIn {
    private static final Use.Opened NOTHING = new Use.Opened(null, Credential.none(), EgressRules.NONE, Set.of());

    private final @Nullable Credentials credentials;

    /** @param credentials null where there are none: what needs a connection is refused */
    SigningIn(@Nullable Credentials credentials) {
        this.credentials = credentials;
    }

    /** The call itself. */
    @FunctionalInterface
    interface Attempt {
        CallResult with(SignIn signIn) throws InterruptedException;
    }

    CallResult call(CallRequest request, Via via, Auth auth, Attempt attempt) throws InterruptedException {
        if (auth instanceof Auth.None) {
            return attempt.with(SignIn.of(NOTHING));
        }
        String connection = via.connection();
        if (credentials == null || connection == null) {
            return refused(new Use.Refused(
                    Use.Why.NOT_ALLOWED,
                    "The connector needs a connection: set the node's connectionId to one of yours."));
        }
        Use use = credentials.use(request.workspace(), request.connector(), connection, via.workflow());
        return switch (use) {
            case Use.Refused refused -> refused(refused);
            case Use.Opened opened -> twice(credentials, opened, attempt);
        };
    }

    /** As {@link #call}, for whatever workflow, and also with a connection that is marked; marks none. */
    CallResult trial(Connection connection, Attempt attempt) throws InterruptedException {
        if (credentials == null) {
            throw new IllegalStateException("there are no connections");
        }
        return switch (credentials.tryOut(connection)) {
            case Use.Refused refused -> refused(refused);
            case Use.Opened opened -> attempt.with(SignIn.of(opened));
        };
    }

    private static CallResult twice(Credentials credentials, Use.Opened opened, Attempt attempt)
            throws InterruptedException {
        CallResult first = attempt.with(SignIn.of(opened));
        if (!notTaken(first)) {
            return first;
        }
        switch (credentials.again(opened)) {
            case Use.Refused refused -> {
                return refused(refused);
            }
            case Use.Opened renewed -> {
                CallResult second = attempt.with(SignIn.of(renewed));
                return notTaken(second) ? marked(credentials, renewed, second) : second;
            }
        }
    }

    private static CallResult marked(Credentials credentials, Use.Opened opened, CallResult result) {
        credentials.notTaken(opened);
        CallResult.Failed failed = (CallResult.Failed) result;
        Connection connection = opened.connection();
        return new CallResult.Failed(
                failed.code(),
                "%s The connection %s is not used any more until it is signed in anew or given a new secret."
                        .formatted(failed.message(), connection == null ? "" : connection.name()),
                false,
                null,
                false,
                failed.log());
    }

    private static boolean notTaken(CallResult result) {
        return result instanceof CallResult.Failed failed && failed.code().equals(ErrorCode.AUTH_EXPIRED.name());
    }

    private static CallResult refused(Use.Refused refused) {
        ErrorCode code = switch (refused.reason()) {
            case NOT_ALLOWED -> ErrorCode.VALIDATION_ERROR;
            case NEEDS_REAUTH -> ErrorCode.AUTH_EXPIRED;
            case LATER -> ErrorCode.UPSTREAM_ERROR;
        };
        return Connectors.failed(new ConnectorError(code, refused.why()), List.of());
    }
}
