package dev.triggo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.redaction.Redactor;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that class files cannot tell: what the SQL in the sources touches, and words that must not stay. */
class SourceRulesTest {
    private static final Path SERVER = WrittenDocs.root().resolve("server/src/main");

    private static final Pattern TABLE = Pattern.compile("(?m)^CREATE TABLE (\\w+)");
    private static final Pattern OWNED_TABLE = Pattern.compile("(?m)^-- owner: ([\\w.]+)\\nCREATE TABLE (\\w+)");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static final Pattern START = Pattern.compile("Start[\\s*]+here:[\\s*]+\\{@link");

    /** Comments and characters are matched so that a quote in them opens nothing; a literal is what begins with a quote. */
    private static final Pattern LITERAL = Pattern.compile(
            "//[^\\n]*|/\\*(?s:.*?)\\*/|'(?:[^'\\\\\\n]|\\\\.)+'|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"");

    private static final String NAMED = "\\w+(?:\\s+(?:AS\\s+)?[a-z]\\w*)?";
    private static final Pattern TOUCHED = Pattern.compile(
            "\\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE)\\s+(" + NAMED + "(?:\\s*,\\s*" + NAMED + ")*)");
    private static final Pattern SMALL_SQL = Pattern.compile(
            "^\"+\\s*(select\\s.*\\sfrom\\s|insert\\s+into\\s|delete\\s+from\\s|update\\s+\\w+\\s+set\\s)",
            Pattern.DOTALL);

    @Test
    void tablesHaveOneOwner() {
        var faults = new ArrayList<String>();
        Map<String, String> owners = owners();
        literals((name, literal) -> {
            if (SMALL_SQL.matcher(literal).find()) {
                faults.add(name + ": SQL keywords are written in capitals, so that this test sees them: " + literal);
            }
            for (String table : tables(literal)) {
                if (!owners.getOrDefault(table, name).equals(name)) {
                    faults.add(name + " touches the table " + table + " of " + owners.get(table));
                }
            }
        });
        none(faults);
    }

    @Test
    void everyTableNamesItsOwner() {
        var faults = new ArrayList<String>();
        Map<String, String> owners = owners();
        for (Path file : files(SERVER.resolve("resources/db"), name -> name.endsWith(".sql"))) {
            TABLE.matcher(read(file))
                    .results()
                    .map(table -> table.group(1))
                    .filter(table -> !owners.containsKey(table))
                    .forEach(table -> faults.add(
                            file.getFileName() + ": no line '-- owner: PACKAGE' right above CREATE TABLE " + table));
        }
        none(faults);
    }

    @Test
    void journalOnlyGrows() {
        var faults = new ArrayList<String>();
        owners().forEach((table, owner) -> {
            if (owner.equals("journal")) {
                Pattern change = Pattern.compile("\\b(UPDATE|TRUNCATE(\\s+TABLE)?|DROP\\s+TABLE|REPLACE\\s+INTO"
                        + "|INSERT\\s+OR\\s+REPLACE\\s+INTO|ALTER\\s+TABLE)\\s+" + table + "\\b");
                // Runs that are recorded as retired go, and nothing else.
                Pattern deletion = Pattern.compile("\\bDELETE\\s+FROM\\s+" + table
                        + "\\b(?!(?s:.*)run_id = \\?(?s:.*)EXISTS(?s:.*)FROM journal_retired)");
                Pattern upsert = Pattern.compile("INTO\\s+" + table + "\\b(?s:.*)\\bDO\\s+UPDATE\\b");
                literals((name, literal) -> {
                    if (change.matcher(literal).find()
                            || deletion.matcher(literal).find()
                            || upsert.matcher(literal).find()) {
                        faults.add(name + " changes what was journaled: " + literal);
                    }
                });
            }
        });
        none(faults);
    }

    @Test
    void pureCodeTakesNoLock() {
        var faults = new ArrayList<String>();
        for (String name : List.of("engine", "workflow", "template", "schema", "yaml")) {
            for (Path file : files(SERVER.resolve("java/dev/triggo/" + name), any -> any.endsWith(".java"))) {
                if (Pattern.compile("\\bsynchronized\\s*[({]|\\bvolatile\\b")
                        .matcher(read(file))
                        .find()) {
                    faults.add(file.getFileName() + " takes a lock, and its package only computes");
                }
            }
        }
        none(faults);
    }

    @Test
    void packagesSayWhereToStart() {
        var faults = new ArrayList<String>();
        for (Path file : files(SERVER.resolve("java"), name -> name.equals("package-info.java"))) {
            String text = read(file);
            String name = file.getParent().getFileName().toString();
            if (!START.matcher(text).find()) {
                faults.add(name + ": package-info says nowhere to start");
            }
            if (!text.contains("@NullMarked")) {
                faults.add(name + ": package-info is not @NullMarked");
            }
        }
        none(faults);
    }

    @Test
    void nothingIsLeftForLater() {
        // Put together, so that this file does not hold them.
        Pattern later = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b|being writ" + "ten");
        var faults = new ArrayList<String>();
        for (String folder : List.of("server/src", "connector-sdk/src", "config", "docs")) {
            for (Path file : files(
                    WrittenDocs.root().resolve(folder), name -> name.matches(".*\\.(java|sql|sh|md|xml|js|yml)"))) {
                Matcher found = later.matcher(read(file));
                if (found.find()) {
                    faults.add(WrittenDocs.root().relativize(file) + ": " + found.group());
                }
            }
        }
        none(faults);
    }

    @Test
    void docsLinkToWhatIsThere() {
        var faults = new ArrayList<String>();
        var documents = new ArrayList<>(files(WrittenDocs.root().resolve("docs"), name -> name.endsWith(".md")));
        documents.add(WrittenDocs.root().resolve("README.md"));
        documents.add(WrittenDocs.root().resolve("AGENTS.md"));
        for (Path document : documents) {
            LINK.matcher(read(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains(":") && !link.startsWith("#"))
                    .filter(link -> !Files.exists(document.resolveSibling(link.replaceFirst("#.*", ""))))
                    .forEach(link -> faults.add(document.getFileName() + " links to " + link + ", which is not there"));
        }
        none(faults);
    }

    /** Refusals are blanked like all that goes out: a sentence that looks like a secret would lose its end. */
    @Test
    void noSentenceOfOursLooksLikeASecret() {
        var faults = new ArrayList<String>();
        literals((name, literal) -> {
            boolean isSentence = literal.matches("\"[A-Z' ].* .*\"")
                    && !TOUCHED.matcher(literal).find();
            if (isSentence && !name.equals("redaction") && Redactor.standard().finds(literal)) {
                faults.add(name + " says " + Redactor.standard().redact(literal));
            }
        });
        none(faults);
    }

    @Test
    void readsLiteralsOfBothForms() {
        assertEquals(
                List.of("\"SELECT 1\"", "\"\"\"\n SELECT \"a\" FROM b\"\"\"", "\"q\\\"\""),
                literals(
                                "x(\"SELECT 1\", '\"', \"\"\"\n SELECT \"a\" FROM b\"\"\", 'c', /* \" */ \"q\\\"\"); // don't \"")
                        .toList());
    }

    @Test
    void seesTheTablesOfAStatement() {
        assertEquals(
                List.of("runs", "keys", "actions", "steps"),
                tables("SELECT a, b FROM runs r, keys AS k JOIN actions ON a = b WHERE EXISTS (SELECT 1 FROM steps)"));
        assertEquals(List.of("quota"), tables("INSERT INTO quota (person, runs) VALUES (?, 1)"));
        assertEquals(List.of("runs"), tables("UPDATE runs SET a = 1"));
    }

    private interface SeenLiteral {
        void in(String packageName, String literal);
    }

    /** Hands over every string literal of the server with the package that it stands in. */
    private static void literals(SeenLiteral seen) {
        Path root = SERVER.resolve("java/dev/triggo");
        for (Path file : files(root, name -> name.endsWith(".java"))) {
            String name = root.relativize(file.getParent()).toString().replace('/', '.');
            literals(read(file)).forEach(literal -> seen.in(name, literal));
        }
    }

    private static Stream<String> literals(String source) {
        return LITERAL.matcher(source).results().map(MatchResult::group).filter(found -> found.startsWith("\""));
    }

    private static List<String> tables(String sql) {
        return TOUCHED.matcher(sql)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",")))
                .map(table -> table.strip().split("\\s")[0])
                .toList();
    }

    /** The package that each table belongs to, as the migrations say. */
    private static Map<String, String> owners() {
        var owners = new TreeMap<String, String>();
        for (Path file : files(SERVER.resolve("resources/db"), name -> name.endsWith(".sql"))) {
            OWNED_TABLE.matcher(read(file)).results().forEach(found -> owners.put(found.group(2), found.group(1)));
        }
        return owners;
    }

    private static List<Path> files(Path folder, Predicate<String> names) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> names.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void none(List<String> faults) {
        assertTrue(faults.isEmpty(), () -> "\n" + String.join("\n", faults));
    }
}
