package dev.triggo.triggers.kinds;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import java.util.ArrayList;
import java.util.List;

/** Time starts runs: every so many seconds, or by a cron expression in a time zone. */
public final class Schedule implements TriggerKind {
    public static final String CONNECTOR = "schedule";
    public static final String OPERATION = "schedule";

    private static final Json.Obj CONFIG = (Json.Obj) Json.parse("""
            {"type": "object", "additionalProperties": false, "required": ["mode"], "properties": {
              "mode": {"enum": ["interval", "cron"]},
              "seconds": {"type": "integer", "minimum": 60, "maximum": 86400,
                "description": "Of mode interval: from one run to the next."},
              "cron": {"type": "string", "maxLength": 200,
                "description": "Of mode cron: minute, hour, day of month, month, day of week, as in 0 9 * * MON-FRI."},
              "timezone": {"type": "string", "default": "UTC",
                "description": "Of mode cron: a name such as Europe/Berlin."},
              "catchUp": {"type": "boolean", "default": false,
                "description": "When the server was down at the time: run once when it is back. Otherwise it is only noted."}}}""");

    private static final Json.Obj OUTPUT = (Json.Obj) Json.parse("""
            {"type": "object", "required": ["timestamp", "scheduleType", "expression"], "properties": {
              "timestamp": {"type": "string", "format": "date-time", "description": "When it was due."},
              "scheduleType": {"enum": ["interval", "cron"]},
              "expression": {"type": "string", "description": "The cron expression, or the seconds of an interval."}}}""");

    @Override
    public How how() {
        return How.TIME;
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
        return "Schedule";
    }

    @Override
    public String description() {
        return "Starts a run every so many seconds, or when a cron expression says so in a time zone.";
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
        return Json.object()
                .put("mode", "cron")
                .put("cron", "0 9 * * MON-FRI")
                .put("timezone", "Europe/Berlin")
                .build();
    }

    @Override
    public Json.Obj sample() {
        return (Json.Obj) Json.parse("""
                {"timestamp": "2026-11-25T08:00:00.000Z", "scheduleType": "cron", "expression": "0 9 * * MON-FRI"}""");
    }

    @Override
    public boolean takesConnection() {
        return false;
    }

    @Override
    public List<Fault> check(Json.Obj config, boolean connected) {
        var faults = new ArrayList<Fault>();
        boolean interval = "interval".equals(config.text("mode"));
        for (String field : interval ? List.of("cron", "timezone") : List.of("seconds")) {
            if (config.has(field)) {
                faults.add(new Fault(
                        "/config/" + field,
                        "misplaced_field",
                        "The other mode has this field; remove it, or change mode."));
            }
        }
        String needed = interval ? "seconds" : "cron";
        if (!config.has(needed)) {
            faults.add(new Fault(
                    "/config/" + needed, "missing_field", "mode " + config.text("mode") + " needs '" + needed + "'."));
        }
        if (!interval) {
            faults.addAll(Cron.faults(config));
        }
        return faults;
    }

    /** The event of a firing that was due then (epoch milliseconds). */
    public static Json.Obj event(Json.Obj config, long due) {
        boolean interval = "interval".equals(config.text("mode"));
        Json seconds = config.get("seconds");
        return Json.object()
                .put("timestamp", Times.iso(due))
                .put("scheduleType", interval ? "interval" : "cron")
                .put(
                        "expression",
                        interval ? (seconds == null ? "" : seconds.write()) : String.valueOf(config.text("cron")))
                .build();
    }
}
