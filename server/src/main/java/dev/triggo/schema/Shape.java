package dev.triggo.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the value of a schema keyword must look like. */
enum Shape {
    /** A schema for the same value. */
    SAME("a schema: an object, true or false"),
    /** A schema for something inside the value. */
    INNER("a schema: an object, true or false"),
    SAME_LIST("a list of at least one schema"),
    INNER_LIST("a list of at least one schema"),
    SAME_MAP("an object of schemas"),
    INNER_MAP("an object of schemas"),
    PATTERN_MAP("an object of schemas under patterns"),
    /** Schemas that are applied only where a reference leads to them. */
    DEFINITIONS("an object of schemas"),
    COUNT("a whole number from 0 to 2147483647"),
    NUMBER("a number"),
    POSITIVE("a number greater than 0"),
    FLAG("true or false"),
    TEXT("a string"),
    NAMES("a list of strings that differ"),
    NAMES_MAP("an object of lists of strings that differ"),
    TYPES("one of string, number, integer, boolean, object, array, null, or a list of them"),
    VALUES("a list"),
    PATTERN("a string with a regular expression"),
    REFERENCE("a string that starts with #"),
    ANCHOR("a name that starts with a letter or _ and goes on with letters, digits, - _ ."),
    DIALECT("\"https://json-schema.org/draft/2020-12/schema\""),
    IDENTIFIER("a string, and only at the top of the schema");

    private static final Map<String, Shape> KEYWORDS = Map.ofEntries(
            Map.entry("$schema", DIALECT),
            Map.entry("$id", IDENTIFIER),
            Map.entry("$ref", REFERENCE),
            Map.entry("$dynamicRef", REFERENCE),
            Map.entry("$anchor", ANCHOR),
            Map.entry("$dynamicAnchor", ANCHOR),
            Map.entry("$comment", TEXT),
            Map.entry("$defs", DEFINITIONS),
            Map.entry("definitions", DEFINITIONS),
            Map.entry("allOf", SAME_LIST),
            Map.entry("anyOf", SAME_LIST),
            Map.entry("oneOf", SAME_LIST),
            Map.entry("not", SAME),
            Map.entry("if", SAME),
            Map.entry("then", SAME),
            Map.entry("else", SAME),
            Map.entry("dependentSchemas", SAME_MAP),
            Map.entry("prefixItems", INNER_LIST),
            Map.entry("items", INNER),
            Map.entry("contains", INNER),
            Map.entry("properties", INNER_MAP),
            Map.entry("patternProperties", PATTERN_MAP),
            Map.entry("additionalProperties", INNER),
            Map.entry("propertyNames", INNER),
            Map.entry("unevaluatedItems", INNER),
            Map.entry("unevaluatedProperties", INNER),
            Map.entry("contentSchema", INNER),
            Map.entry("type", TYPES),
            Map.entry("enum", VALUES),
            Map.entry("examples", VALUES),
            Map.entry("multipleOf", POSITIVE),
            Map.entry("maximum", NUMBER),
            Map.entry("exclusiveMaximum", NUMBER),
            Map.entry("minimum", NUMBER),
            Map.entry("exclusiveMinimum", NUMBER),
            Map.entry("maxLength", COUNT),
            Map.entry("minLength", COUNT),
            Map.entry("pattern", PATTERN),
            Map.entry("maxItems", COUNT),
            Map.entry("minItems", COUNT),
            Map.entry("uniqueItems", FLAG),
            Map.entry("maxContains", COUNT),
            Map.entry("minContains", COUNT),
            Map.entry("maxProperties", COUNT),
            Map.entry("minProperties", COUNT),
            Map.entry("required", NAMES),
            Map.entry("dependentRequired", NAMES_MAP),
            Map.entry("format", TEXT),
            Map.entry("contentEncoding", TEXT),
            Map.entry("contentMediaType", TEXT),
            Map.entry("title", TEXT),
            Map.entry("description", TEXT),
            Map.entry("deprecated", FLAG),
            Map.entry("readOnly", FLAG),
            Map.entry("writeOnly", FLAG));

    final String wanted;

    Shape(String wanted) {
        this.wanted = wanted;
    }

    /** The shape of a keyword of 2020-12; null for others, which have no effect. */
    static @Nullable Shape of(String keyword) {
        return KEYWORDS.get(keyword);
    }
}
