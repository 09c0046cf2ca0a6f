package dev.triggo;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.triggo.kernel.MayUse;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The server's own classes and packages, as the rules look at them. Packages go by their name below {@code dev.triggo}. */
final class House {
    static final String ROOT = "dev.triggo";
    static final String KERNEL = "kernel";
    /** The other module: it cannot carry {@link MayUse}, which is the server's. */
    static final String SDK = "sdk";

    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

    static final JavaClasses MAIN = ALL.that(DescribedPredicate.describe("main", type -> !isTest(type)));
    static final JavaClasses TESTS = ALL.that(DescribedPredicate.describe("tests", House::isTest));

    private House() {}

    private static boolean isTest(JavaClass type) {
        return type.getSource().orElseThrow().getUri().toString().contains("/test-classes/");
    }

    /** The package of a class below the root, or null for a class that is not ours. */
    static String packageOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (name.equals(ROOT)) {
            return "";
        }
        if (name.startsWith(ROOT + "." + SDK + ".")) {
            return SDK;
        }
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : null;
    }

    /** The class in whose file a class is written. */
    static JavaClass topLevel(JavaClass type) {
        JavaClass top = type.getBaseComponentType();
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top;
    }

    /** All classes of one package, nested ones included. */
    static List<JavaClass> in(String... packages) {
        List<String> wanted = List.of(packages);
        return MAIN.stream().filter(type -> wanted.contains(packageOf(type))).toList();
    }

    /** All classes of every package but these. */
    static List<JavaClass> outside(String... packages) {
        List<String> left = List.of(packages);
        return MAIN.stream().filter(type -> !left.contains(packageOf(type))).toList();
    }

    static boolean isPackageInfo(JavaClass type) {
        return type.getSimpleName().equals("package-info");
    }

    /** Every package that holds a class or a package-info. */
    static SortedSet<String> packages() {
        var names = new TreeSet<String>();
        MAIN.forEach(type -> names.add(packageOf(type)));
        return names;
    }

    /** What each package says that it may use; a package that says nothing is missing. */
    static SortedMap<String, SortedSet<String>> declared() {
        var graph = new TreeMap<String, SortedSet<String>>();
        for (JavaClass type : MAIN) {
            if (isPackageInfo(type) && type.isAnnotatedWith(MayUse.class)) {
                graph.put(
                        packageOf(type),
                        new TreeSet<>(Arrays.asList(
                                type.getAnnotationOfType(MayUse.class).value())));
            }
        }
        return graph;
    }

    /** What the classes of each package really use of the others; kernel, open to all, is left out. */
    static SortedMap<String, SortedSet<String>> used() {
        var graph = new TreeMap<String, SortedSet<String>>();
        packages().forEach(name -> graph.put(name, new TreeSet<>()));
        for (JavaClass type : MAIN) {
            String from = packageOf(type);
            targets(type)
                    .map(House::packageOf)
                    .filter(to -> to != null && !to.equals(from) && !to.equals(KERNEL))
                    .forEach(to -> graph.get(from).add(to));
        }
        return graph;
    }

    /** The classes that a class leans on directly, arrays unwrapped. */
    static Stream<JavaClass> targets(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(use -> use.getTargetClass().getBaseComponentType());
    }

    /** True when the source of some class imports a class, or something of it. */
    static boolean isImported(JavaClass type) {
        Pattern line = Pattern.compile("(?m)^import (static )?" + Pattern.quote(type.getName()) + "[.;]");
        try (var files = Files.walk(WrittenDocs.root().resolve("server/src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (line.matcher(Files.readString(file)).find()) {
                    return true;
                }
            }
            return false;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** All that can be reached from a start, the start left out unless a cycle leads back to it. */
    static <T> Set<T> reach(Map<T, ? extends Collection<T>> graph, T start) {
        var found = new LinkedHashSet<T>();
        var open = new ArrayDeque<T>(List.of(start));
        while (!open.isEmpty()) {
            for (T next : graph.containsKey(open.peek()) ? graph.get(open.peek()) : List.<T>of()) {
                if (found.add(next)) {
                    open.add(next);
                }
            }
            open.remove();
        }
        return found;
    }
}
