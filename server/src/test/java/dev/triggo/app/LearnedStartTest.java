package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher has a JVM learn at one start does not keep the next one from starting: a JVM dies where its heap has no room for it. */
@Timeout(60)
class LearnedStartTest {
    @TempDir
    Path folder;

    @Test
    void theLaunchersFlagsLeaveRoomForWhatWasLearned() throws Exception {
        List<String> serving = servingFlags();
        Path learned = folder.resolve("learned.aot");
        java(serving, "-XX:AOTCacheOutput=" + learned, "-version");
        assertTrue(Files.size(learned) > 1_000_000, () -> "nothing was learned with " + serving);
        String said = java(serving, "-XX:AOTCache=" + learned, "-XX:AOTMode=on", "-version");
        assertTrue(said.contains("sharing"), said);
    }

    /** The flags of the JVM in the launcher's line for serving. */
    private static List<String> servingFlags() throws Exception {
        String line = Files.readAllLines(Path.of("../triggo")).stream()
                .filter(one -> one.contains("-Xmx512m"))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(line.replace("\"", " ").strip().split(" +"))
                .filter(word -> word.startsWith("-X"))
                .toList();
    }

    private String java(List<String> flags, String... more) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of(more));
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int end = process.waitFor();
        String said = Files.readString(out);
        assertEquals(0, end, said);
        return said;
    }
}
