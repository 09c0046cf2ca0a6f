package dev.triggo.oauth;

import dev.triggo.access.Member;
import dev.triggo.access.Scope;
import dev.triggo.http.Answer;
import dev.triggo.people.Standing;
import java.net.URI;
import java.util.List;

/** Where a person reads who asks for what, and says yes or no. */
final class ConsentPage {
    private ConsentPage() {}

    /**
     * What the page is about.
     *
     * @param query what the client asked for, read anew when the person has decided
     * @param here the person in the workspace that they look at
     * @param all the person in each of their workspaces
     */
    record Shown(Ask ask, String query, Member member, Standing here, List<Standing> all) {}

    static Answer of(Shown shown) {
        Ask ask = shown.ask();
        Client client = ask.target().client();
        List<String> granted = Granting.within(ask.scopes(), shown.here());
        List<String> refused = ask.scopes().stream()
                .filter(scope -> !granted.contains(scope))
                .sorted()
                .toList();
        String name = client.name().isEmpty() ? "A program" : "“" + client.name() + "”";
        var body = new StringBuilder();
        body.append("<p>").append(who(client)).append("</p>");
        body.append("<p>Its answer goes to ")
                .append(where(ask.target().redirectUri()))
                .append(".</p>");
        body.append("<h2>In the workspace “")
                .append(Pages.escape(shown.here().workspaceName()))
                .append("” it could</h2>");
        if (granted.isEmpty()) {
            body.append("<p class=\"bad\">nothing: you are ")
                    .append(shown.here().role().wireName())
                    .append(" here, which is not enough for what it asks for.</p>");
        } else {
            body.append(list(granted));
        }
        if (!refused.isEmpty() && !granted.isEmpty()) {
            body.append("<h2>It also asks for this, which you may not do yourself and so cannot allow</h2>")
                    .append(list(refused));
        }
        body.append(
                        "<p class=\"small\">It acts in your name until you end it or for at most 180 days, never with more than"
                                + " your role allows. For: <code>")
                .append(Pages.escape(ask.resource()))
                .append("</code></p>");
        body.append(decision(shown, !granted.isEmpty()));
        body.append(footer(shown));
        return Pages.page(
                200,
                name + " wants to use Triggo in your name",
                body.toString(),
                RedirectUris.source(ask.target().redirectUri()));
    }

    private static String who(Client client) {
        String voucher = client.voucher();
        return voucher != null
                ? "<strong>" + Pages.escape(voucher) + "</strong> vouches for this program."
                : "Nobody vouches for this program: it has registered itself, and its name is its own choice. Go on only if"
                        + " you have started this yourself.";
    }

    private static String where(String redirect) {
        URI uri = URI.create(redirect);
        if (RedirectUris.isLoopback(uri)) {
            return "<strong>a program on this computer</strong> (<code>" + Pages.escape(uri.getRawAuthority())
                    + "</code>)";
        }
        return RedirectUris.isOfAHost(uri)
                ? "<strong>" + Pages.escape(uri.getRawAuthority()) + "</strong>"
                : "<strong>the program that opens “" + Pages.escape(uri.getScheme()) + ":” on this computer</strong>";
    }

    private static String list(List<String> scopes) {
        var list = new StringBuilder("<ul>");
        scopes.forEach(scope -> list.append("<li>")
                .append(inWords(scope))
                .append(" <code>")
                .append(Pages.escape(scope))
                .append("</code></li>"));
        return list.append("</ul>").toString();
    }

    /** As HTML. */
    static String inWords(String scope) {
        if (Identities.SCOPES.contains(scope)) {
            return switch (scope) {
                case "profile" -> "know your name";
                case "email" -> "know your e-mail address";
                default -> "know that it is you, by a number that stays the same";
            };
        }
        return Scope.of(scope)
                .map(known -> switch (known) {
                    case ACTIONS_READ -> "see the actions and what they take";
                    case ACTIONS_RUN -> "run every action, cancel and repeat runs";
                    case RUNS_READ -> "see all runs, with what went in and came out";
                    case APPROVALS_DECIDE -> "say yes or no in your name where a run waits for a person";
                    case CONNECTORS_READ -> "see the connectors and their operations";
                    case CONNECTORS_WRITE -> "build and check connectors";
                    case WORKFLOWS_READ -> "see the workflows";
                    case WORKFLOWS_WRITE -> "make, change, deploy and delete workflows";
                })
                .orElseGet(
                        () -> "run the one action “" + Pages.escape(scope.substring(scope.lastIndexOf(':') + 1)) + "”");
    }

    private static String decision(Shown shown, boolean mayAllow) {
        return "<form method=\"post\" action=\"consent\">" + Pages.hidden("request", shown.query())
                + Pages.hidden("csrf", shown.member().csrfToken())
                + Pages.hidden("workspace", shown.here().workspace().value())
                + "<div class=\"acts\">"
                + (mayAllow
                        ? "<button class=\"yes\" type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>"
                        : "")
                + "<button type=\"submit\" name=\"decision\" value=\"deny\">Do not allow</button></div></form>";
    }

    private static String footer(Shown shown) {
        var footer = new StringBuilder("<h2>You</h2><p class=\"small\">You are signed in as <strong>"
                + Pages.escape(shown.member().email()) + "</strong>, "
                + shown.here().role().wireName()
                + " of this workspace. " + form("sign-out", "Sign in as somebody else", shown, "") + "</p>");
        for (Standing other : shown.all()) {
            if (!other.workspace().equals(shown.here().workspace())) {
                footer.append("<p class=\"small\">")
                        .append(form(
                                "workspace",
                                "Use the workspace “" + other.workspaceName() + "” instead",
                                shown,
                                Pages.hidden("workspace", other.workspace().value())))
                        .append("</p>");
            }
        }
        return footer.toString();
    }

    private static String form(String action, String label, Shown shown, String more) {
        return "<form method=\"post\" action=\"" + action + "\">" + Pages.hidden("request", shown.query())
                + Pages.hidden("csrf", shown.member().csrfToken()) + more + "<button class=\"link\" type=\"submit\">"
                + Pages.escape(label) + "</button></form>";
    }
}
