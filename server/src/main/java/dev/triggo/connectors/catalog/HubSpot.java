package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Property.Values;
import dev.triggo.sdk.SideEffect;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HubSpot's CRM API: the same four operations for contacts, companies and deals. */
final class HubSpot extends Vendor {
    HubSpot() {
        this("https://api.hubapi.com");
    }

    HubSpot(String base) {
        super("HubSpot", base);
    }

    /**
     * A kind of record.
     *
     * @param plural as paths name it
     * @param key a property that finds one, beside its id
     */
    private record Kinds(String one, String plural, String key, Map<String, @Nullable Object> properties) {}

    Connector connector() {
        var connector = Connector.named("hubspot")
                .displayName("HubSpot")
                .description(
                        "Contacts, companies and deals of a HubSpot account: making, reading, changing and searching."
                                + " Not covered: associations, lists, marketing, tickets.")
                .icon(Icons.HUBSPOT)
                .auth(new Auth.SecretText(
                        "Private app token",
                        "Begins with pat-. In HubSpot: Settings, Integrations, Private Apps, with the scopes"
                                + " crm.objects.contacts, companies and deals, read and write."));
        for (Kinds kind : List.of(
                new Kinds("contact", "contacts", "email", map("email", "ada@example.com", "firstname", "Ada")),
                new Kinds("company", "companies", "domain", map("name", "Acme", "domain", "example.com")),
                new Kinds("deal", "deals", "", map("dealname", "Acme renewal", "amount", "1500")))) {
            connector
                    .action(create(kind))
                    .action(get(kind))
                    .action(update(kind))
                    .action(search(kind));
        }
        return connector.build();
    }

    private static Property properties(Kinds kind) {
        return Property.of(Kind.OBJECT, "properties")
                .description("By HubSpot's internal name, as %s."
                        .formatted(String.join(", ", kind.properties().keySet())))
                .holding(Values.SCALAR)
                .between(1, 200);
    }

    private static Property id(Kinds kind) {
        String way = kind.key().isEmpty() ? "" : ", or %s as id_property says".formatted(kind.key());
        return Property.of(Kind.SHORT_TEXT, "id")
                .description("The %s's id%s.".formatted(kind.one(), way))
                .between(1, 300)
                .require();
    }

    private static Property idProperty(Kinds kind) {
        return Property.dropdown(
                        "id_property", List.of("hs_object_id", kind.key().isEmpty() ? "hs_object_id" : kind.key()))
                .description("Which property id is.");
    }

    private static Action.Builder action(Kinds kind, String verb, String words) {
        return Action.named("%s_%s".formatted(verb, kind.one())).displayName("%s a %s".formatted(words, kind.one()));
    }

    private static Shape record() {
        return Shape.object()
                .text("id", "")
                .thing("properties", "By internal name")
                .text("createdAt", "")
                .text("updatedAt", "");
    }

    private static Map<String, @Nullable Object> recordExample(Kinds kind) {
        return map("id", "512", "properties", kind.properties(), "createdAt", "2026-01-31T09:30:00.000Z");
    }

    private Action create(Kinds kind) {
        return action(kind, "create", "Make")
                .description("Makes a %s. HubSpot refuses a second one of the same unique value.".formatted(kind.one()))
                .property(properties(kind).require())
                .outputSchema(record().build())
                .example(map("properties", kind.properties()), recordExample(kind))
                .run(context -> writing(context, "POST", path(kind))
                        .fields("properties")
                        .object())
                .build();
    }

    private Action get(Kinds kind) {
        return withKey(action(kind, "get", "Read").property(id(kind)), kind)
                .description("One %s with the properties that are named.".formatted(kind.one()))
                .property(Property.of(Kind.ARRAY, "properties")
                        .holding(Values.TEXT)
                        .between(0, 200))
                .sideEffect(SideEffect.READ)
                .outputSchema(record().build())
                .example(map("id", "512"), recordExample(kind))
                .run(context -> reading(context, "GET", path(kind, context))
                        .query("properties", context.props().list("properties"))
                        .query("idProperty", context.props().value("id_property"))
                        .object())
                .build();
    }

    private Action update(Kinds kind) {
        return withKey(action(kind, "update", "Change").property(id(kind)), kind)
                .description("Changes properties of a %s; those that are not named stay.".formatted(kind.one()))
                .property(properties(kind).require())
                .outputSchema(record().build())
                .example(map("id", "512", "properties", kind.properties()), recordExample(kind))
                .run(context -> writing(context, "PATCH", path(kind, context))
                        .query("idProperty", context.props().value("id_property"))
                        .fields("properties")
                        .object())
                .build();
    }

    private static Action.Builder withKey(Action.Builder action, Kinds kind) {
        return kind.key().isEmpty() ? action : action.property(idProperty(kind));
    }

    private Action search(Kinds kind) {
        return Action.named("search_" + kind.plural())
                .displayName("Search " + kind.plural())
                .description("A page of %s that fit. after takes paging.next.after of the page before."
                        .formatted(kind.plural()))
                .property(Property.of(Kind.SHORT_TEXT, "query").description("Words in the usual properties"))
                .property(Property.of(Kind.ARRAY, "filters")
                        .description(
                                "All of {propertyName, operator, value}; operators are EQ, NEQ, LT, GT, CONTAINS_TOKEN,"
                                        + " HAS_PROPERTY and so on.")
                        .between(0, 6))
                .property(Property.of(Kind.ARRAY, "sorts")
                        .description("{propertyName, direction}")
                        .between(0, 1))
                .property(Property.of(Kind.ARRAY, "properties")
                        .holding(Values.TEXT)
                        .between(0, 200))
                .property(Property.of(Kind.INTEGER, "limit").between(1, 200).defaultsTo(100L))
                .property(Property.of(Kind.SHORT_TEXT, "after"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .whole("total", "")
                        .list("results", record())
                        .thing("paging", "next.after, missing on the last page")
                        .build())
                .example(map("query", "acme", "limit", 10), map("total", 1, "results", List.of(recordExample(kind))))
                .run(context -> reading(context, "POST", path(kind) + "/search")
                        .fields("query", "sorts", "properties", "limit", "after")
                        .field(
                                "filterGroups",
                                context.props().has("filters")
                                        ? List.of(map("filters", context.props().value("filters")))
                                        : null)
                        .object())
                .build();
    }

    private static String path(Kinds kind) {
        return "/crm/v3/objects/" + kind.plural();
    }

    private static String path(Kinds kind, ActionContext context) throws ConnectorError {
        return path(kind) + "/" + Ask.part("id", context.props().text("id"));
    }
}
