package dev.triggo.runtimeapi;

import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.UnknownNames;
import dev.triggo.workflow.WorkflowDefinition;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads parameters and body fields of REST requests; what does not fit is BAD_REQUEST that names it. */
final class Params {
    static final Json.Obj TEXT = Json.object().put("type", "string").build();
    static final Json.Obj FLAG = Json.object().put("type", "boolean").build();
    static final Json.Obj LIMIT = Json.object()
            .put("type", "integer")
            .put("minimum", 1)
            .put("maximum", 100)
            .put("default", 20)
            .build();
    static final Json.Obj WAIT = Json.object()
            .put("type", "number")
            .put("minimum", 0)
            .put("maximum", 60)
            .put("default", 0)
            .put("description", "Seconds to wait for the end of the run.")
            .build();

    /** The parameters of every list. */
    static final Json.Obj PAGE = Json.object()
            .put("query", TEXT)
            .put("cursor", TEXT)
            .put("limit", LIMIT)
            .build();

    private Params() {}

    static int limit(Exchange exchange) {
        Optional<String> text = exchange.query("limit");
        if (text.isEmpty()) {
            return 20;
        }
        if (text.get().matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text.get());
            if (limit >= 1 && limit <= 100) {
                return limit;
            }
        }
        throw bad("limit", "must be a whole number from 1 to 100");
    }

    static Duration wait(Exchange exchange) {
        return exchange.query("wait").map(text -> seconds("wait", text)).orElse(Duration.ZERO);
    }

    private static Duration seconds(String name, String text) {
        if (!text.matches("[0-9]{1,2}(\\.[0-9]{1,3})?")) {
            throw bad(name, "must be a number of seconds from 0 to 60");
        }
        return duration(name, new BigDecimal(text));
    }

    static Duration duration(String name, BigDecimal seconds) {
        if (seconds.signum() < 0 || seconds.compareTo(BigDecimal.valueOf(60)) > 0) {
            throw bad(name, "must be a number of seconds from 0 to 60");
        }
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
    }

    static @Nullable Boolean flag(Exchange exchange, String name) {
        return exchange.query(name)
                .map(text -> switch (text) {
                    case "true" -> Boolean.TRUE;
                    case "false" -> Boolean.FALSE;
                    default -> throw bad(name, "must be true or false");
                })
                .orElse(null);
    }

    static @Nullable String text(Exchange exchange, String name) {
        return exchange.query(name).orElse(null);
    }

    static RunId runId(Exchange exchange) {
        return new RunId(exchange.pathParam("runId"));
    }

    static @Nullable String idempotencyKey(Exchange exchange) {
        java.util.List<String> keys = exchange.headers("idempotency-key");
        if (keys.size() > 1) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The header Idempotency-Key is there more than once.");
        }
        return keys.isEmpty() ? null : keys.getFirst();
    }

    /** As {@link #object}; no body stands for an empty one. */
    static Json.Obj optional(Exchange exchange, Set<String> known) {
        return exchange.body().length == 0 ? Json.EMPTY_OBJECT : object(exchange, known);
    }

    /** The body as an object with no fields but these. */
    static Json.Obj object(Exchange exchange, Set<String> known) {
        return only(known, exchange.json());
    }

    /** As {@link #object}, from JSON or, where the content type says so, YAML. */
    static Json.Obj objectOrYaml(Exchange exchange, Set<String> known) {
        String type = exchange.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/yaml") && !type.startsWith("application/x-yaml")) {
            return object(exchange, known);
        }
        try {
            return only(
                    known,
                    WorkflowDefinition.fromYaml(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(exchange.body()))
                            .toString()));
        } catch (CharacterCodingException notUtf8) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The YAML text is not valid UTF-8.");
        }
    }

    private static Json.Obj only(Set<String> known, Json value) {
        if (!(value instanceof Json.Obj body)) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The body must be an object.");
        }
        UnknownNames.in("the body", body.fields().keySet(), new TreeSet<>(known))
                .refuse();
        return body;
    }

    static @Nullable String text(Json.Obj body, String field) {
        return switch (body.get(field)) {
            case null -> null;
            case Json.Str text -> text.value();
            case Json other -> throw bad(field, "must be a string");
        };
    }

    static @Nullable Boolean flag(Json.Obj body, String field) {
        return switch (body.get(field)) {
            case null -> null;
            case Json.Bool flag -> flag == Json.Bool.TRUE;
            case Json other -> throw bad(field, "must be true or false");
        };
    }

    static @Nullable Long whole(Json.Obj body, String field) {
        Json value = body.get(field);
        if (value == null) {
            return null;
        }
        Long number = value instanceof Json.Num n ? n.asLong() : null;
        if (number == null) {
            throw bad(field, "must be a whole number");
        }
        return number;
    }

    static @Nullable Duration seconds(Json.Obj body, String field) {
        return switch (body.get(field)) {
            case null -> null;
            case Json.Num number -> duration(field, number.value());
            case Json other -> throw bad(field, "must be a number of seconds from 0 to 60");
        };
    }

    static Problem bad(String name, String why) {
        return Problem.of(
                ProblemCode.BAD_REQUEST,
                "'" + name + "' " + why + ".",
                java.util.List.of(Json.object()
                        .put("path", "/" + name)
                        .put("message", why)
                        .build()));
    }
}
