package dev.triggo.connectors.builds;

import dev.triggo.connectors.openapi.Include;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a connector is to be built from: exactly one of a document, its address, a manifest.
 *
 * @param name of the connector; empty to make it from the document's title
 * @param source the document's or the manifest's text, or the address
 * @param include which operations are taken
 */
record BuildRequest(String name, Kind kind, String source, Include include) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final int MAX_URL = 2_000;

    /** Where a document comes from. */
    enum Kind {
        OPENAPI,
        URL,
        MANIFEST;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads {@code {name, openapi | openapiUrl | manifest, include}}; BAD_REQUEST with all faults at once. */
    static BuildRequest of(Json.Obj body) {
        var faults = new ArrayList<Json>();
        String name = name(body, faults);
        var sources = new ArrayList<BuildRequest>();
        Include include = include(body.get("include"), faults);
        document(body.get("openapi"), "openapi", faults)
                .ifPresent(text -> sources.add(new BuildRequest(name, Kind.OPENAPI, text, include)));
        document(body.get("manifest"), "manifest", faults)
                .ifPresent(text -> sources.add(new BuildRequest(name, Kind.MANIFEST, text, include)));
        Json url = body.get("openapiUrl");
        if (url instanceof Json.Str address
                && !address.value().isBlank()
                && address.value().length() <= MAX_URL) {
            sources.add(new BuildRequest(name, Kind.URL, address.value().strip(), include));
        } else if (url != null) {
            fault(faults, "/openapiUrl", "must be an http or https address of at most 2,000 characters");
        }
        if (sources.size() != 1 && faults.isEmpty()) {
            fault(
                    faults,
                    "",
                    sources.isEmpty()
                            ? "one of openapi, openapiUrl and manifest is needed"
                            : "only one of openapi, openapiUrl and manifest may be given");
        }
        refuse(faults);
        return sources.getFirst();
    }

    private static String name(Json.Obj body, List<Json> faults) {
        Json given = body.get("name");
        if (given == null) {
            return "";
        }
        if (given instanceof Json.Str text
                && text.value().length() <= MAX_NAME
                && NAME.matcher(text.value()).matches()) {
            return text.value();
        }
        fault(faults, "/name", "must be lower-case words of letters and digits joined by -, at most 64 characters");
        return "";
    }

    /** A document as text, or as the object that it is. */
    static java.util.Optional<String> document(@Nullable Json given, String field, List<Json> faults) {
        return switch (given) {
            case null -> java.util.Optional.empty();
            case Json.Str text when !text.value().isBlank() -> java.util.Optional.of(text.value());
            case Json.Obj object -> java.util.Optional.of(object.write());
            case Json other -> {
                fault(faults, "/" + field, "must be a document, as text or as an object");
                yield java.util.Optional.empty();
            }
        };
    }

    private static Include include(@Nullable Json given, List<Json> faults) {
        var patterns = new ArrayList<String>();
        List<Json> list = switch (given) {
            case null -> List.of();
            case Json.Null none -> List.of();
            case Json.Arr several -> several.items();
            case Json one -> List.of(one);
        };
        for (Json one : list) {
            if (one instanceof Json.Str text
                    && !text.value().isBlank()
                    && text.value().length() <= Include.MAX_LENGTH) {
                patterns.add(text.value());
            } else {
                fault(faults, "/include", "must be a pattern or a list of them, each of 1 to 200 characters");
                break;
            }
        }
        if (patterns.size() > Include.MAX_PATTERNS) {
            fault(faults, "/include", "has more than %d patterns".formatted(Include.MAX_PATTERNS));
        }
        return new Include(patterns);
    }

    static void fault(List<Json> faults, String path, String message) {
        faults.add(Json.object().put("path", path).put("message", message).build());
    }

    static void refuse(List<Json> faults) {
        if (!faults.isEmpty()) {
            String first =
                    ((Json.Obj) faults.getFirst()).text("path") + " " + ((Json.Obj) faults.getFirst()).text("message");
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The request cannot be taken: " + first.strip() + (faults.size() > 1 ? "; see details." : "."),
                    faults);
        }
    }
}
