package dev.triggo.app;

import java.util.List;
import java.util.Map;

/**
 * What the operator has set about triggers.
 *
 * @param webhooksPerMinute so many events a single webhook takes in 60 seconds
 */
record TriggerSettings(int webhooksPerMinute) {
    private static final String WEBHOOKS = "TRIGGO_WEBHOOKS_PER_MINUTE";

    static final List<Settings.Entry> ALL = List.of(new Settings.Entry(
            WEBHOOKS, "so many events in 60 seconds a single webhook takes; more are answered 429", "6000"));

    static TriggerSettings of(Map<String, String> values) {
        String text = values.getOrDefault(WEBHOOKS, "6000");
        if (text.matches("[1-9][0-9]{0,6}")) {
            return new TriggerSettings(Integer.parseInt(text));
        }
        throw new Settings.Wrong(WEBHOOKS + ": '" + text + "' is not a number of events; give one from 1 to 9999999.");
    }
}
