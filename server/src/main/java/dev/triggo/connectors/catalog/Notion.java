package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Notion's API, as an integration of a workspace. */
final class Notion extends Vendor {
    private static final int PAGE = 100;
    private static final int MOST = 1000;
    private static final String VERSION = "2022-06-28";
    private static final String ID = "59833787-2cf9-4fdf-8782-e53db20768a5";

    private static final Map<String, @Nullable Object> TITLE =
            map("Name", map("title", List.of(map("text", map("content", "Tuscan kale")))));

    Notion() {
        this("https://api.notion.com/v1");
    }

    Notion(String base) {
        super("Notion", base);
    }

    Connector connector() {
        return Connector.named("notion")
                .displayName("Notion")
                .description("Reads and writes pages and databases of a Notion workspace that were shared with the"
                        + " integration (API version %s). Covered: querying a database, making, reading and changing pages,"
                                .formatted(VERSION)
                        + " appending blocks, searching. Not covered: comments, files, changing a database's columns.")
                .icon(Icons.NOTION)
                .auth(new Auth.SecretText(
                        "Integration secret",
                        "At notion.so/my-integrations; then share pages and databases with the integration."))
                .liveCheck(context -> reading(context, "GET", "/users/me").object())
                .action(queryDatabase())
                .action(createPage())
                .action(getPage())
                .action(updatePage())
                .action(appendBlocks())
                .action(search())
                .build();
    }

    private static Property id(String name, String description) {
        return Property.of(Kind.SHORT_TEXT, name)
                .description(description)
                .between(1, 100)
                .require();
    }

    private Property database() {
        return Property.dynamicDropdown("database_id", this::databases).displayName("Database");
    }

    /** Those that were shared with the integration. */
    private List<Property.Choice> databases(ActionContext context) throws ConnectorError, InterruptedException {
        var databases = new ArrayList<Property.Choice>();
        String cursor = "";
        do {
            Map<String, @Nullable Object> page = reading(context, "POST", "/search")
                    .field("filter", map("property", "object", "value", "database"))
                    .field("page_size", PAGE)
                    .field("start_cursor", cursor.isEmpty() ? null : cursor)
                    .object();
            for (Object one : list(page.get("results"))) {
                String id = text(object(one).get("id"));
                if (!id.isBlank()) {
                    databases.add(Property.Choice.of(id, title(object(one))));
                }
            }
            cursor = text(page.get("next_cursor"));
        } while (!cursor.isEmpty() && databases.size() <= MOST);
        return databases;
    }

    private static String title(Map<?, ?> database) {
        return list(database.get("title")).stream()
                .map(part -> text(object(part).get("plain_text")))
                .collect(Collectors.joining());
    }

    private static Property properties() {
        return Property.of(Kind.OBJECT, "properties").description("By column name, as Notion writes property values.");
    }

    private static Property children() {
        return Property.of(Kind.ARRAY, "children")
                .description("Blocks, as Notion writes them.")
                .between(0, 100);
    }

    private static Property pageSize() {
        return Property.of(Kind.INTEGER, "page_size").between(1, 100).defaultsTo(100L);
    }

    private static Property cursor() {
        return Property.of(Kind.SHORT_TEXT, "start_cursor").description("The next_cursor of the page before.");
    }

    private static Map<String, Object> results() {
        return Shape.object()
                .list(
                        "results",
                        Shape.object().text("object", "").text("id", "").thing("properties", "By name"))
                .textOrNull("next_cursor", "For the next page")
                .flag("has_more", "")
                .build();
    }

    private static Map<String, Object> page() {
        return Shape.object()
                .text("object", "page")
                .text("id", "")
                .text("url", "")
                .thing("properties", "By column name")
                .build();
    }

    private static Map<String, @Nullable Object> pageExample() {
        return map(
                "object",
                "page",
                "id",
                ID,
                "url",
                "https://www.notion.so/Tuscan-kale-598337872cf94fdf8782e53db20768a5");
    }

    private Action queryDatabase() {
        return Action.named("query_database")
                .displayName("Query a database")
                .description("A page of a database's entries.")
                .property(database()
                        .description("The id in the database's address")
                        .between(1, 100)
                        .require())
                .property(Property.of(Kind.OBJECT, "filter").description("As Notion writes filters."))
                .property(Property.of(Kind.ARRAY, "sorts").description("As Notion writes sorts."))
                .property(pageSize())
                .property(cursor())
                .sideEffect(SideEffect.READ)
                .outputSchema(results())
                .example(
                        map(
                                "database_id",
                                "897e5a76-ae52-4b48-9fdf-e71f5945d1af",
                                "filter",
                                map("property", "Done", "checkbox", map("equals", false))),
                        map("results", List.of(pageExample()), "next_cursor", null, "has_more", false))
                .run(context -> reading(context, "POST", path("/databases/", context, "database_id") + "/query")
                        .fields("filter", "sorts", "page_size", "start_cursor")
                        .object())
                .build();
    }

    private Action createPage() {
        return Action.named("create_page")
                .displayName("Make a page")
                .description(
                        "Makes an entry of a database (database_id) or a page below another (page_id): one of them.")
                .property(database())
                .property(Property.of(Kind.SHORT_TEXT, "page_id"))
                .property(properties().require())
                .property(children())
                .outputSchema(page())
                .example(map("database_id", "897e5a76-ae52-4b48-9fdf-e71f5945d1af", "properties", TITLE), pageExample())
                .run(context -> {
                    boolean database = context.props().has("database_id");
                    if (database == context.props().has("page_id")) {
                        throw wrong("database_id", "exactly one of database_id and page_id is wanted.");
                    }
                    String kind = database ? "database_id" : "page_id";
                    return writing(context, "POST", "/pages")
                            .field("parent", map(kind, context.props().text(kind)))
                            .fields("properties", "children")
                            .object();
                })
                .build();
    }

    private Action getPage() {
        return Action.named("get_page")
                .displayName("Read a page")
                .description("A page's properties; its text is in blocks, which this does not fetch.")
                .property(id("page_id", "The page's id"))
                .sideEffect(SideEffect.READ)
                .outputSchema(page())
                .example(map("page_id", ID), pageExample())
                .run(context -> reading(context, "GET", path("/pages/", context, "page_id"))
                        .object())
                .build();
    }

    private Action updatePage() {
        return Action.named("update_page")
                .displayName("Change a page")
                .description("Changes properties of a page, or puts it into the trash with archived.")
                .property(id("page_id", "The page's id"))
                .property(properties())
                .property(Property.of(Kind.CHECKBOX, "archived"))
                .outputSchema(page())
                .example(map("page_id", ID, "properties", map("Done", map("checkbox", true))), pageExample())
                .run(context -> writing(context, "PATCH", path("/pages/", context, "page_id"))
                        .fields("properties", "archived")
                        .object())
                .build();
    }

    private Action appendBlocks() {
        return Action.named("append_blocks")
                .displayName("Append blocks")
                .description("Puts blocks at the end of a page or of another block.")
                .property(id("block_id", "A page's or block's id"))
                .property(children().between(1, 100).require())
                .outputSchema(Shape.object().list("results", "The new blocks").build())
                .example(
                        map(
                                "block_id",
                                ID,
                                "children",
                                List.of(map(
                                        "object",
                                        "block",
                                        "type",
                                        "paragraph",
                                        "paragraph",
                                        map(
                                                "rich_text",
                                                List.of(map(
                                                        "type", "text", "text", map("content", "Rich in iron."))))))),
                        map("results", List.of(map("object", "block", "id", "9bc30ad4-9373-46a5-84ab-0a7845ee52e6"))))
                .run(context -> writing(context, "PATCH", path("/blocks/", context, "block_id") + "/children")
                        .fields("children")
                        .object())
                .build();
    }

    private Action search() {
        return Action.named("search")
                .displayName("Search")
                .description("Pages and databases whose title holds the query.")
                .property(Property.of(Kind.SHORT_TEXT, "query"))
                .property(Property.dropdown("kind", List.of("page", "database")).description("Only these."))
                .property(pageSize())
                .property(cursor())
                .sideEffect(SideEffect.READ)
                .outputSchema(results())
                .example(
                        map("query", "kale", "kind", "page"),
                        map("results", List.of(pageExample()), "next_cursor", null, "has_more", false))
                .run(context -> {
                    Object kind = context.props().value("kind");
                    return reading(context, "POST", "/search")
                            .fields("query", "page_size", "start_cursor")
                            .field("filter", kind == null ? null : map("property", "object", "value", kind))
                            .object();
                })
                .build();
    }

    private static String path(String before, ActionContext context, String field) throws ConnectorError {
        return before + Ask.part(field, context.props().text(field));
    }

    @Override
    HttpCall signed(HttpCall call, ActionContext context) throws ConnectorError {
        return super.signed(call, context).header("Notion-Version", VERSION);
    }
}
