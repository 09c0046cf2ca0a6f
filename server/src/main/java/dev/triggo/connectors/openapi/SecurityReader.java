package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.AuthPlan;
import dev.triggo.connectors.built.AuthPlan.Field;
import dev.triggo.connectors.built.AuthPlan.Flow;
import dev.triggo.connectors.built.AuthPlan.Scheme;
import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.connectors.built.Names;
import dev.triggo.connectors.built.ServerPlan;
import dev.triggo.connectors.built.Words;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of signing in. A connector signs in in one way: of the alternatives that the document allows,
 * those schemes are taken with which most operations can be called, and among equals the one that asks least of a person.
 */
final class SecurityReader {
    private static final String SCHEMES_V2 = "/securityDefinitions";
    private static final String SCHEMES_V3 = "/components/securitySchemes";

    /** What can be made of a scheme. The order is that of preference. */
    private enum Use {
        TOKEN,
        BASIC,
        FLOW,
        QUERY_KEY
    }

    private final Json.Obj root;
    private final Refs refs;
    private final String place;
    private final List<BuildProblem> problems;
    private final Map<String, Use> uses = new LinkedHashMap<>();
    private final Map<String, Json.Obj> schemes = new LinkedHashMap<>();
    private final Set<String> chosen = new LinkedHashSet<>();

    /** What was read of a list, which many operations may share. */
    private final Map<Json, List<List<String>>> lists = new IdentityHashMap<>();

    private int choices;

    SecurityReader(Refs refs, boolean swagger, List<BuildProblem> problems) {
        this.refs = refs;
        this.root = refs.root();
        this.place = swagger ? SCHEMES_V2 : SCHEMES_V3;
        this.problems = problems;
        Json all = swagger
                ? root.get("securityDefinitions")
                : root.get("components") instanceof Json.Obj parts ? parts.get("securitySchemes") : null;
        JsonParts.object(all).fields().forEach(this::read);
    }

    private void read(String name, Json declared) {
        String where = Refs.pointer(place, name);
        try {
            Json.Obj scheme = refs.object(declared);
            Use use = scheme == null ? null : use(scheme);
            if (scheme != null && use != null) {
                schemes.put(name, scheme);
                uses.put(name, use);
                if (use == Use.TOKEN && asksToSignIn(scheme)) {
                    problems.add(BuildProblem.warning(
                            where,
                            "Nobody can sign in by it, since authorizationUrl and tokenUrl are not both whole addresses: a"
                                    + " token is asked for instead.",
                            "Give both addresses whole."));
                }
            }
        } catch (Refs.Broken broken) {
            problems.add(BuildProblem.warning(where, broken.sentence(), "Put the scheme into the document."));
        }
    }

    /** Where the document describes its schemes. */
    String place() {
        return place;
    }

    private static @Nullable Use use(Json.Obj scheme) {
        String type = String.valueOf(scheme.text("type"));
        return switch (type) {
            case "apiKey" -> {
                String in = String.valueOf(scheme.text("in"));
                String name = scheme.text("name");
                boolean sound = name != null && Words.isToken(name);
                yield !sound ? null : in.equals("query") ? Use.QUERY_KEY : Words.isKeyPlace(in) ? Use.TOKEN : null;
            }
            case "basic" -> Use.BASIC;
            case "http" ->
                switch (String.valueOf(scheme.text("scheme")).toLowerCase(Locale.ROOT)) {
                    case "basic" -> Use.BASIC;
                    case "bearer" -> Use.TOKEN;
                    default -> null;
                };
            case "oauth2" -> flow(scheme) == null ? Use.TOKEN : Use.FLOW;
            case "openIdConnect" -> Use.TOKEN;
            default -> null;
        };
    }

    private static boolean asksToSignIn(Json.Obj scheme) {
        return "oauth2".equals(scheme.text("type"))
                && !codeFlow(scheme).fields().isEmpty();
    }

    private static Json.Obj codeFlow(Json.Obj scheme) {
        return "accessCode".equals(scheme.text("flow"))
                ? scheme
                : JsonParts.object(JsonParts.object(scheme.get("flows")).get("authorizationCode"));
    }

    private static @Nullable Flow flow(Json.Obj scheme) {
        Json.Obj flow = codeFlow(scheme);
        String authorization = flow.text("authorizationUrl");
        String token = flow.text("tokenUrl");
        if (authorization == null || token == null || !Words.isUrl(authorization) || !Words.isUrl(token)) {
            return null;
        }
        List<String> scopes = JsonParts.object(flow.get("scopes")).fields().keySet().stream()
                .filter(scope -> scope.length() <= 200 && scope.chars().allMatch(c -> c > 0x20 && c < 0x7f))
                .limit(200)
                .toList();
        return new Flow(authorization, token, scopes);
    }

    /** The alternatives of an operation, each a set of schemes; one that is empty means that it is open. */
    List<List<String>> alternatives(Json.Obj operation) {
        Json own = operation.get("security");
        Json given = own == null ? root.get("security") : own;
        if (given == null || JsonParts.items(given).isEmpty()) {
            return List.of(List.of());
        }
        return lists.computeIfAbsent(
                given,
                list -> JsonParts.items(list).stream()
                        .map(one -> List.copyOf(JsonParts.object(one).fields().keySet()))
                        .toList());
    }

    /** Chooses, when all operations are known. */
    void choose(List<List<List<String>>> operations) {
        var open = new ArrayList<>(operations);
        open.removeIf(this::isCovered);
        while (!open.isEmpty()) {
            List<String> best = best(open);
            if (best == null) {
                return;
            }
            chosen.addAll(best);
            choices++;
            open.removeIf(this::isCovered);
        }
    }

    private void chargeAll(List<List<String>> alternatives) {
        refs.work().charge(alternatives.size());
        alternatives.forEach(one -> refs.work().charge(one.size()));
    }

    /** True for an operation that the chosen schemes let in, and for one that asks for none. */
    private boolean isCovered(List<List<String>> alternatives) {
        chargeAll(alternatives);
        return alternatives.stream()
                .anyMatch(one -> one.isEmpty() ? alternatives.size() == 1 : chosen.containsAll(one));
    }

    private @Nullable List<String> best(List<List<List<String>>> open) {
        var counts = new LinkedHashMap<List<String>, Integer>();
        for (List<List<String>> alternatives : open) {
            chargeAll(alternatives);
            for (List<String> one : new LinkedHashSet<>(alternatives)) {
                if (!one.isEmpty() && uses.keySet().containsAll(one)) {
                    counts.merge(one, 1, Integer::sum);
                }
            }
        }
        List<String> best = null;
        for (var entry : counts.entrySet()) {
            if (best == null
                    || entry.getValue() > counts.getOrDefault(best, 0)
                    || (entry.getValue().equals(counts.get(best)) && effort(entry.getKey()) < effort(best))) {
                best = entry.getKey();
            }
        }
        return best;
    }

    private int effort(List<String> alternative) {
        return alternative.stream()
                .mapToInt(name -> 1 + uses.getOrDefault(name, Use.QUERY_KEY).ordinal())
                .sum();
    }

    /** Of an operation's alternatives, those that the connection can hold; empty when there is none. */
    List<List<String>> usable(List<List<String>> alternatives) {
        chargeAll(alternatives);
        var kept = new ArrayList<List<String>>();
        for (List<String> one : alternatives) {
            if (!one.isEmpty() && chosen.containsAll(one)) {
                kept.add(one);
            }
        }
        if (alternatives.stream().anyMatch(List::isEmpty)) {
            kept.add(List.of());
        }
        return kept;
    }

    /** True for a parameter that the credential fills in. */
    boolean fills(String in, String name) {
        return chosen.stream().anyMatch(scheme -> {
            Json.Obj one = schemes.getOrDefault(scheme, Json.EMPTY_OBJECT);
            return "apiKey".equals(one.text("type"))
                    && in.equals(one.text("in"))
                    && name.equalsIgnoreCase(String.valueOf(one.text("name")));
        });
    }

    /** @param more fields that the connection is to hold besides, when it can hold fields */
    AuthPlan plan(List<Field> more) {
        if (chosen.isEmpty()) {
            return AuthPlan.NONE;
        }
        String only = chosen.iterator().next();
        if (chosen.size() == 1 && more.isEmpty() && isSecret(only)) {
            var scheme = scheme(only, "", "");
            return new AuthPlan("secret_text", words(only), List.of(), null, Map.of(only, scheme));
        }
        var fields = new ArrayList<Field>();
        var made = new LinkedHashMap<String, Scheme>();
        Flow flow = null;
        for (String name : chosen) {
            if (uses.get(name) == Use.FLOW && flow == null) {
                flow = flow(schemes.getOrDefault(name, Json.EMPTY_OBJECT));
                made.put(name, scheme(name, "", ""));
            } else {
                made.put(name, held(name, fields));
            }
        }
        fields.addAll(more);
        String description = String.join(" ", chosen.stream().map(this::words).toList());
        return new AuthPlan(flow == null ? "custom" : "oauth2", CleanText.line(description, 600), fields, flow, made);
    }

    private boolean isSecret(String name) {
        return uses.get(name) == Use.TOKEN || uses.get(name) == Use.QUERY_KEY;
    }

    /** A scheme whose secret is in fields of the connection. */
    private Scheme held(String name, List<Field> fields) {
        boolean needed = choices == 1;
        if (uses.get(name) == Use.BASIC) {
            String before = free("username", fields) ? "" : Names.snake(name, "basic") + "_";
            String user = unused(before + "username", fields);
            fields.add(new Field(user, "User name", words(name), needed, false, List.of()));
            String password = unused(before + "password", fields);
            fields.add(new Field(password, "Password", "May be empty.", false, true, List.of()));
            return scheme(name, password, user);
        }
        String secret = unused(Names.snake(name, "secret"), fields);
        fields.add(new Field(secret, CleanText.words(secret), words(name), needed, true, List.of()));
        return scheme(name, secret, "");
    }

    private static boolean free(String name, List<Field> fields) {
        return fields.stream().noneMatch(field -> field.name().equals(name));
    }

    private static String unused(String base, List<Field> fields) {
        // What the server's address is made of has names that begin so.
        String own = base.startsWith(ServerPlan.CHOICE) || base.equals(ServerPlan.BASE) ? "auth_" + base : base;
        String start = own.length() > 58 ? own.substring(0, 58).replaceAll("_$", "") : own;
        String name = start;
        for (int n = 2; !free(name, fields); n++) {
            name = start + "_" + n;
        }
        return name;
    }

    private Scheme scheme(String name, String field, String user) {
        Json.Obj scheme = schemes.getOrDefault(name, Json.EMPTY_OBJECT);
        Use use = uses.get(name);
        if ("apiKey".equals(scheme.text("type"))) {
            String in = String.valueOf(scheme.text("in"));
            if (use == Use.QUERY_KEY) {
                problems.add(BuildProblem.warning(
                        Refs.pointer(place, name),
                        "The key is sent in the address, where logs of the service may keep it.",
                        "Where the service takes it in a header too, prefer that."));
            }
            return new Scheme("apiKey", in, String.valueOf(scheme.text("name")), field, user);
        }
        String type = use == Use.BASIC ? "basic" : field.isEmpty() && use == Use.FLOW ? "oauth2" : "bearer";
        return new Scheme(type, "header", "Authorization", field, user);
    }

    private String words(String name) {
        Json.Obj scheme = schemes.getOrDefault(name, Json.EMPTY_OBJECT);
        String told = scheme.text("description");
        String what = switch (uses.getOrDefault(name, Use.TOKEN)) {
            case TOKEN ->
                "apiKey".equals(scheme.text("type"))
                        ? "The service's key (" + scheme.text("name") + ")."
                        : "An access token of the service.";
            case BASIC -> "User name and password of the service.";
            case FLOW -> "Sign in at the service.";
            case QUERY_KEY -> "The service's key (" + scheme.text("name") + "), which is sent in the address.";
        };
        return CleanText.prose(told == null || told.isBlank() ? what : what + " " + told, 300);
    }

    /** Why none of the alternatives can be used. */
    String unusable(List<List<String>> alternatives) {
        return alternatives.stream()
                .map(one -> String.join(" and ", one.stream().map(this::shown).toList()))
                .distinct()
                .limit(5)
                .reduce((one, other) -> one + ", or " + other)
                .orElse("nothing");
    }

    private String shown(String name) {
        return "'" + CleanText.line(name, 60) + "'" + (uses.containsKey(name) ? "" : " (unknown or not supported)");
    }
}
