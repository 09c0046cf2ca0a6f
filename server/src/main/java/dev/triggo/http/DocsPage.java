package dev.triggo.http;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * An OpenAPI document as a page to read: one file, no script, nothing from another origin. Its one style sheet is named
 * to the browser by its hash.
 */
public final class DocsPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8885; --soft: #8881; --read: #1a6b3c; --write: #8a4b00; --end: #a1262b; }
            @media (prefers-color-scheme: dark) { :root { --read: #6fce98; --write: #f0b35c; --end: #ff8f8f; } }
            html { background: Canvas; color: CanvasText; }
            body { font: 16px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 6rem; }
            h1 { font-size: 1.8rem; margin: 0 0 .25rem; }
            h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; }
            h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
            details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: 0 1rem; }
            details[open] { padding-bottom: 1rem; }
            summary { align-items: baseline; cursor: pointer; display: grid; gap: 0 .75rem; grid-template-columns: 4.2rem 1fr 1rem;
              list-style: none; padding: .65rem 0; }
            summary::-webkit-details-marker { display: none; }
            summary::after { content: "+"; grid-area: 1 / 3; opacity: .6; text-align: right; }
            details[open] > summary::after { content: "\\2212"; }
            summary:hover code { text-decoration: underline; }
            summary:focus-visible { outline: 2px solid; outline-offset: 4px; }
            code, pre { font: 14px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
            pre { background: var(--soft); border-radius: .4rem; margin: .4rem 0; overflow-x: auto; overflow-wrap: normal; padding: .75rem 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; }
            .method { font-size: .85rem; font-weight: 700; letter-spacing: .03em; }
            .get { color: var(--read); } .post, .put, .patch { color: var(--write); } .delete { color: var(--end); }
            .what { grid-column: 2; opacity: .85; }
            @media (max-width: 32rem) { body { padding-top: 1.25rem; } summary { grid-template-columns: 1fr 1rem; }
              summary code, .what { grid-column: 1; } summary::after { grid-area: 1 / 2; } }
            """;
    private static final String POLICY = "default-src 'none'; style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Hash.sha256(STYLE.getBytes(StandardCharsets.UTF_8)))
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private DocsPage() {}

    /** The page for a document made by {@link OpenApi}. */
    public static Answer of(Json.Obj document) {
        return new Answer.TextBody(
                200, "text/html; charset=utf-8", Map.of("content-security-policy", POLICY), html(document));
    }

    private static String html(Json.Obj document) {
        var page = new StringBuilder(64 * 1024);
        String title = document.get("info") instanceof Json.Obj info ? text(info, "title") : "";
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><main><h1>")
                .append(escape(title))
                .append("</h1><p>Every address, as the server itself declares it. The same for programs: ")
                .append(
                        "<a href=\"openapi.json\">openapi.json</a>. A key goes into a header, never into an address:</p>")
                .append("<pre>curl -H &quot;Authorization: Bearer $TRIGGO_API_KEY&quot; ")
                .append(escape(server(document)))
                .append("/api/v1/runtime/actions</pre>");
        String[] group = {""};
        if (document.get("paths") instanceof Json.Obj paths) {
            paths.fields().forEach((path, item) -> {
                if (item instanceof Json.Obj methods) {
                    heading(page, group, path);
                    methods.fields().forEach((method, operation) -> operation(page, method, path, operation));
                }
            });
        }
        problems(page, document);
        return page.append("</main></body></html>").toString();
    }

    /** A heading where the next kind of thing begins: paths come in their order. */
    private static void heading(StringBuilder page, String[] group, String path) {
        String[] segments = path.split("/");
        String name = segments[Math.min(segments.length - 1, 4)].replace('-', ' ');
        if (!name.isEmpty() && !name.equals(group[0])) {
            group[0] = name;
            page.append("<h2>")
                    .append(escape(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)))
                    .append("</h2>");
        }
    }

    private static String server(Json.Obj document) {
        return document.get("servers") instanceof Json.Arr servers
                        && !servers.items().isEmpty()
                        && servers.items().getFirst() instanceof Json.Obj first
                ? text(first, "url")
                : "";
    }

    private static void operation(StringBuilder page, String method, String path, Json json) {
        if (!(json instanceof Json.Obj operation)) {
            return;
        }
        page.append("<details><summary><span class=\"method ")
                .append(escape(method.toLowerCase(Locale.ROOT)))
                .append("\">")
                .append(escape(method.toUpperCase(Locale.ROOT)))
                .append("</span><code>")
                .append(escape(path))
                .append("</code><span class=\"what\">")
                .append(escape(text(operation, "summary")))
                .append("</span></summary><p>")
                .append(escape(access(operation)))
                .append("</p>");
        if (operation.get("parameters") instanceof Json.Arr parameters) {
            page.append("<table><thead><tr><th>Parameter</th><th>In</th><th>Schema</th></tr></thead><tbody>");
            for (Json parameter : parameters.items()) {
                if (parameter instanceof Json.Obj p) {
                    page.append("<tr><td><code>")
                            .append(escape(text(p, "name")))
                            .append("</code></td><td>")
                            .append(escape(text(p, "in")))
                            .append("</td><td><code>")
                            .append(escape(String.valueOf(p.get("schema"))))
                            .append("</code></td></tr>");
                }
            }
            page.append("</tbody></table>");
        }
        if (operation.get("requestBody") instanceof Json.Obj body) {
            page.append("<h3>Body</h3>");
            schema(page, body);
        }
        if (operation.get("responses") instanceof Json.Obj responses) {
            responses.fields().forEach((status, response) -> response(page, status, response));
        }
        page.append("</details>");
    }

    private static void response(StringBuilder page, String status, Json json) {
        if (!(json instanceof Json.Obj response) || status.startsWith("4") || status.startsWith("5")) {
            if (json instanceof Json.Obj problem && problem.has("description")) {
                page.append("<p><strong>").append(escape(status)).append("</strong> <code>");
                page.append(escape(text(problem, "description"))).append("</code></p>");
            }
            return;
        }
        page.append("<h3>").append(escape(status)).append("</h3>");
        schema(page, response);
    }

    private static void schema(StringBuilder page, Json.Obj holder) {
        if (holder.get("content") instanceof Json.Obj content
                && content.get("application/json") instanceof Json.Obj media
                && media.get("schema") instanceof Json schema) {
            var text = new StringBuilder();
            indent(text, schema, 0);
            page.append("<pre>").append(escape(text.toString())).append("</pre>");
        }
    }

    private static void problems(StringBuilder page, Json.Obj document) {
        page.append("<h2>Any address can also answer</h2><table><tbody>");
        if (document.get("components") instanceof Json.Obj components
                && components.get("responses") instanceof Json.Obj responses) {
            responses.fields().forEach((name, response) -> {
                if (response instanceof Json.Obj r) {
                    page.append("<tr><td>")
                            .append(escape(name.replace("Problem", "")))
                            .append("</td><td><code>");
                    page.append(escape(text(r, "description"))).append("</code></td></tr>");
                }
            });
        }
        page.append("</tbody></table>");
    }

    private static String access(Json.Obj operation) {
        if (operation.get("security") instanceof Json.Arr needs
                && !needs.items().isEmpty()
                && needs.items().getFirst() instanceof Json.Obj bearer
                && bearer.get("bearer") instanceof Json.Arr scopes) {
            return scopes.items().isEmpty() ? "Needs a credential." : "Needs a credential with: " + scopes;
        }
        return "Open to anybody.";
    }

    private static void indent(StringBuilder text, Json json, int depth) {
        String inner = "\n" + "  ".repeat(depth + 1);
        String outer = "\n" + "  ".repeat(depth);
        switch (json) {
            case Json.Obj object
            when !object.fields().isEmpty() -> {
                text.append('{');
                String[] between = {inner};
                object.fields().forEach((name, value) -> {
                    text.append(between[0]).append(Json.of(name)).append(": ");
                    indent(text, value, depth + 1);
                    between[0] = "," + inner;
                });
                text.append(outer).append('}');
            }
            case Json.Arr array
            when array.items().stream().anyMatch(item -> item instanceof Json.Obj) -> {
                text.append('[');
                String between = inner;
                for (Json item : array.items()) {
                    text.append(between);
                    indent(text, item, depth + 1);
                    between = "," + inner;
                }
                text.append(outer).append(']');
            }
            case Json.Obj o -> text.append("{}");
            case Json.Arr a -> text.append(a);
            case Json.Str s -> text.append(s);
            case Json.Num n -> text.append(n);
            case Json.Bool b -> text.append(b);
            case Json.Null n -> text.append(n);
        }
    }

    private static String text(Json.Obj object, String name) {
        String text = object.text(name);
        return text == null ? "" : text;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
