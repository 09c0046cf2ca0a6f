package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.connectors.built.ServerPlan;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real documents, and small ones of ours that have the same constructs: each is built, and each of its operations is
 * called at a service on loopback that holds the request to the document.
 */
@Timeout(300)
class OpenApiDocumentsTest {
    private static final Path OURS = Path.of("src/test/resources/openapi");
    private static final double BAR = 0.95;

    /** What came of one document. */
    record Result(String name, int found, int built, int callable, int whole, List<String> left) {
        List<String> row() {
            return List.of(
                    name,
                    Integer.toString(found),
                    Integer.toString(built),
                    Integer.toString(callable),
                    Integer.toString(whole),
                    left.isEmpty() ? "none" : String.join("; ", left));
        }
    }

    static Path shared() {
        Path root = WrittenDocs.root();
        return Stream.of(root.resolve("../shared/openapi"), root.resolve("../../shared/openapi"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(root.resolve("../shared/openapi"));
    }

    static Result tried(Path file) throws IOException, BuildRefused, InterruptedException {
        String text = Files.readString(file);
        return tried(String.valueOf(file.getFileName()), text);
    }

    static Result tried(String name, String text) throws IOException, BuildRefused, InterruptedException {
        Json.Obj document = DocumentText.read(text);
        var making = new ApiDocument.Making(null, Include.ALL, Map.of(), url -> null);
        ApiDocument.Made made = ApiDocument.openApi(text).make(making);
        int callable = 0;
        int whole = 0;
        var faults = new ArrayList<String>();
        try (var service = new EnforcingService(document);
                var egress = new Egress(
                        EgressSettings.of("127.0.0.1:" + service.port(), List.of()), HostResolver.system())) {
            var connector = new BuiltConnector(
                    made.connector().displayName(),
                    made.connector().description(),
                    new ServerPlan(List.of(service.url()), Map.of()),
                    made.connector().auth(),
                    List.of());
            for (BuiltOperation operation : made.operations()) {
                var here = at(operation, service.url());
                Json.Obj example = JsonParts.object(here.schemas().example().get("input"));
                List<String> wrong = call(connector, here, example, service, egress);
                if (wrong.isEmpty()) {
                    callable++;
                } else {
                    faults.add(here.origin() + ": " + wrong);
                }
                List<String> all =
                        call(connector, here, everything(here.schemas().input()), service, egress);
                if (all.isEmpty()) {
                    whole++;
                } else {
                    faults.add(here.origin() + " with all fields: " + all);
                }
            }
        }
        faults.stream().limit(12).forEach(fault -> System.out.println(name + " " + fault));
        return new Result(name, made.found(), made.operations().size(), callable, whole, left(made));
    }

    private static List<String> left(ApiDocument.Made made) {
        return made.problems().stream()
                .filter(problem -> problem.severity() == BuildProblem.Severity.ERROR)
                .map(BuildProblem::message)
                .limit(5)
                .toList();
    }

    private static BuiltOperation at(BuiltOperation operation, String url) {
        return new BuiltOperation(
                operation.texts(),
                operation.origin(),
                operation.reads(),
                List.of(url),
                operation.parameters(),
                operation.body(),
                operation.alternatives(),
                operation.schemas(),
                operation.statuses());
    }

    /** All fields of the first level. */
    private static Json.Obj everything(Json.Obj schema) {
        Json.Obj properties = JsonParts.object(schema.get("properties"));
        Json.Obj full = schema.with(
                "required", Json.strings(new TreeSet<>(properties.fields().keySet())));
        return (Json.Obj) new Examples(full).make();
    }

    private static List<String> call(
            BuiltConnector connector, BuiltOperation operation, Json.Obj input, EnforcingService service, Egress egress)
            throws InterruptedException {
        var misfits = JsonSchema.compile(operation.schemas().input()).check(input);
        if (!misfits.isEmpty()) {
            return List.of("no input could be made: " + misfits.getFirst());
        }
        service.expect(operation.origin());
        try {
            connector.action(operation).run(Called.of(input, Called.credential(connector), Called.through(egress)));
        } catch (ConnectorError error) {
            var said = new ArrayList<>(service.faults());
            said.add(error.sentence());
            return said;
        }
        return service.faults();
    }

    /** What the page says of a document is what came of it. */
    private static void isInThePage(Result result) throws IOException {
        String line =
                result.row().stream().skip(1).collect(Collectors.joining(" | ", "| `" + result.name() + "` | ", " |"));
        String page = Files.readString(WrittenDocs.root().resolve("docs/connector-builds.md"));
        assertTrue(page.lines().anyMatch(line::equals), () -> "docs/connector-builds.md must have the line " + line);
    }

    private static void holdsTheBar(Result result) {
        assertTrue(
                result.callable() >= BAR * result.found(),
                () -> result + ": fewer than 95 % of the operations can be called");
    }

    @Test
    void documentsOfOursAreCallableAsTheySay() throws Exception {
        var rows = new ArrayList<List<String>>();
        try (Stream<Path> files = Files.list(OURS)) {
            for (Path file : files.sorted().toList()) {
                Result result = tried(file);
                holdsTheBar(result);
                assertEquals(result.built(), result.callable(), result::toString);
                isInThePage(result);
                rows.add(result.row());
            }
        }
        assertTrue(rows.size() >= 3, rows::toString);
    }

    @Test
    void realDocumentsAreCallable() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(shared()), "the real documents are not here");
        var rows = new ArrayList<List<String>>();
        try (Stream<Path> files = Files.list(shared())) {
            for (Path file : files.sorted().toList()) {
                Result result = tried(file);
                rows.add(result.row());
                holdsTheBar(result);
                isInThePage(result);
            }
        }
        System.out.println(WrittenDocs.table(
                List.of("document", "operations", "built", "callable", "with all fields", "left out"), rows));
    }
}
