package dev.triggo.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The validating library, set up once at first use: 2020-12 alone, formats asserted, nothing fetched, all bounded. */
final class Validators {
    private static final List<Keyword> OF_THE_LIBRARY = List.of(
            KeywordType.TRUE,
            KeywordType.FALSE,
            KeywordType.REF,
            KeywordType.DYNAMIC_REF,
            KeywordType.ALL_OF,
            KeywordType.ANY_OF,
            KeywordType.ONE_OF,
            KeywordType.NOT,
            KeywordType.IF_THEN_ELSE,
            KeywordType.DEPENDENT_SCHEMAS,
            KeywordType.PREFIX_ITEMS,
            KeywordType.ITEMS,
            KeywordType.CONTAINS,
            KeywordType.MAX_CONTAINS,
            KeywordType.MIN_CONTAINS,
            KeywordType.PROPERTIES,
            KeywordType.PATTERN_PROPERTIES,
            KeywordType.ADDITIONAL_PROPERTIES,
            KeywordType.PROPERTY_NAMES,
            KeywordType.UNEVALUATED_ITEMS,
            KeywordType.UNEVALUATED_PROPERTIES,
            KeywordType.TYPE,
            KeywordType.CONST,
            KeywordType.MAX_LENGTH,
            KeywordType.MIN_LENGTH,
            KeywordType.MAX_ITEMS,
            KeywordType.MIN_ITEMS,
            KeywordType.MAX_PROPERTIES,
            KeywordType.MIN_PROPERTIES,
            KeywordType.REQUIRED,
            KeywordType.DEPENDENT_REQUIRED);

    private static final List<String> WITHOUT_EFFECT = List.of(
            "$schema",
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$comment",
            "$defs",
            "definitions",
            "$vocabulary",
            "then",
            "else");

    private static final SchemaRegistry REGISTRY = registry();

    private static final ExecutionConfig BOUNDED = ExecutionConfig.builder()
            .formatAssertionsEnabled(true)
            .annotationCollectionEnabled(false)
            .locale(Locale.ROOT)
            .maxEvaluationSteps(Bounds.STEPS)
            .maxEvaluationDepth(Bounds.EVALUATION_DEPTH)
            .build();

    private Validators() {}

    static Schema compile(JsonNode schema) {
        Schema compiled = REGISTRY.getSchema(schema);
        compiled.initializeValidators();
        return compiled;
    }

    /** Everything that does not fit. Throws whatever the library throws when a bound is passed. */
    static List<Error> check(Schema schema, JsonNode value) {
        var context = new Saturating();
        ScopedValue.where(Budget.CURRENT, new Budget()).run(() -> schema.validate(context, value));
        return context.getErrors();
    }

    private static SchemaRegistry registry() {
        Dialect dialect = Dialect.builder(DialectId.DRAFT_2020_12)
                .specificationVersion(SpecificationVersion.DRAFT_2020_12)
                .idKeyword("$id")
                .formats(Formats.all())
                .keywords(guarded(OF_THE_LIBRARY))
                .keyword(KeywordType.FORMAT)
                .keywords(guarded(OwnKeywords.ALL))
                .keywords(WITHOUT_EFFECT.stream().map(NonValidationKeyword::new).toList())
                .unknownKeywordFactory((name, context) -> new AnnotationKeyword(name))
                .build();
        return SchemaRegistry.withDialect(
                dialect,
                builder -> builder.schemaCacheEnabled(false)
                        .schemaLoader(
                                loader -> loader.fetchRemoteResources(false).block(iri -> true))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .regularExpressionFactory(LinearPattern::compile)
                                .formatAssertionsEnabled(true)
                                .typeLoose(false)
                                // Told in our own words: see Wording.
                                .messageSource((key, otherwise, locale, arguments) -> key)
                                .locale(Locale.ROOT)
                                .build()));
    }

    private static List<Guarded> guarded(List<Keyword> keywords) {
        return keywords.stream().map(Guarded::new).toList();
    }

    /** Keeps a list's length right, as the library reads it, and its memory small, when a million places do not fit. */
    private static final class Saturating extends ExecutionContext {
        private static final int KEPT = 1_000;
        private static final Error ONE_MORE =
                Error.builder().keyword("").message("").build();

        Saturating() {
            super(BOUNDED);
            setErrors(new ArrayList<>());
        }

        @Override
        public void addError(Error error) {
            Budget.charge(1);
            getErrors().add(getErrors().size() < KEPT ? error : ONE_MORE);
        }
    }
}
