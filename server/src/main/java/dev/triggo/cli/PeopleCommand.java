package dev.triggo.cli;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.people.Recovery;
import java.util.List;
import java.util.Set;

/** {@code triggo people}: who has an account in this machine's data, and help for those who cannot come in. */
final class PeopleCommand implements Command {
    private final LocalStore.Opener local;

    PeopleCommand(LocalStore.Opener local) {
        this.local = local;
    }

    @Override
    public String name() {
        return "people";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "people list                                    who has an account, and whether with a second factor",
                "people reset-second-factor EMAIL               for a lost authenticator: the password is enough again",
                "people reset-password EMAIL                    a link for another password, once, within an hour");
    }

    @Override
    public void run(List<String> words, Terminal terminal) {
        var arguments = Arguments.parse(words, Set.of(), Set.of("--local"));
        String what = arguments.word(0, "what to do: list, reset-second-factor or reset-password");
        switch (what) {
            case "list" -> {
                arguments.atMost(1);
                try (LocalStore store = local.open()) {
                    list(store.recovery(), arguments, terminal);
                }
            }
            case "reset-second-factor" -> {
                String email = email(arguments);
                try (LocalStore store = local.open()) {
                    store.recovery().resetSecondFactor(email);
                }
                show(
                        Json.object()
                                .put("email", email)
                                .put("secondFactor", false)
                                .build(),
                        email + " signs in with the password alone now, and is signed out everywhere.",
                        arguments,
                        terminal);
            }
            case "reset-password" -> {
                String email = email(arguments);
                try (LocalStore store = local.open()) {
                    link(store, email, arguments, terminal);
                }
            }
            default -> throw new Arguments.Misused("there is no 'people " + what + "'");
        }
    }

    private static String email(Arguments arguments) {
        String email = arguments.word(1, "the person's e-mail address");
        arguments.atMost(2);
        return email;
    }

    private static void list(Recovery recovery, Arguments arguments, Terminal terminal) {
        List<Json.Obj> people = recovery.people();
        if (arguments.json()) {
            terminal.json(
                    Json.object().put("people", Json.array(List.copyOf(people))).build());
            return;
        }
        terminal.table(
                List.of("EMAIL", "NAME", "SECOND FACTOR", "WORKSPACES"),
                people.stream()
                        .map(person -> List.of(
                                String.valueOf(person.text("email")),
                                String.valueOf(person.text("name")),
                                person.get("secondFactor") == Json.Bool.TRUE ? "on" : "off",
                                String.valueOf(person.get("workspaces"))))
                        .toList());
    }

    private static void link(LocalStore store, String email, Arguments arguments, Terminal terminal) {
        Recovery.Link link = store.recovery().passwordLink(email);
        String address = store.publicUrl() + "/sign-in#password-for=" + link.secret();
        show(
                Json.object()
                        .put("email", email)
                        .put("link", address)
                        .put("expiresAt", Times.iso(link.expiresAt()))
                        .build(),
                address,
                arguments,
                terminal);
        if (!arguments.json()) {
            terminal.err()
                    .println("Give this to " + email + " alone: it works once, until " + Times.iso(link.expiresAt())
                            + ". They are signed out everywhere, and owe their second factor as before.");
        }
    }

    private static void show(Json json, String text, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(json);
        } else {
            terminal.line(text);
        }
    }
}
