package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Property.Values;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GitHub's REST API: issues here, the rest of a repository in {@link GitHubRepo}. */
final class GitHub extends Vendor {
    private static final int PAGE = 100;
    private static final int MOST = 1000;
    private static final String VERSION = "2022-11-28";

    GitHub() {
        this("https://api.github.com");
    }

    GitHub(String base) {
        super("GitHub", base);
    }

    Connector connector() {
        var connector = Connector.named("github")
                .displayName("GitHub")
                .description(
                        "Issues, pull requests, files, releases and events of GitHub repositories (REST API %s). Covered:"
                                        .formatted(VERSION)
                                + " making, changing, listing and searching issues, comments, listing pull requests, reading a file,"
                                + " listing and making releases, starting workflows; a trigger for what happens in a repository. Not covered: reviews, writing files, projects.")
                .icon(Icons.GITHUB)
                .auth(
                        new Auth.SecretText(
                                "Access token",
                                "At github.com/settings/tokens: a fine-grained token for the repositories, with the permissions"
                                        + " Issues, Contents, Pull requests, Actions and (for triggers) Webhooks as far as they are used."))
                .liveCheck(context -> reading(context, "GET", "/user").object())
                .action(createIssue())
                .action(updateIssue())
                .action(commentIssue())
                .action(getIssue())
                .action(listIssues())
                .action(searchIssues());
        new GitHubRepo(this).actions().forEach(connector::action);
        connector.trigger(new GitHubEvents(this).trigger());
        return connector.build();
    }

    Action.Builder inRepository(String name) {
        return Action.named(name).property(owner()).property(repo());
    }

    Property owner() {
        return Property.dynamicDropdown(
                        "owner",
                        context -> repositories(context).stream()
                                .map(repository ->
                                        text(object(repository.get("owner")).get("login")))
                                .filter(login -> !login.isBlank())
                                .distinct()
                                .map(login -> Property.Choice.of(login, null))
                                .toList())
                .description("A person or an organisation")
                .between(1, 100)
                .require();
    }

    Property repo() {
        return Property.dynamicDropdown("repo", context -> {
                    String owner = context.props().text("owner");
                    return choices(
                            repositories(context).stream()
                                    .filter(repository -> text(object(repository.get("owner"))
                                                    .get("login"))
                                            .equalsIgnoreCase(owner))
                                    .toList(),
                            "name",
                            "name");
                })
                .needing("owner")
                .displayName("Repository")
                .between(1, 100)
                .require();
    }

    /** Those that the token's person has to do with, by their names; of very many the first. */
    private List<? extends Map<?, ?>> repositories(ActionContext context) throws ConnectorError, InterruptedException {
        var all = new ArrayList<Map<?, ?>>();
        List<?> page;
        do {
            page = reading(context, "GET", "/user/repos")
                    .query("sort", "full_name")
                    .query("per_page", PAGE)
                    .query("page", all.size() / PAGE + 1)
                    .list();
            page.forEach(repository -> all.add(object(repository)));
        } while (page.size() == PAGE && all.size() < MOST);
        return all;
    }

    static Action.Builder paged(Action.Builder action) {
        return action.property(
                        Property.of(Kind.INTEGER, "per_page").between(1, 100).defaultsTo(30L))
                .property(
                        Property.of(Kind.INTEGER, "page").between(1, 1_000_000).defaultsTo(1L));
    }

    private static Property number() {
        return Property.of(Kind.INTEGER, "issue_number")
                .displayName("Number")
                .between(1, Integer.MAX_VALUE)
                .require();
    }

    private static Property texts(String name) {
        return Property.of(Kind.ARRAY, name).holding(Values.TEXT).between(0, 100);
    }

    private static Property titleField() {
        return Property.of(Kind.SHORT_TEXT, "title").between(1, 256);
    }

    private static Property body() {
        return Property.of(Kind.LONG_TEXT, "body").description("Markdown").between(0, 65_536);
    }

    private static Shape issue() {
        return Shape.object()
                .whole("number", "")
                .text("title", "")
                .text("state", "open or closed")
                .textOrNull("body", "Markdown")
                .text("html_url", "")
                .thing("user", "Who opened it")
                .list("labels", "");
    }

    private static Map<String, @Nullable Object> issueExample() {
        return map(
                "number",
                1347,
                "title",
                "Found a bug",
                "state",
                "open",
                "html_url",
                "https://github.com/octocat/Hello-World/issues/1347");
    }

    static Map<String, @Nullable Object> example(@Nullable Object... more) {
        var pairs = new ArrayList<@Nullable Object>(List.of("owner", "octocat", "repo", "Hello-World"));
        for (Object one : more) {
            pairs.add(one);
        }
        return map(pairs.toArray());
    }

    private Action createIssue() {
        return inRepository("create_issue")
                .displayName("Open an issue")
                .description("Opens an issue.")
                .property(titleField().require())
                .property(body())
                .property(texts("labels"))
                .property(texts("assignees"))
                .property(Property.of(Kind.INTEGER, "milestone").description("Its number"))
                .outputSchema(issue().build())
                .example(example("title", "Found a bug", "labels", List.of("bug")), issueExample())
                .run(context -> writing(context, "POST", path(context) + "/issues")
                        .fields("title", "body", "labels", "assignees", "milestone")
                        .object())
                .build();
    }

    private Action updateIssue() {
        return inRepository("update_issue")
                .displayName("Change an issue")
                .description("Changes, closes or reopens an issue. labels and assignees replace those that are there.")
                .property(number())
                .property(titleField())
                .property(body())
                .property(Property.dropdown("state", List.of("open", "closed")))
                .property(Property.dropdown("state_reason", List.of("completed", "not_planned", "reopened")))
                .property(texts("labels"))
                .property(texts("assignees"))
                .outputSchema(issue().build())
                .example(example("issue_number", 1347, "state", "closed"), issueExample())
                .run(context -> writing(context, "PATCH", issue(context))
                        .fields("title", "body", "state", "state_reason", "labels", "assignees")
                        .object())
                .build();
    }

    private Action commentIssue() {
        return inRepository("comment_issue")
                .displayName("Comment on an issue")
                .description("Adds a comment to an issue or a pull request.")
                .property(number())
                .property(body().between(1, 65_536).require())
                .outputSchema(Shape.object()
                        .whole("id", "")
                        .text("html_url", "")
                        .text("body", "")
                        .build())
                .example(
                        example("issue_number", 1347, "body", "Me too"),
                        map(
                                "id",
                                1,
                                "html_url",
                                "https://github.com/octocat/Hello-World/issues/1347#issuecomment-1",
                                "body",
                                "Me too"))
                .run(context -> writing(context, "POST", issue(context) + "/comments")
                        .fields("body")
                        .object())
                .build();
    }

    private Action getIssue() {
        return inRepository("get_issue")
                .displayName("Read an issue")
                .description("One issue or pull request by its number.")
                .property(number())
                .sideEffect(SideEffect.READ)
                .outputSchema(issue().build())
                .example(example("issue_number", 1347), issueExample())
                .run(context -> reading(context, "GET", issue(context))
                        .followingRedirects()
                        .object())
                .build();
    }

    private Action listIssues() {
        return paged(inRepository("list_issues"))
                .displayName("List issues")
                .description("A page of a repository's issues; GitHub counts pull requests among them.")
                .property(Property.dropdown("state", List.of("open", "closed", "all"))
                        .defaultsTo("open"))
                .property(Property.of(Kind.SHORT_TEXT, "labels").description("Separated by commas"))
                .property(Property.of(Kind.SHORT_TEXT, "assignee").description("A name, none or *"))
                .property(Property.of(Kind.DATE_TIME, "since").description("Changed at or after this moment"))
                .property(Property.dropdown("sort", List.of("created", "updated", "comments")))
                .property(Property.dropdown("direction", List.of("asc", "desc")))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object().list("issues", issue()).build())
                .example(example("labels", "bug"), map("issues", List.of(issueExample())))
                .run(context -> map(
                        "issues",
                        reading(context, "GET", path(context) + "/issues")
                                .queries(
                                        "state", "labels", "assignee", "since", "sort", "direction", "per_page", "page")
                                .followingRedirects()
                                .list()))
                .build();
    }

    private Action searchIssues() {
        return paged(Action.named("search_issues"))
                .displayName("Search issues")
                .description("Issues and pull requests over all repositories, in GitHub's search language.")
                .property(Property.of(Kind.SHORT_TEXT, "q")
                        .displayName("Query")
                        .description("As repo:octocat/Hello-World is:issue is:open label:bug")
                        .between(1, 256)
                        .require())
                .property(Property.dropdown("sort", List.of("created", "updated", "comments", "reactions")))
                .property(Property.dropdown("order", List.of("asc", "desc")))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .whole("total_count", "")
                        .flag("incomplete_results", "The search ran out of time")
                        .list("items", issue())
                        .build())
                .example(
                        map("q", "repo:octocat/Hello-World is:open label:bug"),
                        map("total_count", 1, "incomplete_results", false, "items", List.of(issueExample())))
                .run(context -> reading(context, "GET", "/search/issues")
                        .queries("q", "sort", "order", "per_page", "page")
                        .object())
                .build();
    }

    static String path(ActionContext context) throws ConnectorError {
        return "/repos/%s/%s"
                .formatted(
                        Ask.part("owner", context.props().text("owner")),
                        Ask.part("repo", context.props().text("repo")));
    }

    private static String issue(ActionContext context) throws ConnectorError {
        return "%s/issues/%d".formatted(path(context), context.props().integer("issue_number", 0));
    }

    @Override
    HttpCall signed(HttpCall call, ActionContext context) throws ConnectorError {
        return super.signed(call, context)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", VERSION);
    }

    /** GitHub tells its limits with 403 too, and which one it was in the headers or the words. */
    @Override
    ErrorCode meaning(HttpReply reply, Map<?, ?> body) {
        boolean limited = reply.status() == 403
                && (reply.header("retry-after") != null
                        || "0".equals(reply.header("x-ratelimit-remaining"))
                        || text(body.get("message")).toLowerCase(Locale.ROOT).contains("rate limit"));
        return limited ? ErrorCode.RATE_LIMITED : super.meaning(reply, body);
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        var words = new ArrayList<String>();
        words.add(text(body.get("message")));
        for (Object error : list(body.get("errors"))) {
            Map<?, ?> fields = object(error);
            words.add(
                    fields.get("message") instanceof String message
                            ? message
                            : "%s: %s".formatted(text(fields.get("field")), text(fields.get("code"))));
        }
        return String.join(" ", words);
    }
}
