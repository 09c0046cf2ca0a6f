package dev.triggo.workflow;

import dev.triggo.yaml.YamlText;

/** What a definition may be at most. */
final class Limits {
    static final int NODES = 500;
    static final int EDGES = 1_000;
    static final int NESTED_LOOPS = 3;

    /** Bytes of the definition's canonical text in UTF-8. */
    static final int SIZE = 1024 * 1024;

    /** Of YAML text, which may be longer than the JSON that it stands for; no aliases. */
    static final YamlText.Bounds YAML = new YamlText.Bounds(2 * 1024 * 1024, 100, 1_000_000, 0);

    static final int NAME_LENGTH = 200;

    private Limits() {}
}
