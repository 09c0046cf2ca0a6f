package dev.triggo.connectors.catalog;

import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import java.util.List;

/** All built-in connectors. A new one is a class in this package and a line here. */
public final class Catalog {
    private Catalog() {}

    public static List<Connector> all() {
        return List.of(
                new HttpRequest().connector(),
                webhook(),
                schedule(),
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
                new SmtpEmail().connector(),
                new Postgres().connector(),
                new Rss().connector(),
                new McpClient().connector(),
                new Storage().connector());
    }

    /** Its trigger is the server's own; here is its name, and what it signs with. */
    private static Connector webhook() {
        return Connector.named("inbound-webhook")
                .displayName("Webhook")
                .description(
                        "Starts runs when somebody sends to an address of the workflow's. Its connection is the secret that"
                                + " events are signed with; without one, whoever knows the address may send. Signatures: Standard"
                                + " Webhooks, and those of GitHub, Slack and Stripe. Not covered: other ways of signing.")
                .icon(Icons.INBOUND_WEBHOOK)
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Kind.SECRET, "secret")
                                .description("What the sender signs with; for Standard Webhooks as whsec_ and base64")
                                .between(1, 1_000)
                                .require(),
                        Property.of(Kind.SECRET, "previous_secret")
                                .description("The one before, while senders still use it: both are taken")
                                .between(0, 1_000))))
                .build();
    }

    /** As {@link #webhook}; it signs nothing. */
    private static Connector schedule() {
        return Connector.named("schedule")
                .displayName("Schedule")
                .description(
                        "Starts runs when their time has come: every so many seconds, or by a cron expression in a time"
                                + " zone. Not covered: seconds in cron expressions, calendars of holidays.")
                .icon(Icons.SCHEDULE)
                .build();
    }
}
