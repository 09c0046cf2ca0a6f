package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.CleanText;
import dev.triggo.kernel.Json;
import java.util.Locale;

/**
 * Something that is wrong with a document, or with what was made of it.
 *
 * @param path JSON Pointer into the document, as {@code /paths/~1pets/get}; empty for the whole
 * @param message what is wrong
 * @param mend what would make it right
 */
public record BuildProblem(String path, Severity severity, String message, String mend) {
    private static final int MAX_PATH = 300;

    /** How bad it is. */
    public enum Severity {
        /** What stands at the path is not in the connector; without a path, there is no connector. */
        ERROR,
        /** It is in the connector, and not all that the document says of it holds. */
        WARNING
    }

    public BuildProblem {
        path = CleanText.line(path, MAX_PATH);
        message = CleanText.line(message, 600);
        mend = CleanText.line(mend, 300);
    }

    static BuildProblem error(String path, String message, String mend) {
        return new BuildProblem(path, Severity.ERROR, message, mend);
    }

    static BuildProblem warning(String path, String message, String mend) {
        return new BuildProblem(path, Severity.WARNING, message, mend);
    }

    /** {@code {path, severity, message, mend}}. */
    public Json.Obj toJson() {
        return Json.object()
                .put("path", path)
                .put("severity", severity.name().toLowerCase(Locale.ROOT))
                .put("message", message)
                .put("mend", mend)
                .build();
    }

    /** What {@link #toJson} wrote. */
    public static BuildProblem of(Json.Obj json) {
        return new BuildProblem(
                String.valueOf(json.text("path")),
                "error".equals(json.text("severity")) ? Severity.ERROR : Severity.WARNING,
                String.valueOf(json.text("message")),
                String.valueOf(json.text("mend")));
    }
}
