package dev.triggo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.sdk.ErrorCode;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of step errors names every code that the sources give to a step or a run. */
class StepErrorsPageTest {
    private static final Pattern GIVEN = Pattern.compile(
            "(?:Outcome\\.[fF]ailed|new StepError)\\(\\s*\"([A-Z][A-Z_]+)\"|String [A-Z_]+ = \"([A-Z_]{5,})\";");
    private static final List<String> PACKAGES = List.of("engine", "nodes", "runs");

    @Test
    void namesEveryCode() throws IOException {
        String page = Files.readString(WrittenDocs.root().resolve("docs/step-errors.md"));
        Set<String> missing = new TreeSet<>();
        Arrays.stream(ErrorCode.values()).map(Enum::name).forEach(missing::add);
        for (String name : PACKAGES) {
            try (var files = Files.list(WrittenDocs.root()
                    .resolve("server/src/main/java/dev/triggo")
                    .resolve(name))) {
                for (Path file : files.toList()) {
                    boolean codes = file.endsWith("StepCodes.java");
                    GIVEN.matcher(Files.readString(file)).results().forEach(found -> {
                        String code = found.group(1);
                        if (code != null || codes) {
                            missing.add(code == null ? found.group(2) : code);
                        }
                    });
                }
            }
        }
        missing.removeIf(code -> page.contains("`" + code + "`"));
        assertEquals(Set.of(), missing);
    }
}
