package dev.triggo.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official JSON Schema test suite, 2020-12. Left out are the groups that need what we refuse on purpose: references to
 * other documents, {@code $id} below the top, other dialects.
 */
class TestSuiteTest {
    private static final Set<String> REFUSED_ON_PURPOSE = Set.of("$ref", "$dynamicRef", "$id", "$schema");

    static List<Path> files() throws IOException, URISyntaxException {
        var folder = Objects.requireNonNull(TestSuiteTest.class.getResource("/json-schema-test-suite"));
        try (Stream<Path> files = Files.walk(Path.of(folder.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void agreesWithTheOfficialSuite(Path file) throws IOException {
        int cases = 0;
        for (Json group : ((Json.Arr) Json.parse(Files.readAllBytes(file))).items()) {
            Json.Obj fields = (Json.Obj) group;
            Json schema = Objects.requireNonNull(fields.get("schema"));
            List<SchemaError> faults = JsonSchema.faults(schema);
            if (!faults.isEmpty()) {
                assertTrue(
                        faults.stream().anyMatch(fault -> REFUSED_ON_PURPOSE.contains(fault.keyword())),
                        () -> fields.text("description") + ": " + faults);
                continue;
            }
            JsonSchema compiled = JsonSchema.compile(schema);
            for (Json test : ((Json.Arr) Objects.requireNonNull(fields.get("tests"))).items()) {
                Json.Obj one = (Json.Obj) test;
                List<SchemaError> errors = compiled.check(Objects.requireNonNull(one.get("data")));
                assertEquals(
                        one.get("valid"),
                        Json.of(errors.isEmpty()),
                        () -> fields.text("description") + " / " + one.text("description") + ": " + errors);
                cases++;
            }
        }
        if (cases == 0 && !Set.of("defs.json").contains(file.getFileName().toString())) {
            fail("no case of " + file + " was tried");
        }
    }
}
