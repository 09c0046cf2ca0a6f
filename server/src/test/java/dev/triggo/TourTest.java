package dev.triggo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Walks docs/tour.md. A stop is a line {@code 3. `actions.Actions` – what happens there}. Each stop leads to the next: its
 * class, or one of its package that it leads to, uses the next stop's class. A hop that the wiring makes, through an
 * interface, is marked {@code 7. `nodes.NodeKinds` (wired) – …}; then {@code app} uses the class. {@code (back)} marks the
 * return to an earlier stop.
 */
class TourTest {
    private static final Pattern STOP = Pattern.compile("(?m)^\\d+\\. `([\\w.]+)`(?: \\((wired|back)\\))?");

    private record Stop(String name, String mark) {}

    @Test
    void theTourIsTrue() throws IOException {
        List<Stop> stops = stops(Files.readString(WrittenDocs.root().resolve("docs/tour.md")));
        Map<String, JavaClass> classes = House.MAIN.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.toMap(type -> type.getName().replaceFirst("^dev\\.triggo\\.", ""), type -> type));
        assertFalse(stops.isEmpty() && classes.containsKey("app.Main"), "there is a server, and no tour of it");
        var faults = new ArrayList<String>();
        var visited = new ArrayList<JavaClass>();
        for (Stop stop : stops) {
            JavaClass here = classes.get(stop.name);
            if (here == null) {
                faults.add("the class " + stop.name + " is gone");
                continue;
            }
            if (!isReached(here, stop.mark, visited)) {
                faults.add(stop.name + " is not reached "
                        + (visited.isEmpty() ? "" : "from " + visited.getLast().getSimpleName())
                        + (stop.mark.isEmpty() ? "" : " as " + stop.mark));
            }
            visited.add(here);
        }
        assertTrue(faults.isEmpty(), () -> "docs/tour.md: " + String.join("; ", faults));
    }

    private static boolean isReached(JavaClass here, String mark, List<JavaClass> visited) {
        return switch (mark) {
            case "wired" -> House.in("app").stream().anyMatch(type -> uses(type, here));
            case "back" -> visited.contains(here);
            default -> visited.isEmpty() || leadsTo(visited.getLast(), here);
        };
    }

    @Test
    void readsStopsAndMarks() {
        assertEquals(
                List.of(new Stop("runs.Runs", ""), new Stop("nodes.NodeKinds", "wired"), new Stop("runs.Runs", "back")),
                stops(
                        "# Tour\n\n1. `runs.Runs` – one transaction\n   more `text.Here`\n2. `nodes.NodeKinds` (wired) – one thing\n3. `runs.Runs` (back) – on\n"));
    }

    private static List<Stop> stops(String text) {
        return STOP.matcher(text)
                .results()
                .map(found -> new Stop(found.group(1), found.group(2) == null ? "" : found.group(2)))
                .toList();
    }

    private static boolean leadsTo(JavaClass from, JavaClass to) {
        Set<JavaClass> seen = new LinkedHashSet<>(Set.of(from));
        var open = new ArrayList<>(seen);
        while (!open.isEmpty()) {
            JavaClass at = open.removeLast();
            if (uses(at, to)) {
                return true;
            }
            House.in(House.packageOf(from)).stream()
                    .filter(next -> uses(at, House.topLevel(next)) && seen.add(House.topLevel(next)))
                    .forEach(next -> open.add(House.topLevel(next)));
        }
        return false;
    }

    /** True when a class, or one written inside it, leans on another. */
    private static boolean uses(JavaClass from, JavaClass to) {
        return House.in(House.packageOf(from)).stream()
                .filter(type -> House.topLevel(type).equals(House.topLevel(from)))
                .flatMap(House::targets)
                .anyMatch(type ->
                        House.topLevel(type).equals(to) && !House.topLevel(from).equals(to));
    }
}
