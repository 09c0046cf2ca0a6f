package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.AuthPlan;
import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.connectors.built.Names;
import dev.triggo.connectors.built.ServerPlan;
import dev.triggo.connectors.openapi.OperationReader.Site;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document of an API, read. Text comes in, a connector and its operations come out, with all that is wrong; an
 * operation that cannot be built is left out and named.
 */
public final class ApiDocument {
    /** Operations of one document. */
    public static final int MAX_OPERATIONS = 5_000;

    private static final int MAX_PROBLEMS = 500;
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final Json.Obj root;
    private final boolean swagger;

    private ApiDocument(Json.Obj root, boolean swagger) {
        this.root = root;
        this.swagger = swagger;
    }

    /**
     * What a connector is made with.
     *
     * @param fetchedFrom where the document is from; null when it was handed over
     * @param include which operations are taken
     * @param before names that a former version gave, by {@link BuiltOperation#origin}
     * @param refusal why an address may not be called, as far as its host tells; null when it may be
     */
    public record Making(
            @Nullable String fetchedFrom, Include include, Map<String, String> before, HostCheck refusal) {}

    /** Judges hosts. */
    @FunctionalInterface
    public interface HostCheck {
        /** Why this address may not be called; null when it may be, or when that cannot be told by its text. */
        @Nullable
        String refusal(String url);
    }

    /**
     * What came of a document.
     *
     * @param found operations in the document that were asked for
     */
    public record Made(
            BuiltConnector connector, List<BuiltOperation> operations, int found, List<BuildProblem> problems) {}

    /** OpenAPI 3.0 to 3.2 or Swagger 2, as JSON or YAML. */
    public static ApiDocument openApi(String text) throws BuildRefused {
        return openApi(DocumentText.read(text));
    }

    /** A manifest: see docs/connector-builds.md. */
    public static ApiDocument manifest(String text) throws BuildRefused {
        return openApi(ManifestDocument.openApi(DocumentText.read(text)));
    }

    private static ApiDocument openApi(Json.Obj root) throws BuildRefused {
        String version = version(root.get("openapi"));
        String old = version(root.get("swagger"));
        if (version == null && old == null) {
            throw new BuildRefused(
                    "",
                    "The document has neither 'openapi' nor 'swagger': it is no description of an API.",
                    "Give an OpenAPI 3 or Swagger 2 document.");
        }
        boolean swagger = version == null;
        String given = version == null ? String.valueOf(old) : version;
        if (!given.matches(swagger ? "2(\\.0)?" : "3\\.[0-2](\\.[0-9]+.*)?")) {
            throw new BuildRefused(
                    swagger ? "/swagger" : "/openapi",
                    "Version '%s' is not known.".formatted(CleanText.line(given, 40)),
                    "Give a document of OpenAPI 3.0 or 3.1, or of Swagger 2.0.");
        }
        if (!(root.get("paths") instanceof Json.Obj)) {
            throw new BuildRefused("/paths", "The document has no paths.", "Describe at least one operation.");
        }
        return new ApiDocument(root, swagger);
    }

    private static @Nullable String version(@Nullable Json value) {
        return value instanceof Json.Str s ? s.value().strip() : value instanceof Json.Num n ? n.literal() : null;
    }

    /** A name for the connector, after the document's title: lower-case words joined by hyphens. */
    public String suggestedName() {
        String title = JsonParts.object(root.get("info")).text("title");
        String name = Names.snake(title == null ? "" : title, "api").replace('_', '-');
        String tidy = name.length() > 48 ? name.substring(0, 48).replaceAll("-$", "") : name;
        return tidy.replaceFirst("^op-", "api-");
    }

    /** Takes operations, one by one. */
    @FunctionalInterface
    public interface Sink {
        void take(BuiltOperation operation) throws InterruptedException;
    }

    /** What came of a document whose operations were taken one by one. */
    public record Outline(BuiltConnector connector, int found, int built, List<BuildProblem> problems) {}

    /** Makes the connector and all of its operations. */
    public Made make(Making making) throws BuildRefused, InterruptedException {
        var operations = new ArrayList<BuiltOperation>();
        Outline outline = make(making, operations::add);
        return new Made(outline.connector(), operations, outline.found(), outline.problems());
    }

    /** Makes the connector; its operations, which may be large and many, are handed on and not held. */
    public Outline make(Making making, Sink sink) throws BuildRefused, InterruptedException {
        try {
            return outline(making, sink);
        } catch (Work.Spent spent) {
            throw new BuildRefused("", spent.sentence(), spent.mend());
        }
    }

    private Outline outline(Making making, Sink sink) throws BuildRefused, InterruptedException {
        var problems = new ArrayList<BuildProblem>();
        var refs = new Refs(root);
        Map<String, Site> sites = sites(refs, problems);
        Map<String, String> names = names(sites, making.before());
        Map<String, Site> taken = new LinkedHashMap<>();
        sites.forEach((origin, site) -> {
            String name = names.getOrDefault(origin, "");
            if (making.include().takes(name, site)) {
                taken.put(origin, site);
            }
        });
        if (taken.isEmpty()) {
            throw nothing(sites, names, problems);
        }
        var security = new SecurityReader(refs, swagger, problems);
        security.choose(taken.values().stream()
                .map(site -> security.alternatives(site.operation()))
                .toList());
        var servers = new ServerReader(refs, swagger, making.fetchedFrom(), making.refusal()::refusal, problems);
        List<String> urls = servers.main();
        taken.values().forEach(site -> askTogether(servers, site));
        var plan = new ServerPlan(urls, servers.variables());
        AuthPlan auth = security.plan(plan.fields());
        problems.addAll(FlowCheck.warnings(auth.flow(), security.place(), plan.urls(), making.refusal()::refusal));
        var document = new OperationReader.Document(refs, swagger, security, servers, new Budget(taken.size()));
        var reader = new OperationReader(document, problems);
        BuiltConnector base = connector(plan, auth, List.of());
        List<AuthPlan.Field> asked = auth.kind().equals("none") ? plan.fields() : List.of();
        var others = new LinkedHashSet<String>();
        int built = 0;
        for (Site site : taken.values()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                BuiltOperation operation = reader.read(site, names.getOrDefault(site.origin(), ""), asked);
                checkDefinition(base, operation);
                sink.take(operation);
                others.addAll(operation.servers());
                built++;
            } catch (LeftOut left) {
                problems.add(BuildProblem.error(
                        site.pointer(), "%s is left out. %s".formatted(shown(site), left.sentence()), left.mend()));
            }
        }
        return new Outline(connector(plan, auth, List.copyOf(others)), taken.size(), built, bounded(problems));
    }

    /** The variables of an operation's own servers are asked for together with the others'. */
    private static void askTogether(ServerReader servers, Site site) {
        var unused = servers.declared(site.operation(), site.pointer());
        unused = servers.declared(site.item(), site.pointer());
    }

    /** As what will be called: finds what definitions themselves refuse. */
    private static void checkDefinition(BuiltConnector connector, BuiltOperation operation) throws LeftOut {
        try {
            var unused = connector.action(operation);
        } catch (IllegalArgumentException refused) {
            throw new LeftOut(String.valueOf(refused.getMessage()), "Change what the message names.");
        }
    }

    private static String shown(Site site) {
        return site.method() + " " + CleanText.line(site.path(), 150);
    }

    private static BuildRefused nothing(
            Map<String, Site> sites, Map<String, String> names, List<BuildProblem> problems) {
        var all = new ArrayList<BuildProblem>();
        if (sites.isEmpty()) {
            all.add(BuildProblem.error("/paths", "The document describes no operation.", "Describe at least one."));
        } else {
            String some = String.join(", ", names.values().stream().limit(5).toList());
            all.add(BuildProblem.error(
                    "",
                    "'include' takes none of the %,d operations.".formatted(sites.size()),
                    "Use patterns such as %s, /pets/*, GET /pets/* or tag:admin.".formatted(some)));
        }
        all.addAll(problems);
        return new BuildRefused(all);
    }

    private static List<BuildProblem> bounded(List<BuildProblem> problems) {
        var distinct = problems.stream().distinct().toList();
        if (distinct.size() <= MAX_PROBLEMS) {
            return distinct;
        }
        var kept = new ArrayList<>(distinct.subList(0, MAX_PROBLEMS));
        kept.add(BuildProblem.warning(
                "", "%,d more problems are not told.".formatted(distinct.size() - MAX_PROBLEMS), "Mend these first."));
        return kept;
    }

    private Map<String, Site> sites(Refs refs, List<BuildProblem> problems) throws BuildRefused {
        var sites = new LinkedHashMap<String, Site>();
        for (var path : JsonParts.object(root.get("paths")).fields().entrySet()) {
            if (path.getKey().startsWith("x-")) {
                continue;
            }
            String pointer = Refs.pointer("/paths", path.getKey());
            Json.Obj item;
            try {
                item = refs.object(path.getValue());
            } catch (Refs.Broken broken) {
                problems.add(BuildProblem.error(pointer, broken.sentence(), "Put the path into the document."));
                continue;
            }
            for (var method : JsonParts.object(item).fields().entrySet()) {
                if (item != null
                        && METHODS.contains(method.getKey())
                        && method.getValue() instanceof Json.Obj operation) {
                    var site = new Site(
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            Refs.pointer(pointer, method.getKey()),
                            item,
                            operation);
                    sites.put(site.origin(), site);
                }
            }
            if (sites.size() > MAX_OPERATIONS) {
                throw new BuildRefused(
                        "/paths",
                        "The document describes more than %,d operations.".formatted(MAX_OPERATIONS),
                        "Split it: give the paths that you need.");
            }
        }
        return sites;
    }

    private static Map<String, String> names(Map<String, Site> sites, Map<String, String> before) {
        var wanted = new LinkedHashMap<String, String>();
        sites.forEach((origin, site) -> {
            String byPath = Names.ofPath(site.method(), site.path());
            wanted.put(origin, Names.snake(site.operationId(), byPath));
        });
        return Names.unique(wanted, before);
    }

    private BuiltConnector connector(ServerPlan servers, AuthPlan auth, List<String> others) {
        Json.Obj info = JsonParts.object(root.get("info"));
        String title = CleanText.prose(info.text("title") instanceof String text ? text : "", 80);
        String told = CleanText.prose(info.text("description") instanceof String text ? text : "", 500);
        String shown = title.isEmpty() ? "API" : title;
        return new BuiltConnector(
                shown, told.isEmpty() ? "Made from a description of " + shown + "." : told, servers, auth, others);
    }
}
