package org.tocsin.node.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What every rule of a gate said, in their order: the decision is the first no.
public record Trace(List<Step> steps) {
    public Trace {
        steps = List.copyOf(steps);
    }

    /// One rule. The same rule of the protocol may have several: each looks at one thing.
    ///
    /// @param rule its name in the protocol ("R-REL-2")
    /// @param name what it looks at
    /// @param asked whether there was anything to look at: without terms in force most rules have nothing to go by
    /// @param no what it said; empty if it has nothing against it, or was not asked
    public record Step(String rule, String name, boolean asked, List<Looked> looked, Optional<No> no) {
        public Step {
            looked = List.copyOf(looked);
        }
    }

    /// One thing that a rule looked at.
    public record Looked(String what, String value) {}

    /// A no.
    ///
    /// @param reason the name of the `WithholdReason`, `RefusalReason` or `HoldReason`
    /// @param wakeAt when it will be decided again by itself
    public record No(String reason, Optional<Instant> wakeAt) {}

    /// The rule that decided; empty if none said no.
    public Optional<Step> deciding() {
        return steps.stream().filter(step -> step.no().isPresent()).findFirst();
    }

    /// What there is to say where not even the terms could be found out.
    static Trace undecided(String rule, Enum<?> reason) {
        return new Trace(List.of(
                new Step(rule, "error", true, List.of(), Optional.of(new No(reason.name(), Optional.empty())))));
    }
}
