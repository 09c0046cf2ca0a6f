package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.AuthPlan.Flow;
import dev.triggo.connectors.built.CleanText;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody should know before they sign in as a document says: the token address is sent the client's secret, and the
 * document's author chose it.
 */
final class FlowCheck {
    private FlowCheck() {}

    /**
     * Warns of a token address that will be refused, and of one that is not among the hosts which the document is about.
     *
     * @param flow null when the connector signs in otherwise
     * @param servers the document's own addresses
     */
    static List<BuildProblem> warnings(
            @Nullable Flow flow, String where, Collection<String> servers, ServerReader.Judge judge) {
        if (flow == null) {
            return List.of();
        }
        String refusal = judge.refusal(flow.tokenUrl());
        if (refusal != null) {
            return List.of(BuildProblem.warning(
                    where,
                    "Nobody can sign in: the token address may not be called. " + refusal,
                    "Give the token address of the service."));
        }
        String host = host(flow.tokenUrl());
        boolean known = host != null
                && (host.equals(host(flow.authorizationUrl()))
                        || servers.stream()
                                .map(FlowCheck::host)
                                .filter(Objects::nonNull)
                                .anyMatch(host::equals));
        return known
                ? List.of()
                : List.of(BuildProblem.warning(
                        where,
                        "Signing in sends the client's secret to %s, which is none of the document's own hosts."
                                .formatted(shown(host)),
                        "Sign in only when you know that this host belongs to the service."));
    }

    private static String shown(@Nullable String host) {
        return host == null ? "a host that cannot be read" : CleanText.line(host, 120);
    }

    private static @Nullable String host(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException odd) {
            return null;
        }
    }
}
