package org.tocsin.node.emergency;

import java.util.List;
import java.util.Optional;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.duty.DutyPlan;

/// Who is on duty here, and the way to reach them.
public interface DutyLine {
    /// As it stands now; empty if there is none: then nobody is summoned.
    Optional<DutyPlan> plan();

    /// Has an attempt made; does not block. The listener is told of its outcome.
    void make(Attempts.Attempt attempt);

    /// Who is told of outcomes; called once, before anything is made.
    void listen(Attempts.Listener listener);

    /// What is wrong with the plan, for whoever looks after the node: nobody is summoned, or not as the file says.
    default Optional<String> problem() {
        return Optional.empty();
    }

    /// As `problem`, of the plan alone.
    default Optional<String> planProblem() {
        return Optional.empty();
    }

    /// The names of the channels whose last attempt found them broken.
    default List<String> brokenChannels() {
        return List.of();
    }
}
