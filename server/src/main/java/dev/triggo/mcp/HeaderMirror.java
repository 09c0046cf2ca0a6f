package dev.triggo.mcp;

import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Modern clients repeat parts of the body in headers, so that gateways can route without reading bodies. Header and
 * body must agree: a gateway that judged the one must not have let the other through.
 */
final class HeaderMirror {
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";
    private static final String PARAM = "Mcp-Param-";
    private static final String SENTINEL = "=?base64?";
    private static final String SENTINEL_END = "?=";

    private HeaderMirror() {}

    /** The header's only value; null when it is absent. */
    static @Nullable String single(Exchange http, String name) {
        List<String> values = http.headers(name);
        if (values.size() > 1) {
            throw RpcFault.headerMismatch(name + " is given more than once.");
        }
        return values.isEmpty() ? null : values.getFirst().strip();
    }

    /** As {@link #checkMethod}, for what hosts send without the header too. */
    static void checkMethodIfGiven(Exchange http, String method) {
        if (single(http, METHOD) != null) {
            checkMethod(http, method);
        }
    }

    static void checkMethod(Exchange http, String method) {
        String header = single(http, METHOD);
        if (!method.equals(header)) {
            throw RpcFault.headerMismatch(
                    header == null ? "the header Mcp-Method is missing." : "Mcp-Method is not the method in the body.");
        }
    }

    /** Checks {@code Mcp-Name} against the parameter that this method repeats there. */
    static void checkName(Exchange http, McpMethod method, Json.Obj params) {
        String nameParam = method.nameParam();
        if (nameParam == null) {
            return;
        }
        String header = single(http, NAME);
        String body = params.text(nameParam);
        if (header == null) {
            throw RpcFault.headerMismatch("the header Mcp-Name is missing.");
        }
        if (!decoded(NAME, header).equals(body)) {
            throw RpcFault.headerMismatch("Mcp-Name is not params." + nameParam + " in the body.");
        }
    }

    /**
     * Checks the {@code Mcp-Param-*} headers of a tool call.
     *
     * @param mirrored from header suffix to the path of the argument that it repeats
     */
    static void checkParams(Exchange http, Map<String, List<String>> mirrored, Json.Obj arguments) {
        mirrored.forEach((suffix, path) -> {
            String header = single(http, PARAM + suffix);
            Json value = at(arguments, path);
            if (header == null && value == null) {
                return;
            }
            if (header == null || value == null) {
                throw RpcFault.headerMismatch(
                        PARAM + suffix + (header == null ? " is missing." : " has no argument beside it."));
            }
            if (!same(decoded(PARAM + suffix, header), value)) {
                throw RpcFault.headerMismatch(PARAM + suffix + " is not the argument in the body.");
            }
        });
    }

    private static @Nullable Json at(Json.Obj arguments, List<String> path) {
        Json value = arguments;
        for (String step : path) {
            value = value instanceof Json.Obj object ? object.get(step) : null;
        }
        return value == Json.Null.NULL ? null : value;
    }

    private static boolean same(String header, Json value) {
        return switch (value) {
            case Json.Str text -> text.value().equals(header);
            case Json.Bool bool -> bool.toString().equals(header);
            case Json.Num number -> header.matches("-?[0-9]{1,20}(\\.0{1,20})?") && new Json.Num(header).equals(number);
            case Json.Obj object -> false;
            case Json.Arr array -> false;
            case Json.Null nothing -> false;
        };
    }

    /** The value behind the sentinel {@code =?base64?...?=}, or the header as it is. Refuses what no client may send. */
    static String decoded(String name, String header) {
        if (!header.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c <= 0x7e))) {
            throw RpcFault.headerMismatch(name + " has characters that a header must not have.");
        }
        if (!header.startsWith(SENTINEL)
                || !header.endsWith(SENTINEL_END)
                || header.length() < SENTINEL.length() + SENTINEL_END.length()) {
            return header;
        }
        String base64 = header.substring(SENTINEL.length(), header.length() - SENTINEL_END.length());
        try {
            // The JDK's decoder forgives missing padding; two spellings of one value are one too many here.
            if (base64.length() % 4 != 0) {
                throw new IllegalArgumentException("padding");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException notBase64) {
            throw RpcFault.headerMismatch(name + " is not valid base64 of UTF-8 text.");
        }
    }
}
