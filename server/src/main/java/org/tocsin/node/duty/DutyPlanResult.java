package org.tocsin.node.duty;

import java.util.List;
import org.tocsin.node.config.ConfigProblem;

/// What reading `duty.toml` gives: the whole of it, all of its problems together, or that there is none.
public sealed interface DutyPlanResult {
    record Read(DutyPlan plan) implements DutyPlanResult {}

    record Unusable(List<ConfigProblem> problems) implements DutyPlanResult {
        public Unusable {
            problems = List.copyOf(problems);
        }
    }

    /// There is no such file: nobody is summoned.
    record Absent() implements DutyPlanResult {}
}
