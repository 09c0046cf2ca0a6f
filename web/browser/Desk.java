package desk;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ConnectorProvider;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the journey through choices is made with: boards that have cards, of a service that wants a token. */
public final class Desk implements ConnectorProvider {
    @Override
    public List<Connector> connectors() {
        var auth = new Auth.CustomAuth(List.of(
                Property.of(Property.Kind.URL, "address").require(),
                Property.of(Property.Kind.SECRET, "token").require()));
        Property board = Property.dynamicDropdown("board", context -> list(context, "/boards"));
        Property card = Property.dynamicDropdown(
                        "card", context -> list(context, "/boards/" + context.props().text("board") + "/cards"))
                .needing("board");
        Action move = Action.named("read_card")
                .displayName("Read card")
                .description("Reads a card of a board.")
                .property(board.require())
                .property(card)
                .sideEffect(SideEffect.READ)
                .outputSchema(Map.of("type", "object"))
                .example(Map.of("board", "b1"), Map.of("id", "c1"))
                .run(context -> Map.of("id", "c1"))
                .build();
        return List.of(Connector.named("desk")
                .displayName("Desk")
                .description("Boards with cards.")
                .auth(auth)
                .action(move)
                .build());
    }

    private static List<Property.Choice> list(ActionContext context, String path)
            throws ConnectorError, InterruptedException {
        var connection = (Credential.Fields) context.credential();
        HttpReply reply = context.http()
                .send(HttpCall.of("GET", connection.text("address") + path)
                        .header("Authorization", "Bearer " + connection.text("token")));
        if (reply.status() >= 400) {
            throw new ConnectorError(ErrorCode.ofStatus(reply.status()), "The desk is closed today.");
        }
        var choices = new ArrayList<Property.Choice>();
        for (Object one : (List<?>) context.json().read(reply.text())) {
            var entry = (Map<?, ?>) one;
            choices.add(new Property.Choice((String) entry.get("id"), (String) entry.get("name")));
        }
        return choices;
    }
}
