package dev.triggo.workflow;

/** What a definition may be at most. */
final class Limits {
    static final int NODES = 500;
    static final int EDGES = 1_000;
    static final int NESTED_LOOPS = 3;

    /** Bytes of the definition's canonical text in UTF-8. */
    static final int SIZE = 1024 * 1024;

    /** Characters of YAML text; it may be longer than the JSON that it stands for. */
    static final int YAML_SIZE = 2 * 1024 * 1024;

    static final int YAML_DEPTH = 100;
    static final int NAME_LENGTH = 200;

    private Limits() {}
}
