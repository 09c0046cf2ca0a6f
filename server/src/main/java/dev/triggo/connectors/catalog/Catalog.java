package dev.triggo.connectors.catalog;

import dev.triggo.sdk.Connector;
import java.util.List;

/** All built-in connectors. A new one is a class in this package and a line here. */
public final class Catalog {
    private Catalog() {}

    public static List<Connector> all() {
        return List.of(
                new HttpRequest().connector(),
                new Slack().connector(),
                new Telegram().connector(),
                new Discord().connector(),
                new Gmail().connector(),
                new GoogleSheets().connector(),
                new Notion().connector(),
                new HubSpot().connector(),
                new AmoCrm().connector(),
                new GitHub().connector(),
                new OpenAi().connector(),
                new Rss().connector(),
                new McpClient().connector(),
                new Storage().connector());
    }
}
