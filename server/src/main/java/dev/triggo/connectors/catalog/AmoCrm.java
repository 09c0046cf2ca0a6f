package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** amoCRM's API v4. Each account is at a host of its own. */
final class AmoCrm extends Vendor {
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String ACCOUNT = "{subdomain}";

    AmoCrm() {
        this("https://{subdomain}.amocrm.ru");
    }

    /** @param base with {@code {subdomain}} where the account's goes */
    AmoCrm(String base) {
        super("amoCRM", base);
    }

    Connector connector() {
        return Connector.named("amocrm")
                .displayName("amoCRM")
                .description(
                        "Leads, contacts and notes of an amoCRM account (API v4): listing, making, changing. Not covered:"
                                + " tasks, pipelines, catalogs, calls, webhooks.")
                .icon(Icons.AMOCRM)
                .auth(new Auth.OAuth2(
                        "https://www.amocrm.ru/oauth?mode=popup",
                        "https://{subdomain}.amocrm.ru/oauth2/access_token",
                        List.of(),
                        List.of(Property.of(Kind.SHORT_TEXT, "subdomain")
                                .description("acme when the account is at acme.amocrm.ru")
                                .between(1, 63)
                                .require())))
                .action(listRecords("leads"))
                .action(getRecord("lead", "leads"))
                .action(create("lead", "leads", leadFields(), map("name", "Acme renewal", "price", 1500)))
                .action(update("lead", "leads", leadFields(), map("id", 1301, "price", 1800)))
                .action(listRecords("contacts"))
                .action(getRecord("contact", "contacts"))
                .action(create(
                        "contact", "contacts", contactFields(), map("name", "Ada Lovelace", "first_name", "Ada")))
                .action(update("contact", "contacts", contactFields(), map("id", 1301, "last_name", "Byron")))
                .action(addNote())
                .build();
    }

    private static List<Property> leadFields() {
        return List.of(
                Property.of(Kind.SHORT_TEXT, "name").between(0, 255),
                Property.of(Kind.INTEGER, "price"),
                Property.of(Kind.INTEGER, "status_id"),
                Property.of(Kind.INTEGER, "pipeline_id"),
                Property.of(Kind.INTEGER, "responsible_user_id"),
                Property.of(Kind.ARRAY, "custom_fields_values").description("{field_id, values: [{value}]}"));
    }

    private static List<Property> contactFields() {
        return List.of(
                Property.of(Kind.SHORT_TEXT, "name").between(0, 255),
                Property.of(Kind.SHORT_TEXT, "first_name").between(0, 255),
                Property.of(Kind.SHORT_TEXT, "last_name").between(0, 255),
                Property.of(Kind.INTEGER, "responsible_user_id"),
                Property.of(Kind.ARRAY, "custom_fields_values")
                        .description("{field_code: PHONE or EMAIL, or field_id, values: [{value}]}"));
    }

    private static Property id(String description) {
        return Property.of(Kind.INTEGER, "id")
                .description(description)
                .between(1, Long.MAX_VALUE)
                .require();
    }

    private static Shape record() {
        return Shape.object().whole("id", "").text("name", "").whole("updated_at", "Seconds since 1970");
    }

    private Action listRecords(String plural) {
        return Action.named("list_" + plural)
                .displayName("List " + plural)
                .description("A page of %s, those that fit the query when there is one; empty behind the last."
                        .formatted(plural))
                .property(Property.of(Kind.SHORT_TEXT, "query").description("Words in any field"))
                .property(
                        Property.of(Kind.INTEGER, "page").between(1, 1_000_000).defaultsTo(1L))
                .property(Property.of(Kind.INTEGER, "limit").between(1, 250).defaultsTo(50L))
                .property(Property.of(Kind.SHORT_TEXT, "with").description("More to bring along, as contacts or leads"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object().list(plural, record()).build())
                .example(
                        map("query", "acme", "limit", 10),
                        map(plural, List.of(map("id", 1301, "name", "Acme", "updated_at", 1769851800))))
                .run(context -> {
                    // Behind the last page amoCRM says 204.
                    Map<?, ?> answer = reading(context, "GET", "/api/v4/" + plural)
                            .queries("query", "page", "limit", "with")
                            .objectOrNone();
                    return map(plural, list(embedded(answer, plural)));
                })
                .build();
    }

    private Action getRecord(String one, String plural) {
        return Action.named("get_" + one)
                .displayName("Read a " + one)
                .description("One %s.".formatted(one))
                .property(id("The %s's id".formatted(one)))
                .property(Property.of(Kind.SHORT_TEXT, "with").description("More to bring along, as contacts or leads"))
                .sideEffect(SideEffect.READ)
                .outputSchema(record().build())
                .example(map("id", 1301), map("id", 1301, "name", "Acme", "updated_at", 1769851800))
                .run(context -> reading(context, "GET", path(plural, context))
                        .queries("with")
                        .object())
                .build();
    }

    private Action create(String one, String plural, List<Property> fields, Map<String, @Nullable Object> example) {
        var action = Action.named("create_" + one)
                .displayName("Make a " + one)
                .description("Makes a %s and gives its id.".formatted(one));
        fields.forEach(action::property);
        return action.outputSchema(Shape.object().whole("id", "").build())
                .example(example, map("id", 1301))
                .run(context -> {
                    var ask = writing(context, "POST", "/api/v4/" + plural)
                            .body(List.of(Ask.given(context.props(), names(fields))));
                    return made(ask, plural);
                })
                .build();
    }

    private Action update(String one, String plural, List<Property> fields, Map<String, @Nullable Object> example) {
        var action = Action.named("update_" + one)
                .displayName("Change a " + one)
                .description("Changes a %s; what is not named stays.".formatted(one))
                .property(id("The %s's id".formatted(one)));
        fields.forEach(action::property);
        return action.outputSchema(Shape.object()
                        .whole("id", "")
                        .whole("updated_at", "Seconds since 1970")
                        .build())
                .example(example, map("id", 1301, "updated_at", 1769851800))
                .run(context -> writing(context, "PATCH", path(plural, context))
                        .fields(names(fields))
                        .object())
                .build();
    }

    private Action addNote() {
        return Action.named("add_note")
                .displayName("Add a note")
                .description("Puts a note on a lead, a contact or a company.")
                .property(Property.dropdown("entity", List.of("leads", "contacts", "companies"))
                        .require())
                .property(id("The id of the lead, contact or company"))
                .property(Property.of(Kind.LONG_TEXT, "text").between(1, 20_000).require())
                .outputSchema(Shape.object().whole("id", "The note's id").build())
                .example(map("entity", "leads", "id", 1301, "text", "Called back, wants an offer."), map("id", 76610))
                .run(context -> {
                    String path = "/api/v4/%s/notes".formatted(context.props().text("entity"));
                    var note = map(
                            "entity_id",
                            context.props().integer("id", 0),
                            "note_type",
                            "common",
                            "params",
                            map("text", context.props().text("text")));
                    return made(writing(context, "POST", path).body(List.of(note)), "notes");
                })
                .build();
    }

    private static Object made(Ask ask, String plural) throws ConnectorError, InterruptedException {
        List<?> made = list(embedded(ask.object(), plural));
        Object id = made.isEmpty() ? null : object(made.getFirst()).get("id");
        if (id == null) {
            throw ask.unreadable();
        }
        return map("id", id);
    }

    private static String[] names(List<Property> fields) {
        var names = new ArrayList<String>();
        fields.forEach(field -> names.add(field.name()));
        return names.toArray(String[]::new);
    }

    private static String path(String plural, ActionContext context) throws ConnectorError {
        return "/api/v4/%s/%d".formatted(plural, context.props().integer("id", 0));
    }

    private static @Nullable Object embedded(Map<?, ?> answer, String name) {
        return object(answer.get("_embedded")).get(name);
    }

    /** The account's host. A subdomain that is more than one label would lead the token elsewhere. */
    @Override
    String base(ActionContext context) throws ConnectorError {
        if (!(context.credential() instanceof Credential.OAuth2 oauth)) {
            throw unconnected();
        }
        String subdomain = String.valueOf(oauth.props().get("subdomain"));
        if (!SUBDOMAIN.matcher(subdomain).matches()) {
            throw wrong("connectionId", "the connection's subdomain is the account's name only, as acme.");
        }
        return super.base(context).replace(ACCOUNT, subdomain);
    }

    /** A problem document, whose faults are in {@code validation-errors}. */
    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        var words = new ArrayList<String>();
        words.add(text(body.get("detail")).isEmpty() ? text(body.get("title")) : text(body.get("detail")));
        for (Object request : list(body.get("validation-errors"))) {
            for (Object error : list(object(request).get("errors"))) {
                words.add("%s: %s"
                        .formatted(
                                text(object(error).get("path")),
                                text(object(error).get("detail"))));
            }
        }
        return String.join(" ", words);
    }
}
