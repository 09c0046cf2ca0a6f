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
            :root { color-scheme: light dark; --line: #8884; --soft: #8881; }
            body { font: 16px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 58rem; padding: 2rem 1.25rem 6rem; }
            h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
            h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
            details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: 0 1rem; }
            summary { cursor: pointer; padding: .65rem 0; }
            summary:focus-visible { outline: 2px solid; outline-offset: 4px; }
            code, pre { font: 14px/1.5 ui-monospace, monospace; }
            pre { background: var(--soft); border-radius: .4rem; overflow-x: auto; padding: .75rem 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; }
            .method { display: inline-block; font-weight: 700; min-width: 4.5rem; }
            .what { display: block; opacity: .8; padding-left: 4.5rem; }
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
                .append("<a href=\"openapi.json\">openapi.json</a>.</p>");
        if (document.get("paths") instanceof Json.Obj paths) {
            paths.fields().forEach((path, item) -> {
                if (item instanceof Json.Obj methods) {
                    methods.fields().forEach((method, operation) -> operation(page, method, path, operation));
                }
            });
        }
        problems(page, document);
        return page.append("</main></body></html>").toString();
    }

    private static void operation(StringBuilder page, String method, String path, Json json) {
        if (!(json instanceof Json.Obj operation)) {
            return;
        }
        page.append("<details><summary><span class=\"method\">")
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
