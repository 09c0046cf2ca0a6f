package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Delivery;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Trigger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens in a repository: GitHub is told where to send it, and told to stop. */
final class GitHubEvents implements Trigger.Hooks {
    private static final String SIGNED = "sha256=";
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 10;
    private static final List<String> EVENTS = List.of(
            "push",
            "pull_request",
            "pull_request_review",
            "pull_request_review_comment",
            "issues",
            "issue_comment",
            "release",
            "create",
            "delete",
            "fork",
            "star",
            "watch",
            "commit_comment",
            "discussion",
            "discussion_comment",
            "workflow_run",
            "workflow_job",
            "check_run",
            "check_suite",
            "status",
            "deployment",
            "deployment_status",
            "label",
            "milestone",
            "member",
            "repository");

    private final GitHub github;

    GitHubEvents(GitHub github) {
        this.github = github;
    }

    Trigger trigger() {
        return Trigger.named("repository_event")
                .displayName("Repository event")
                .description(
                        "Starts a run for each event of a repository: pushes, issues, pull requests, releases and more."
                                + " The token must be allowed to manage its webhooks.")
                .property(github.owner())
                .property(github.repo())
                .property(Property.multiSelect("events", EVENTS)
                        .description("Which")
                        .between(1, EVENTS.size())
                        .require())
                .outputSchema(Shape.object()
                        .text("event", "As push or issues")
                        .text("action", "What happened to it, as opened; empty where GitHub does not say")
                        .text("delivery", "GitHub's id of the delivery")
                        .thing("payload", "The event as GitHub sends it")
                        .always("event", "action", "delivery", "payload")
                        .build())
                .example(
                        map("owner", "octocat", "repo", "Hello-World", "events", List.of("issues", "pull_request")),
                        map(
                                "event",
                                "issues",
                                "action",
                                "opened",
                                "delivery",
                                "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                                "payload",
                                map(
                                        "action",
                                        "opened",
                                        "issue",
                                        map("number", 1347, "title", "Found a bug"),
                                        "repository",
                                        map("full_name", "octocat/Hello-World"),
                                        "sender",
                                        map("login", "octocat"))))
                .hooks(this)
                .build();
    }

    @Override
    public Object register(ActionContext context, Trigger.Hook hook) throws ConnectorError, InterruptedException {
        Map<String, @Nullable Object> made = github.writing(context, "POST", GitHub.path(context) + "/hooks")
                .body(map(
                        "name",
                        "web",
                        "active",
                        true,
                        "events",
                        context.props().value("events"),
                        "config",
                        map("url", hook.url(), "content_type", "json", "secret", hook.secret(), "insecure_ssl", "0")))
                .object();
        if (!(made.get("id") instanceof Number id)) {
            throw new ConnectorError(ErrorCode.UNKNOWN, "GitHub made a webhook and did not say which.");
        }
        return map("id", id);
    }

    @Override
    public void unregister(ActionContext context, Trigger.Hook hook) throws ConnectorError, InterruptedException {
        Object registration = hook.registration();
        if (registration instanceof Map<?, ?> known && known.get("id") instanceof Number id) {
            delete(context, id);
            return;
        }
        for (int page = 1; page <= MOST_PAGES; page++) {
            List<? extends @Nullable Object> hooks = github.reading(context, "GET", GitHub.path(context) + "/hooks")
                    .query("per_page", PAGE)
                    .query("page", page)
                    .list();
            for (Object one : hooks) {
                Map<?, ?> config = Vendor.object(Vendor.object(one).get("config"));
                if (hook.url().equals(config.get("url")) && Vendor.object(one).get("id") instanceof Number id) {
                    delete(context, id);
                }
            }
            if (hooks.size() < PAGE) {
                return;
            }
        }
    }

    private void delete(ActionContext context, Number id) throws ConnectorError, InterruptedException {
        try {
            github.writing(context, "DELETE", GitHub.path(context) + "/hooks/" + id.longValue())
                    .done();
        } catch (ConnectorError failed) {
            // Somebody was faster.
            if (failed.code() != ErrorCode.NOT_FOUND) {
                throw failed;
            }
        }
    }

    @Override
    public boolean isSigned(Delivery delivery) {
        String signature = delivery.header("x-hub-signature-256");
        return signature != null
                && signature.startsWith(SIGNED)
                && delivery.isHmac("", signature.substring(SIGNED.length()));
    }

    @Override
    public List<Trigger.Item> events(Delivery delivery) throws ConnectorError {
        String event = delivery.header("x-github-event");
        String id = delivery.header("x-github-delivery");
        if (event == null || id == null || id.isBlank() || id.length() > 100) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    "The headers x-github-event and x-github-delivery are wanted, each once.");
        }
        // A trial of the address, and what was not asked for.
        if (!Vendor.list(delivery.config().get("events")).contains(event)) {
            return List.of();
        }
        Map<String, @Nullable Object> payload = delivery.object();
        return List.of(new Trigger.Item(
                id,
                map("event", event, "action", Vendor.text(payload.get("action")), "delivery", id, "payload", payload)));
    }
}
