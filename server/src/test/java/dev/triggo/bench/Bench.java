package dev.triggo.bench;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.testing.Ports;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./dev bench}: the figures of the real server in a process of its own, with the load on the same cores, and
 * beside them in the same run what the bare store and the bare HTTP server can do. Read ratios, not absolutes.
 */
public final class Bench {
    private static final int[] CALLERS = {1, 8, 32};
    private static final int MOST_WARM_UPS = 8;
    /** As {@code ./triggo serve} starts it. */
    static final List<String> LAUNCHER_FLAGS =
            List.of("-Xmn64m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms80m", "-Xmx512m");

    private final double seconds;
    private final Path folder;
    private final @Nullable String databaseUrl;

    private Bench(double seconds, Path folder, @Nullable String databaseUrl) {
        this.seconds = seconds;
        this.folder = folder;
        this.databaseUrl = databaseUrl;
    }

    public static void main(String[] words) throws Exception {
        boolean profile = words.length > 0 && words[0].equals("profile");
        String[] args = profile ? Arrays.copyOfRange(words, 1, words.length) : words;
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 6;
        Path folder = Files.createTempDirectory("triggo-bench");
        try {
            var bench = new Bench(seconds, folder, postgres(args));
            if (profile) {
                new Profile(seconds, folder, bench.store()).print();
            } else {
                bench.all();
            }
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** {@code ./dev bench 6 postgres}: on an embedded PostgreSQL, or on the one that DATABASE_URL names. */
    private static @Nullable String postgres(String[] args) {
        if (args.length > 1 && !args[1].equals("postgres")) {
            throw new IllegalArgumentException("the second argument may be 'postgres', not '" + args[1] + "'");
        }
        String given = System.getenv("DATABASE_URL");
        return given != null || args.length < 2 ? given : TestDatabase.freshPostgresUrl();
    }

    private void all() throws Exception {
        System.out.printf(
                "%d cores, %s%n%n", Runtime.getRuntime().availableProcessors(), System.getProperty("java.vm.version"));
        var store = new BareStore(folder.resolve("bare"), databaseUrl, seconds);
        double storeAlone = store.measure();
        new ColdStarts(folder, seconds).all();
        HttpServer echo = echo();
        Path data = Files.createDirectories(folder.resolve("data"));
        var settings = store();
        settings.put("TRIGGO_WEBHOOKS_PER_MINUTE", "9999999");
        settings.put("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + echo.getAddress().getPort());
        try (var server = ServerProcess.start(Ports.free(), data, settings, LAUNCHER_FLAGS)) {
            System.out.printf("resident memory, idle: %d MiB%n%n", server.residentMib());
            var client = new Setup(server.port());
            client.publish("three", Workflows.chain(1));
            client.publish("hundred", Workflows.chain(98));
            client.publish("code", Workflows.code());
            client.publish("echo", Workflows.echo(echo.getAddress().getPort()));
            System.out.println("the doors alone, an empty answer each:");
            double httpAlone = load(server, "bare HTTP answer", Requests.get(server.port(), "/healthz"))
                    .perSecond();
            load(server, "MCP ping", Requests.ping(server.port()));
            System.out.println();
            for (String slug : List.of("three", "code", "echo", "hundred")) {
                long before = diskBytes(data);
                Load load = load(server, "REST run of '" + slug + "'", Requests.rest(server.port(), slug));
                if (databaseUrl == null) {
                    System.out.printf(
                            "%-34s %9.0f bytes of disk a run%n", "", (diskBytes(data) - before) / (double) load.good());
                }
                if (slug.equals("three")) {
                    double together = 1 / (1 / httpAlone + 1 / storeAlone);
                    System.out.printf(
                            "%-34s %9.0f %% of the %.0f/s that an answer and its rows allow, one after the other%n",
                            "", 100 * load.perSecond() / together, together);
                }
                load(server, "MCP run of '" + slug + "'", Requests.mcp(server.port(), slug));
                System.out.println();
            }
            String hook = client.webhook("hook", Workflows.onEvent());
            load(server, "webhook, run, answer", Requests.event(server.port(), hook));
            System.out.println();
            System.out.printf("resident memory, after load: %d MiB%n", server.residentMib());
        } finally {
            echo.stop(0);
        }
    }

    private Map<String, String> store() {
        var settings = new HashMap<String, String>();
        if (databaseUrl != null) {
            settings.put("DATABASE_URL", databaseUrl);
            settings.put("ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        }
        return settings;
    }

    /** How many good answers there were in all, and a second with the most callers. */
    private record Load(long good, double perSecond) {}

    private Load load(ServerProcess server, String name, LoadClient client) throws InterruptedException {
        long all = warm(client);
        double perSecond = 0;
        for (int callers : CALLERS) {
            double cpu = server.cpuSeconds();
            var result = client.run(callers, seconds);
            all += result.good();
            perSecond = result.perSecond();
            System.out.println(result.line(name)
                    + "   %.3f ms of CPU each".formatted((server.cpuSeconds() - cpu) * 1000 / result.good()));
        }
        return new Load(all, perSecond);
    }

    /** The first seconds belong to the compiler, on a slow machine more of them: until a round is hardly better than the last. */
    private long warm(LoadClient client) throws InterruptedException {
        long all = 0;
        long before = 0;
        for (int round = 0; round < MOST_WARM_UPS; round++) {
            long good = client.run(8, seconds).good();
            all += good;
            if (good < before * 1.05) {
                break;
            }
            before = good;
        }
        return all;
    }

    private static HttpServer echo() throws IOException {
        var echo = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 256);
        byte[] body = "{\"score\":80}".getBytes(StandardCharsets.UTF_8);
        echo.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        echo.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        echo.start();
        return echo;
    }

    private static long diskBytes(Path data) throws IOException {
        var sizes = new ArrayList<Long>();
        try (var files = Files.walk(data)) {
            // The write-ahead log is reused, so the database file alone tells the growth.
            for (Path file : files.filter(f -> f.toString().endsWith(".db")).toList()) {
                sizes.add(Files.size(file));
            }
        }
        return sizes.stream().mapToLong(Long::longValue).sum();
    }
}
