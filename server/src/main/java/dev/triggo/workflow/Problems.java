package dev.triggo.workflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong; bounded, so that a hostile definition cannot make the answer larger than itself. */
final class Problems {
    private static final int MOST = 1_000;

    private final List<WorkflowProblem> found = new ArrayList<>();

    void add(@Nullable String nodeId, String path, String rule, String message) {
        if (found.size() < MOST) {
            found.add(new WorkflowProblem(nodeId, path, rule, message));
        }
    }

    void addAll(List<WorkflowProblem> problems) {
        problems.forEach(problem -> add(problem.nodeId(), problem.path(), problem.rule(), problem.message()));
    }

    List<WorkflowProblem> all() {
        return List.copyOf(found);
    }
}
