package dev.triggo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.triggo.testing.WrittenDocs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may use whom: what the packages say of themselves, what their code does, and what the docs draw. */
class PackagePictureTest {
    private static final List<String> PURE = List.of("schema", "template", "yaml", "workflow", "engine");
    private static final List<String> SURFACES = List.of("mcp", "runtimeapi", "appapi", "oauth", "page");

    /** The left side leans on none of the right side, at any distance, whatever a {@code @MayUse} says. */
    private static final Map<List<String>, List<String>> NEVER_MEET = Map.of(
            List.of("runs"), List.of("nodes", "approvals", "triggers", "actions", "connectors", "egress", "sandbox"),
            List.of("connectors", "credentials", "limits"), List.of("runs"),
            List.of("library"), List.of("runs", "triggers"),
            List.of("triggers", "actions", "approvals", "runs"), List.of("http"),
            List.of("mcp"), List.of("runtimeapi", "appapi"),
            List.of("runtimeapi"), List.of("mcp", "appapi"),
            List.of("appapi"), List.of("mcp", "runtimeapi"));

    @Test
    void packagesUseExactlyWhatTheySay() {
        var faults = new ArrayList<String>();
        SortedMap<String, SortedSet<String>> declared = House.declared();
        House.used().forEach((name, used) -> {
            if (name.equals(House.SDK)) {
                if (!used.isEmpty()) {
                    faults.add("sdk is published alone and uses " + used);
                }
                return;
            }
            SortedSet<String> says = declared.get(name);
            if (says == null) {
                faults.add("'" + name + "' has no package-info with @MayUse");
                return;
            }
            without(used, says).forEach(to -> faults.add(name + " uses " + to + " and does not say so"));
            without(says, used).forEach(to -> faults.add(name + " says that it may use " + to + " and does not"));
        });
        none(faults);
    }

    @Test
    void theAllowedPictureHasNoCycle() {
        assertEquals(new TreeSet<>(), knot(House.declared()), "packages that lean on themselves in a circle");
    }

    @Test
    void someNeverMeet() {
        var graph = House.declared();
        var faults = new ArrayList<String>();
        NEVER_MEET.forEach(
                (from, to) -> from.forEach(one -> meets(graph, one, to).forEach(faults::add)));
        for (String one : PURE) {
            SortedSet<String> rest = without(House.packages(), PURE);
            rest.remove(House.KERNEL);
            meets(graph, one, rest).forEach(faults::add);
        }
        for (String one : House.packages()) {
            meets(graph, one, List.of("app")).forEach(faults::add);
        }
        none(faults);
    }

    @Test
    @Tag("docs")
    void thePictureInTheDocsIsTheCode() {
        WrittenDocs.mustSay("docs/packages.txt", picture(House.declared()));
    }

    @Test
    void onlySurfacesUseHttp() {
        var faults = new ArrayList<String>();
        House.used().forEach((name, used) -> {
            if (used.contains("http") && !SURFACES.contains(name) && !name.equals("app")) {
                faults.add(name + " uses http: incoming HTTP is for " + SURFACES + " and app");
            }
        });
        none(faults);
    }

    @Test
    void aPictureWithAKnotIsRefused() {
        var graph = new TreeMap<String, SortedSet<String>>();
        graph.put("a", new TreeSet<>(List.of("b")));
        graph.put("b", new TreeSet<>(List.of("c")));
        graph.put("c", new TreeSet<>(List.of("b")));
        assertEquals(new TreeSet<>(List.of("b", "c")), knot(graph));
    }

    private static Stream<String> meets(
            SortedMap<String, SortedSet<String>> graph, String from, Collection<String> forbidden) {
        return House.reach(graph, from).stream()
                .filter(to -> !to.equals(from) && forbidden.contains(to))
                .map(to -> from + " leans on " + to + ", and these two never meet");
    }

    private static SortedSet<String> knot(SortedMap<String, SortedSet<String>> graph) {
        var knot = new TreeSet<String>();
        graph.keySet().stream()
                .filter(name -> House.reach(graph, name).contains(name))
                .forEach(knot::add);
        return knot;
    }

    /** A line for each package, the highest level first: level, name, what it may use. */
    private static String picture(SortedMap<String, SortedSet<String>> graph) {
        SortedSet<String> knot = knot(graph);
        if (!knot.isEmpty()) {
            fail("a picture of a circle cannot be drawn: " + knot);
        }
        var levels = new TreeMap<String, Integer>();
        graph.keySet().forEach(name -> level(graph, name, levels));
        var text = new StringBuilder("Who may use whom, written by PackagePictureTest (./dev docs). "
                + "Level, package, what it may use; kernel is open to all.\n\n");
        graph.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<String, SortedSet<String>> entry) -> -levels.get(entry.getKey()))
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> "%d %-20s %s"
                        .formatted(
                                levels.get(entry.getKey()),
                                entry.getKey(),
                                entry.getValue().isEmpty() ? "" : "-> " + String.join(" ", entry.getValue()))
                        .stripTrailing())
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static int level(SortedMap<String, SortedSet<String>> graph, String name, Map<String, Integer> levels) {
        Integer known = levels.get(name);
        if (known != null) {
            return known;
        }
        int level = name.equals(House.KERNEL) ? 0 : 1;
        for (String to : graph.getOrDefault(name, new TreeSet<>())) {
            level = Math.max(level, 1 + level(graph, to, levels));
        }
        levels.put(name, level);
        return level;
    }

    private static SortedSet<String> without(Collection<String> all, Collection<String> left) {
        var rest = new TreeSet<>(all);
        rest.removeAll(left);
        return rest;
    }

    private static void none(List<String> faults) {
        assertTrue(faults.isEmpty(), () -> "\n" + String.join("\n", faults));
    }
}
