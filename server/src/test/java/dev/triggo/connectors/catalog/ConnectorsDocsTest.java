package dev.triggo.connectors.catalog;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Property;
import dev.triggo.testing.WrittenDocs;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import dev.triggo.triggers.kinds.How;
import dev.triggo.triggers.kinds.TriggerKind;
import dev.triggo.triggers.kinds.TriggerKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page about the built-in connectors is what they say of themselves. */
class ConnectorsDocsTest {
    private static final String HEAD = """
            # Connectors

            What workflows can use, as the connectors say of themselves; `./dev docs` writes this page. `list_connectors`,
            `get_connector_operations` and `get_operation_schema` tell the same over MCP, `GET /api/v1/runtime/connectors` over REST.
            Connectors of your own are jars in the data folder: [sdk.md](sdk.md).

            How each is tested: every operation's request (method, address, headers, body) and an answer of the kind that the service
            gives are written down in `server/src/test/resources/catalog` and compared, so that neither changes unseen; every operation
            meets 401, 403, 404, 409, 422, 429, 5xx, HTML and broken JSON; mail goes to an SMTP server, statements to a real
            PostgreSQL, both on loopback. Method, path, parameters, body fields and what is required are held to the vendors' own
            documents, read on 26 November 2026: Slack and OpenAI (`vendor-operations.json`), GitHub, Discord, Notion, and Google's
            discovery documents for Gmail and Sheets (`vendor-facts.json` names each and its version); Telegram to its documentation page
            as a public extract of it has it. Notion's `query_database` is of the API's version that our calls name, which its newest
            document describes no more. HubSpot's contacts, companies and deals are held to its documents, which call deals by their
            type id (`0-3`) where we say `deals`; what those documents want and older ones of the same version do not
            (`associations` of a new record; `after`, `filterGroups`, `properties` and `sorts` of a search) our calls leave out. amoCRM
            publishes no such document that we know of: its calls are held to what its maker's own PHP client sends and reads
            (`amocrm/amocrm-api-php` 1.16.0), which says nothing of what is required.

            Each field that an operation promises in its output is held to the same documents: it is in the answer that the vendor
            describes (`vendor-answers.json`), or is one that we make, named in `VendorAnswersTest`. Names are compared, not types. Notion's
            document describes no answers, so its outputs are held to nothing. Nothing here was tried against a vendor's live service.

            What a refusal means is the same everywhere: 401 is `AUTH_EXPIRED`, 404 and 410 `NOT_FOUND`, 429 `RATE_LIMITED` with the time
            that the service asked for, 5xx `UPSTREAM_ERROR`, other 4xx `VALIDATION_ERROR` with what the service says. A reading call whose
            answer is lost or cannot be read is `UPSTREAM_ERROR` and tried again; a writing one is `UNKNOWN` and is not, for it may have been done.

            """;

    private static final String CHOICES = """

            ## Choices

            A property that is marked † below has choices: where a person would have to paste an id, the service is asked what there is.
            It stays a text, so other values and templates are taken too. In the operation's schema it has
            `"x-choices": {"needs": ["spreadsheet_id"], "ask": "POST /api/v1/runtime/…"}`, where `needs` names the properties that must
            be filled in before and `ask` the way:

            ```
            POST /api/v1/runtime/connectors/{name}/operations/{operation}/choices/{property}
            {"connectionId": "…", "workflowId": "…", "input": {"spreadsheet_id": "…"}}

            {"choices": [{"value": "'Orders'", "label": "Orders"}], "more": false}
            ```

            It takes `workflows:write`; on the page's door, `/api/v1/app/connectors/…` for editors and above. All fields of the body may
            be left out: `connectionId` where the connector signs in with nothing, `workflowId` where the connection is for all workflows.
            `input` is the node's config as far as it is filled in. What does not fit in it is left aside, and so is what holds a template:
            its value is known in a run only. A `value` goes into the config as it stands; one that holds `{{` comes as `\\{{` for an
            action, so that it is no template there. `more` says that there are others than the first 1,000.

            The service is asked as steps ask it: with a connection of the workspace and the connector, for the hosts and workflows that
            the connection is for, past the breaker, within ten seconds, and its secrets are blanked. Nothing of it is kept.

            | answer | when |
            | --- | --- |
            | 404 `CONNECTOR_NOT_FOUND`, `NOT_FOUND` | there is no such connector, operation or property |
            | 400 `BAD_REQUEST` | the property has no choices; the connection may not be used; the service refuses: `error` says so with the step error's code and sentence, `details` has `/connectionId` where that is what to mend |
            | 422 `INPUT_VALIDATION_FAILED` | `connectionId`, `workflowId` or what is needed of `input` is missing or wrong: `details` names all of it |
            | 503 `OVERLOADED` | the service is busy, slow or left alone for a while; `retry-after` says when to ask again |

            Tested with answers that are written down in `ChoicesOfServicesTest`; as in all of this page, nothing was tried against a
            vendor's live service.
            """;

    @Test
    @Tag("docs")
    void thePageIsTheCode() {
        var page = new StringBuilder(HEAD);
        var rows = new ArrayList<List<String>>();
        for (Connector connector : Catalog.all()) {
            rows.add(List.of(
                    "[`%s`](#%s)".formatted(connector.name(), anchor(connector)),
                    connector.displayName(),
                    words(connector.auth()),
                    String.valueOf(connector.actions().size()),
                    String.valueOf(triggers(connector).size())));
        }
        page.append(WrittenDocs.table(List.of("connector", "name", "signs in with", "operations", "triggers"), rows));
        page.append(CHOICES);
        Catalog.all().forEach(connector -> section(page, connector));
        WrittenDocs.mustSay("docs/connectors.md", page.toString());
    }

    private static String anchor(Connector connector) {
        return connector
                .displayName()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    private static void section(StringBuilder page, Connector connector) {
        page.append("\n## %s\n\n%s\n".formatted(connector.displayName(), connector.description()));
        page.append("\nChecked against: %s.\n".formatted(CheckedAgainst.of(connector.name())));
        String connection = connection(connector.auth());
        if (!connection.isEmpty()) {
            page.append("\nIts connection: %s\n".formatted(connection));
        }
        var rows = new ArrayList<List<String>>();
        for (Action action : connector.actions()) {
            rows.add(List.of(
                    "`%s`".formatted(action.name()),
                    action.sideEffect().name().toLowerCase(Locale.ROOT),
                    String.join(
                            ", ",
                            action.properties().stream()
                                    .map(ConnectorsDocsTest::name)
                                    .toList()),
                    action.description()));
        }
        if (!rows.isEmpty()) {
            page.append('\n')
                    .append(WrittenDocs.table(
                            List.of("operation", "effect", "takes (* required, † choices)", "what it does"), rows));
        }
        var starting = new ArrayList<List<String>>();
        for (TriggerKind kind : triggers(connector)) {
            starting.add(List.of("`%s`".formatted(kind.operation()), how(kind.how()), taken(kind), kind.description()));
        }
        if (!starting.isEmpty()) {
            page.append('\n')
                    .append(WrittenDocs.table(
                            List.of("trigger", "events come", "takes (* required, † choices)", "what it does"),
                            starting));
        }
    }

    private static List<TriggerKind> triggers(Connector connector) {
        return Stream.concat(
                        connector.triggers().stream()
                                .<TriggerKind>map(trigger -> new ConnectorTrigger(connector, trigger)),
                        TriggerKinds.all().stream()
                                .filter(kind -> kind.connector().equals(connector.name())))
                .toList();
    }

    private static String how(How how) {
        return switch (how) {
            case ADDRESS -> "to an address of the workflow";
            case TIME -> "when it is time";
            case POLLING -> "by asking";
            case HOOK -> "to an address that is registered";
        };
    }

    private static String taken(TriggerKind kind) {
        Json required = kind.configSchema().get("required");
        var fields = (Json.Obj) Objects.requireNonNull(kind.configSchema().get("properties"));
        return fields.fields().keySet().stream()
                .map(name -> marked(
                        name,
                        required instanceof Json.Arr names && names.items().contains(Json.of(name)),
                        fields.get(name) instanceof Json.Obj field && field.has("x-choices")))
                .collect(Collectors.joining(", "));
    }

    private static String name(Property property) {
        return marked(property.name(), property.required(), property.asked() != null);
    }

    private static String marked(String name, boolean required, boolean choices) {
        return name + (required ? "*" : "") + (choices ? "†" : "");
    }

    private static String words(Auth auth) {
        return switch (auth) {
            case Auth.None none -> "nothing";
            case Auth.SecretText secret -> "a secret";
            case Auth.CustomAuth custom -> "fields";
            case Auth.OAuth2 oauth -> "OAuth 2";
        };
    }

    private static String connection(Auth auth) {
        return switch (auth) {
            case Auth.None none -> "";
            case Auth.SecretText secret -> "%s. %s".formatted(secret.displayName(), secret.description());
            case Auth.CustomAuth custom ->
                String.join(
                                ", ",
                                custom.fields().stream()
                                        .map(field -> "`%s`".formatted(name(field)))
                                        .toList()) + ".";
            case Auth.OAuth2 oauth ->
                "OAuth 2 with a client of your own%s%s."
                        .formatted(
                                oauth.scopes().isEmpty() ? "" : ", scopes " + String.join(" ", oauth.scopes()),
                                oauth.extraFields().isEmpty()
                                        ? ""
                                        : "; asked before: "
                                                + String.join(
                                                        ", ",
                                                        oauth.extraFields().stream()
                                                                .map(Property::name)
                                                                .toList()));
        };
    }
}
