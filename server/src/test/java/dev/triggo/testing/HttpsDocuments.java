package dev.triggo.testing;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Documents at {@code https://localhost}, by an authority that only those trust who are started with {@link #trust}. */
public final class HttpsDocuments implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** What is answered; a location sends elsewhere. */
    public record Document(int status, String body, Map<String, String> headers) {
        public static Document of(String body) {
            return new Document(200, body, Map.of("content-type", "application/json"));
        }
    }

    private final Path folder;
    private final HttpsServer server;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param folder for keys and certificates */
    public HttpsDocuments(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        this.folder = folder;
        keytool(
                "-genkeypair",
                "-alias",
                "ours",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().getPath());
            Document document =
                    documents.getOrDefault(exchange.getRequestURI().getPath(), new Document(404, "not here", Map.of()));
            byte[] body = document.body().getBytes(StandardCharsets.UTF_8);
            document.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(document.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store().toString(), "-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    private Path store() {
        return folder.resolve("documents.p12");
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD);
        }
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The flags of a JVM that trusts these documents' authority, and no other. */
    public List<String> trust() throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD);
        }
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ours", keys.getCertificate("ours"));
        Path file = folder.resolve("trusted.p12");
        try (var out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD);
        }
        return List.of("-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=changeit");
    }

    /** {@code localhost:PORT}, as settings name it. */
    public String authority() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** The address of a document. */
    public String url(String path) {
        return "https://" + authority() + path;
    }

    public String put(String path, Document document) {
        documents.put(path, document);
        return url(path);
    }

    public int requests() {
        return requests.size();
    }

    public long requests(String path) {
        return requests.stream().filter(path::equals).count();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
