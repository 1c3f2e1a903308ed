package org.tocsin.node.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.channel.Attempts.Attempt;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.emergency.DutyLine;

/// A duty line that remembers whom it was to reach, and answers as the test says: delivered, unless a channel is
/// broken.
final class TestDutyLine implements DutyLine {
    /// Channels that fail.
    final Map<String, Outcome.Reason> broken = new ConcurrentHashMap<>();

    volatile Optional<DutyPlan> plan = Optional.empty();
    /// Whether attempts vanish, as in a process that ends.
    volatile boolean silent;

    private final List<Attempt> made = new ArrayList<>();
    private volatile Attempts.Listener listener = (attempt, outcome, took) -> {};

    @Override
    public Optional<DutyPlan> plan() {
        return plan;
    }

    @Override
    public void make(Attempt attempt) {
        synchronized (made) {
            made.add(attempt);
        }
        if (!silent) {
            Outcome.Reason reason = broken.get(attempt.channel());
            listener.done(
                    attempt,
                    reason == null ? new Outcome.Delivered("") : new Outcome.Failed(reason, ""),
                    Duration.ZERO);
        }
    }

    @Override
    public void listen(Attempts.Listener told) {
        listener = told;
    }

    /// What was made, in its order.
    List<Attempt> made() {
        synchronized (made) {
            return List.copyOf(made);
        }
    }
}
