package dev.triggo.connectors;

import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Use;
import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Json;
import dev.triggo.redaction.Redactor;
import dev.triggo.sdk.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call signs in with.
 *
 * @param connection its id; null for none
 * @param hosts what may be called with it
 * @param blanks what must not come back out; null when there is nothing to be blanked
 */
record SignIn(
        @Nullable String connection,
        Credential credential,
        EgressRules hosts,
        @Nullable Redactor blanks) {
    static SignIn of(Use.Opened use) {
        boolean open = use.secrets().isEmpty();
        Connection connection = use.connection();
        return new SignIn(
                connection == null ? null : connection.id(),
                use.credential(),
                use.hosts(),
                open ? null : Redactor.knowing(use.secrets()));
    }

    @Override
    public String toString() {
        return "SignIn[****]";
    }

    /** The result without the secrets, which a service may have sent back in it. */
    CallResult blanked(CallResult result) {
        Redactor secrets = blanks;
        if (secrets == null) {
            return result;
        }
        List<String> log = result.log().stream().map(secrets::redact).toList();
        return switch (result) {
            case CallResult.Done done -> done(secrets.redact(done.output()), log);
            case CallResult.Failed failed ->
                new CallResult.Failed(
                        failed.code(),
                        secrets.redact(failed.message()),
                        failed.retryable(),
                        failed.retryAfter(),
                        failed.safetyViolation(),
                        log);
        };
    }

    /** What stands in the place of a secret may be longer than it. */
    private static CallResult done(Json output, List<String> log) {
        return Outputs.fits(output)
                ? new CallResult.Done(output, log)
                : new CallResult.Failed("RESPONSE_TOO_LARGE", Outputs.TOO_LARGE, false, null, false, log);
    }
}
