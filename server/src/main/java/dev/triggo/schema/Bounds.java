package dev.triggo.schema;

/** What a schema may be at most, and what one check may cost. */
final class Bounds {
    /** Characters of the schema's canonical text. */
    static final int SCHEMA_SIZE = 256 * 1024;

    /** Containers inside containers in a schema. */
    static final int SCHEMA_DEPTH = 64;

    static final int SUBSCHEMAS = 5_000;

    /** Characters of the ways to all subschemas, each of which holds the names of all that it stands in. */
    static final int WAYS = 8_000_000;

    /** Subschemas applied to one place of a value, counting each way in which {@code $ref} and {@code allOf} lead there. */
    static final int FAN_OUT = 10_000;

    static final int PATTERN_LENGTH = 1_000;

    /** Instructions of a compiled pattern. */
    static final int PATTERN_SIZE = 10_000;

    /** Schemas and keywords that one check may apply. */
    static final int STEPS = 1_500_000;

    /** Schemas inside schemas while checking; the value's own depth comes on top of chains of {@code $ref}. */
    static final int EVALUATION_DEPTH = 1_000;

    /** The dearer part of a check, in units of about a microsecond: see {@link Budget}. */
    static final int UNITS = 300_000;

    /** Errors told to the caller. */
    static final int ERRORS = 100;

    private Bounds() {}
}
