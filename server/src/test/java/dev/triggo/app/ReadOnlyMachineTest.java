package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.WrittenDocs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server as the Containerfile starts it, by somebody who is not root, without any capability, on a machine of which it
 * can write to its data folder alone. A container engine is not needed: the kernel is asked for the same by hand.
 */
@Timeout(120)
class ReadOnlyMachineTest {
    private static final int NOBODY = 10_001;
    /** Makes all that is mounted read-only, but for the data folder and what the kernel itself shows; then becomes nobody. */
    private static final String SCRIPT = """
            set -eu
            mount --make-rprivate /
            mount --bind "$1" "$1"
            awk '{ print $5 }' /proc/self/mountinfo | sort -u | while read -r place; do
                case $place in
                    "$1" | /proc* | /sys* | /dev*) ;;
                    *) mount -o remount,bind,ro "$place" ;;
                esac
            done
            shift
            exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
            """;

    @TempDir
    Path folder;

    @Test
    void itServesAndRunsCode() throws Exception {
        assumeTrue(mayMount(), "nothing can be mounted here: not root, or in a container");
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(data, "unix:uid", NOBODY);
        int port = Ports.free();
        Path log = folder.resolve("log");
        Process server = begin(port, data, log);
        try {
            var rest = new RestClient(port, ServerProcess.KEY);
            awaitReady(server, rest, log);
            assertConfined(server);
            Chain.publish(rest, "computes", """
                    {"id": "code", "type": "code", "config": {"language": "javascript",
                     "source": "function run() { return 6 * 7; }"}}""");
            String run = Chain.begin(rest, "computes");
            Json.Obj end = rest.get("/runs/" + run + "?wait=60").expect(200);
            assertEquals("succeeded", end.text("status"), end::write);
            assertTrue(end.write().contains("42"), end::write);
            assertEquals(200, rest.getFromRoot("/healthz").status());
        } finally {
            server.destroy();
            assertTrue(server.waitFor(30, TimeUnit.SECONDS), "it does not end");
        }
    }

    @Test
    void theContainerGivesTheFlagsThatTheScriptGives() throws IOException {
        List<String> script = Files.readAllLines(WrittenDocs.root().resolve("triggo")).stream()
                .filter(line -> line.strip().startsWith("flags=") && !line.contains("TieredStopAtLevel"))
                .flatMap(line -> Stream.of(line.strip()
                        .replaceAll("flags=|[\"']|\\$flags", "")
                        .strip()
                        .split(" ", -1)))
                .filter(flag -> !flag.contains(".encoding="))
                .toList();
        assertTrue(script.size() > 8, script::toString);
        List<String> container = Files.readAllLines(WrittenDocs.root().resolve("Containerfile"));
        for (String flag : script) {
            assertTrue(container.stream().anyMatch(line -> line.contains("\"" + flag + "\"")), flag);
        }
    }

    private static boolean mayMount() throws Exception {
        return "root".equals(System.getProperty("user.name"))
                && new ProcessBuilder("unshare", "--mount", "mount", "--make-rprivate", "/")
                                .start()
                                .waitFor()
                        == 0;
    }

    private Process begin(int port, Path data, Path log) throws IOException {
        var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", SCRIPT, "sh", data.toString()));
        command.addAll(entrypoint(data));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TRIGGO_"));
        builder.environment().put("TRIGGO_DATA_DIR", data.toString());
        builder.environment().put("RUNTIME_PORT", Integer.toString(port));
        builder.environment().put("RUNTIME_API_KEYS", ServerProcess.KEY);
        return builder.start();
    }

    /** What the container starts, from the classes under test. */
    private List<String> entrypoint(Path data) throws IOException {
        String line = Files.readAllLines(WrittenDocs.root().resolve("Containerfile")).stream()
                .filter(one -> one.startsWith("ENTRYPOINT "))
                .findFirst()
                .orElseThrow();
        var words = new ArrayList<String>();
        for (Json word : ((Json.Arr) Json.parse(line.substring("ENTRYPOINT ".length()))).items()) {
            words.add(((Json.Str) word).value().replace("/data", data.toString()));
        }
        assertEquals(List.of("-jar", "/opt/triggo/server.jar"), words.subList(words.size() - 2, words.size()));
        assertEquals("java", words.getFirst());
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.set(words.size() - 2, "-cp");
        words.set(words.size() - 1, readableClassPath());
        words.addAll(List.of("dev.triggo.app.Main", "serve"));
        return words;
    }

    /** The same classes at a place that is not of root alone. */
    private String readableClassPath() throws IOException {
        var places = new ArrayList<String>();
        int number = 0;
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Files.isDirectory(Path.of(place))) {
                Path copy = folder.resolve("lib-" + number++ + ".jar");
                Files.copy(Path.of(place), copy);
                places.add(copy.toString());
            } else if (!place.contains("test-classes")) {
                Path copy = folder.resolve("classes-" + number++);
                copyAll(Path.of(place), copy);
                places.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, places);
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void awaitReady(Process server, RestClient rest, Path log) throws Exception {
        while (true) {
            try {
                if (rest.getFromRoot("/readyz").status() == 200) {
                    return;
                }
            } catch (UncheckedIOException notYet) {
                assertTrue(notYet.getCause() instanceof ConnectException, () -> "not of this kind: " + notYet);
            }
            assertTrue(server.isAlive(), Files.readString(log));
        }
    }

    /** It is who it should be, has no rights beyond, and nothing but the data folder is mounted for writing. */
    private void assertConfined(Process server) throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"));
        assertTrue(status.contains("Uid:\t10001\t10001\t10001\t10001"), status::toString);
        for (String set : List.of("CapPrm", "CapEff", "CapBnd")) {
            assertTrue(status.contains(set + ":\t0000000000000000"), status::toString);
        }
        var writable = new ArrayList<String>();
        for (String mount : Files.readAllLines(Path.of("/proc/" + server.pid() + "/mountinfo"))) {
            String[] words = mount.split(" ", -1);
            if (!words[4].matches("/(proc|sys|dev)(/.*)?") && words[5].startsWith("rw")) {
                writable.add(words[4]);
            }
        }
        assertEquals(List.of(folder.resolve("data").toString()), writable);
    }
}
