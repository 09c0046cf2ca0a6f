package dev.triggo.oauth;

import dev.triggo.http.Answer;
import dev.triggo.kernel.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frame of the pages on which people sign in and decide: no script, no picture, nothing from another origin, in no
 * frame of anybody's. Every text that is not ours goes through {@link #escape}.
 */
final class Pages {
    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8886; --soft: #8881; --ink: #1f5f8b; --on: #fff; --bad: #a1262b; }
            @media (prefers-color-scheme: dark) { :root { --ink: #8cc4ec; --on: #10202c; --bad: #ff8f8f; } }
            html { background: Canvas; color: CanvasText; }
            body { font: 16px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 30rem; padding: 3rem 1.25rem; }
            h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 1rem; }
            h2 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
            ul { margin: 0; padding-left: 1.2rem; }
            strong, code { overflow-wrap: anywhere; }
            code { background: var(--soft); border-radius: .25rem; font: 14px/1.5 ui-monospace, monospace; padding: .1rem .3rem; }
            label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
            input { border: 1px solid var(--line); border-radius: .4rem; box-sizing: border-box; font: inherit; padding: .55rem .7rem;
              width: 100%; }
            button { background: none; border: 1px solid var(--line); border-radius: .4rem; color: inherit; cursor: pointer;
              font: inherit; padding: .55rem 1.2rem; }
            button.yes { background: var(--ink); border-color: var(--ink); color: var(--on); font-weight: 600; }
            button.link { border: 0; padding: 0; text-decoration: underline; }
            button:focus-visible, input:focus-visible { outline: 2px solid; outline-offset: 2px; }
            form { display: inline; }
            .acts { display: flex; gap: .75rem; margin-top: 1.75rem; }
            .note { border-left: 3px solid var(--line); margin: 1rem 0; padding-left: .75rem; }
            .bad { color: var(--bad); font-weight: 600; }
            .small { font-size: .875rem; opacity: .85; }
            """;
    private static final String STYLE_HASH =
            Base64.getEncoder().encodeToString(Hash.sha256(STYLE.getBytes(StandardCharsets.UTF_8)));

    private Pages() {}

    /**
     * A page.
     *
     * @param title plain text
     * @param body as HTML, safe already
     * @param formsEndAt where its forms may lead besides here: an origin, or a scheme; null for nowhere
     */
    static Answer page(int status, String title, String body, @Nullable String formsEndAt) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "content-security-policy",
                "default-src 'none'; style-src 'sha256-" + STYLE_HASH + "'; base-uri 'none'; frame-ancestors 'none'; "
                        + "form-action 'self'" + (formsEndAt == null ? "" : " " + formsEndAt));
        headers.put("x-frame-options", "DENY");
        // With no-referrer a browser would not say where a form comes from, and we refuse forms from elsewhere.
        headers.put("referrer-policy", "same-origin");
        return new Answer.TextBody(
                status,
                "text/html; charset=utf-8",
                Map.copyOf(headers),
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                        + escape(title)
                        + " – Triggo</title><style>" + STYLE + "</style></head><body><main><h1>" + escape(title)
                        + "</h1>" + body + "</main></body></html>");
    }

    /** A page that only says something. */
    static Answer said(int status, String title, String sentence) {
        return page(status, title, "<p>" + escape(sentence) + "</p>", null);
    }

    static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + escape(value) + "\">";
    }

    static String escape(String text) {
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }
}
