package dev.triggo.connectors.openapi;

import java.util.List;

/** Nothing can be made of the document; the problems say why. */
public final class BuildRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<BuildProblem> problems;

    public BuildRefused(List<BuildProblem> problems) {
        super(problems.getFirst().message(), null, false, false);
        this.problems = List.copyOf(problems);
    }

    BuildRefused(String path, String message, String mend) {
        this(List.of(BuildProblem.error(path, message, mend)));
    }

    /** All that is wrong, the worst first. */
    public List<BuildProblem> problems() {
        return problems;
    }
}
