package dev.triggo.idtokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider says of somebody, and believes it only when it is signed by a key of the provider's, for us, now,
 * and in answer to what we asked.
 */
public final class IdTokens {
    /** Signed with a key of which we have the public half: never with none, never with a secret. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final String issuer;
    private final String clientId;
    private final Clock clock;

    public IdTokens(String issuer, String clientId, Clock clock) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.clock = clock;
    }

    /** Whom the provider has seen. */
    public record Identity(
            String subject,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String name) {}

    /** A token that is not to be believed; the message is for the log. */
    public static final class Unbelievable extends Exception {
        private static final long serialVersionUID = 1L;

        Unbelievable(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * @param keys the provider's key set, as it was fetched
     * @param nonce what this sign-in was begun with
     */
    public Identity read(String token, String keys, String nonce) throws Unbelievable {
        try {
            var processor = new DefaultJWTProcessor<SecurityContext>();
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(JWKSet.parse(keys))));
            processor.setJWTClaimsSetVerifier(verifier(nonce));
            return identity(processor.process(token, null));
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException fault) {
            throw new Unbelievable(String.valueOf(fault.getMessage()));
        }
    }

    private DefaultJWTClaimsVerifier<SecurityContext> verifier(String nonce) {
        JWTClaimsSet exact =
                new JWTClaimsSet.Builder().issuer(issuer).claim("nonce", nonce).build();
        return new DefaultJWTClaimsVerifier<>(clientId, exact, Set.of("sub", "iat", "exp")) {
            @Override
            protected Date currentTime() {
                return Date.from(clock.instant());
            }
        };
    }

    private Identity identity(JWTClaimsSet claims) throws ParseException, Unbelievable {
        String authorized = claims.getStringClaim("azp");
        if (authorized == null ? claims.getAudience().size() > 1 : !authorized.equals(clientId)) {
            throw new Unbelievable("the token was made for another client");
        }
        Object verified = claims.getClaim("email_verified");
        return new Identity(
                claims.getSubject(),
                claims.getStringClaim("email"),
                // Some providers write it as text.
                Boolean.TRUE.equals(verified) || "true".equals(verified),
                claims.getStringClaim("name"));
    }
}
