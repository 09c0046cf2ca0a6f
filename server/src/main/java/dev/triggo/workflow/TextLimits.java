package dev.triggo.workflow;

import dev.triggo.yaml.YamlText;

/** What the texts of a definition may be at most, whatever is set. */
final class TextLimits {
    /** Of YAML text, which may be longer than the JSON that it stands for; no aliases. */
    static final YamlText.Bounds YAML = new YamlText.Bounds(2 * 1024 * 1024, 100, 1_000_000, 0);

    static final int NAME_LENGTH = 200;

    private TextLimits() {}
}
