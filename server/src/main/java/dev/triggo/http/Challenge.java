package dev.triggo.http;

import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpURI;
import org.jspecify.annotations.Nullable;

/** The text of {@code WWW-Authenticate}, by which an MCP host finds out how to get in (RFC 6750, RFC 9728). */
final class Challenge {
    private static final String ACTIONS_DOOR = "/mcp/actions";

    /** What a host asks for at first: enough to find an action, to run it and to see what came of it. */
    private static final List<String> TO_BEGIN_WITH = Stream.of(Scope.ACTIONS_READ, Scope.ACTIONS_RUN, Scope.RUNS_READ)
            .map(Scope::wireName)
            .toList();

    private final String publicUrl;
    private final URI parts;

    Challenge(String publicUrl) {
        this.publicUrl = publicUrl;
        this.parts = URI.create(publicUrl);
    }

    /**
     * What was asked for, as far as the challenge depends on it.
     *
     * @param scopes of the route, empty where each call has its own
     * @param tokenSent whether the client tried a token
     */
    record Asked(HttpURI address, List<String> scopes, boolean tokenSent) {}

    /** Null for problems that are not about who is calling. */
    @Nullable
    String of(Problem problem, Asked asked) {
        if (problem.code() == ProblemCode.UNAUTHORIZED) {
            return (asked.tokenSent() ? "Bearer error=\"invalid_token\", " : "Bearer ") + metadata(asked.address())
                    + ", scope=\""
                    + String.join(" ", asked.scopes().isEmpty() ? TO_BEGIN_WITH : asked.scopes()) + "\"";
        }
        return problem.code() == ProblemCode.FORBIDDEN ? insufficientScope(problem.details(), asked.address()) : null;
    }

    /** For a FORBIDDEN whose details are scopes: all that the call needs. Null when they are something else. */
    private @Nullable String insufficientScope(List<Json> details, HttpURI address) {
        var scopes = new ArrayList<String>();
        for (Json detail : details) {
            if (!(detail instanceof Json.Str scope) || !isScope(scope.value())) {
                return null;
            }
            scopes.add(scope.value());
        }
        return scopes.isEmpty()
                ? null
                : scopes.stream()
                        .collect(Collectors.joining(
                                " ", "Bearer error=\"insufficient_scope\", scope=\"", "\", " + metadata(address)));
    }

    /**
     * Hosts refuse a resource that is not spelled as they were told it, so on this machine's own names the metadata is
     * that of the name which was called.
     */
    private String metadata(HttpURI address) {
        String host = address.getHost();
        boolean ours = isLoopback(host) && isLoopback(parts.getHost()) && address.getPort() == parts.getPort();
        String base =
                ours && host != null ? publicUrl.replace(parts.getHost(), host.toLowerCase(Locale.ROOT)) : publicUrl;
        String door = ACTIONS_DOOR.equals(address.getPath()) ? ACTIONS_DOOR : "/mcp";
        return "resource_metadata=\"" + base + "/.well-known/oauth-protected-resource" + door + "\"";
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && Neighbours.LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    private static boolean isScope(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    }
}
