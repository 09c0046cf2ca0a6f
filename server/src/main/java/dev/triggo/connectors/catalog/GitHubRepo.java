package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.GitHub.example;
import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What GitHub's connector does with repositories, issues apart. */
final class GitHubRepo {
    private final GitHub github;

    GitHubRepo(GitHub github) {
        this.github = github;
    }

    List<Action> actions() {
        return List.of(listPulls(), getContent(), listReleases(), createRelease(), dispatchEvent(), dispatchWorkflow());
    }

    private Action listPulls() {
        return GitHub.paged(github.inRepository("list_pulls"))
                .displayName("List pull requests")
                .description("A page of a repository's pull requests.")
                .property(Property.dropdown("state", List.of("open", "closed", "all"))
                        .defaultsTo("open"))
                .property(Property.of(Kind.SHORT_TEXT, "head").description("owner:branch that they come from"))
                .property(Property.of(Kind.SHORT_TEXT, "base").description("The branch that they go to"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list(
                                "pulls",
                                Shape.object()
                                        .whole("number", "")
                                        .text("title", "")
                                        .text("state", "")
                                        .flag("draft", "")
                                        .text("html_url", ""))
                        .build())
                .example(
                        example("base", "main"),
                        map("pulls", List.of(map("number", 1347, "title", "Amazing new feature", "state", "open"))))
                .run(context -> map(
                        "pulls",
                        github.reading(context, "GET", GitHub.path(context) + "/pulls")
                                .queries("state", "head", "base", "per_page", "page")
                                .followingRedirects()
                                .list()))
                .build();
    }

    private Action getContent() {
        return github.inRepository("get_content")
                .displayName("Read a file")
                .description("A file of up to 1 MB as text, or the entries of a folder.")
                .property(Property.of(Kind.SHORT_TEXT, "path")
                        .description("As docs/readme.md; empty for the root")
                        .between(0, 1000)
                        .require())
                .property(Property.of(Kind.SHORT_TEXT, "ref")
                        .description("Branch, tag or commit; else the default branch"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .text("type", "file or dir")
                        .text("path", "")
                        .text("sha", "")
                        .text("content", "Of a file, as text")
                        .list("entries", "Of a folder: name, path, type, size")
                        .build())
                .example(
                        example("path", "README"),
                        map(
                                "type",
                                "file",
                                "path",
                                "README",
                                "sha",
                                "3d21ec53a331a6f037a91c368710b99387d012c1",
                                "content",
                                "Hello World!\n"))
                .run(context -> content(github.reading(
                                context,
                                "GET",
                                GitHub.path(context) + "/contents"
                                        + path(context.props().text("path")))
                        .queries("ref")
                        .followingRedirects()))
                .build();
    }

    /** Each step of the path is encoded by itself, so that none can climb. */
    private static String path(String given) throws ConnectorError {
        var path = new StringBuilder();
        for (String part : given.split("/")) {
            if (!part.isEmpty()) {
                path.append('/').append(Ask.part("path", part));
            }
        }
        return path.toString();
    }

    private static Object content(Ask ask) throws ConnectorError, InterruptedException {
        Object answer = ask.send();
        if (answer instanceof List<?> entries) {
            var kept = new ArrayList<Object>();
            entries.forEach(entry -> kept.add(some(Vendor.object(entry), "name", "path", "type", "size")));
            return map("type", "dir", "entries", kept);
        }
        Map<?, ?> file = Vendor.object(answer);
        if (Vendor.text(file.get("type")).isEmpty()) {
            throw ask.unreadable();
        }
        var output = some(file, "type", "path", "sha");
        if (Vendor.text(file.get("encoding")).equals("base64")) {
            byte[] bytes = decoded(Vendor.text(file.get("content")));
            output.put("content", new String(bytes, StandardCharsets.UTF_8));
        }
        return output;
    }

    private static byte[] decoded(String lines) {
        try {
            return Base64.getMimeDecoder().decode(lines);
        } catch (IllegalArgumentException broken) {
            return new byte[0];
        }
    }

    private static Map<String, @Nullable Object> some(Map<?, ?> all, String... names) {
        var kept = new LinkedHashMap<String, @Nullable Object>();
        for (String name : names) {
            if (all.get(name) != null) {
                kept.put(name, all.get(name));
            }
        }
        return kept;
    }

    private static Shape release() {
        return Shape.object()
                .whole("id", "")
                .text("tag_name", "")
                .textOrNull("name", "")
                .flag("draft", "")
                .flag("prerelease", "")
                .text("html_url", "");
    }

    private static Map<String, @Nullable Object> releaseExample() {
        return map("id", 1, "tag_name", "v1.0.0", "name", "v1.0.0", "draft", false, "prerelease", false);
    }

    private Action listReleases() {
        return GitHub.paged(github.inRepository("list_releases"))
                .displayName("List releases")
                .description("A page of a repository's releases, the newest first.")
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object().list("releases", release()).build())
                .example(example(), map("releases", List.of(releaseExample())))
                .run(context -> map(
                        "releases",
                        github.reading(context, "GET", GitHub.path(context) + "/releases")
                                .queries("per_page", "page")
                                .followingRedirects()
                                .list()))
                .build();
    }

    private Action createRelease() {
        return github.inRepository("create_release")
                .displayName("Make a release")
                .description("Makes a release, and its tag where there is none.")
                .property(
                        Property.of(Kind.SHORT_TEXT, "tag_name").between(1, 250).require())
                .property(Property.of(Kind.SHORT_TEXT, "target_commitish").description("Branch or commit of a new tag"))
                .property(Property.of(Kind.SHORT_TEXT, "name"))
                .property(Property.of(Kind.LONG_TEXT, "body").description("Markdown"))
                .property(Property.of(Kind.CHECKBOX, "draft"))
                .property(Property.of(Kind.CHECKBOX, "prerelease"))
                .property(Property.of(Kind.CHECKBOX, "generate_release_notes"))
                .outputSchema(release().build())
                .example(example("tag_name", "v1.0.0", "name", "v1.0.0"), releaseExample())
                .run(context -> github.writing(context, "POST", GitHub.path(context) + "/releases")
                        .fields("tag_name", "target_commitish", "name", "body", "draft", "prerelease")
                        .fields("generate_release_notes")
                        .object())
                .build();
    }

    private Action dispatchEvent() {
        return github.inRepository("dispatch_event")
                .displayName("Send a repository event")
                .description("Starts the workflows that listen to repository_dispatch with this type.")
                .property(Property.of(Kind.SHORT_TEXT, "event_type")
                        .between(1, 100)
                        .require())
                .property(Property.of(Kind.OBJECT, "client_payload")
                        .description("At most 10 fields")
                        .between(0, 10))
                .outputSchema(Shape.object().flag("ok", "").build())
                .example(example("event_type", "deploy", "client_payload", map("target", "staging")), map("ok", true))
                .run(context -> github.writing(context, "POST", GitHub.path(context) + "/dispatches")
                        .fields("event_type", "client_payload")
                        .done())
                .build();
    }

    private List<Property.Choice> workflows(ActionContext context) throws ConnectorError, InterruptedException {
        Map<?, ?> answer = github.reading(context, "GET", GitHub.path(context) + "/actions/workflows")
                .query("per_page", 100)
                .followingRedirects()
                .object();
        var workflows = new ArrayList<Property.Choice>();
        for (Object one : Vendor.list(answer.get("workflows"))) {
            String path = Vendor.text(Vendor.object(one).get("path"));
            String file = path.substring(path.lastIndexOf('/') + 1);
            if (!file.isBlank()) {
                workflows.add(
                        Property.Choice.of(file, Vendor.text(Vendor.object(one).get("name"))));
            }
        }
        return workflows;
    }

    private Action dispatchWorkflow() {
        return github.inRepository("dispatch_workflow")
                .displayName("Start a workflow")
                .description("Starts a GitHub Actions workflow that listens to workflow_dispatch.")
                .property(Property.dynamicDropdown("workflow_id", this::workflows)
                        .needing("owner", "repo")
                        .description("Its file name, as build.yml, or its number")
                        .between(1, 200)
                        .require())
                .property(Property.of(Kind.SHORT_TEXT, "ref")
                        .description("Branch or tag")
                        .between(1, 250)
                        .require())
                .property(Property.of(Kind.OBJECT, "inputs")
                        .holding(Property.Values.SCALAR)
                        .between(0, 25))
                .outputSchema(Shape.object().flag("ok", "").build())
                .example(example("workflow_id", "build.yml", "ref", "main"), map("ok", true))
                .run(context -> {
                    String workflow = Ask.part("workflow_id", context.props().text("workflow_id"));
                    return github.writing(
                                    context,
                                    "POST",
                                    "%s/actions/workflows/%s/dispatches".formatted(GitHub.path(context), workflow))
                            .fields("ref", "inputs")
                            .done();
                })
                .build();
    }
}
