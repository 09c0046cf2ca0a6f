package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.connectors.built.ServerPlan;
import dev.triggo.connectors.built.ServerPlan.Variable;
import dev.triggo.connectors.built.Words;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses that a document says it is about. */
final class ServerReader {
    private static final int MAX_SERVERS = 20;
    private static final int MAX_OPTIONS = 100;
    private static final int MAX_LENGTH = 4_000;

    /** Parts of one address that are told later, and of all addresses together. */
    private static final int MAX_PARTS = 20;

    private static final int MAX_ALL_PARTS = 200;
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]{1,64})\\}");
    private static final Pattern ADDRESS =
            Pattern.compile("(https?|V)://[A-Za-z0-9.\\[\\]:V-]{1,255}(/[A-Za-z0-9._~!$&'()*+,;=:@%/V-]*)?");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@%V-]*)*");

    private final Json.Obj root;
    private final Work work;
    private final boolean swagger;
    private final @Nullable String fetchedFrom;
    private final Judge judge;
    private final List<BuildProblem> problems;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private boolean askedFor;

    /** Whether a host may be called at all, as far as its name tells. */
    @FunctionalInterface
    interface Judge {
        /** Why not; null when it may be. */
        @Nullable
        String refusal(String url);
    }

    ServerReader(Refs refs, boolean swagger, @Nullable String fetchedFrom, Judge judge, List<BuildProblem> problems) {
        this.root = refs.root();
        this.work = refs.work();
        this.swagger = swagger;
        this.fetchedFrom = fetchedFrom;
        this.judge = judge;
        this.problems = problems;
    }

    /** The document's own addresses. */
    List<String> main() throws BuildRefused {
        List<String> urls = swagger ? swagger2() : declared(root, "");
        if (!urls.isEmpty()) {
            return urls;
        }
        boolean names = swagger
                ? root.text("host") != null
                : !JsonParts.items(root.get("servers")).isEmpty();
        if (names) {
            var all = new ArrayList<BuildProblem>();
            all.add(BuildProblem.error(
                    swagger ? "/host" : "/servers",
                    "None of the addresses that the document names may be called.",
                    "Name an address that begins with https:// and that this server may call."));
            all.addAll(problems);
            throw new BuildRefused(all);
        }
        return List.of(relative(swagger ? basePath() : "", told(origin(fetchedFrom)), swagger ? "/host" : "/servers"));
    }

    /** Addresses of a path or an operation; empty when it has none of its own. */
    List<String> declared(Json.Obj from, String path) {
        var urls = new ArrayList<String>();
        int at = 0;
        List<Json> all = JsonParts.items(from.get("servers"));
        for (Json one : all.subList(0, Math.min(all.size(), MAX_SERVERS))) {
            work.charge(50);
            String where = path + "/servers/" + at++;
            if (one instanceof Json.Obj server && server.text("url") instanceof String url) {
                String address = address(url, server.get("variables"), where);
                if (address != null && !urls.contains(address)) {
                    urls.add(address);
                }
            }
        }
        return urls;
    }

    Map<String, Variable> variables() {
        return variables;
    }

    private List<String> swagger2() {
        String host = root.text("host");
        if (host == null) {
            return List.of();
        }
        List<String> schemes = JsonParts.strings(root.get("schemes"));
        boolean plain = schemes.contains("http") && !schemes.contains("https");
        if (host.indexOf('/') >= 0) {
            refused("/host", host);
            return List.of();
        }
        String address = address((plain ? "http://" : "https://") + host + basePath(), null, "/host");
        return address == null ? List.of() : List.of(address);
    }

    private String basePath() {
        String path = root.text("basePath");
        return path == null || path.equals("/") ? "" : path.startsWith("/") ? path : "/" + path;
    }

    private @Nullable String address(String given, @Nullable Json declared, String where) {
        if (given.length() > MAX_LENGTH) {
            return refused(where, given);
        }
        String url = given.strip();
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        long parts = VARIABLE.matcher(url).results().limit(MAX_PARTS + 1).count();
        if (parts > MAX_PARTS || (parts > 0 && variables.size() > MAX_ALL_PARTS)) {
            return refused(where, given);
        }
        boolean template = url.startsWith("{");
        String shape = VARIABLE.matcher(url).replaceAll("V");
        if (!template && !SCHEME.matcher(url).matches() && !url.startsWith("//")) {
            String path = url.isEmpty() || url.startsWith("/") ? url : "/" + url;
            if (!PATH.matcher(VARIABLE.matcher(path).replaceAll("V")).matches() || climbs(path)) {
                return refused(where, given);
            }
            return relative(withParts(path, declared), told(origin(fetchedFrom)), where);
        }
        if (url.startsWith("//")) {
            url = "https:" + url;
            shape = "https:" + shape;
        }
        boolean whole = template && shape.matches("V(/[A-Za-z0-9._~!$&'()*+,;=:@%/V-]*)?");
        if ((!whole && !ADDRESS.matcher(shape).matches()) || climbs(url) || shape.length() > 1_000) {
            return refused(where, given);
        }
        if (whole) {
            // The variable is all of the address up to its path.
            String path = withParts(url.substring(url.indexOf('}') + 1), declared);
            return relative(path, whole(declared, url.substring(1, url.indexOf('}'))), where);
        }
        String refusal = shape.indexOf('V') < 0 || !url.contains("{") ? judge.refusal(url) : null;
        if (refusal != null) {
            problems.add(BuildProblem.error(
                    where,
                    "The address '%s' may not be called: %s".formatted(CleanText.line(given, 120), refusal),
                    "Name the service's public address, or have the operator let this one through."));
            return null;
        }
        return withParts(url, declared);
    }

    private @Nullable String refused(String where, String given) {
        problems.add(BuildProblem.error(
                where,
                "'%s' is no address that can be called.".formatted(CleanText.line(given, 120)),
                "Write http:// or https://, a host without a user name, and a path without .. in it."));
        return null;
    }

    private static boolean climbs(String url) {
        for (String segment : url.split("/", -1)) {
            String plain = segment.replace("%2e", ".").replace("%2E", ".");
            if (plain.equals(".") || plain.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /**
     * An address of which the document tells the path only, or the rest as one variable.
     *
     * @param base what stands before the path
     */
    private String relative(String path, Variable base, String where) {
        Variable known = variables.putIfAbsent(ServerPlan.BASE, base);
        String otherwise = base.otherwise();
        if (known != null && otherwise != null && !otherwise.equals(known.otherwise())) {
            // One connector asks for one address: a second one that the document tells stands as it is.
            return otherwise + path;
        }
        if (otherwise == null && (known == null || known.otherwise() == null) && !askedFor) {
            askedFor = true;
            problems.add(BuildProblem.warning(
                    where,
                    "The document does not say where the service is: each connection, or each step where there are none,"
                            + " has to tell it as base_url.",
                    "Name the service's whole address, as https://api.example.com, in the document's %s."
                            .formatted(swagger ? "host" : "servers")));
        }
        return "{" + ServerPlan.BASE + "}" + path;
    }

    private static Variable told(@Nullable String otherwise) {
        return new Variable(otherwise, List.of(), "The service's address, as https://api.example.com.");
    }

    /** A variable that is all of an address up to its path. */
    private Variable whole(@Nullable Json declared, String name) {
        Json.Obj variable = JsonParts.object(JsonParts.object(declared).get(name));
        String otherwise = base(text(variable.get("default")));
        var options = new LinkedHashSet<String>();
        for (String option : texts(variable.get("enum"))) {
            String address = base(option);
            if (address != null) {
                options.add(address);
            }
        }
        if (otherwise != null && !options.isEmpty()) {
            options.add(otherwise);
        }
        String description = variable.text("description");
        return new Variable(
                otherwise,
                options.size() > MAX_OPTIONS ? List.of() : List.copyOf(options),
                description == null ? told(null).description() : CleanText.prose(description, 200));
    }

    /** The whole address that a value stands for; null when it is none, or none that may be called. */
    private @Nullable String base(@Nullable String value) {
        String origin = origin(fetchedFrom);
        String address = value == null || value.length() > MAX_LENGTH ? "" : value.strip();
        while (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        if (address.startsWith("//")) {
            address = "https:" + address;
        } else if (address.isEmpty() || address.startsWith("/")) {
            address = value == null || value.length() > MAX_LENGTH || origin == null ? "" : origin + address;
        } else if (!address.contains("://")) {
            address = "https://" + address;
        }
        boolean sound = Words.isUrl(address) && address.indexOf('?') < 0 && !climbs(address);
        return sound && judge.refusal(address) == null ? address : null;
    }

    private static @Nullable String origin(@Nullable String url) {
        if (url == null || !Words.isUrl(url)) {
            return null;
        }
        int slash = url.indexOf('/', url.indexOf("://") + 3);
        int query = url.indexOf('?');
        int end = slash < 0 ? query < 0 ? url.length() : query : slash;
        return url.substring(0, end);
    }

    /** The address with its variables known; one whose name means something else at another address gets a name of its own. */
    private String withParts(String url, @Nullable Json declared) {
        Json.Obj known = JsonParts.object(declared);
        return VARIABLE.matcher(url).replaceAll(hole -> {
            String name = hole.group(1);
            // What is not described is what it is elsewhere.
            boolean same = !known.has(name) && variables.containsKey(name) && !name.equals(ServerPlan.BASE);
            String own = same ? name : own(name, variable(JsonParts.object(known.get(name))));
            return Matcher.quoteReplacement("{" + own + "}");
        });
    }

    private static Variable variable(Json.Obj declared) {
        List<String> options = texts(declared.get("enum"));
        String otherwise = text(declared.get("default"));
        String description = declared.text("description");
        return new Variable(
                otherwise == null || otherwise.isEmpty() ? null : otherwise,
                options.size() > MAX_OPTIONS ? List.of() : options,
                CleanText.prose(description == null ? "A part of the service's address." : description, 200));
    }

    /** The name under which the variable is known from now on: its own, unless that or its field is another one's. */
    private String own(String name, Variable variable) {
        String start = name.length() > 50 ? name.substring(0, 50) : name;
        String own = name;
        for (int n = 2; ; n++) {
            Variable other = variables.get(own);
            boolean alike = other != null
                    && Objects.equals(other.otherwise(), variable.otherwise())
                    && other.options().equals(variable.options());
            if (alike && !own.equals(ServerPlan.BASE)) {
                return own;
            }
            String field = ServerPlan.field(own);
            if (!own.equals(ServerPlan.BASE)
                    && variables.keySet().stream().map(ServerPlan::field).noneMatch(field::equals)) {
                variables.put(own, variable);
                return own;
            }
            own = start + "_" + n;
        }
    }

    /** What a variable may be; of a list that is too long to choose from, only that it is. */
    private static List<String> texts(@Nullable Json list) {
        return JsonParts.items(list).stream()
                .limit(2 * MAX_OPTIONS)
                .map(ServerReader::text)
                .filter(text -> text != null && !text.isEmpty())
                .map(String::valueOf)
                .distinct()
                .toList();
    }

    private static @Nullable String text(@Nullable Json value) {
        return value instanceof Json.Str s ? s.value() : value instanceof Json.Num n ? n.literal() : null;
    }
}
