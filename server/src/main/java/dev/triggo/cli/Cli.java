package dev.triggo.cli;

import dev.triggo.kernel.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The table of commands. Exit codes: 0 done, 1 refused or failed, 2 wrong call. */
public final class Cli {
    private final List<Command> commands;
    private final Terminal terminal;

    /** {@code environment} holds TRIGGO_URL and TRIGGO_API_KEY; {@code doctor} is what the server knows of itself. */
    public Cli(
            Map<String, String> environment, LocalStore.Opener local, Checkup doctor, Clock clock, Terminal terminal) {
        this.terminal = terminal;
        this.commands = List.of(
                new KeysCommand(local, clock),
                new WorkspacesCommand(local),
                new ConnectionsCommand(local),
                new PeopleCommand(local),
                new RotateCommand(local),
                new WorkflowsCommand(environment),
                new ConnectorsCommand(environment),
                new RunCommand(environment),
                new RunsCommand(environment),
                new TriggersCommand(environment),
                new DoctorCommand(doctor));
    }

    /** Runs the command that the first word names; returns the exit code. */
    public int run(List<String> words) throws InterruptedException {
        String name = words.isEmpty() ? "help" : words.getFirst();
        for (Command command : commands) {
            if (command.name().equals(name)) {
                return run(command, words.subList(1, words.size()));
            }
        }
        boolean asked = List.of("help", "--help", "-h").contains(name);
        if (!asked) {
            terminal.err().println("There is no command '" + name + "'.");
        }
        usage();
        return asked ? 0 : 2;
    }

    private int run(Command command, List<String> words) throws InterruptedException {
        try {
            command.run(words, terminal);
            return 0;
        } catch (Arguments.Misused misused) {
            terminal.err().println(misused.getMessage() + ". It is called so:");
            command.usage().forEach(line -> terminal.err().println(called(line)));
            return 2;
        } catch (Command.Failed failed) {
            terminal.err().println(failed.getMessage());
            return 1;
        } catch (Problem refusal) {
            terminal.err().println(refusal.code() + ": " + refusal.sentence());
            refusal.details().forEach(detail -> terminal.err().println("  " + detail.write()));
            return 1;
        } catch (IllegalStateException | IllegalArgumentException fault) {
            terminal.err().println(fault.getMessage());
            return 1;
        }
    }

    private void usage() {
        terminal.out().println("""
                Triggo: workflows that AI agents can call.

                  triggo serve                                   start the server (also without a word)
                  triggo quickstart                              start it with an example and show how to call it""");
        commands.forEach(
                command -> command.usage().forEach(line -> terminal.out().println(called(line))));
        terminal.out().println("""

                Commands about a server speak to TRIGGO_URL (http://localhost:8090) with TRIGGO_API_KEY.
                --json prints what a program can read. Settings: docs/settings.md.""");
    }

    /** A line that begins with a space goes on with the one before it. */
    private static String called(String usage) {
        return (usage.startsWith(" ") ? "         " : "  triggo ") + usage;
    }
}
