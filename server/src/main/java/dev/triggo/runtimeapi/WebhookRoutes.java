package dev.triggo.runtimeapi;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.RunId;
import dev.triggo.triggers.Incoming;
import dev.triggo.triggers.Webhooks;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code POST /webhooks/{subscriptionId}}: events from anybody who knows the address, and can sign where they must. */
public final class WebhookRoutes {
    private final Webhooks webhooks;

    public WebhookRoutes(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "POST", "/webhooks/{subscriptionId}", Route.visitor(), this::receive, null, Webhooks.MAX_BODY));
    }

    private Answer receive(Exchange exchange) throws InterruptedException {
        Map<String, List<String>> headers =
                exchange.headerNames().stream().collect(Collectors.toMap(Function.identity(), exchange::headers));
        Webhooks.Receipt receipt = webhooks.receive(
                exchange.pathParam("subscriptionId"), new Incoming(headers, exchange.rawQuery(), exchange::body));
        RunId run = receipt.run();
        return new Answer.JsonBody(
                receipt.status(), run == null ? Map.of() : Map.of("triggo-run-id", run.value()), receipt.body());
    }
}
