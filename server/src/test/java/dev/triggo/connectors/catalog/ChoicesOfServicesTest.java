package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.sdk.testkit.TriggerTrial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the connectors ask their services to choose from, and what they make of the answers. */
class ChoicesOfServicesTest {
    private static final String SLACK = "https://slack.com/api/conversations.list?types=";
    private static final Map<String, Object> REPOSITORY = Map.of("owner", "Octocat", "repo", "Hello-World");

    private static ActionTrial trial(Connector connector, String action, FakeUpstream upstream) {
        return ActionTrial.of(connector, action)
                .signedInWith(Exchanges.of(connector.name()).credential())
                .calling(upstream);
    }

    /** As value=label. */
    private static List<String> told(List<Property.Choice> choices) {
        return choices.stream()
                .map(choice -> choice.value() + "=" + choice.label())
                .toList();
    }

    private static List<String> asked(FakeUpstream upstream) {
        assertTrue(upstream.isUsedUp());
        return upstream.seen().stream()
                .map(call -> call.method() + " " + call.url())
                .toList();
    }

    @Test
    void theseHaveChoices() {
        var all = new LinkedHashMap<String, String>();
        for (Connector connector : Catalog.all()) {
            String names = connector.actions().stream()
                    .map(Action::properties)
                    .flatMap(List::stream)
                    .filter(property -> property.asked() != null)
                    .map(Property::name)
                    .distinct()
                    .collect(Collectors.joining(" "));
            if (!names.isEmpty()) {
                all.put(connector.name(), names);
            }
        }
        assertEquals(
                Map.of(
                        "slack", "channel",
                        "discord", "channel_id guild_id",
                        "google-sheets", "range",
                        "notion", "database_id",
                        "github", "owner repo workflow_id",
                        "openai", "model"),
                all);
    }

    @Test
    void slacksChannelsAreAskedForPageByPageAndPrivateOnesWhereTheTokenMay() throws Exception {
        var slack = new Slack().connector();
        var upstream = new FakeUpstream()
                .answers(
                        200,
                        "{\"ok\":true,\"channels\":[{\"id\":\"C1\",\"name\":\"general\"}],\"response_metadata\":{\"next_cursor\":\"dGVh=\"}}")
                .answers(
                        200,
                        "{\"ok\":true,\"channels\":[{\"id\":\"C2\",\"name\":\"news\"},{\"name\":\"no id\"}],\"response_metadata\":{\"next_cursor\":\"\"}}")
                .answers(200, "{\"ok\":true,\"channels\":[{\"id\":\"G1\",\"name\":\"board\"}]}");
        assertEquals(
                List.of("C1=general", "C2=news", "G1=board"),
                told(trial(slack, "post_message", upstream).choices("channel")));
        String rest = "_channel&exclude_archived=true&limit=1000";
        assertEquals(
                List.of(
                        "GET " + SLACK + "public" + rest,
                        "GET " + SLACK + "public" + rest + "&cursor=dGVh%3D",
                        "GET " + SLACK + "private" + rest),
                asked(upstream));
        var narrow = new FakeUpstream()
                .answers(200, "{\"ok\":true,\"channels\":[{\"id\":\"C1\",\"name\":\"general\"}]}")
                .answers(200, "{\"ok\":false,\"error\":\"missing_scope\"}");
        assertEquals(
                List.of("C1=general"), told(trial(slack, "add_reaction", narrow).choices("channel")));
        var signedOut = new FakeUpstream()
                .answers(200, "{\"ok\":true,\"channels\":[]}")
                .answers(200, "{\"ok\":false,\"error\":\"token_revoked\"}");
        assertEquals(
                ErrorCode.AUTH_EXPIRED,
                assertThrows(
                                ConnectorError.class,
                                () -> trial(slack, "add_reaction", signedOut).choices("channel"))
                        .code());
    }

    /** One page more than is shown is enough to know that there are more. */
    @Test
    void aListWithoutEndIsNotAskedForToTheEnd() throws Exception {
        String page = IntStream.range(0, 1000)
                .mapToObj("{\"id\":\"C%1$d\",\"name\":\"c%1$d\"}"::formatted)
                .collect(Collectors.joining(
                        ",", "{\"ok\":true,\"channels\":[", "],\"response_metadata\":{\"next_cursor\":\"x\"}}"));
        var upstream = new FakeUpstream().answers(200, page).answers(200, page).answers(200, "{\"ok\":true}");
        assertEquals(
                2000,
                trial(new Slack().connector(), "post_message", upstream)
                        .choices("channel")
                        .size());
        assertTrue(upstream.isUsedUp());
        String databases = IntStream.range(0, 100)
                .mapToObj("{\"id\":\"%d\"}"::formatted)
                .collect(Collectors.joining(",", "{\"results\":[", "],\"next_cursor\":\"x\"}"));
        var notion = new FakeUpstream();
        IntStream.range(0, 11).forEach(i -> notion.answers(200, databases));
        assertEquals(
                1100,
                trial(new Notion().connector(), "query_database", notion)
                        .choices("database_id")
                        .size());
        String repositories = IntStream.range(0, 100)
                .mapToObj("{\"name\":\"r%d\",\"owner\":{\"login\":\"octocat\"}}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
        var github = new FakeUpstream();
        IntStream.range(0, 10).forEach(i -> github.answers(200, repositories));
        assertEquals(
                1000,
                trial(new GitHub().connector(), "get_issue", github)
                        .choices("repo", REPOSITORY)
                        .size());
        assertEquals("10", github.seen().getLast().url().replaceFirst(".*&page=", ""));
    }

    @Test
    void notionsDatabasesAreThoseThatWereShared() throws Exception {
        var upstream = new FakeUpstream()
                .answers(
                        200,
                        "{\"results\":[{\"object\":\"database\",\"id\":\"897e5a76\",\"title\":[{\"plain_text\":\"Grocery \"},{\"plain_text\":\"list\"}]}],"
                                + "\"has_more\":true,\"next_cursor\":\"c2\"}")
                .answers(200, "{\"results\":[{\"id\":\"1d\",\"title\":[]}],\"has_more\":false,\"next_cursor\":null}");
        assertEquals(
                List.of("897e5a76=Grocery list", "1d=1d"),
                told(trial(new Notion().connector(), "create_page", upstream).choices("database_id")));
        var bodies = new ArrayList<String>();
        for (HttpCall call : upstream.seen()) {
            assertEquals("https://api.notion.com/v1/search", call.url());
            bodies.add(new String(call.body(), StandardCharsets.UTF_8));
        }
        assertEquals(
                List.of(
                        "{\"filter\":{\"property\":\"object\",\"value\":\"database\"},\"page_size\":100}",
                        "{\"filter\":{\"property\":\"object\",\"value\":\"database\"},\"page_size\":100,\"start_cursor\":\"c2\"}"),
                bodies);
    }

    @Test
    void sheetsAreRangesOfOneSpreadsheetAndChartsAreNone() throws Exception {
        var sheets = new GoogleSheets().connector();
        var upstream = new FakeUpstream()
                .answers(
                        200,
                        "{\"sheets\":[{\"properties\":{\"title\":\"Orders\",\"sheetType\":\"GRID\"}},"
                                + "{\"properties\":{\"title\":\"It's B1\",\"sheetType\":\"GRID\"}},"
                                + "{\"properties\":{\"title\":\"Chart\",\"sheetType\":\"OBJECT\"}}]}");
        var trial = trial(sheets, "append_rows", upstream);
        assertEquals(
                List.of("'Orders'=Orders", "'It''s B1'=It's B1"),
                told(trial.choices("range", Map.of("spreadsheet_id", "1x"))));
        assertEquals(
                List.of(
                        "GET https://sheets.googleapis.com/v4/spreadsheets/1x?fields=sheets.properties%28title%2CsheetType%29"),
                asked(upstream));
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                assertThrows(ConnectorError.class, () -> trial.choices("range")).code());
    }

    @Test
    void githubsRepositoriesAreThoseOfTheirOwner() throws Exception {
        var github = new GitHub().connector();
        String mine = "[{\"name\":\"Hello-World\",\"owner\":{\"login\":\"octocat\"}},"
                + "{\"name\":\"Spoon\",\"owner\":{\"login\":\"octocat\"}},{\"name\":\"site\",\"owner\":{\"login\":\"acme\"}}]";
        String asked = "GET https://api.github.com/user/repos?sort=full_name&per_page=100&page=1";
        var owners = new FakeUpstream().answers(200, mine);
        assertEquals(
                List.of("octocat=octocat", "acme=acme"),
                told(trial(github, "create_issue", owners).choices("owner")));
        assertEquals(List.of(asked), asked(owners));
        var repositories = new FakeUpstream().answers(200, mine).answers(200, mine);
        assertEquals(
                List.of("Hello-World=Hello-World", "Spoon=Spoon"),
                told(trial(github, "list_pulls", repositories).choices("repo", REPOSITORY)));
        assertEquals(
                List.of("site=site"),
                told(TriggerTrial.of(
                                github,
                                "repository_event",
                                github.triggers().getFirst().exampleConfig())
                        .signedInWith(Exchanges.of("github").credential())
                        .calling(repositories)
                        .choices("repo", Map.of("owner", "acme"))));
        assertEquals(List.of(asked, asked), asked(repositories));
        var workflows = new FakeUpstream()
                .answers(
                        200,
                        "{\"total_count\":1,\"workflows\":[{\"id\":161335,\"name\":\"CI\",\"path\":\".github/workflows/build.yml\"},{\"id\":1}]}");
        assertEquals(
                List.of("build.yml=CI"),
                told(trial(github, "dispatch_workflow", workflows).choices("workflow_id", REPOSITORY)));
        assertEquals(
                List.of("GET https://api.github.com/repos/Octocat/Hello-World/actions/workflows?per_page=100"),
                asked(workflows));
    }

    @Test
    void discordsChannelsAreThoseThatHoldMessagesInTheBotsServers() throws Exception {
        var discord = new Discord().connector();
        String guilds =
                "[{\"id\":\"290926798626357999\",\"name\":\"Builders\"},{\"id\":\"390926798626357999\",\"name\":\"Other\"}]";
        var servers = new FakeUpstream().answers(200, guilds);
        assertEquals(
                List.of("290926798626357999=Builders", "390926798626357999=Other"),
                told(trial(discord, "list_channels", servers).choices("guild_id")));
        var upstream = new FakeUpstream()
                .answers(200, guilds)
                .answers(
                        200,
                        "[{\"id\":\"1\",\"name\":\"builds\",\"type\":0},{\"id\":\"2\",\"name\":\"Voice\",\"type\":2}]")
                .answers(200, "[{\"id\":\"3\",\"name\":\"news\",\"type\":5}]");
        assertEquals(
                List.of("1=#builds (Builders)", "3=#news (Other)"),
                told(trial(discord, "send_message", upstream).choices("channel_id")));
        String api = "GET https://discord.com/api/v10";
        assertEquals(
                List.of(
                        api + "/users/@me/guilds",
                        api + "/guilds/290926798626357999/channels",
                        api + "/guilds/390926798626357999/channels"),
                asked(upstream));
    }

    @Test
    void modelsAreInTheOrderOfTheirNames() throws Exception {
        var upstream =
                new FakeUpstream().answers(200, "{\"data\":[{\"id\":\"b\"},{\"id\":\"a\"},{\"object\":\"model\"}]}");
        assertEquals(
                List.of("a=a", "b=b"),
                told(trial(new OpenAi().connector(), "create_embedding", upstream)
                        .choices("model")));
        assertEquals(List.of("GET https://api.openai.com/v1/models"), asked(upstream));
    }

    /** As {@link VendorFactsTest} and {@link VendorDocumentsTest} hold operations to them. */
    @Test
    void whatIsAskedIsInTheVendorsDocuments() throws Exception {
        var answers = Map.of(
                "slack", List.of("{\"ok\":true}", "{\"ok\":true}"),
                "discord", List.of("[{\"id\":\"29\",\"name\":\"Builders\"}]", "[]"),
                "google-sheets", List.of("{\"sheets\":[]}"),
                "notion", List.of("{\"results\":[],\"next_cursor\":\"c2\"}", "{\"results\":[]}"),
                "github", List.of("[]"),
                "github workflow_id", List.of("{\"workflows\":[]}"),
                "openai", List.of("{\"data\":[]}"));
        int checked = 0;
        for (Connector connector : Catalog.all()) {
            String vendor = connector.name();
            for (Action action : connector.actions()) {
                for (Property property : action.properties()) {
                    if (property.asked() != null) {
                        var upstream = new FakeUpstream();
                        answers.getOrDefault(vendor + " " + property.name(), answers.getOrDefault(vendor, List.of()))
                                .forEach(answer -> upstream.answers(200, answer));
                        trial(connector, action.name(), upstream)
                                .choices(property.name(), action.example().input());
                        for (HttpCall call : upstream.seen()) {
                            checkDocumented(vendor, call);
                            checked++;
                        }
                    }
                }
            }
        }
        assertTrue(checked > 30, checked + " requests");
    }

    private static void checkDocumented(String vendor, HttpCall call) throws Exception {
        if (VendorFactsTest.facts().get(vendor) instanceof Map<?, ?> document) {
            VendorFactsTest.fits(vendor, Exchanges.written(call), document);
        } else {
            VendorDocumentsTest.check(VendorDocumentsTest.document(vendor), call);
        }
    }

    @Test
    void aRefusalOfTheServiceIsToldAsInOperations() {
        for (Connector connector : Catalog.all()) {
            for (Action action : connector.actions()) {
                for (Property property : action.properties()) {
                    if (property.asked() != null) {
                        var upstream = new FakeUpstream();
                        IntStream.range(0, 3).forEach(i -> upstream.answers(401, "{}"));
                        assertEquals(
                                ErrorCode.AUTH_EXPIRED,
                                assertThrows(
                                                ConnectorError.class,
                                                () -> trial(connector, action.name(), upstream)
                                                        .choices(
                                                                property.name(),
                                                                action.example().input()))
                                        .code(),
                                connector.name() + " " + property.name());
                    }
                }
            }
        }
    }
}
