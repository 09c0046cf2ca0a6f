package dev.triggo.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/**
 * Keywords for which the library's own code is inexact or slow for large numbers ({@code multipleOf}, {@code minimum}),
 * can be made slow by values whose hashes collide ({@code enum}, {@code uniqueItems}), or writes to the log what a caller
 * can bring about ({@code pattern}).
 */
final class OwnKeywords {
    private static final int CHARS_PER_UNIT = 200;
    private static final int DIGITS_PER_UNIT = 40;

    static final List<Keyword> ALL = List.of(
            keyword("multipleOf", OwnKeywords::multipleOf),
            keyword("minimum", bound -> compared(bound, sign -> sign >= 0)),
            keyword("exclusiveMinimum", bound -> compared(bound, sign -> sign > 0)),
            keyword("maximum", bound -> compared(bound, sign -> sign <= 0)),
            keyword("exclusiveMaximum", bound -> compared(bound, sign -> sign < 0)),
            keyword("pattern", OwnKeywords::pattern),
            keyword("enum", OwnKeywords::oneOfTheListed),
            keyword("uniqueItems", OwnKeywords::uniqueItems));

    private OwnKeywords() {}

    private interface Fit {
        boolean fits(JsonNode value);
    }

    private interface Rule {
        Fit of(JsonNode schema);
    }

    private static Fit multipleOf(JsonNode schema) {
        BigDecimal divisor = schema.decimalValue();
        return value -> {
            if (!value.isNumber()) {
                return true;
            }
            BigDecimal dividend = value.decimalValue();
            int digits = dividend.precision() + Math.abs(dividend.scale() - divisor.scale());
            Budget.charge(digits / DIGITS_PER_UNIT);
            return dividend.remainder(divisor).signum() == 0;
        };
    }

    private static Fit compared(JsonNode schema, IntPredicate fits) {
        BigDecimal bound = schema.decimalValue();
        return value -> !value.isNumber() || fits.test(value.decimalValue().compareTo(bound));
    }

    private static Fit pattern(JsonNode schema) {
        LinearPattern pattern = LinearPattern.compile(schema.stringValue());
        return value -> !value.isString() || pattern.matches(value.stringValue());
    }

    private static Fit oneOfTheListed(JsonNode schema) {
        Set<String> allowed = new HashSet<>();
        schema.forEach(item -> allowed.add(Nodes.canonical(item)));
        return value -> allowed.contains(text(value));
    }

    private static Fit uniqueItems(JsonNode schema) {
        return value -> {
            if (!schema.booleanValue() || !value.isArray()) {
                return true;
            }
            Set<String> seen = new HashSet<>();
            for (JsonNode item : value) {
                if (!seen.add(text(item))) {
                    return false;
                }
            }
            return true;
        };
    }

    private static String text(JsonNode value) {
        String text = Nodes.canonical(value);
        Budget.charge(text.length() / CHARS_PER_UNIT);
        return text;
    }

    private static Keyword keyword(String name, Rule rule) {
        return new Keyword() {
            @Override
            public String getValue() {
                return name;
            }

            @Override
            public KeywordValidator newValidator(
                    SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context) {
                return new Check(this, schema, location, rule.of(schema));
            }
        };
    }

    private static final class Check extends AbstractKeywordValidator {
        private final Fit fit;

        Check(Keyword keyword, JsonNode schema, SchemaLocation location, Fit fit) {
            super(keyword, schema, location);
            this.fit = fit;
        }

        @Override
        public void validate(ExecutionContext context, JsonNode value, JsonNode root, NodePath at) {
            if (!fit.fits(value)) {
                context.addError(Error.builder()
                        .keyword(getKeyword())
                        .instanceLocation(at)
                        .evaluationPath(context.getEvaluationPath())
                        .schemaLocation(getSchemaLocation())
                        .schemaNode(getSchemaNode())
                        .message(getKeyword())
                        .build());
            }
        }
    }
}
