package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a manifest is told where it is, all of it; {@code RequestsTest} has one that is right. */
class ManifestDocumentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /name /operations",
                "{\"name\": \"x\"} | /operations",
                "{\"name\": \"x\", \"operations\": [7]} | /operations/0",
                "{\"name\": \"x\", \"operations\": [{\"name\": \"a\", \"method\": \"FETCH\", \"more\": 1}]}"
                        + " | /operations/0/more /operations/0/method /operations/0/path",
                // As a whole: each of its fields would be one that a manifest has not.
                "{\"openapi\": \"3.1.0\", \"info\": {}, \"paths\": {}} | \"\"",
                "{\"swagger\": \"2.0\", \"info\": {}, \"paths\": {}} | \"\"",
            })
    void eachFaultIsToldWhereItIs(String manifest, String paths) {
        List<String> told = assertThrows(BuildRefused.class, () -> ApiDocument.manifest(manifest)).problems().stream()
                .map(BuildProblem::path)
                .toList();
        assertEquals(List.of(paths.replace("\"", "").split(" ")), told);
    }
}
