package dev.triggo.bench;

import dev.triggo.testing.Ports;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * {@code ./dev bench profile}: where a three-node run's CPU goes. The kernel says what each of the server's threads
 * used, native code, compiler and collector with them; the flight recorder's samples of CPU time say whose code it was.
 * Those samples are an experiment of JDK 25, which has been seen to end the measured server: ask again then.
 */
final class Profile {
    private static final int CALLERS = 32;
    private static final int WARM_UPS = 3;
    private static final int METHODS = 15;
    /** In microseconds of CPU: below it a line says nothing. */
    private static final double WORTH_A_LINE = 0.5;

    private final double seconds;
    private final Path folder;
    private final Map<String, String> store;

    /** A load of this many seconds, with data in a folder of its own; {@code store}: settings that name another one. */
    Profile(double seconds, Path folder, Map<String, String> store) {
        this.seconds = seconds;
        this.folder = folder;
        this.store = store;
    }

    void print() throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("profile"));
        Path recording = folder.resolve("profile.jfr");
        var flags = new ArrayList<>(Bench.LAUNCHER_FLAGS);
        flags.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
        flags.add("-XX:StartFlightRecording=filename=" + recording
                + ",settings=none,+jdk.CPUTimeSample#enabled=true,+jdk.CPUTimeSample#throttle=2ms");
        Instant began;
        Instant ended;
        long runs;
        try (var server = ServerProcess.start(Ports.free(), data, store, flags)) {
            new Setup(server.port()).publish("three", Workflows.chain(1));
            LoadClient client = Requests.rest(server.port(), "three");
            for (int round = 0; round < WARM_UPS; round++) {
                var unused = client.run(CALLERS, seconds);
            }
            began = Instant.now();
            Map<String, Long> before = server.cpuNanosByThread();
            LoadClient.Result result = client.run(CALLERS, seconds);
            Map<String, Long> after = server.cpuNanosByThread();
            ended = Instant.now();
            runs = result.good();
            System.out.println(result.line("REST run of 'three', profiled"));
            after.replaceAll((thread, nanos) -> nanos - before.getOrDefault(thread, 0L));
            table("CPU by thread", after, runs);
            server.terminate();
            if (!server.awaitEnd(Duration.ofSeconds(30))) {
                throw new IOException("the server did not end, so there is no recording");
            }
        }
        samples(recording, began, ended, runs);
    }

    private static void samples(Path recording, Instant began, Instant ended, long runs) throws IOException {
        var owners = new HashMap<String, Long>();
        var methods = new HashMap<String, Long>();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                Instant at = event.getStartTime();
                if (!event.getEventType().getName().equals("jdk.CPUTimeSample")
                        || at.isBefore(began)
                        || at.isAfter(ended)) {
                    continue;
                }
                long nanos = event.getDuration("samplingPeriod").toNanos();
                List<RecordedFrame> frames = event.getStackTrace() == null
                        ? List.of()
                        : event.getStackTrace().getFrames();
                owners.merge(owner(frames), nanos, Long::sum);
                methods.merge(frames.isEmpty() ? "(no stack)" : name(frames.getFirst()), nanos, Long::sum);
            }
        }
        table("CPU by whose code it is: the innermost frame that is not the JDK's", owners, runs);
        table("CPU by method: the innermost frame", methods, runs);
    }

    /** A package of ours, or a library; what only the JDK is on the stack of is called after its outermost frame. */
    private static String owner(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
                String[] parts = type.split("\\.", -1);
                return parts.length < 3 ? type : parts[0] + "." + parts[1] + "." + parts[2];
            }
        }
        return frames.isEmpty() ? "(no stack)" : "JDK: " + name(frames.getLast());
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    private static void table(String title, Map<String, Long> nanos, long runs) {
        long all = nanos.values().stream().mapToLong(Long::longValue).sum();
        System.out.printf("%n%s: %.1f µs a run%n", title, all / 1e3 / runs);
        nanos.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .filter(line -> line.getValue() / 1e3 / runs >= WORTH_A_LINE)
                .limit(METHODS)
                .forEach(line -> System.out.printf(
                        "  %-58s %6.1f µs  %4.1f %%%n",
                        line.getKey(), line.getValue() / 1e3 / runs, 100.0 * line.getValue() / all));
    }
}
