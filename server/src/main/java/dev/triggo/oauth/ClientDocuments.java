package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose id is the https address of a document that describes them. It is read through the one gate for outgoing
 * calls, without redirects, within {@value #MOST_BYTES} bytes and five seconds, and kept for as long as its server says,
 * from a minute to a day. For some well-known hosts a copy comes with the server, for where their address cannot be reached.
 * Thread-safe.
 */
final class ClientDocuments {
    static final int MOST_BYTES = 16 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_KEPT = 500;
    private static final int LONGEST_ID = 500;
    private static final long SHORTEST_MS = 60_000;
    private static final long USUAL_MS = 3_600_000;
    private static final long LONGEST_MS = 24 * 3_600_000L;
    private static final Pattern MAX_AGE = Pattern.compile("max-age=([0-9]{1,9})");
    private static final Pattern DOTS = Pattern.compile("(?i)/(\\.|%2e){1,2}(/|$)");

    private final Egress egress;
    private final Clock clock;
    /** In the order of their last reading. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    ClientDocuments(Egress egress, Clock clock) {
        this.egress = egress;
        this.clock = clock;
    }

    /** What came of the last reading: one of the two. */
    private record Kept(@Nullable Client client, @Nullable Refusal refusal, long until) {}

    /** What is wrong with such an id; null for nothing. */
    static @Nullable String fault(String id) {
        if (id.length() > LONGEST_ID || !id.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return "is longer than " + LONGEST_ID + " characters, or holds some that are not visible ASCII";
        }
        try {
            var uri = new URI(id);
            String path = uri.getRawPath();
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return "must name a host, no user and no fragment";
            }
            return path == null
                            || path.isEmpty()
                            || path.equals("/")
                            || DOTS.matcher(path).find()
                    ? "must have a path, without dots for segments"
                    : null;
        } catch (URISyntaxException noAddress) {
            return "is no address";
        }
    }

    /**
     * The client, from what is kept or by reading its document.
     *
     * @param mayRead asked only when the document must be read; throws what is to be said instead
     * @throws Refusal invalid_client when there is no such document, or it does not describe this client
     */
    Client find(String id, Runnable mayRead) {
        Kept known = remembered(id);
        if (known == null) {
            mayRead.run();
            known = read(id);
            keep(id, known);
        }
        if (known.client() == null) {
            throw known.refusal() == null ? refused(id, "it could not be read") : known.refusal();
        }
        return known.client();
    }

    private synchronized @Nullable Kept remembered(String id) {
        Kept known = kept.get(id);
        return known == null || known.until() <= clock.millis() ? null : known;
    }

    private synchronized void keep(String id, Kept made) {
        kept.remove(id);
        if (kept.size() >= MOST_KEPT) {
            var oldest = kept.entrySet().iterator();
            oldest.next();
            oldest.remove();
        }
        kept.put(id, made);
    }

    private Kept read(String id) {
        try {
            Reply reply = fetch(id);
            return new Kept(client(id, reply), null, clock.millis() + freshFor(reply));
        } catch (Refusal refusal) {
            return new Kept(null, refusal, clock.millis() + SHORTEST_MS);
        }
    }

    private Reply fetch(String id) {
        try {
            return egress.call(OutgoingRequest.of("GET", id)
                    .header("accept", "application/json")
                    .within(PATIENCE)
                    .atMost(MOST_BYTES));
        } catch (EgressDenied denied) {
            throw refused(id, "its host is not one that this server calls");
        } catch (EgressFailure failure) {
            throw refused(id, "no whole answer of at most " + MOST_BYTES + " bytes came within 5 seconds");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Problem.later(ProblemCode.OVERLOADED, "The server is stopping: try again.", Duration.ofSeconds(2));
        }
    }

    private static Client client(String id, Reply reply) {
        if (reply.status() != 200) {
            throw refused(id, "its server answered " + reply.status());
        }
        if (!(json(id, reply) instanceof Json.Obj document)) {
            throw refused(id, "it is no JSON object");
        }
        if (!id.equals(document.text("client_id"))) {
            throw refused(id, "its client_id is not this very address");
        }
        if (document.has("client_secret") || !isPublic(document)) {
            throw refused(id, "it wants a client secret or key, and this server knows public clients only");
        }
        try {
            Description said = Description.of(document);
            return new Client(id, said.name(), said.redirectUris(), said.refreshes());
        } catch (Refusal fault) {
            throw refused(id, fault.sentence());
        }
    }

    private static Json json(String id, Reply reply) {
        try {
            return Json.parse(reply.body());
        } catch (Problem unreadable) {
            throw refused(id, "it is no JSON");
        }
    }

    private static boolean isPublic(Json.Obj document) {
        return !document.has("token_endpoint_auth_method")
                || "none".equals(document.text("token_endpoint_auth_method"));
    }

    private static long freshFor(Reply reply) {
        String control = reply.header("cache-control");
        if (control == null) {
            return USUAL_MS;
        }
        String said = control.toLowerCase(Locale.ROOT);
        if (said.contains("no-store") || said.contains("no-cache")) {
            return SHORTEST_MS;
        }
        Matcher age = MAX_AGE.matcher(said);
        return age.find() ? Math.clamp(Long.parseLong(age.group(1)) * 1000, SHORTEST_MS, LONGEST_MS) : USUAL_MS;
    }

    private static Refusal refused(String id, String why) {
        return Refusal.of(
                OAuth2Error.INVALID_CLIENT.setHTTPStatusCode(400),
                "The client's document at " + id + " is not usable: " + why + ".");
    }
}
