package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks a person for, after every part of it was looked at.
 *
 * @param scopes wire names, none twice
 * @param resource what the tokens are to be for
 * @param challenge of PKCE, always S256
 * @param silent whether the person must not be asked
 */
record Ask(Target target, Set<String> scopes, String resource, String challenge, boolean silent) {
    /** Who asks, and where its answer goes: known to be the client's own before anything is sent there. */
    record Target(
            Client client, String redirectUri, @Nullable String state) {
        URI withCode(String code, String issuer) {
            return new AuthorizationSuccessResponse(
                            URI.create(redirectUri),
                            new AuthorizationCode(code),
                            null,
                            state == null ? null : new State(state),
                            new Issuer(issuer),
                            ResponseMode.QUERY)
                    .toURI();
        }

        /** The refusal as the client is to hear it. */
        Refusal refused(Refusal refusal, String issuer) {
            return refusal.sentBackTo(new AuthorizationErrorResponse(
                            URI.create(redirectUri),
                            refusal.error(),
                            state == null ? null : new State(state),
                            new Issuer(issuer),
                            ResponseMode.QUERY)
                    .toURI());
        }
    }
}
