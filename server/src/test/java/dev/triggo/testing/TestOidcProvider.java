package dev.triggo.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A small OpenID Connect provider over HTTP: it says of everybody that they are whom the test has named, holds clients to
 * their secret and PKCE, gives each code once, and signs with a key of its own; as honest as the test wants it.
 */
public final class TestOidcProvider implements AutoCloseable {
    public static final String CLIENT = "triggo & co";
    public static final String SECRET = "s%cret: of/triggo+";

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile RSAKey key = rsa("one");
    private volatile Map<String, Object> person = Map.of();
    private volatile Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> bend = claims -> claims;
    private volatile How how = How.RS256;
    private volatile boolean away;
    private volatile Map<String, String> elsewhere = Map.of();

    /** How tokens are signed. */
    public enum How {
        RS256,
        /** With a key that the provider does not show. */
        FOREIGN_KEY,
        /** With the public key as a shared secret. */
        HS256_WITH_PUBLIC_KEY,
        NONE,
        BROKEN
    }

    public TestOidcProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, about()));
        server.createContext(
                "/jwks",
                exchange -> answer(exchange, 200, (Json.Obj) Json.parse(new JWKSet(key.toPublicJWK()).toString())));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public String issuer() {
        return "http://" + host();
    }

    /** Who comes next. */
    public void sees(String subject, String email, Object verified) {
        person = Map.of("sub", subject, "email", email, "email_verified", verified, "name", "Somebody Outside");
    }

    /** What is wrong with the next tokens. */
    public void bends(How how, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> bend) {
        this.how = how;
        this.bend = bend;
    }

    /** Signs with another key from now on. */
    public void rotates() {
        key = rsa("two");
    }

    /** Says that this endpoint of its own is elsewhere. */
    public void names(String endpoint, String url) {
        elsewhere = Map.of(endpoint, url);
    }

    public void isAway(boolean away) {
        this.away = away;
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private Json.Obj about() {
        return Json.object()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer() + "/authorize?tenant=1")
                .put("token_endpoint", elsewhere.getOrDefault("token_endpoint", issuer() + "/token"))
                .put("jwks_uri", elsewhere.getOrDefault("jwks_uri", issuer() + "/jwks"))
                .build();
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
        String code = "code-" + numbers.incrementAndGet();
        codes.put(code, asked);
        exchange.getResponseHeaders()
                .set(
                        "location",
                        asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state")
                                + "&session_state=x");
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> sent = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(String.valueOf(sent.get("code")));
        if (asked == null
                || !isTheClient(exchange)
                || !asked.get("client_id").equals(CLIENT)
                || !asked.get("redirect_uri").equals(sent.get("redirect_uri"))
                || !"S256".equals(asked.get("code_challenge_method"))
                || !asked.get("code_challenge").equals(challenge(sent.get("code_verifier")))) {
            answer(exchange, 400, Json.object().put("error", "invalid_grant").build());
            return;
        }
        answer(
                exchange,
                200,
                Json.object()
                        .put("access_token", "unused")
                        .put("token_type", "Bearer")
                        .put("id_token", idToken(asked.get("nonce")))
                        .build());
    }

    private static boolean isTheClient(HttpExchange exchange) {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
        if (!header.startsWith("Basic ")) {
            return false;
        }
        String[] both =
                new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", -1);
        return Arrays.equals(
                new String[] {CLIENT, SECRET},
                Arrays.stream(both)
                        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                        .toArray());
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Hash.sha256(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    private String idToken(String nonce) {
        long now = System.currentTimeMillis();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .issueTime(new Date(now))
                .expirationTime(new Date(now + 60_000))
                .claim("nonce", nonce);
        person.forEach(claims::claim);
        JWTClaimsSet said = bend.apply(claims).build();
        try {
            return switch (how) {
                case RS256 -> signed(said, key);
                case FOREIGN_KEY -> signed(said, rsa(key.getKeyID()));
                case NONE -> new PlainJWT(said).serialize();
                case BROKEN -> signed(said, key).replaceFirst(".{8}$", "AAAAAAAA");
                case HS256_WITH_PUBLIC_KEY -> {
                    var token = new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256)
                                    .keyID(key.getKeyID())
                                    .build(),
                            said);
                    token.sign(new MACSigner(key.toPublicKey().getEncoded()));
                    yield token.serialize();
                }
            };
        } catch (JOSEException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static String signed(JWTClaimsSet said, RSAKey by) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), said);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static Map<String, String> form(String text) {
        var fields = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            String[] both = pair.split("=", 2);
            fields.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private void answer(HttpExchange exchange, int status, Json.Obj body) throws IOException {
        byte[] bytes = body.write().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(away ? 503 : status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
