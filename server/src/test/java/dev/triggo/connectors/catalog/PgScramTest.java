package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.testkit.ActionTrial;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A server that does not know the password is not believed; {@link PostgresTest} signs in at one that does. */
class PgScramTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

    @Test
    void refusesChallengesThatAreNotSound() {
        for (String said : List.of(
                "",
                "r=somebody-elses-nonce,s=%s,i=4096".formatted(SALT),
                "r=%s,s=%s,i=4096".formatted(NONCE, SALT),
                "r=%sx,s=%s,i=0".formatted(NONCE, SALT),
                "r=%sx,s=%s,i=9999999".formatted(NONCE, SALT),
                "r=%sx,s=%s,i=-1".formatted(NONCE, SALT),
                "r=%sx,s=?,i=4096".formatted(NONCE),
                "r=%sx,i=4096".formatted(NONCE))) {
            var scram = new PgScram("pencil", NONCE);
            assertEquals("n,,n=,r=" + NONCE, scram.first());
            assertEquals(
                    ErrorCode.UPSTREAM_ERROR,
                    assertThrows(ConnectorError.class, () -> scram.last(said), said)
                            .code());
        }
    }

    @Test
    void believesNoProofButTheRightOne() throws Exception {
        var scram = new PgScram("pencil", NONCE);
        // Before it was asked anything, every proof is wrong.
        assertThrows(ConnectorError.class, () -> scram.check("v="));
        String answer = scram.last("r=%s%%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=%s,i=4096".formatted(NONCE, SALT));
        assertTrue(answer.startsWith("c=biws,r=" + NONCE), answer);
        for (String proof : List.of("", "v=", "v=AAAA", "e=other-error", "v=?", answer)) {
            assertThrows(ConnectorError.class, () -> scram.check(proof), proof);
        }
    }

    @Test
    void aServerWithoutAProofGetsNoStatement() throws Exception {
        for (String proof : List.of("v=AAAA", "")) {
            try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> pretend(listening, proof));
                Map<String, Object> fields = Map.of(
                        "host", "127.0.0.1",
                        "port", (long) listening.getLocalPort(),
                        "database", "d",
                        "user", "u",
                        "password", "s3cret",
                        "tls", "off");
                var trial = ActionTrial.of(new Postgres().connector(), "query")
                        .signedInWith(new Credential.Fields(Map.copyOf(fields)))
                        .opening(new PlainSockets(SSLContext.getDefault()));
                ConnectorError error = assertThrows(ConnectorError.class, () -> trial.run(Map.of("sql", "SELECT 1")));
                assertEquals(ErrorCode.UPSTREAM_ERROR, error.code());
                assertTrue(error.sentence().matches(".*(prove|speak).*"), error.sentence());
            }
        }
    }

    /** Goes through the motions of SCRAM, gives this for a proof (or none) and is ready for statements. */
    private static void pretend(ServerSocket listening, String proof) {
        try (var socket = listening.accept()) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes(in.readInt() - 4);
            say(out, 10, "SCRAM-SHA-256\0\0");
            String first = heard(in);
            say(out, 11, "r=%sx,s=%s,i=4096".formatted(first.substring(first.indexOf("r=") + 2), SALT));
            heard(in);
            if (!proof.isEmpty()) {
                say(out, 12, proof);
            }
            say(out, 0, "");
            out.write(new byte[] {'Z', 0, 0, 0, 5, 'I'});
            socket.getInputStream().readAllBytes();
        } catch (IOException hungUp) {
            // As the client should.
        }
    }

    private static String heard(DataInputStream in) throws IOException {
        in.readByte();
        return new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8);
    }

    private static void say(DataOutputStream out, int kind, String text) throws IOException {
        var body = new ByteArrayOutputStream();
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte('R');
        out.writeInt(body.size() + 8);
        out.writeInt(kind);
        out.write(body.toByteArray());
    }
}
