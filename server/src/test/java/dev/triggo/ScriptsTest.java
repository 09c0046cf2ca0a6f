package dev.triggo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./triggo} and {@code ./dev} find what they need; config/tools.sh with other places to look in. */
class ScriptsTest {
    private record Ended(int code, String out) {}

    @TempDir
    Path folder;

    @Test
    void takesAJdk25BesideOlderAndNewerOnes() throws Exception {
        jdk("jdk 8", "1.8.0_412");
        jdk("jdk 17", "17.0.15");
        jdk("jdk 250", "250.0.1");
        Path right = jdk("jdk 25", "25.0.3");
        assertEquals(
                new Ended(0, right + "\n"),
                run(List.of("jdk 8", "jdk 17", "jdk 250", "jdk 25"), "echo \"$JAVA_HOME\""));
    }

    @Test
    void takesTheFirstOfTwo() throws Exception {
        Path first = jdk("a", "25");
        jdk("b", "25.0.1");
        assertEquals(new Ended(0, first + "\n"), run(List.of("a", "b"), "echo \"$JAVA_HOME\""));
    }

    @Test
    void passesOverARuntimeWithoutCompiler() throws Exception {
        Files.delete(jdk("jre", "25.0.3").resolve("bin/javac"));
        assertEquals(2, run(List.of("jre"), "echo found").code);
    }

    @Test
    void saysInOneLineWhatToInstall() throws Exception {
        Ended ended = run(List.of("nowhere"), "echo found");
        assertEquals(2, ended.code);
        assertEquals(1, ended.out.lines().count(), ended.out);
        assertTrue(ended.out.contains("JDK 25: install"), ended.out);
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        Path compiler = Files.createFile(home.resolve("bin/javac"));
        assertTrue(compiler.toFile().setExecutable(true));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** Sources the script, puts our folders in the place of the machine's, asks for the JDK, then runs what is given. */
    private Ended run(List<String> names, String then) throws IOException, InterruptedException {
        String script = ". config/tools.sh\nCI=''\njdk_candidates() {\n"
                + String.join(
                        "",
                        names.stream()
                                .map(name -> "  echo '" + folder.resolve(name) + "'\n")
                                .toList())
                + "}\nneed_jdk\n" + then + "\n";
        Process shell = new ProcessBuilder("sh", "-euc", script)
                .directory(WrittenDocs.root().toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(shell.waitFor(), out);
    }
}
