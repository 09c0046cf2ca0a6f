package dev.triggo.page;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page for people: the same document at each address that it has a screen for, so that a link or a reload leads
 * back to where somebody was; and its files, whose names change when they do, so that browsers keep them for good.
 */
public final class PageRoutes {
    /** The page's own addresses; {@code web/src/app/routes.tsx} has a screen for each. */
    private static final List<String> SCREENS = List.of(
            "/",
            "/setup",
            "/sign-in",
            "/join",
            "/workflows",
            "/workflows/{id}",
            "/workflows/{id}/trigger",
            "/workflows/{id}/versions",
            "/runs",
            "/runs/{id}",
            "/approvals",
            "/connectors",
            "/agents",
            "/settings",
            "/settings/{part}");

    /** What may follow the ? of an address: the page keeps there what one was looking for. */
    private static final List<String> QUERY = List.of("to", "query", "status", "action", "source", "workflow");

    /**
     * Nothing but what this server itself sends, no script or style inside the document, no frame around it, and no text
     * that becomes markup.
     */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Map<String, String> DOCUMENT_HEADERS = Map.of(
            "cache-control", "no-cache",
            "content-security-policy", POLICY,
            "cross-origin-opener-policy", "same-origin",
            "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "x-frame-options", "DENY");

    /** A year, and never asked for again within it. */
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private static final String NOT_BUILT = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Triggo</title>
            <h1>The page is not built</h1>
            <p>This server runs without its web page; the doors for agents and scripts work. <code>./triggo</code> builds the
            page where it finds Node 20.19 or newer, or can fetch it.</p>
            </html>
            """;

    private final Map<String, PageFile> files = new HashMap<>();

    /** @param files as the build lists them; none when the page was not built */
    public PageRoutes(List<PageFile> files) {
        files.forEach(file -> this.files.put(file.name(), file));
    }

    public List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (String screen : SCREENS) {
            routes.add(new Route("GET", screen, Route.anybody(), this::document, screen()));
        }
        routes.add(new Route("GET", "/assets/{file}", Route.anybody(), this::asset, null));
        routes.add(new Route("GET", "/favicon.svg", Route.anybody(), this::icon, null));
        return routes;
    }

    private static Route.Doc screen() {
        var query = Json.object();
        QUERY.forEach(
                name -> query.put(name, Json.object().put("type", "string").build()));
        return new Route.Doc("A screen of the page", query.build(), null, Map.of(), List.of());
    }

    private Answer document(Exchange exchange) {
        PageFile index = files.get("index.html");
        if (index == null) {
            return new Answer.TextBody(503, "text/html; charset=utf-8", DOCUMENT_HEADERS, NOT_BUILT);
        }
        return send(exchange, index, DOCUMENT_HEADERS);
    }

    private Answer asset(Exchange exchange) {
        return send(
                exchange,
                require(files.get("assets/" + exchange.pathParam("file"))),
                Map.of("cache-control", FOR_GOOD));
    }

    private Answer icon(Exchange exchange) {
        return send(exchange, require(files.get("favicon.svg")), Map.of("cache-control", "no-cache"));
    }

    private static PageFile require(@Nullable PageFile file) {
        if (file == null) {
            throw Problem.of(
                    ProblemCode.NOT_FOUND, "The page has no such file: reload it, the server may be newer than it.");
        }
        return file;
    }

    private static Answer send(Exchange exchange, PageFile file, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("etag", file.tag());
        if (exchange.header("if-none-match").filter(file.tag()::equals).isPresent()) {
            return new Answer.Empty(304, all);
        }
        byte[] small = file.compressed();
        if (small != null) {
            all.put("vary", "accept-encoding");
            if (takesGzip(exchange.header("accept-encoding").orElse(""))) {
                all.put("content-encoding", "gzip");
                return new Answer.Bytes(200, file.type(), all, small);
            }
        }
        return new Answer.Bytes(200, file.type(), all, Objects.requireNonNull(file.bytes()));
    }

    /** Whether the header names gzip without the weight that refuses it. */
    private static boolean takesGzip(String header) {
        for (String coding : header.split(",", -1)) {
            String[] parts = coding.strip().split(";", -1);
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0{0,3})?");
            }
        }
        return false;
    }
}
