package dev.triggo.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import tools.jackson.databind.JsonNode;

/**
 * A keyword that lets open places pass (see {@link Nodes}) and charges what its use costs: a list of ten thousand
 * required names is looked through at each object, and an error of {@code not} carries the whole schema as text.
 */
record Guarded(Keyword keyword) implements Keyword {
    private static final int CHARS_PER_UNIT = 64;

    @Override
    public String getValue() {
        return keyword.getValue();
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context)
            throws Exception {
        return new Guard(keyword.newValidator(location, schema, parent, context), units(schema));
    }

    private long units(JsonNode schema) {
        return switch (getValue()) {
            case "properties", "dependentSchemas", "patternProperties" -> schema.size() / 16;
            case "required", "dependentRequired", "contains", "const", "not", "oneOf" ->
                Nodes.size(schema) / CHARS_PER_UNIT;
            // Each goes through the notes that all keywords beside it have left.
            case "unevaluatedProperties", "unevaluatedItems" -> 20;
            default -> 0;
        };
    }

    private record Guard(KeywordValidator validator, long units) implements KeywordValidator {
        @Override
        public void validate(ExecutionContext context, JsonNode value, JsonNode root, NodePath at) {
            if (value.isPojo()) {
                return;
            }
            if (units > 0) {
                Budget.charge(units);
            }
            validator.validate(context, value, root, at);
        }

        @Override
        public void preloadSchema() {
            validator.preloadSchema();
        }

        @Override
        public String getKeyword() {
            return validator.getKeyword();
        }

        @Override
        public SchemaLocation getSchemaLocation() {
            return validator.getSchemaLocation();
        }
    }
}
