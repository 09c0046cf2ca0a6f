package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import dev.triggo.http.Answer;
import dev.triggo.kernel.Json;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal in the words of the protocol: {@code {"error": "invalid_grant", "error_description": "…"}}. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 500;

    private final transient ErrorObject error;
    private final @Nullable Duration retryAfter;
    private final transient @Nullable URI back;

    private Refusal(ErrorObject error, @Nullable Duration retryAfter, @Nullable URI back) {
        // A refusal is an answer, not an accident: no stack trace is taken.
        super(error.getDescription(), null, false, false);
        this.error = error;
        this.retryAfter = retryAfter;
        this.back = back;
    }

    /** @param sentence what, where and how to mend it; never a secret */
    static Refusal of(ErrorObject kind, String sentence) {
        return new Refusal(described(kind, sentence), null, null);
    }

    static Refusal later(String sentence, Duration retryAfter) {
        ErrorObject kind = OAuth2Error.TEMPORARILY_UNAVAILABLE.setHTTPStatusCode(429);
        return new Refusal(described(kind, sentence), retryAfter, null);
    }

    /** Of what the library could not read. */
    static Refusal of(ParseException unreadable) {
        ErrorObject kind = unreadable.getErrorObject();
        return of(
                kind == null ? OAuth2Error.INVALID_REQUEST : kind,
                kind == null || kind.getDescription() == null ? "The request is malformed." : kind.getDescription());
    }

    /** The same, to be told to the client by way of the browser. */
    Refusal sentBackTo(URI address) {
        return new Refusal(error, retryAfter, address);
    }

    private static ErrorObject described(ErrorObject kind, String sentence) {
        String text = String.valueOf(ErrorObject.removeIllegalChars(sentence.replace('"', '\'')));
        return kind.setDescription(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
    }

    ErrorObject error() {
        return error;
    }

    int status() {
        return error.getHTTPStatusCode() == 0 ? 400 : error.getHTTPStatusCode();
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    /** Where the browser takes it, or null when it must not leave. */
    @Nullable
    URI back() {
        return back;
    }

    Answer answer() {
        var headers = new LinkedHashMap<String, String>();
        if (status() == 401) {
            headers.put("www-authenticate", "Basic realm=\"triggo\"");
        }
        if (retryAfter != null) {
            headers.put("retry-after", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        return new Answer.JsonBody(
                status(),
                Map.copyOf(headers),
                Json.object()
                        .put("error", error.getCode())
                        .put("error_description", sentence())
                        .build());
    }
}
