package dev.triggo.testing;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A browser on the pages of the authorization server, and the requests that a client sends by itself. Keeps the cookie. */
public final class OAuthBrowser {
    public static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";
    public static final String REDIRECT = "http://127.0.0.1:7777/callback";

    private static final Pattern INPUT =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private @Nullable String cookie;

    /** @param cookie of a session that is there already; null for nobody */
    public OAuthBrowser(int port, @Nullable String cookie) {
        this.base = "http://127.0.0.1:" + port;
        this.cookie = cookie;
    }

    public @Nullable String cookie() {
        return cookie;
    }

    /** The S256 challenge of {@link #VERIFIER}. */
    public static String challenge() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Hash.sha256(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    }

    /** What a client asks for, with all that is needed; a change with an empty value takes the parameter out. */
    public static Map<String, String> ask(String clientId, String... changes) {
        var ask = new LinkedHashMap<String, String>();
        ask.put("response_type", "code");
        ask.put("client_id", clientId);
        ask.put("redirect_uri", REDIRECT);
        ask.put("state", "some state");
        ask.put("code_challenge", challenge());
        ask.put("code_challenge_method", "S256");
        change(ask, changes);
        return ask;
    }

    private static void change(Map<String, String> values, String... changes) {
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) {
                values.remove(changes[i]);
            } else {
                values.put(changes[i], changes[i + 1]);
            }
        }
    }

    public static String encoded(Map<String, String> values) {
        var text = new StringBuilder();
        values.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET(), headers);
    }

    /** Goes where it was sent, with no cookie of ours. */
    public void follow(String address) {
        new OAuthBrowser(0, null)
                .send(HttpRequest.newBuilder(URI.create(address)).GET());
    }

    public HttpResponse<String> authorize(Map<String, String> ask) {
        return get("/oauth2/authorize?" + encoded(ask));
    }

    /** Sends a form; in the name of our own page unless the headers say otherwise. */
    public HttpResponse<String> form(String path, Map<String, String> fields, String... headers) {
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))),
                headers);
    }

    /** Fills the page's form for this action: what is hidden in it, and what a person adds. */
    public HttpResponse<String> submit(HttpResponse<String> page, String action, String... typed) {
        var fields = hidden(page.body(), action);
        change(fields, typed);
        return form("/oauth2/" + action, fields);
    }

    public static Map<String, String> hidden(String html, String action) {
        int from = html.indexOf("action=\"" + action + "\"");
        if (from < 0) {
            throw new AssertionError("the page has no form for " + action + ": " + html);
        }
        var fields = new LinkedHashMap<String, String>();
        INPUT.matcher(html.substring(from, html.indexOf("</form>", from)))
                .results()
                .forEach(input -> fields.put(input.group(1), unescaped(input.group(2))));
        return fields;
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    /** The person reads what is asked and says yes; what the client then hears. */
    public Map<String, String> allow(Map<String, String> ask) {
        return heard(submit(authorize(ask), "consent", "decision", "allow"));
    }

    /** The parameters of the address to which the browser was sent; fails when that is not the client's. */
    public static Map<String, String> heard(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("location").orElse("");
        if (answer.statusCode() != 303 || !location.startsWith(REDIRECT + "?")) {
            throw new AssertionError(
                    "not sent to the client but " + answer.statusCode() + " " + location + " " + answer.body());
        }
        var parameters = new LinkedHashMap<String, String>();
        for (String pair : location.substring(location.indexOf('?') + 1).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parameters.put(decoded(parts[0]), decoded(parts[1])) != null) {
                throw new AssertionError("given twice in " + location);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Registers a client with {@link #REDIRECT} that refreshes. */
    public String register(String name) {
        return String.valueOf(register(Json.object()
                        .put("client_name", name)
                        .put("redirect_uris", Json.strings(List.of(REDIRECT)))
                        .put("grant_types", Json.strings(List.of("authorization_code", "refresh_token")))
                        .build())
                .expect(201)
                .text("client_id"));
    }

    public RestClient.Answer register(Json metadata) {
        return answer(send(HttpRequest.newBuilder(URI.create(base + "/oauth2/register"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(metadata.write()))));
    }

    /** Brings a code for tokens. */
    public RestClient.Answer redeem(String clientId, String code, String... changes) {
        var form = new LinkedHashMap<>(Map.of(
                "grant_type", "authorization_code",
                "client_id", clientId,
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", VERIFIER));
        change(form, changes);
        return answer(form("/oauth2/token", form));
    }

    public RestClient.Answer refresh(String clientId, String token, String... changes) {
        var form = new LinkedHashMap<>(
                Map.of("grant_type", "refresh_token", "client_id", clientId, "refresh_token", token));
        change(form, changes);
        return answer(form("/oauth2/token", form));
    }

    /** From a person's yes to tokens. */
    public Json.Obj tokens(String clientId, String... changes) {
        String code = allow(ask(clientId, changes)).get("code");
        return redeem(clientId, code).expect(200);
    }

    private static RestClient.Answer answer(HttpResponse<String> response) {
        Json.Obj body = response.body().startsWith("{") ? (Json.Obj) Json.parse(response.body()) : Json.EMPTY_OBJECT;
        return new RestClient.Answer(response.statusCode(), response, body);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (cookie != null) {
            request.header("cookie", "__Host-triggo=" + cookie);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            response.headers().firstValue("set-cookie").ifPresent(set -> {
                String value = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
                cookie = value.isEmpty() ? null : value;
            });
            return response;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
