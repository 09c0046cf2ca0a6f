package dev.triggo.mcp;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.Locale;

/**
 * What the client takes as an answer. The protocol wants both; who takes only JSON gets it without what would have come
 * before, who takes only streams gets a stream of one.
 */
record Accepts(boolean json, boolean stream) {
    static Accepts of(Exchange http) {
        String accept = String.join(",", http.headers("Accept")).toLowerCase(Locale.ROOT);
        if (accept.isBlank()) {
            return new Accepts(true, true);
        }
        boolean json = false;
        boolean stream = false;
        for (String range : accept.split(",")) {
            String[] parts = range.split(";", -1);
            boolean refused = false;
            for (int i = 1; i < parts.length; i++) {
                refused |= parts[i].strip().matches("q=0(\\.0*)?");
            }
            String type = parts[0].strip();
            json |= !refused && (type.equals("application/json") || type.equals("application/*") || type.equals("*/*"));
            stream |= !refused && (type.equals("text/event-stream") || type.equals("text/*") || type.equals("*/*"));
        }
        if (!json && !stream) {
            throw Problem.of(
                    ProblemCode.NOT_ACCEPTABLE,
                    "Answers are application/json or text/event-stream: send accept: application/json, text/event-stream.");
        }
        return new Accepts(json, stream);
    }

    Answer render(Answer answer) {
        if (!json && answer instanceof Answer.JsonBody body && body.status() == 200) {
            return new Answer.Events(body.headers(), events -> LazyStream.send(events, body.body()));
        }
        return answer;
    }
}
