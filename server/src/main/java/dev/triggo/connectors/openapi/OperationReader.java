package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.AuthPlan;
import dev.triggo.connectors.built.BodyPlan;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.connectors.built.ParameterPlan;
import dev.triggo.connectors.built.Words;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One operation of a document, made ready to be called. */
final class OperationReader {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final long BOUND = 1_000_000;
    private static final int MAX_PARAMETERS = 1_000;

    /** Words of a schema that are given up, one set after the other, until it can be checked. */
    private static final List<Set<String>> LET_GO = List.of(
            Set.of(),
            Set.of("pattern", "patternProperties", "propertyNames"),
            Set.of("format", "if", "then", "else", "not", "default", "const", "contains", "examples"));

    /** Where an operation is found, and what it is to be called. */
    record Site(String method, String path, String pointer, Json.Obj item, Json.Obj operation) {
        String origin() {
            return method + " " + path;
        }

        String operationId() {
            String id = operation.text("operationId");
            return id == null ? "" : id;
        }

        List<String> tags() {
            return JsonParts.strings(operation.get("tags"));
        }
    }

    /** What all operations of a document share. */
    record Document(Refs refs, boolean swagger, SecurityReader security, ServerReader servers, Budget budget) {}

    private final Document document;
    private final List<BuildProblem> problems;

    OperationReader(Document document, List<BuildProblem> problems) {
        this.document = document;
        this.problems = problems;
    }

    /**
     * @param asked of whoever fills in an input, when there is no connection that tells it
     */
    BuiltOperation read(Site site, String name, List<AuthPlan.Field> asked) throws LeftOut {
        checkPath(site);
        Work work = document.refs().work();
        work.begin();
        try {
            work.chargeWhole(site.item());
            return built(site, name, asked);
        } catch (Refs.Broken broken) {
            throw new LeftOut(broken.sentence(), "Put what it refers to into the document, and refer to it by #/….");
        } catch (Work.Spent spent) {
            throw new LeftOut(spent.sentence(), spent.mend());
        }
    }

    private static void checkPath(Site site) throws LeftOut {
        String path = site.path();
        boolean climbs = false;
        String before = path.split("[?#]", 2)[0];
        for (String segment : before.split("/", -1)) {
            String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
            climbs |= plain.equals(".") || plain.equals("..");
        }
        if (!path.startsWith("/")
                || climbs
                || path.indexOf('\\') >= 0
                || !Words.isVisible(path)
                || path.length() > 2_000) {
            throw new LeftOut(
                    "'%s' is no path that can be called.".formatted(CleanText.line(path, 120)),
                    "Begin it with /, without .. or control characters in it.");
        }
        if (site.method().equals("TRACE")) {
            throw new LeftOut("TRACE requests are not sent.", "Offer another method.");
        }
    }

    private BuiltOperation built(Site site, String name, List<AuthPlan.Field> asked) throws LeftOut, Refs.Broken {
        Json.Obj operation = site.operation();
        List<Json.Obj> parameters = parameters(site);
        if (document.swagger()) {
            operation = new Swagger2(document.refs()).operation(operation, parameters);
            parameters = new ArrayList<>();
            for (Json one : JsonParts.items(operation.get("parameters"))) {
                parameters.add((Json.Obj) one);
            }
        }
        List<List<String>> wanted = document.security().alternatives(operation);
        List<List<String>> usable = document.security().usable(wanted);
        if (usable.isEmpty()) {
            throw new LeftOut(
                    "It can only be called with %s, which the connector cannot sign in with."
                            .formatted(document.security().unusable(wanted)),
                    "Declare a scheme of type apiKey, http (basic, bearer) or oauth2 for it.");
        }
        boolean signsIn = usable.stream().anyMatch(one -> !one.isEmpty());
        var input = new InputReader(document.refs(), document.budget().input());
        Json.Obj request = JsonParts.object(document.refs().object(operation.get("requestBody")));
        document.refs().work().chargeWhole(request);
        input.body(request);
        input.parameters(site.path(), parameters, document.security(), signsIn);
        input.bodyFields(request);
        input.server(asked);
        var replies = new ReplyReader(document.refs(), document.budget().output());
        Sound schema = usable(input.schema());
        Json.Obj output = replies.output(operation);
        Json.Obj example = example(request, input, schema, new Outcome(output, replies.example(operation)));
        document.budget().spent(JsonSize.of(schema.schema(), BOUND) + JsonSize.of(output, BOUND));
        warn(site, input.warnings());
        return new BuiltOperation(
                texts(site, name),
                site.origin(),
                READING.contains(site.method()),
                ownServers(site),
                input.parameters(),
                input.body(),
                usable,
                new BuiltOperation.Schemas(schema.schema(), sound(output) ? output : any(), example),
                replies.statuses(operation));
    }

    private record Outcome(Json.Obj schema, @Nullable Json example) {}

    private void warn(Site site, List<String> warnings) {
        for (String warning : warnings) {
            problems.add(
                    BuildProblem.warning(site.pointer(), warning, "Mend the document, if that is not what is meant."));
        }
    }

    private List<String> ownServers(Site site) throws LeftOut {
        for (Json.Obj from : List.of(site.operation(), site.item())) {
            List<String> own = document.servers().declared(from, site.pointer());
            if (!own.isEmpty()) {
                return own;
            }
            if (!JsonParts.items(from.get("servers")).isEmpty()) {
                throw new LeftOut(
                        "None of the addresses that it names may be called.",
                        "Name an address that begins with https:// and that this server may call.");
            }
        }
        return List.of();
    }

    private List<Json.Obj> parameters(Site site) throws Refs.Broken, LeftOut {
        Map<String, Json.Obj> all = new LinkedHashMap<>();
        for (Json.Obj from : List.of(site.item(), site.operation())) {
            List<Json> given = JsonParts.items(from.get("parameters"));
            if (given.size() > MAX_PARAMETERS) {
                throw new LeftOut(
                        "It has more than %,d parameters.".formatted(MAX_PARAMETERS), "Give it those that it needs.");
            }
            int at = 0;
            for (Json one : given) {
                Json.Obj parameter = document.refs().object(one);
                if (parameter != null) {
                    document.refs().work().charge(parameter.fields().size());
                    String key = parameter.text("in") + " " + parameter.text("name");
                    // What has no name is told of later, each.
                    all.put(parameter.text("name") == null ? key + at : key, parameter);
                }
                at++;
            }
        }
        return new ArrayList<>(all.values());
    }

    private static BuiltOperation.Texts texts(Site site, String name) {
        String summary = site.operation().text("summary");
        String description = site.operation().text("description");
        String title = CleanText.prose(summary == null ? "" : summary, 120);
        String told = CleanText.prose(description == null || description.isBlank() ? title : description, 1_000);
        String call = site.method() + " " + CleanText.line(site.path(), 200);
        return new BuiltOperation.Texts(
                name,
                title.isEmpty() ? CleanText.words(name) : title,
                told.isEmpty() ? call : told + " (" + call + ")");
    }

    private static boolean sound(Json.Obj schema) {
        return JsonSchema.faults(schema).isEmpty();
    }

    private static Json.Obj any() {
        return Json.object().put("description", "What the service answers.").build();
    }

    /** A schema, and the same ready to check. */
    private record Sound(Json.Obj schema, JsonSchema check) {
        static Sound of(Json.Obj schema) {
            return new Sound(schema, JsonSchema.compile(schema));
        }
    }

    /** The schema, without those words of it that this server's checks do not understand. */
    private static Sound usable(Json.Obj schema) throws LeftOut {
        Json.Obj milder = schema;
        for (Set<String> words : LET_GO) {
            milder = (Json.Obj) without(milder, words);
            try {
                return Sound.of(milder);
            } catch (IllegalArgumentException unsound) {
                // Tried once more, with fewer words.
            }
        }
        List<SchemaError> faults = JsonSchema.faults(milder);
        String first = faults.isEmpty()
                ? "it is not sound"
                : "%s (at %s)"
                        .formatted(
                                faults.getFirst().message(),
                                CleanText.line(faults.getFirst().path(), 120));
        throw new LeftOut(
                "Its input has a schema that cannot be checked: %s.".formatted(first), "Make the schema simpler.");
    }

    private static Json without(Json value, Set<String> words) {
        if (words.isEmpty()) {
            return value;
        }
        return switch (value) {
            case Json.Obj object -> {
                var kept = Json.object();
                object.fields().forEach((name, inner) -> {
                    boolean names = name.equals("properties") || name.equals("$defs");
                    if (names && inner instanceof Json.Obj map) {
                        var each = Json.object();
                        map.fields().forEach((field, schema) -> each.put(field, without(schema, words)));
                        kept.put(name, each.build());
                    } else if (!words.contains(name)) {
                        kept.put(name, without(inner, words));
                    }
                });
                yield kept.build();
            }
            case Json.Arr array ->
                Json.array(
                        array.items().stream().map(item -> without(item, words)).toList());
            case Json.Str s -> s;
            case Json.Num n -> n;
            case Json.Bool b -> b;
            case Json.Null n -> n;
        };
    }

    /** The document's example of the body, if the input fits with it; else one of the schema's own. */
    private Json.Obj example(Json.Obj request, InputReader input, Sound schema, Outcome outcome) {
        Json.Obj made = (Json.Obj) new Examples(schema.schema()).make();
        Json.Obj candidate = documented(request, input, made);
        Json.Obj shown = candidate != null && fits(schema, candidate)
                ? candidate
                : fits(schema, made) ? made : pastThoseGiven(schema);
        Json told = outcome.example();
        Json output = told == null ? new Examples(outcome.schema()).make() : told;
        return Json.object()
                .put("input", shown)
                .put("output", JsonSize.exceeds(output, 4_000) ? Json.Null.NULL : output)
                .build();
    }

    private static Json.Obj pastThoseGiven(Sound schema) {
        var made = (Json.Obj) Examples.pastThoseGiven(schema.schema()).make();
        return fits(schema, made) ? made : Json.EMPTY_OBJECT;
    }

    private static boolean fits(Sound schema, Json.Obj example) {
        return schema.check().check(example).isEmpty();
    }

    private Json.@Nullable Obj documented(Json.Obj request, InputReader input, Json.Obj made) {
        BodyPlan body = input.body();
        for (Json media : JsonParts.object(request.get("content")).fields().values()) {
            Json given = media instanceof Json.Obj object ? Examples.of(document.refs(), object) : null;
            if (given == null || body == null || JsonSize.exceeds(given, 4_000)) {
                continue;
            }
            if (body.whole() != null) {
                return made.with(body.whole(), given);
            }
            if (given instanceof Json.Obj fields) {
                Json.Obj all = made;
                for (ParameterPlan part : body.parts()) {
                    Json value = fields.get(part.name());
                    all = value == null ? all : all.with(part.field(), value);
                }
                return all;
            }
        }
        return null;
    }
}
