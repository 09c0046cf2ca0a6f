package dev.triggo.connectors.jars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.triggo.sdk.testkit.ActionTrial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Jars of all sorts in the folder: what is good is taken in, the rest is left out, and nothing stops the start. */
class ConnectorJarsTest {
    private static final String CONNECTOR = """
            package x;
            import dev.triggo.sdk.*;
            import java.util.*;
            public final class P implements ConnectorProvider {
                %s
                public List<Connector> connectors() {
                    %s
                    return List.of(Connector.named("%s").displayName("X").description("X.").action(
                        Action.named("look").displayName("Look").description("Looks.").outputSchema(Map.of("type", "object"))
                            .sideEffect(SideEffect.READ).example(Map.of(), Map.of()).run(context -> look()).build()).build());
                }
                private static Object look() {
                    var seen = new TreeMap<String, Object>();
                    for (String name : List.of("dev.triggo.app.Main", "dev.triggo.kernel.Json", "dev.triggo.egress.Egress",
                            "tools.jackson.core.JsonParser", "org.slf4j.Logger", "java.net.http.HttpClient", "java.sql.Driver",
                            "javax.management.MBeanServer", "dev.triggo.sdk.Connector", "java.util.List", "javax.xml.stream.XMLInputFactory")) {
                        try {
                            Class.forName(name);
                            seen.put(name, true);
                        } catch (ClassNotFoundException no) {
                            seen.put(name, false);
                        }
                    }
                    return seen;
                }
            }
            """;

    @TempDir
    Path folder;

    private final ConnectorJars jars = new ConnectorJars(Duration.ofSeconds(20));

    private static JarMaker good(String name) {
        return bad("", "", name);
    }

    private static JarMaker bad(String member, String statement, String name) {
        return new JarMaker().manifest("1").provider("x.P").source("x.P", CONNECTOR.formatted(member, statement, name));
    }

    private List<String> names() {
        return names(jars);
    }

    private List<String> names(ConnectorJars jars) {
        return jars.read(folder, Set.of("slack", "nodes")).stream()
                .map(found -> found.jar() + " " + found.connector().name())
                .toList();
    }

    @Test
    void takesInWhatIsGood() throws Exception {
        good("b-one").write(folder.resolve("b.jar"));
        good("a-one").write(folder.resolve("a.jar"));
        Files.writeString(folder.resolve("notes.txt"), "no jar");
        assertEquals(List.of("a.jar a-one", "b.jar b-one"), names());
        assertEquals(List.of(), jars.read(folder.resolve("nowhere"), Set.of()));
        assertEquals(List.of(), jars.read(folder.resolve("notes.txt"), Set.of()));
    }

    @Test
    void seesTheSdkAndNothingOfTheServer() throws Exception {
        good("one").write(folder.resolve("a.jar"));
        var connector = jars.read(folder, Set.of()).getFirst().connector();
        Map<?, ?> seen = (Map<?, ?>) ActionTrial.of(connector, "look").run(Map.of());
        var wanted = Set.of("dev.triggo.sdk.Connector", "java.util.List", "javax.xml.stream.XMLInputFactory");
        seen.forEach((name, found) -> assertEquals(wanted.contains(name), found, String.valueOf(name)));
        assertEquals(11, seen.size());
    }

    @Test
    void aJarThatIsNoGoodIsLeftOutAndTheRestStand() throws Exception {
        good("z-last").write(folder.resolve("z.jar"));
        good("one").manifest("2").write(folder.resolve("other-version.jar"));
        new JarMaker()
                .provider("x.P")
                .source("x.P", CONNECTOR.formatted("", "", "one"))
                .write(folder.resolve("no-version.jar"));
        new JarMaker()
                .manifest("1")
                .source("x.P", CONNECTOR.formatted("", "", "one"))
                .write(folder.resolve("no-provider.jar"));
        good("one").provider("x.Gone").write(folder.resolve("gone.jar"));
        good("one").provider("java.lang.String").write(folder.resolve("no-such-kind.jar"));
        good("one").provider("dev.triggo.app.Main").write(folder.resolve("of-the-server.jar"));
        good("slack").write(folder.resolve("taken.jar"));
        good("nodes").write(folder.resolve("reserved.jar"));
        good("Not Good").write(folder.resolve("bad-name.jar"));
        bad("static { if (true) throw new IllegalStateException(\"no\"); }", "", "one")
                .write(folder.resolve("static.jar"));
        bad("static { if (true) throw new StackOverflowError(); }", "", "one").write(folder.resolve("deep.jar"));
        bad("public P() throws Exception { throw new Exception(\"a\\nb\"); }", "", "one")
                .write(folder.resolve("maker.jar"));
        bad("private P() {}", "", "one").write(folder.resolve("private.jar"));
        bad("", "if (true) return null;", "one").write(folder.resolve("null.jar"));
        bad("", "if (true) return List.of();", "one").write(folder.resolve("none.jar"));
        bad("", "if (true) return Arrays.asList((Connector) null);", "one").write(folder.resolve("nulls.jar"));
        bad(
                        "",
                        "try { new java.util.concurrent.CountDownLatch(1).await(); } catch (InterruptedException late) { return null; }",
                        "one")
                .write(folder.resolve("endless.jar"));
        new JarMaker()
                .manifest("1")
                .provider("x.P")
                .entry("x/P.class", "no class")
                .write(folder.resolve("broken-class.jar"));
        assertEquals(List.of("z.jar z-last"), names(new ConnectorJars(Duration.ofSeconds(5))));
    }

    @Test
    void aFileThatIsNoJarIsLeftOutAndTheRestStand() throws Exception {
        good("z-last").write(folder.resolve("z.jar"));
        Files.writeString(folder.resolve("text.jar"), "no jar");
        Files.write(folder.resolve("empty.jar"), new byte[0]);
        Files.createDirectory(folder.resolve("folder.jar"));
        Path elsewhere = Files.createTempFile("elsewhere", ".jar");
        good("linked").write(elsewhere);
        Files.createSymbolicLink(folder.resolve("link.jar"), elsewhere);
        Files.createSymbolicLink(folder.resolve("dangling.jar"), folder.resolve("nowhere"));
        try (var huge = Files.newOutputStream(folder.resolve("huge.jar"))) {
            huge.write(new byte[JarContent.MAX_JAR_BYTES + 1]);
        }
        try (var bomb = new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.jar")))) {
            bomb.putNextEntry(new ZipEntry("a"));
            byte[] much = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                bomb.write(much);
            }
        }
        Files.write(folder.resolve("many.jar"), "PK\u0003\u0004".repeat(100).getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of("z.jar z-last"), names());
    }

    @Test
    void theFirstOfTwoWithOneNameCounts() throws Exception {
        good("same").write(folder.resolve("a.jar"));
        good("same").write(folder.resolve("b.jar"));
        assertEquals(List.of("a.jar same"), names());
    }

    /** The line of the log about each jar. */
    private Map<String, String> refusals() {
        var log = (Logger) LoggerFactory.getLogger(ConnectorJars.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.WARN);
        try {
            names();
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }
        var said = new TreeMap<String, String>();
        lines.list.forEach(line ->
                said.put(String.valueOf(line.getArgumentArray()[0]), String.valueOf(line.getArgumentArray()[1])));
        return said;
    }

    @Test
    void theLineOfTheLogSaysWhatIsWrongAndHowToMendIt() throws Exception {
        good("same").write(folder.resolve("a.jar"));
        good("same").write(folder.resolve("b.jar"));
        good("slack").write(folder.resolve("built-in.jar"));
        good("one").manifest("2").write(folder.resolve("version.jar"));
        good("one").provider("x.Gone").write(folder.resolve("gone.jar"));
        good("one").provider("java.lang.String").write(folder.resolve("other-kind.jar"));
        bad("private P() {}", "", "one").write(folder.resolve("private.jar"));
        String server = "dev.triggo.kernel.Json";
        new JarMaker()
                .against(System.getProperty("java.class.path"))
                .manifest("1")
                .provider("x.P")
                .source(
                        "x.P",
                        CONNECTOR.formatted("", "System.getLogger(\"x\" + %s.EMPTY_OBJECT);".formatted(server), "one"))
                .write(folder.resolve("of-the-server.jar"));
        var wanted = new TreeMap<>(Map.of(
                "b.jar", List.of("connector same", "taken by a.jar", "Connector.named"),
                "built-in.jar", List.of("connector slack", "taken by a connector of the server"),
                "version.jar", List.of("version 2", "has 1", "SDK of this server"),
                "gone.jar", List.of("x.Gone is not in the jar", "whole name"),
                "other-kind.jar", List.of("java.lang.String is no dev.triggo.sdk.ConnectorProvider"),
                "private.jar", List.of("x.P has no public constructor without parameters"),
                "of-the-server.jar", List.of("needs the class " + server, "neither in the jar", "unpacked")));
        Map<String, String> said = refusals();
        assertEquals(wanted.keySet(), said.keySet());
        wanted.forEach((jar, words) -> words.forEach(
                word -> assertTrue(said.getOrDefault(jar, "").contains(word), () -> jar + ": " + said.get(jar))));
    }

    @Test
    void whatBecomesOfTheFileAfterwardsChangesNothing() throws Exception {
        good("one").write(folder.resolve("a.jar"));
        var connector = jars.read(folder, Set.of()).getFirst().connector();
        Files.writeString(folder.resolve("a.jar"), "something else");
        assertTrue(ActionTrial.of(connector, "look").run(Map.of()) instanceof Map);
    }
}
