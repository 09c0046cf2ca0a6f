package dev.triggo.kernel;

import dev.triggo.testing.WrittenDocs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docs")
class ProblemsPageTest {
    @Test
    void theDocsListEveryProblem() {
        WrittenDocs.mustSay(
                "docs/problems.md",
                """
                # Problems

                Every code that an answer can carry, on both doors; written by ProblemsPageTest (`./dev docs`). The body is always
                `{"error": "<a sentence>", "code": "<CODE>", "details"?: [...], "requestId": "..."}`.

                """
                        + WrittenDocs.table(
                                List.of("Status", "Code", "Whose fault"),
                                Arrays.stream(ProblemCode.values())
                                        .map(code -> List.of(
                                                String.valueOf(code.status()),
                                                "`" + code + "`",
                                                switch (code.fault()) {
                                                    case CALLER -> "the caller's";
                                                    case LOAD -> "nobody's: too much at once, try again";
                                                    case OURS -> "ours, logged under the request id";
                                                }))
                                        .toList()));
    }
}
