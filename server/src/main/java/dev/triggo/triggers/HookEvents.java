package dev.triggo.triggers;

import dev.triggo.connectors.TriggerCalls;
import dev.triggo.connectors.TriggerCalls.Heard;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;

/** What a service sent to an address that it was given, as its connector reads it. */
final class HookEvents {
    private final Hooks hooks;
    private final TriggerCalls calls;
    private final Clock clock;

    HookEvents(Hooks hooks, TriggerCalls calls, Clock clock) {
        this.hooks = hooks;
        this.calls = calls;
        this.clock = clock;
    }

    /** Throws UNAUTHORIZED for what the service did not send, BAD_REQUEST for what cannot be read. */
    List<Heard.Event> events(HookTable.Hook hook, Incoming request) {
        ConnectorTrigger kind =
                calls.find(hook.purpose().connector(), hook.purpose().operation());
        String secret = hooks.secret(hook).orElse("");
        if (kind == null || secret.isEmpty()) {
            // Whoever cannot tell who sends lets nobody in.
            throw Problem.of(
                    ProblemCode.UNAUTHORIZED, "The secret that events are signed with cannot be read: deploy again.");
        }
        var headers = new HashMap<String, String>();
        request.headers().forEach((name, values) -> {
            if (values.size() == 1) {
                headers.put(name, values.getFirst());
            }
        });
        var came = new TriggerCalls.Came(headers, request.body().get(), clock.instant());
        return switch (TriggerCalls.hear(kind, hook.purpose().config(), secret, came)) {
            case Heard.Unsigned unsigned ->
                throw Problem.of(
                        ProblemCode.UNAUTHORIZED, "The event is not signed as its service signs: nothing runs.");
            case Heard.Unreadable unreadable -> throw Problem.of(ProblemCode.BAD_REQUEST, unreadable.why());
            case Heard.Events heard -> heard.events();
        };
    }
}
