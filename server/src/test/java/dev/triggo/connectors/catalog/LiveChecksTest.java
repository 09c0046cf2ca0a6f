package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a connection works can be asked of every connector that takes one. */
class LiveChecksTest {
    private static final List<Connector> CHECKED = ConnectorContractTest.OVER_HTTP.stream()
            .filter(connector -> connector.liveCheck() != null)
            .toList();

    private static ActionTrial trial(Connector connector, FakeUpstream upstream) {
        return ActionTrial.ofLiveCheck(connector)
                .signedInWith(Exchanges.of(connector.name()).credential())
                .calling(upstream);
    }

    @Test
    void thereIsOneOrSomethingToReadWithoutInput() {
        for (Connector connector : Catalog.all()) {
            // Where nobody is called there is nothing to try.
            boolean open = connector.auth().kind().equals("none")
                    || connector.actions().isEmpty();
            assertTrue(
                    open
                            || connector.liveCheck() != null
                            || connector.actions().stream().anyMatch(LiveChecksTest::justReads),
                    connector.name());
        }
    }

    private static boolean justReads(Action action) {
        return action.sideEffect() == SideEffect.READ
                && action.properties().stream().noneMatch(Property::required);
    }

    @Test
    void itTellsAGoodConnectionFromOneThatIsNotTaken() throws Exception {
        assertEquals(5, CHECKED.size());
        for (Connector connector : CHECKED) {
            String good = "{\"ok\":true,\"id\":\"1\"}";
            trial(connector, new FakeUpstream().answers(200, good).answers(200, good))
                    .run(Map.of());
            var bad = new FakeUpstream().answers(401, "{}").answers(401, "{}");
            ConnectorError error = assertThrows(
                    ConnectorError.class, () -> trial(connector, bad).run(Map.of()));
            assertEquals(ErrorCode.AUTH_EXPIRED, error.code(), connector.name());
        }
    }

    @Test
    void slackSaysNoWithAGoodStatusAndSheetsYesWithABadOne() throws Exception {
        var no = new FakeUpstream().answers(200, "{\"ok\":false,\"error\":\"invalid_auth\"}");
        var slack = new Slack().connector();
        assertEquals(
                ErrorCode.AUTH_EXPIRED,
                assertThrows(ConnectorError.class, () -> trial(slack, no).run(Map.of()))
                        .code());
        trial(new GoogleSheets().connector(), new FakeUpstream().answers(404, "{\"error\":{\"message\":\"x\"}}"))
                .run(Map.of());
    }
}
