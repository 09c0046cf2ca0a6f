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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Walks docs/tour.md. A stop is a line {@code 3. `actions.Actions` – what happens there}. Each stop leads to the next: its
 * class, or one of its package that it leads to, uses the next stop's class. A hop that the wiring makes, through an
 * interface, is marked {@code 7. `nodes.NodeKinds` (wired) – …}; then {@code app} uses the class.
 */
class TourTest {
    private static final Pattern STOP = Pattern.compile("(?m)^\\d+\\. `([\\w.]+)`( \\(wired\\))?");

    private record Stop(String name, boolean wired) {}

    @Test
    void theTourIsTrue() throws IOException {
        List<Stop> stops = stops(Files.readString(WrittenDocs.root().resolve("docs/tour.md")));
        Map<String, JavaClass> classes = House.MAIN.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.toMap(type -> type.getName().replaceFirst("^dev\\.triggo\\.", ""), type -> type));
        assertFalse(stops.isEmpty() && classes.containsKey("app.Main"), "there is a server, and no tour of it");
        var faults = new ArrayList<String>();
        Optional<JavaClass> before = Optional.empty();
        for (Stop stop : stops) {
            JavaClass here = classes.get(stop.name);
            if (here == null) {
                faults.add("the class " + stop.name + " is gone");
            } else if (stop.wired && House.in("app").stream().noneMatch(type -> uses(type, here))) {
                faults.add("app does not wire " + stop.name);
            } else if (!stop.wired && before.isPresent() && !leadsTo(before.get(), here)) {
                faults.add(before.get().getSimpleName() + " does not lead to " + stop.name);
            }
            before = Optional.ofNullable(here);
        }
        assertTrue(faults.isEmpty(), () -> "docs/tour.md: " + String.join("; ", faults));
    }

    @Test
    void readsStopsAndMarks() {
        assertEquals(
                List.of(new Stop("runs.Runs", false), new Stop("nodes.NodeKinds", true)),
                stops(
                        "# Tour\n\n1. `runs.Runs` – one transaction\n   more `text.Here`\n2. `nodes.NodeKinds` (wired) – one thing\n"));
    }

    private static List<Stop> stops(String text) {
        return STOP.matcher(text)
                .results()
                .map(found -> new Stop(found.group(1), found.group(2) != null))
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
