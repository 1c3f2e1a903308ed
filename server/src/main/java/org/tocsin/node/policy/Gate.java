package org.tocsin.node.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// An ordered list of small rules, each a pure function. To decide is to ask until the first no; to explain is to ask
/// all of them and to write down what they looked at.
///
/// @param <C> what is decided on
/// @param <N> what a no says
record Gate<C, N>(List<Rule<C, N>> rules, Function<N, Trace.No> no) {
    Gate {
        rules = List.copyOf(rules);
    }

    /// @param applies whether the rule has anything to go by
    /// @param says the no, if it has one
    /// @param looked what it looks at, as shown to people
    record Rule<C, N>(
            String id,
            String name,
            Predicate<C> applies,
            Function<C, Optional<N>> says,
            Function<C, List<Trace.Looked>> looked) {}

    Optional<N> decide(C asked) {
        for (int i = 0; i < rules.size(); i++) {
            Rule<C, N> rule = rules.get(i);
            if (rule.applies.test(asked)) {
                Optional<N> said = rule.says.apply(asked);
                if (said.isPresent()) {
                    return said;
                }
            }
        }
        return Optional.empty();
    }

    /// @param failed the no of a rule that fails: every error denies
    Trace trace(C asked, N failed) {
        List<Trace.Step> steps = new ArrayList<>(rules.size());
        for (Rule<C, N> rule : rules) {
            steps.add(step(rule, asked, failed));
        }
        return new Trace(steps);
    }

    private Trace.Step step(Rule<C, N> rule, C asked, N failed) {
        try {
            if (!rule.applies.test(asked)) {
                return new Trace.Step(rule.id, rule.name, false, List.of(), Optional.empty());
            }
            Optional<Trace.No> said = rule.says.apply(asked).map(no);
            return new Trace.Step(rule.id, rule.name, true, looked(rule, asked), said);
        } catch (RuntimeException undecided) {
            return new Trace.Step(rule.id, rule.name, true, looked(rule, asked), Optional.of(no.apply(failed)));
        }
    }

    /// A rule may pass without reading what cannot be read.
    private List<Trace.Looked> looked(Rule<C, N> rule, C asked) {
        try {
            return rule.looked.apply(asked);
        } catch (RuntimeException unreadable) {
            return List.of(new Trace.Looked("stated", "cannot be read"));
        }
    }
}
