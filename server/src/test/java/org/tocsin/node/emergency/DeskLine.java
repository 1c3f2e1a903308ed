package org.tocsin.node.emergency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tocsin.node.channel.Attempts;
import org.tocsin.node.channel.Attempts.Attempt;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.duty.DutyPlan;

/// The telephones of a desk's officers: they know what rang, and complain where the same rings again without need.
final class DeskLine implements DutyLine {
    volatile Optional<DutyPlan> plan = Optional.empty();
    /// What becomes of an attempt; nothing: nobody ever hears.
    Function<Attempt, Optional<Outcome>> answers = attempt -> Optional.of(new Outcome.Delivered(""));

    /// Every attempt by its id, and how often it rang.
    final Map<String, Integer> rings = new LinkedHashMap<>();

    final List<Attempt> made = new ArrayList<>();
    private final Predicate<String> isDone;
    private final Set<String> byThisProcess = new HashSet<>();
    private Attempts.Listener listener = (attempt, outcome, took) -> {};

    /// @param isDone whether the outcome of an attempt is written down
    DeskLine(Predicate<String> isDone) {
        this.isDone = isDone;
    }

    /// Another process begins.
    void begun() {
        byThisProcess.clear();
    }

    @Override
    public Optional<DutyPlan> plan() {
        return plan;
    }

    @Override
    public void make(Attempt attempt) {
        String id = attempt.notice().attempt();
        if (isDone.test(id) || !byThisProcess.add(id)) {
            throw new AssertionError("rang again without need: " + attempt);
        }
        rings.merge(id, 1, Integer::sum);
        made.add(attempt);
        answers.apply(attempt).ifPresent(outcome -> listener.done(attempt, outcome, Duration.ZERO));
    }

    @Override
    public void listen(Attempts.Listener told) {
        listener = told;
    }

    List<Notice.Purpose> purposes() {
        return made.stream().map(one -> one.notice().purpose()).toList();
    }
}
