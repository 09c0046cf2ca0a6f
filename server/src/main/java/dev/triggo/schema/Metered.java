package dev.triggo.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A keyword of the library whose every use costs as much as its text is long: a list of ten thousand required names is
 * looked through at each object, and an error of {@code not} carries the whole schema as text.
 */
record Metered(Keyword keyword) implements Keyword {
    private static final int CHARS_PER_UNIT = 200;

    static final List<Keyword> ALL = List.<Keyword>of(
            new Metered(KeywordType.PROPERTIES),
            new Metered(KeywordType.REQUIRED),
            new Metered(KeywordType.DEPENDENT_REQUIRED),
            new Metered(KeywordType.DEPENDENT_SCHEMAS),
            new Metered(KeywordType.CONTAINS),
            new Metered(KeywordType.CONST),
            new Metered(KeywordType.NOT),
            new Metered(KeywordType.ONE_OF),
            new Metered(KeywordType.PATTERN_PROPERTIES),
            new Metered(KeywordType.PROPERTY_NAMES),
            new Metered(KeywordType.UNEVALUATED_PROPERTIES),
            new Metered(KeywordType.UNEVALUATED_ITEMS));

    @Override
    public String getValue() {
        return keyword.getValue();
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context)
            throws Exception {
        long units = schema.toString().length() / CHARS_PER_UNIT;
        KeywordValidator validator = keyword.newValidator(location, schema, parent, context);
        return units == 0 ? validator : new Meter(validator, units);
    }

    private record Meter(KeywordValidator validator, long units) implements KeywordValidator {
        @Override
        public void validate(ExecutionContext context, JsonNode value, JsonNode root, NodePath at) {
            Budget.charge(units);
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
