package dev.triggo.app;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Where the process begins: {@code serve} starts the server, every other word is a command. */
public final class Main {
    private Main() {}

    public static void main(String[] words) throws InterruptedException {
        int code = run(Arrays.asList(words), System.getenv());
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(List<String> words, Map<String, String> environment) throws InterruptedException {
        var terminal = new Terminal(System.out, System.err);
        String command = words.isEmpty() ? "serve" : words.getFirst();
        try {
            if (command.equals("serve") && words.size() < 2) {
                return serve(Settings.read(environment), false);
            }
            if (command.equals("quickstart") && words.size() < 2) {
                return serve(Settings.read(environment), true);
            }
            return new Cli(
                            environment,
                            () -> LocalData.open(Settings.read(environment)),
                            new Doctor(environment),
                            Clock.systemUTC(),
                            terminal)
                    .run(words);
        } catch (Settings.Wrong wrong) {
            System.err.println(wrong.getMessage());
            return 1;
        }
    }

    /** Serves until the process is told to end; with the example shown first where {@code quickstart} asks for it. */
    private static int serve(Settings given, boolean quickstart) throws InterruptedException {
        try {
            Settings settings = given.settled();
            return quickstart
                    ? serveAt(settings.callingItself(), Quickstart.key(settings, System.out))
                    : serveAt(settings, null);
        } catch (UncheckedIOException cannotListen) {
            System.err.println(bindFault(given, cannotListen));
            return 1;
        } catch (IllegalStateException cannotStart) {
            System.err.println(cannotStart.getMessage());
            return 1;
        }
    }

    private static int serveAt(Settings settings, @Nullable String quickstartKey) throws InterruptedException {
        try (Server server = Server.start(settings)) {
            System.out.println("Triggo is ready at " + server.address());
            if (server.setupToken() != null) {
                System.out.println("Nobody has an account yet; make the first one at " + server.address() + "/setup#"
                        + server.setupToken());
            }
            if (quickstartKey != null) {
                new Quickstart(System.out, server.loopback(), quickstartKey, settings.dataDir()).run();
            }
            var stop = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                server.close();
                stop.countDown();
            }));
            stop.await();
            return 0;
        }
    }

    private static String bindFault(Settings settings, UncheckedIOException fault) {
        return "RUNTIME_PORT: cannot listen on " + settings.host() + ":" + settings.port()
                + "; stop what uses the port, or set another. (" + fault.getMessage() + ")";
    }
}
