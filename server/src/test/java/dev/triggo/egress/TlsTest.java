package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path dir;

    private static KeyStore authority;
    private static KeyStore good;
    private static KeyStore expired;
    private static KeyStore early;
    private static KeyStore stranger;

    /** An authority and what it signed, made by the JDK's own tool: a self-signed anchor is trusted beyond its dates. */
    @BeforeAll
    static void makeCertificates() throws Exception {
        keytool("authority", "-ext", "bc=ca:true", "-startdate", "-200d", "-validity", "400");
        keytool(
                "good",
                "-signer",
                "authority",
                "-ext",
                "san=dns:good.example.com,ip:127.0.0.1",
                "-startdate",
                "-1d",
                "-validity",
                "30");
        keytool(
                "expired",
                "-signer",
                "authority",
                "-ext",
                "san=dns:good.example.com",
                "-startdate",
                "-90d",
                "-validity",
                "30");
        keytool(
                "early",
                "-signer",
                "authority",
                "-ext",
                "san=dns:good.example.com",
                "-startdate",
                "+10d",
                "-validity",
                "30");
        keytool("stranger", "-ext", "san=dns:good.example.com", "-startdate", "-1d", "-validity", "30");
        authority = only("authority");
        good = only("good");
        expired = only("expired");
        early = only("early");
        stranger = only("stranger");
    }

    private static void keytool(String alias, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + alias,
                "-storetype",
                "PKCS12",
                "-keystore",
                dir.resolve("all.p12").toString(),
                "-storepass",
                "changeit"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    /** A key store with this one alone. */
    private static KeyStore only(String alias) throws Exception {
        var all = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(dir.resolve("all.p12"))) {
            all.load(in, PASSWORD);
        }
        var one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
        return one;
    }

    private static SSLContext context(KeyStore keys, KeyStore trusted) throws Exception {
        var own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore trusting(KeyStore... stores) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (KeyStore store : stores) {
            String alias = store.aliases().nextElement();
            trusted.setCertificateEntry(alias, store.getCertificate(alias));
        }
        return trusted;
    }

    private static RawServer serve(KeyStore keys, List<String> asked, String... protocols) throws Exception {
        var listener = (SSLServerSocket) context(keys, keys)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        if (protocols.length > 0) {
            listener.setEnabledProtocols(protocols);
        }
        return new RawServer(listener, (seen, out, socket) -> {
            ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
                    .getRequestedServerNames()
                    .forEach(name -> asked.add(name.toString()));
            out.write(RawServer.ok("safe").getBytes(StandardCharsets.UTF_8));
        });
    }

    private static Egress egress(SSLContext tls) {
        return new Egress(
                EgressSettings.of("127.0.0.1", List.of()), name -> List.of(InetAddress.getByName("127.0.0.1")), tls);
    }

    @Test
    void connectsToTheJudgedAddressAndAsksForTheName() throws Exception {
        var asked = new ArrayList<String>();
        try (var server = serve(good, asked);
                var egress = egress(context(good, trusting(authority)))) {
            for (int i = 0; i < 3; i++) {
                Reply reply = egress.call(OutgoingRequest.of("GET", "https://good.example.com:" + server.port() + "/"));
                assertEquals("safe", new String(reply.body(), StandardCharsets.UTF_8));
            }
            assertEquals(1, server.connections.get());
            assertTrue(asked.getFirst().contains("good.example.com"), asked.toString());
            assertEquals(
                    200,
                    egress.call(OutgoingRequest.of("GET", "https://127.0.0.1:" + server.port() + "/"))
                            .status());
        }
    }

    @Test
    void refusesCertificatesThatAreExpiredOrForOthersOrNotTrusted() throws Exception {
        SSLContext trust = context(good, trusting(authority));
        record Case(KeyStore keys, String host) {}
        for (Case c : List.of(
                new Case(expired, "good.example.com"),
                new Case(early, "good.example.com"),
                new Case(stranger, "good.example.com"),
                new Case(good, "other.example.com"),
                new Case(stranger, "127.0.0.1"))) {
            try (var server = serve(c.keys(), new ArrayList<>());
                    var egress = egress(trust)) {
                refused(egress, "https://" + c.host() + ":" + server.port() + "/");
                assertTrue(server.seen.isEmpty());
            }
        }
        try (var server = serve(good, new ArrayList<>());
                var jdkTrust = egress(null)) {
            refused(jdkTrust, "https://good.example.com:" + server.port() + "/");
        }
        try (var plain = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                var egress = egress(trust)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    socket.getInputStream().readAllBytes();
                } catch (IOException over) {
                    // The client left, or the test is over.
                }
            });
            refused(egress, "https://good.example.com:" + plain.getLocalPort() + "/");
        }
    }

    /**
     * A server that knows only an old version answers with it. The JDK's own would not do so without being told to allow it, so
     * the answer is bytes; what the client makes of them is seen at the socket: the alert {@code protocol_version}.
     */
    @Test
    void refusesOldVersionsWhateverTheServerAnswers() throws Exception {
        for (int minor : new int[] {0, 1, 2}) {
            var heard = new CompletableFuture<byte[]>();
            try (var old = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                    var egress = egress(context(good, trusting(authority)))) {
                Thread.ofVirtual().start(() -> {
                    try (var socket = old.accept()) {
                        var in = new DataInputStream(socket.getInputStream());
                        in.skipNBytes(3);
                        in.skipNBytes(in.readUnsignedShort());
                        socket.getOutputStream().write(serverHello(minor));
                        heard.complete(in.readNBytes(7));
                    } catch (IOException gone) {
                        heard.completeExceptionally(gone);
                    }
                });
                refused(egress, "https://good.example.com:" + old.getLocalPort() + "/");
                byte[] alert = heard.get(10, TimeUnit.SECONDS);
                assertEquals(21, alert[0]);
                assertEquals(70, alert[6], "protocol_version");
            }
        }
    }

    /** A whole ServerHello, of SSL 3.0 for 0, TLS 1.0 for 1, TLS 1.1 for 2. */
    private static byte[] serverHello(int minor) {
        var hello = ByteBuffer.allocate(47);
        hello.put(new byte[] {22, 3, (byte) minor, 0, 42, 2, 0, 0, 38, 3, (byte) minor});
        hello.position(hello.position() + 32);
        hello.put(new byte[] {0, (byte) 0xc0, 0x13, 0});
        return hello.array();
    }

    @Test
    void endsAHandshakeThatStallsAtTheDeadline() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                var egress = egress(null)) {
            var failure = assertThrows(
                    EgressFailure.class,
                    () -> egress.call(OutgoingRequest.of("GET", "https://x.example.com:" + silent.getLocalPort() + "/")
                            .within(java.time.Duration.ofMillis(300))));
            assertEquals(EgressFailure.Kind.TIMEOUT, failure.kind());
            assertEquals(0, egress.pool().inUse());
        }
    }

    @Test
    void goesFromHttpsToHttpOnNoRedirect() throws Exception {
        try (var plain = RawServer.saying(RawServer.ok("x"));
                var server = new RawServer(
                        context(good, good)
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")),
                        (seen, out, socket) -> out.write(
                                RawServer.redirect(302, plain.url("/")).getBytes(StandardCharsets.UTF_8)));
                var egress = egress(context(good, trusting(authority)))) {
            assertThrows(
                    EgressDenied.class,
                    () -> egress.call(OutgoingRequest.of("GET", "https://good.example.com:" + server.port() + "/")
                            .followingRedirects()));
            assertEquals(0, plain.connections.get());
        }
    }

    /** Lines for what speaks no HTTP, secure from the first byte and made so later: the name counts there too. */
    @Test
    void linesAreOfTheNamedHostOrOfNobody() throws Exception {
        SSLContext trust = context(good, trusting(authority));
        try (var server = serve(good, new ArrayList<>());
                var egress = egress(trust)) {
            for (boolean fromTheStart : List.of(true, false)) {
                try (var line = open(egress, "good.example.com", server.port(), fromTheStart)) {
                    line.write("GET / HTTP/1.1\r\nHost: good.example.com\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    assertTrue(line.read(new byte[1], 0, 1) == 1);
                    assertThrows(EgressFailure.class, line::startTls);
                }
                var failure = assertThrows(
                        EgressFailure.class,
                        () -> open(egress, "other.example.com", server.port(), fromTheStart)
                                .close());
                assertTrue(failure.sentence().contains("TLS"), failure.sentence());
            }
        }
    }

    private static TcpLine open(Egress egress, String host, int port, boolean fromTheStart) throws Exception {
        var time = java.time.Duration.ofSeconds(5);
        TcpLine line = egress.open(new OutgoingLine(host, port, fromTheStart, time, "", EgressRules.NONE));
        if (!fromTheStart) {
            try {
                line.startTls();
            } catch (EgressFailure unsafe) {
                line.close();
                throw unsafe;
            }
        }
        return line;
    }

    private static void refused(Egress egress, String url) throws IOException {
        var failure = assertThrows(EgressFailure.class, () -> egress.call(OutgoingRequest.of("GET", url)), url);
        assertEquals(EgressFailure.Kind.UPSTREAM_ERROR, failure.kind());
        assertTrue(failure.sentence().contains("TLS"), failure.sentence());
    }
}
