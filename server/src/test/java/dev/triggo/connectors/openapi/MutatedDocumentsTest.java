package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.campaign.Scale;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents that are nearly sound, and one that is as large as one may be. */
@Timeout(120)
class MutatedDocumentsTest {
    private static final List<Json> HOSTILE = Stream.of(
                    "null",
                    "true",
                    "-1",
                    "1e400",
                    "99999999999999999999999",
                    "\"\"",
                    "\"x\"",
                    "\"\\u0000\\u202e\\n\"",
                    "\"../..\"",
                    "\"http://169.254.169.254/\"",
                    "\"(a+)+$\"",
                    "[]",
                    "[null]",
                    "[[]]",
                    "{}",
                    "{\"\": {}}",
                    "{\"__proto__\": {\"type\": \"object\"}}",
                    "{\"$ref\": \"#\"}",
                    "{\"$ref\": \"#/paths\"}",
                    "{\"$ref\": \"http://127.0.0.1:1/x\"}",
                    "{\"allOf\": [{\"$ref\": \"#\"}, {\"$ref\": \"#/components\"}]}",
                    "{\"type\": \"object\", \"required\": [\"a\", \"a\", 7], \"properties\": {\"a\": false}}")
            .map(Json::parse)
            .toList();

    /** Whatever is changed in a real document, the build ends, in a connector or a refusal. */
    @Test
    void mutatedDocumentsEndInAResultOrARefusal() throws Exception {
        var chance = new Random(20261125);
        var sources = new ArrayList<String>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/openapi"))) {
            for (Path file : files.sorted().toList()) {
                sources.add(Files.readString(file));
            }
        }
        String[] bits = {
            "{}",
            "[]",
            "null",
            "\"\"",
            "-1",
            "1e9",
            "true",
            "\"#/paths\"",
            "{\"$ref\": \"#\"}",
            "&a",
            "*a",
            "\u0000",
            ":"
        };
        int made = 0;
        for (int i = 0; i < 600; i++) {
            var text = new StringBuilder(sources.get(i % sources.size()));
            for (int n = chance.nextInt(4); n >= 0; n--) {
                int at = chance.nextInt(text.length());
                int end = Math.min(text.length(), at + chance.nextInt(12));
                text.replace(at, end, bits[chance.nextInt(bits.length)]);
            }
            try {
                var result = HostileDocumentsTest.made(text.toString());
                result.operations().forEach(operation -> result.connector().action(operation));
                made++;
            } catch (BuildRefused refused) {
                refused.problems().forEach(HostileDocumentsTest::isClear);
            }
        }
        assertTrue(made > 60, "only " + made + " were made: the rest proves nothing");
    }

    @Test
    void allValuesReplacedOneByOneEndInAResultOrARefusal() throws Exception {
        Json.Obj document =
                DocumentText.read(Files.readString(Path.of("src/test/resources/openapi/bodies.openapi30.json")));
        var places = new ArrayList<List<String>>();
        places(document, List.of(), places);
        List<Json> others =
                List.of(Json.Null.NULL, Json.of(7), Json.of("x"), Json.EMPTY_ARRAY, Json.EMPTY_OBJECT, Json.of(true));
        for (int i = 0; i < places.size(); i++) {
            Json changed = replaced(document, places.get(i), others.get(i % others.size()));
            try {
                var result = HostileDocumentsTest.made(changed.write());
                result.operations().forEach(operation -> result.connector().action(operation));
            } catch (BuildRefused refused) {
                refused.problems().forEach(HostileDocumentsTest::isClear);
            }
        }
        assertTrue(places.size() > 200, () -> "only " + places.size());
    }

    /** Parts of real documents, with values of any place replaced: what strangers write is rarely as wrong as ours. */
    @Test
    void realDocumentsWithWrongValuesEndInAResultOrARefusal() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(OpenApiDocumentsTest.shared()), "the real documents are not here");
        var chance = new Random(7);
        int made = 0;
        int tried = 0;
        try (Stream<Path> files = Files.list(OpenApiDocumentsTest.shared())) {
            for (Path file : files.sorted().toList()) {
                Json.Obj whole = DocumentText.read(Files.readString(file));
                var paths = new ArrayList<>(
                        JsonParts.object(whole.get("paths")).fields().entrySet());
                for (int round = Scale.of(12, 100); round > 0; round--) {
                    var some = Json.object();
                    for (int n = 0; n < 6; n++) {
                        var path = paths.get(chance.nextInt(paths.size()));
                        some.put(path.getKey(), path.getValue());
                    }
                    Json changed = whole.with("paths", some.build());
                    for (int n = 0; n < 4; n++) {
                        changed = spoiled(changed, n < 2, chance);
                    }
                    tried++;
                    try {
                        var result = HostileDocumentsTest.made(changed.write());
                        result.problems().forEach(HostileDocumentsTest::isClear);
                        result.operations()
                                .forEach(operation -> result.connector().action(operation));
                        made++;
                    } catch (BuildRefused refused) {
                        refused.problems().forEach(HostileDocumentsTest::isClear);
                    }
                }
            }
        }
        assertTrue(made > tried / 4, "only " + made + " of " + tried + " were made: the rest proves nothing");
    }

    /** With one value replaced: inside the paths, or wherever it comes. */
    private static Json spoiled(Json document, boolean inPaths, Random chance) {
        var way = new ArrayList<String>();
        Json at = document;
        while (!way.isEmpty() || at instanceof Json.Obj) {
            List<String> inside = switch (at) {
                case Json.Obj object -> List.copyOf(object.fields().keySet());
                case Json.Arr array ->
                    IntStream.range(0, array.items().size())
                            .mapToObj(Integer::toString)
                            .toList();
                case Json scalar -> List.of();
            };
            if (inside.isEmpty() || (way.size() > 3 && chance.nextInt(6) == 0)) {
                break;
            }
            String step = way.isEmpty() && inPaths ? "paths" : inside.get(chance.nextInt(inside.size()));
            way.add(step);
            at = at instanceof Json.Arr array
                    ? array.items().get(Integer.parseInt(step))
                    : Objects.requireNonNull(((Json.Obj) at).get(step));
        }
        return replaced(document, way, HOSTILE.get(chance.nextInt(HOSTILE.size())));
    }

    private static void places(Json value, List<String> path, List<List<String>> places) {
        if (value instanceof Json.Obj object) {
            object.fields().forEach((name, inner) -> {
                var here = new ArrayList<>(path);
                here.add(name);
                places.add(here);
                places(inner, here, places);
            });
        } else if (value instanceof Json.Arr array) {
            for (int i = 0; i < array.items().size(); i++) {
                var here = new ArrayList<>(path);
                here.add(Integer.toString(i));
                places.add(here);
                places(array.items().get(i), here, places);
            }
        }
    }

    private static Json replaced(Json value, List<String> path, Json other) {
        if (path.isEmpty()) {
            return other;
        }
        List<String> rest = path.subList(1, path.size());
        return switch (value) {
            case Json.Obj object -> object.with(path.getFirst(), replaced(object.get(path.getFirst()), rest, other));
            case Json.Arr array -> {
                var items = new ArrayList<>(array.items());
                int at = Integer.parseInt(path.getFirst());
                items.set(at, replaced(items.get(at), rest, other));
                yield Json.array(items);
            }
            case Json scalar -> scalar;
        };
    }

    @Test
    void aDocumentOfTenMebibytesIsBuiltInTime(@TempDir Path folder) throws Exception {
        String text = large();
        Files.writeString(folder.resolve("large.json"), text);
        long began = System.nanoTime();
        long[] kept = {0};
        var made = ApiDocument.openApi(text)
                .make(
                        new ApiDocument.Making(null, Include.ALL, java.util.Map.of(), url -> null),
                        operation -> kept[0] += operation.toJson().write().length());
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.printf(
                "a document of %,d bytes with %,d operations was built in %,d ms, %,d characters%n",
                text.length(), made.built(), millis, kept[0]);
        assertEquals(made.found(), made.built());
        assertTrue(text.length() > 10_000_000 && text.length() <= 10 << 20);
        // What is kept does not grow with how often a schema is referred to. The campaign looks at time and heap.
        assertTrue(kept[0] < 7L * text.length(), () -> kept[0] + " characters are kept");
    }

    /** About as real documents are: long texts, some schemas that many share. */
    static String large() {
        var schemas = IntStream.range(0, 400)
                .mapToObj(i -> "\"S" + i + "\": {\"type\": \"object\", \"description\": \"" + "About this. ".repeat(20)
                        + "\", \"properties\": {\"id\": {\"type\": \"string\"}, \"n\": {\"type\": \"integer\"}, \"next\": {\"$ref\":"
                        + " \"#/components/schemas/S" + (i + 1) % 400
                        + "\"}, \"list\": {\"type\": \"array\", \"items\": {\"$ref\":"
                        + " \"#/components/schemas/S" + (i * 7) % 400 + "\"}}}}")
                .collect(Collectors.joining(","));
        var paths = new StringBuilder();
        int size = schemas.length();
        for (int i = 0; size + paths.length() < 10_300_000; i++) {
            paths.append(i == 0 ? "" : ",")
                    .append("\"/things")
                    .append(i)
                    .append("/{id}\": {\"post\": {\"operationId\": \"changeThing")
                    .append(i)
                    .append("\", \"description\": \"")
                    .append("What it does, at length. ".repeat(60))
                    .append("\", \"parameters\": [{\"name\": \"id\", \"in\": \"path\", \"required\": true, \"schema\":")
                    .append(
                            " {\"type\": \"string\"}}], \"requestBody\": {\"content\": {\"application/json\": {\"schema\":")
                    .append(" {\"$ref\": \"#/components/schemas/S")
                    .append(i % 400)
                    .append("\"}}}}, \"responses\": {\"200\": {\"description\": \"")
                    .append("Fine. ".repeat(100))
                    .append("\", \"content\": {\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/S")
                    .append(i * 3 % 400)
                    .append("\"}}}}}}}");
        }
        return HostileDocumentsTest.document(paths.toString(), ", \"components\": {\"schemas\": {" + schemas + "}}");
    }
}
