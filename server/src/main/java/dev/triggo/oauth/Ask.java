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
 * @param nonce what the ID token is to say again, null for nothing
 */
record Ask(
        Target target,
        Set<String> scopes,
        String resource,
        String challenge,
        @Nullable String nonce,
        Presence presence) {
    /**
     * How the person is to be met.
     *
     * @param silent whether they must not be asked
     * @param anew whether they must sign in now, although they are signed in
     * @param maxAge for so many seconds may they have been signed in, null for any number
     */
    record Presence(boolean silent, boolean anew, @Nullable Long maxAge) {
        /** Whether somebody who signed in then must sign in again. */
        boolean wantsSignIn(long signedInAt, long now) {
            return anew || (maxAge != null && now - signedInAt > maxAge * 1000);
        }
    }

    /**
     * Who asks, and where its answer goes: known to be the client's own before anything is sent there.
     *
     * @param redirectGiven whether the client has said so, and not left it to the one address that it has registered
     */
    record Target(
            Client client,
            String redirectUri,
            boolean redirectGiven,
            @Nullable String state) {
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
