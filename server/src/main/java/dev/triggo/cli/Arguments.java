package dev.triggo.cli;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.UnknownNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The words after a command: options that take a value, switches, and the rest in order. */
final class Arguments {
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    /** Thrown when the words are no call of the command; the message says why. */
    static final class Misused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param withValue names of options that take a value, as {@code --name}
     * @param switches names of options that take none; {@code --json} is understood by every command
     */
    static Arguments parse(List<String> words, Set<String> withValue, Set<String> switches) {
        var arguments = new Arguments();
        var unknown = new LinkedHashSet<String>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String name = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
            if (!word.startsWith("--")) {
                arguments.words.add(word);
            } else if (withValue.contains(name)) {
                arguments.options.put(name, equals > 0 ? word.substring(equals + 1) : value(words, ++i, name));
            } else if (switches.contains(name) || name.equals("--json")) {
                arguments.options.put(name, "");
            } else {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            var known = new TreeSet<>(switches);
            known.addAll(withValue);
            known.add("--json");
            // Goes on with how it is called.
            String sentence = UnknownNames.in("the options", unknown, known).sentence();
            throw new Misused(sentence.substring(0, sentence.length() - 1));
        }
        return arguments;
    }

    private static String value(List<String> words, int at, String name) {
        if (at >= words.size()) {
            throw new Misused(name + " needs a value");
        }
        return words.get(at);
    }

    /** The word at this place, or Misused that says what is missing. */
    String word(int at, String what) {
        if (at >= words.size()) {
            throw new Misused(what + " is missing");
        }
        return words.get(at);
    }

    /** As {@link #word}, for what becomes a part of a path: Misused when it is no id or slug. */
    String name(int at, String what) {
        String name = word(at, what);
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new Misused("'" + name + "' is not " + what);
        }
        return name;
    }

    /** Misused when there are more words than these: one more may be a mistake that changes what is meant. */
    void atMost(int count) {
        if (words.size() > count) {
            throw new Misused("'" + words.get(count) + "' is one word too many");
        }
    }

    int count() {
        return words.size();
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** The value of an option as JSON has it; null without the option, Misused when it is no whole number. */
    @Nullable
    Json number(String name) {
        String given = options.get(name);
        return given == null ? null : whole(given, name);
    }

    /** The word at this place as JSON has it, or Misused when it is no whole number. */
    Json whole(int at, String what) {
        return whole(word(at, what), what);
    }

    private static Json whole(String given, String what) {
        if (!given.matches("[0-9]{1,9}")) {
            throw new Misused(what + " is a whole number");
        }
        return Json.of(Long.parseLong(given));
    }

    boolean json() {
        return has("--json");
    }
}
