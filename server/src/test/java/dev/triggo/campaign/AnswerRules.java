package dev.triggo.campaign;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every answer must keep to, whatever was asked. Each rule answers with what is wrong, or null. */
final class AnswerRules {
    private static final List<String> LEAKS = List.of(
            "Exception",
            "at dev.triggo",
            "dev.triggo.",
            "java.",
            "javax.",
            "jdk.internal",
            "org.",
            "SELECT ",
            "INSERT ",
            "sqlite",
            "jdbc",
            "StackOverflow",
            "NullPointer",
            System.getProperty("user.dir"));

    /** Ids are long and by chance, so that now and then a short word stands in one. */
    private static final Pattern GENERATED_ID = Pattern.compile("\\b[0-9a-v]{30,40}\\b");

    private AnswerRules() {}

    static @Nullable String rest(RawRequest request, RawConnection.Answer answer) {
        String fault = common(request, answer);
        if (fault != null || request.method().equals("HEAD")) {
            return fault;
        }
        if (answer.status() == 204 || answer.status() == 200 && isStream(answer)) {
            return null;
        }
        if (!isJson(answer)) {
            return "not JSON: " + answer.header("content-type");
        }
        Json body = parse(answer);
        if (answer.status() < 300) {
            return body instanceof Json.Obj ? null : "the body is no object";
        }
        return problem(body, answer.status());
    }

    /** The page's door gives files and leads elsewhere, too. */
    static @Nullable String page(RawRequest request, RawConnection.Answer answer) {
        return answer.status() < 400 ? common(request, answer) : rest(request, answer);
    }

    static @Nullable String mcp(RawRequest request, RawConnection.Answer answer) {
        String fault = common(request, answer);
        if (fault != null || answer.status() == 202 || answer.status() == 200 && isStream(answer)) {
            return fault;
        }
        if (!isJson(answer)) {
            return "not JSON: " + answer.header("content-type");
        }
        if (!(parse(answer) instanceof Json.Obj body)) {
            return "the body is no object";
        }
        if (!body.has("jsonrpc")) {
            return answer.status() < 300 ? "neither JSON-RPC nor a problem" : problem(body, answer.status());
        }
        if (body.get("error") instanceof Json.Obj error) {
            boolean whole = error.get("code") instanceof Json.Num && error.text("message") != null;
            return whole && !Json.of(-32603).equals(error.get("code")) ? null : "a bad JSON-RPC error";
        }
        if (body.get("result") instanceof Json.Obj result) {
            return result.get("isError") == Json.Bool.TRUE ? problem(result.get("structuredContent"), 0) : null;
        }
        return "neither result nor error";
    }

    static boolean refused(RawConnection.Answer answer) {
        return answer.status() >= 400
                || answer.text().startsWith("{\"jsonrpc\"")
                        && (answer.text().contains("\"error\":{\"code\":-")
                                || answer.text().contains("\"isError\":true"));
    }

    private static @Nullable String common(RawRequest request, RawConnection.Answer answer) {
        if (answer.status() >= 500) {
            return "a status of 5xx";
        }
        String shown = GENERATED_ID.matcher(answer.text() + answer.headers()).replaceAll("ID");
        if (shown.contains(RunningServer.KEY)) {
            return "the key is in the answer";
        }
        if (answer.status() >= 400 || refused(answer)) {
            String asked = request.text();
            for (String leak : LEAKS) {
                if (shown.contains(leak) && !asked.contains(leak)) {
                    return "it tells of '" + leak + "'";
                }
            }
        }
        return null;
    }

    private static boolean isStream(RawConnection.Answer answer) {
        return answer.header("content-type").toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    static boolean isJson(RawConnection.Answer answer) {
        return answer.header("content-type").matches("application/json(;.*)?");
    }

    private static @Nullable Json parse(RawConnection.Answer answer) {
        try {
            return Json.parse(answer.body());
        } catch (Problem unreadable) {
            return null;
        }
    }

    /** @param status 0 when the status is not the problem's own */
    private static @Nullable String problem(@Nullable Json body, int status) {
        if (!(body instanceof Json.Obj problem)) {
            return "the error is no object";
        }
        if (problem.text("error") == null || problem.text("requestId") == null) {
            return "the error has no sentence or no request id";
        }
        String code = problem.text("code");
        boolean known = Arrays.stream(ProblemCode.values())
                .anyMatch(one -> one.name().equals(code)
                        && one.fault() == ProblemCode.Fault.CALLER
                        && (status == 0 || one.status() == status));
        return known ? null : "the code is unknown, ours, or another status's: " + code;
    }
}
