package org.tocsin.node.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Fragment;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.policy.AdmissionDecision.Held;
import org.tocsin.node.policy.AdmissionDecision.Refused;
import org.tocsin.node.policy.Gate.Rule;
import org.tocsin.node.policy.ScopeRules.Narrowed;
import org.tocsin.node.policy.Trace.Looked;

/// The rules of the gate inwards, in the order in which they are asked. Rules R-ADM-3, R-ADM-4, R-ADM-6.
final class AdmissionRules {
    private AdmissionRules() {}

    static final Gate<AdmissionCase, AdmissionDecision> GATE = new Gate<>(
            List.of(
                    new Rule<>(
                            "R-ADM-4",
                            "agreement",
                            asked -> true,
                            AdmissionRules::agreement,
                            asked -> Terms.looked(asked.agreements(), asked.author(), asked.recipient(), asked.at())),
                    rule("R-ADM-3", "header", AdmissionRules::header, AdmissionRules::lookedAtMarking),
                    rule("R-ADM-3", "marking", AdmissionRules::marking, AdmissionRules::lookedAtMarking),
                    rule("R-ADM-3", "audience", AdmissionRules::audience, AdmissionRules::lookedAtAudience),
                    rule("R-ADM-3", "parts", AdmissionRules::parts, AdmissionRules::lookedAtMarking),
                    scope("kinds", Narrowed.KINDS),
                    scope("rsit", Narrowed.RSIT),
                    scope("sectors", Narrowed.SECTORS),
                    scope("countries", Narrowed.COUNTRIES),
                    rule(
                            "R-ADM-6",
                            "confidence",
                            underCeiling((asked, ceiling) -> ScopeRules.passesConfidence(
                                    asked.direction().scope(), asked.header(), ceiling)),
                            asked -> ScopeRules.lookedAtConfidence(
                                    asked.direction().scope(), asked.header())),
                    rule(
                            "R-ADM-6",
                            "pap",
                            AdmissionRules::pap,
                            asked -> ScopeRules.lookedAtPap(asked.direction().scope(), asked.header())),
                    rule("R-ADM-6", "policy", AdmissionRules::policy, AdmissionRules::lookedAtPolicy),
                    rule("R-ADM-6", "attribution", AdmissionRules::attribution, AdmissionRules::lookedAtPolicy),
                    rule("R-ADM-6", "disclosure", AdmissionRules::disclosure, AdmissionRules::lookedAtDisclosure)),
            AdmissionRules::no);

    private static Trace.No no(AdmissionDecision said) {
        return switch (said) {
            case Held held -> new Trace.No(held.reason().name(), Optional.empty());
            case Refused refused -> new Trace.No(refused.reason().name(), Optional.empty());
            case AdmissionDecision.Admitted admitted -> throw new IllegalArgumentException("is no no");
        };
    }

    private static Rule<AdmissionCase, AdmissionDecision> rule(
            String id,
            String name,
            Function<AdmissionCase, Optional<AdmissionDecision>> says,
            Function<AdmissionCase, List<Looked>> looked) {
        return new Rule<>(id, name, AdmissionCase::isInForce, says, looked);
    }

    private static Rule<AdmissionCase, AdmissionDecision> scope(String name, Narrowed narrowed) {
        return rule(
                "R-ADM-6",
                name,
                underCeiling(
                        (asked, ceiling) -> narrowed.passes(asked.direction().scope(), asked.header(), ceiling)),
                asked -> narrowed.looked(asked.direction().scope(), asked.header()));
    }

    private static Function<AdmissionCase, Optional<AdmissionDecision>> underCeiling(
            BiPredicate<AdmissionCase, Tlp> passes) {
        Predicate<AdmissionCase> within = asked -> asked.ceiling().isPresent()
                && passes.test(asked, asked.ceiling().get());
        return asked -> refused(!within.test(asked), RefusalReason.OUT_OF_SCOPE);
    }

    private static Optional<AdmissionDecision> refused(boolean refuses, RefusalReason reason) {
        return refuses ? Optional.of(new Refused(reason)) : Optional.empty();
    }

    /// R-ADM-4: terms that we have not got yet, or that start soon, are worth waiting for; lapsed ones are not.
    private static Optional<AdmissionDecision> agreement(AdmissionCase asked) {
        if (asked.author().equals(asked.recipient())) {
            return refused(true, RefusalReason.NO_AGREEMENT);
        }
        return switch (asked.terms()) {
            case Terms.None none -> Optional.of(new Held(HoldReason.NO_AGREEMENT));
            case Terms.NotYet notYet -> Optional.of(new Held(HoldReason.NO_AGREEMENT));
            // A suspension ends, and what was on its way when it began is wanted then.
            case Terms.Suspended suspended -> Optional.of(new Held(HoldReason.NO_AGREEMENT));
            case Terms.Lapsed lapsed -> refused(true, RefusalReason.NO_AGREEMENT);
            case Terms.InForce terms -> Optional.empty();
        };
    }

    /// An author states a marking that is known, and shows a receiver its own place in the audience only.
    private static Optional<AdmissionDecision> header(AdmissionCase asked) {
        boolean ours = asked.header().audience().isEmpty()
                || (asked.header().audience().size() == 1 && asked.isNamed());
        return refused(asked.header().marking().isEmpty() || !ours, RefusalReason.MALFORMED);
    }

    private static Tlp markingOf(AdmissionCase asked) {
        return asked.header().marking().orElse(Tlp.RED);
    }

    private static Optional<AdmissionDecision> marking(AdmissionCase asked) {
        boolean above = asked.ceiling().isEmpty()
                || markingOf(asked).isStricterThan(asked.ceiling().get());
        return refused(above, RefusalReason.MARKING_ABOVE_CEILING);
    }

    private static Optional<AdmissionDecision> audience(AdmissionCase asked) {
        boolean limited = asked.header().limited() || markingOf(asked) == Tlp.RED;
        return refused(limited && !asked.isNamed(), RefusalReason.NOT_IN_AUDIENCE);
    }

    private static Optional<AdmissionDecision> parts(AdmissionCase asked) {
        Tlp marking = markingOf(asked);
        for (Fragment fragment : asked.subject().fragments()) {
            Tlp own = fragment.marking();
            if (ReleaseCase.alwaysTravels(fragment) && own.isStricterThan(marking)) {
                return refused(true, RefusalReason.MARKING_UNDERSTATED);
            }
            if (asked.ceiling().isEmpty() || own.isStricterThan(asked.ceiling().get())) {
                return refused(true, RefusalReason.MARKING_ABOVE_CEILING);
            }
            if (own == Tlp.RED && !asked.isNamed()) {
                return refused(true, RefusalReason.NOT_IN_AUDIENCE);
            }
        }
        return Optional.empty();
    }

    private static Optional<AdmissionDecision> pap(AdmissionCase asked) {
        return refused(
                !ScopeRules.passesPap(asked.direction().scope(), asked.header()), RefusalReason.PAP_ABOVE_CEILING);
    }

    /// Embargoes and beginnings are the author's to keep, by its own clock; what has ended is not taken.
    private static Optional<AdmissionDecision> policy(AdmissionCase asked) {
        boolean ended = asked.header()
                .policy()
                .flatMap(policy -> policy.end())
                .filter(end -> !asked.at().isBefore(end))
                .isPresent();
        return refused(ended, RefusalReason.IEP_NOT_IN_FORCE);
    }

    private static Optional<AdmissionDecision> attribution(AdmissionCase asked) {
        boolean contrary = asked.header()
                .policy()
                .filter(policy ->
                        policy.contradicts(asked.direction().handling().attribution()))
                .isPresent();
        return refused(contrary, RefusalReason.IEP_CONFLICT);
    }

    private static Optional<AdmissionDecision> disclosure(AdmissionCase asked) {
        Withholding withholding = asked.direction().withholding();
        if (withholding.isNothing()) {
            return Optional.empty();
        }
        boolean shown = (withholding.marked()
                        && asked.subject().fragments().stream().anyMatch(Fragment.Property.class::isInstance))
                || asked.subject().content().get().stream().anyMatch(part -> Disclosure.withholds(withholding, part));
        return refused(shown, RefusalReason.NOT_WITHHELD);
    }

    private static List<Looked> lookedAtMarking(AdmissionCase asked) {
        return List.of(
                new Looked("marking", asked.header().marking().map(Tlp::label).orElse("none")),
                new Looked("ceiling", asked.ceiling().map(Tlp::label).orElse("none")));
    }

    private static List<Looked> lookedAtAudience(AdmissionCase asked) {
        List<Looked> looked = new ArrayList<>();
        looked.add(new Looked("limited", asked.header().limited() ? "yes" : "no"));
        looked.add(new Looked("named", asked.isNamed() ? "yes" : "no"));
        return looked;
    }

    private static List<Looked> lookedAtPolicy(AdmissionCase asked) {
        List<Looked> looked = new ArrayList<>();
        asked.header()
                .policy()
                .ifPresent(policy -> policy.stated().forEach((field, value) -> looked.add(new Looked(field, value))));
        looked.add(new Looked(
                "agreement", asked.direction().handling().attribution().name()));
        looked.add(new Looked("now", asked.at().toString()));
        return looked;
    }

    private static List<Looked> lookedAtDisclosure(AdmissionCase asked) {
        return ReleaseRules.lookedAt(asked.direction().withholding());
    }
}
