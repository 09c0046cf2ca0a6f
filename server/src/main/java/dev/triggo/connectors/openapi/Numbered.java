package dev.triggo.connectors.openapi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names that all differ. The last number of each is kept: to count from the start again costs the square of their count. */
final class Numbered {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    boolean isTaken(String name) {
        return taken.contains(name);
    }

    /** The name, with a number behind it when another has it. */
    String of(String wanted) {
        String free = wanted;
        while (!taken.add(free)) {
            free = wanted + "_" + (numbers.merge(wanted, 1, Integer::sum) + 1);
        }
        return free;
    }
}
