package dev.triggo.oauth;

import dev.triggo.http.Answer;
import org.jspecify.annotations.Nullable;

/** Where somebody with a second factor gives a code, after their password was right. */
final class CodePage {
    private CodePage() {}

    /**
     * @param query what the client asked for, to go on with afterwards
     * @param signIn the sign-in that waits for the code
     * @param fault what was wrong with the last try, null for none
     */
    static Answer of(int status, String query, String signIn, @Nullable String fault) {
        return Pages.page(
                status,
                "Your code",
                "<p>Give the code that your authenticator shows now, or one of your recovery codes.</p>"
                        + (fault == null ? "" : "<p class=\"bad\" role=\"alert\">" + Pages.escape(fault) + "</p>")
                        + "<form method=\"post\" action=\"code\">" + Pages.hidden("request", query)
                        + Pages.hidden("sign_in", signIn)
                        + "<label for=\"code\">Code</label>"
                        + "<input id=\"code\" name=\"code\" autocomplete=\"one-time-code\" required>"
                        + "<div class=\"acts\"><button class=\"yes\" type=\"submit\">Go on</button></div></form>"
                        + "<p class=\"small\"><a href=\"authorize?" + Pages.escape(query) + "\">Begin again</a></p>",
                null);
    }
}
