package dev.triggo.app;

import java.util.List;
import java.util.Map;

/**
 * What the operator has set about people.
 *
 * @param ownWorkspaces so many may one person own
 */
record PeopleSettings(int ownWorkspaces) {
    static final List<Settings.Entry> ALL = List.of(new Settings.Entry(
            "TRIGGO_OWN_WORKSPACES",
            "so many workspaces may one person own, and make where they own one; 0 for none, at most 1000",
            "10"));

    static PeopleSettings of(Map<String, String> values) {
        return new PeopleSettings(ownWorkspaces(values.getOrDefault("TRIGGO_OWN_WORKSPACES", "10")));
    }

    private static int ownWorkspaces(String text) {
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= 1_000) {
            return Integer.parseInt(text);
        }
        throw new Settings.Wrong(
                "TRIGGO_OWN_WORKSPACES: '" + text + "' is not a number of workspaces; give one from 0 to 1000.");
    }
}
