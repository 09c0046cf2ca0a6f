package dev.triggo.triggers.kinds;

import dev.triggo.kernel.Json;
import java.util.List;

/** Somebody else's server sends an event to an address of ours. */
public final class InboundWebhook implements TriggerKind {
    public static final String CONNECTOR = "inbound-webhook";
    public static final String OPERATION = "inbound_webhook";

    private static final Json.Obj CONFIG = (Json.Obj) Json.parse("""
            {"type": "object", "additionalProperties": false, "properties": {
              "responseMode": {"enum": ["async", "wait"], "default": "async",
                "description": "async: 202 with the run's id at once; wait: the run's output, when it ends within 30 s."},
              "signature": {"enum": ["none", "standard", "github", "slack", "stripe"],
                "description": "How events are signed with the secret of connectionId: standard is Standard Webhooks, and what holds when there is a connection."}}}""");

    private static final Json.Obj OUTPUT = (Json.Obj) Json.parse("""
            {"type": "object", "required": ["body", "headers", "query", "timestamp"], "properties": {
              "body": {"description": "JSON as it was sent; an object of a form's fields; or text."},
              "headers": {"type": "object", "description": "By name in lower case, without credentials and signatures."},
              "query": {"type": "object", "description": "By name; a list where a name was given more than once."},
              "timestamp": {"type": "string", "format": "date-time"}}}""");

    private static final Json.Obj SAMPLE = (Json.Obj) Json.parse("""
            {"body": {"order": 17}, "headers": {"content-type": "application/json"}, "query": {},
             "timestamp": "2026-11-25T10:00:00.000Z"}""");

    @Override
    public How how() {
        return How.ADDRESS;
    }

    @Override
    public String connector() {
        return CONNECTOR;
    }

    @Override
    public String operation() {
        return OPERATION;
    }

    @Override
    public String displayName() {
        return "Webhook";
    }

    @Override
    public String description() {
        return "Starts a run for each event that is sent to the workflow's address; with a secret, only signed ones.";
    }

    @Override
    public Json.Obj configSchema() {
        return CONFIG;
    }

    @Override
    public Json.Obj outputSchema() {
        return OUTPUT;
    }

    @Override
    public Json.Obj exampleConfig() {
        return Json.object().put("responseMode", "async").build();
    }

    @Override
    public Json.Obj sample() {
        return SAMPLE;
    }

    @Override
    public boolean takesConnection() {
        return true;
    }

    @Override
    public List<Fault> check(Json.Obj config, boolean connected) {
        String signature = config.text("signature");
        boolean none = signature == null || signature.equals(Signing.NONE.wireName());
        if (!connected && !none) {
            return List.of(new Fault(
                    "/connectionId",
                    "missing_connection",
                    "Signatures are checked with a secret: set connectionId to a connection of " + CONNECTOR
                            + ", or signature to none."));
        }
        if (connected && signature != null && none) {
            return List.of(new Fault(
                    "/config/signature",
                    "signature_not_checked",
                    "There is a secret and no signature is asked for: choose how events are signed, or leave connectionId"
                            + " out."));
        }
        return List.of();
    }

    /** Whether the sender is answered with the run's output. */
    public static boolean waits(Json.Obj config) {
        return "wait".equals(config.text("responseMode"));
    }

    /** How events must be signed: with a connection always somehow. */
    public static Signing signing(Json.Obj config, boolean connected) {
        String signature = config.text("signature");
        for (Signing signing : Signing.values()) {
            if (signing.wireName().equals(signature) && (signing != Signing.NONE || !connected)) {
                return signing;
            }
        }
        return connected ? Signing.STANDARD : Signing.NONE;
    }
}
