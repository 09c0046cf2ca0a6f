package dev.triggo.app;

import dev.triggo.testing.WrittenDocs;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docs")
class SettingsPageTest {
    @Test
    void theDocsListEverySetting() {
        WrittenDocs.mustSay(
                "docs/settings.md",
                """
                # Settings

                Environment variables, or `NAME=value` lines of the file that `TRIGGO_CONFIG` names (the environment wins). A wrong value or
                an unknown `TRIGGO_` name stops the start with a line that says how to mend it. Written by SettingsPageTest (`./dev docs`).

                """
                        + WrittenDocs.table(
                                List.of("Name", "Meaning", "When not set"),
                                Settings.ALL.stream()
                                        .map(entry ->
                                                List.of("`" + entry.name() + "`", entry.meaning(), entry.otherwise()))
                                        .toList()));
    }
}
