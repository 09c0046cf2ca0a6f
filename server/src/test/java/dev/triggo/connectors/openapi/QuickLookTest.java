package dev.triggo.connectors.openapi;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuickLookTest {
    @Test
    void look() throws Exception {
        String dir = System.getProperty("user.dir").contains("server") ? "/work/shared/openapi" : "/work/shared/openapi";
        try (var files = Files.list(Path.of(dir))) {
            for (Path file : files.sorted().toList()) {
                long began = System.nanoTime();
                String text = Files.readString(file);
                try {
                    var document = ApiDocument.openApi(text);
                    long parsed = System.nanoTime();
                    var made = document.make(new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null));
                    made.connector().connector(document.suggestedName(), made.operations());
                    long size = made.operations().stream().mapToLong(o -> o.toJson().write().length()).sum();
                    System.out.printf("LOOK %s %s found %d built %d auth %s servers %s parse %d ms, make %d ms, size %d, largest %d, no example %d%n", file.getFileName(), document.suggestedName(), made.found(),
                            made.operations().size(), made.connector().auth().kind(), made.connector().servers().urls(), (parsed - began) / 1_000_000,
                            (System.nanoTime() - parsed) / 1_000_000, size, made.operations().stream().mapToLong(o -> o.toJson().write().length()).max().orElse(0),
                            made.operations().stream().filter(o -> ((dev.triggo.kernel.Json.Obj) o.schemas().example().get("input")).fields().isEmpty() && o.schemas().input().has("required")).count());
                    made.problems().stream().limit(6).forEach(p -> System.out.println("LOOK    " + p));
                    System.out.println("LOOK    " + made.operations().get(1).toJson().write().transform(t -> t.substring(0, Math.min(t.length(), 900))));
                } catch (BuildRefused refused) {
                    System.out.println("LOOK " + file.getFileName() + " refused " + refused.problems());
                }
            }
        }
    }
}
