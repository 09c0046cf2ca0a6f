package dev.triggo.oauth;

import dev.triggo.http.Answer;
import org.jspecify.annotations.Nullable;

/** Where somebody says who they are, before they are asked anything. */
final class SignInPage {
    private SignInPage() {}

    /**
     * @param query what the client asked for, to go on with afterwards
     * @param fault what was wrong with the last try, null for none
     */
    static Answer of(int status, String query, String email, @Nullable String fault) {
        return Pages.page(
                status,
                "Sign in",
                "<p>A program asks to use Triggo in your name. Sign in to see what it asks for.</p>"
                        + (fault == null ? "" : "<p class=\"bad\" role=\"alert\">" + Pages.escape(fault) + "</p>")
                        + "<form method=\"post\" action=\"sign-in\">" + Pages.hidden("request", query)
                        + "<label for=\"email\">E-mail</label>"
                        + "<input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"username\" required value=\""
                        + Pages.escape(email) + "\">"
                        + "<label for=\"password\">Password</label>"
                        + "<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>"
                        + "<div class=\"acts\"><button class=\"yes\" type=\"submit\">Sign in</button></div></form>",
                null);
    }
}
