package org.tocsin.node.duty;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.node.config.ConfigProblem;

/// What is wrong with `duty.toml`, by line. A file that is wrong all over is told of up to a bound.
final class DutyProblems {
    static final int PROBLEMS_MAX = 100;

    private final List<ConfigProblem> problems = new ArrayList<>();
    private int more;

    void add(int line, String path, String what, String remedy) {
        if (problems.size() == PROBLEMS_MAX) {
            more++;
            return;
        }
        problems.add(new ConfigProblem(DutyPlan.FILE + " line " + line + ", " + path, what, remedy));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<ConfigProblem> all() {
        List<ConfigProblem> all = new ArrayList<>(problems);
        if (more > 0) {
            all.add(new ConfigProblem(DutyPlan.FILE, "has " + more + " problems more", "correct these first"));
        }
        return all;
    }
}
