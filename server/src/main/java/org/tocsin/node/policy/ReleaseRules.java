package org.tocsin.node.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.RecordPolicy;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.policy.Gate.Rule;
import org.tocsin.node.policy.RecordSubject.Relayed;
import org.tocsin.node.policy.ReleaseDecision.Withheld;
import org.tocsin.node.policy.ScopeRules.Narrowed;
import org.tocsin.node.policy.Trace.Looked;

/// The rules of the gate outwards, in the order in which they are asked (R-REL-9). Rules R-REL-1 to R-REL-4,
/// R-REL-6, R-REL-7, R-REL-8, R-RLY-2, R-RLY-3.
final class ReleaseRules {
    private ReleaseRules() {}

    static final Gate<ReleaseCase, Withheld> GATE = new Gate<>(
            List.of(
                    rule("R-RLY-3", "holders", ReleaseRules::isRelayed, ReleaseRules::holders, LookedAt::holders),
                    rule("R-RLY-2", "onward", ReleaseRules::isRelayed, ReleaseRules::onward, LookedAt::onward),
                    rule("R-REL-1", "agreement", asked -> true, ReleaseRules::agreement, LookedAt::agreements),
                    underTerms("R-REL-2", "marking", ReleaseRules::marking, LookedAt::marking),
                    underTerms("R-REL-4", "audience", ReleaseRules::audience, LookedAt::audience),
                    scope("kinds", Narrowed.KINDS),
                    scope("rsit", Narrowed.RSIT),
                    scope("sectors", Narrowed.SECTORS),
                    scope("countries", Narrowed.COUNTRIES),
                    underTerms(
                            "R-REL-6",
                            "confidence",
                            ReleaseRules::confidence,
                            asked -> ScopeRules.lookedAtConfidence(
                                    asked.direction().scope(), asked.header())),
                    underTerms(
                            "R-REL-6",
                            "pap",
                            ReleaseRules::pap,
                            asked -> ScopeRules.lookedAtPap(asked.direction().scope(), asked.header())),
                    underTerms("R-REL-7", "embargo", ReleaseRules::embargo, LookedAt::embargo),
                    underTerms("R-REL-7", "policy", ReleaseRules::policy, LookedAt::policy),
                    underTerms("R-REL-7", "attribution", ReleaseRules::attribution, LookedAt::attribution),
                    underTerms("R-REL-8", "disclosure", ReleaseRules::disclosure, LookedAt::disclosure)),
            withheld -> new Trace.No(withheld.reason().name(), withheld.wakeAt()));

    private static Rule<ReleaseCase, Withheld> rule(
            String id,
            String name,
            Predicate<ReleaseCase> applies,
            Function<ReleaseCase, Optional<Withheld>> says,
            Function<ReleaseCase, List<Looked>> looked) {
        return new Rule<>(id, name, applies, says, looked);
    }

    private static Rule<ReleaseCase, Withheld> underTerms(
            String id,
            String name,
            Function<ReleaseCase, Optional<Withheld>> says,
            Function<ReleaseCase, List<Looked>> looked) {
        return rule(id, name, ReleaseCase::isInForce, says, looked);
    }

    private static Rule<ReleaseCase, Withheld> scope(String name, Narrowed narrowed) {
        return underTerms(
                "R-REL-6",
                name,
                asked -> no(
                        asked.direction()
                                .ceiling()
                                .filter(ceiling ->
                                        narrowed.passes(asked.direction().scope(), asked.header(), ceiling))
                                .isEmpty(),
                        WithholdReason.OUT_OF_SCOPE),
                asked -> narrowed.looked(asked.direction().scope(), asked.header()));
    }

    private static Optional<Withheld> no(boolean withholds, WithholdReason reason) {
        return withholds ? Optional.of(new Withheld(reason)) : Optional.empty();
    }

    private static boolean isRelayed(ReleaseCase asked) {
        return asked.subject.relayed().isPresent();
    }

    private static Optional<Withheld> holders(ReleaseCase asked) {
        return no(asked.subject.relayed().orElseThrow().heldBy().contains(asked.recipient), WithholdReason.HELD_THERE);
    }

    private static Optional<Withheld> onward(ReleaseCase asked) {
        return no(
                !asked.subject.relayed().orElseThrow().onward().reaches(asked.recipient),
                WithholdReason.ONWARD_NOT_AGREED);
    }

    /// R-REL-1: nothing leaves without an agreement in force at this instant.
    private static Optional<Withheld> agreement(ReleaseCase asked) {
        return no(!asked.isInForce(), WithholdReason.NO_AGREEMENT);
    }

    /// R-REL-2: the strictest of the header and of every part that always travels must be within the ceiling.
    private static Optional<Withheld> marking(ReleaseCase asked) {
        Optional<Tlp> ceiling = asked.direction().ceiling();
        return no(
                ceiling.isEmpty() || asked.marking().isStricterThan(ceiling.get()),
                WithholdReason.MARKING_ABOVE_CEILING);
    }

    /// R-REL-4: RED, and what has an audience, goes to the teams named only. An empty audience names nobody.
    private static Optional<Withheld> audience(ReleaseCase asked) {
        boolean limited = asked.header().limited() || asked.marking() == Tlp.RED;
        return no(limited && !asked.isNamed(), WithholdReason.NOT_IN_AUDIENCE);
    }

    private static Optional<Withheld> confidence(ReleaseCase asked) {
        boolean passes = asked.direction()
                .ceiling()
                .filter(ceiling -> ScopeRules.passesConfidence(asked.direction().scope(), asked.header(), ceiling))
                .isPresent();
        return no(!passes, WithholdReason.OUT_OF_SCOPE);
    }

    private static Optional<Withheld> pap(ReleaseCase asked) {
        return no(!ScopeRules.passesPap(asked.direction().scope(), asked.header()), WithholdReason.PAP_ABOVE_CEILING);
    }

    private static Optional<Withheld> embargo(ReleaseCase asked) {
        return asked.header()
                .embargo()
                .filter(asked.at::isBefore)
                .map(end -> new Withheld(WithholdReason.EMBARGOED, Optional.of(end)));
    }

    private static Optional<Withheld> policy(ReleaseCase asked) {
        Optional<RecordPolicy> policy = asked.header().policy();
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> start = policy.get().start().filter(asked.at::isBefore);
        boolean ended =
                policy.get().end().filter(end -> !asked.at.isBefore(end)).isPresent();
        return start.isPresent() || ended
                ? Optional.of(new Withheld(WithholdReason.IEP_NOT_IN_FORCE, ended ? Optional.empty() : start))
                : Optional.empty();
    }

    private static Optional<Withheld> attribution(ReleaseCase asked) {
        return no(
                asked.header()
                        .policy()
                        .filter(policy ->
                                policy.contradicts(asked.direction().handling().attribution()))
                        .isPresent(),
                WithholdReason.IEP_CONFLICT);
    }

    /// R-REL-8: what is left out must leave something. A hub's statement is one document, and goes whole or not at all.
    private static Optional<Withheld> disclosure(ReleaseCase asked) {
        Withholding withholding = asked.direction().withholding();
        if (isRelayed(asked)) {
            boolean whole =
                    withholding.isNothing() || asked.disclosure().objects().isEmpty();
            return no(!whole, WithholdReason.NOT_DIVISIBLE);
        }
        List<Fragment> fragments = asked.subject.fragments();
        boolean cut = false;
        for (int i = 0; i < fragments.size(); i++) {
            Fragment fragment = fragments.get(i);
            if (fragment instanceof Fragment.StixObject) {
                if (asked.disclosure().shows(fragment)) {
                    return Optional.empty();
                }
                cut = true;
            }
        }
        return no(cut, WithholdReason.NOTHING_LEFT);
    }

    /// What the rules look at, as people are shown it.
    private static final class LookedAt {
        private LookedAt() {}

        static List<Looked> holders(ReleaseCase asked) {
            return teams("held by", asked.subject.relayed().orElseThrow().heldBy());
        }

        private static List<Looked> teams(String what, Iterable<Team> teams) {
            List<Looked> looked = new ArrayList<>();
            teams.forEach(team -> looked.add(new Looked(what, team.domain())));
            return looked;
        }

        static List<Looked> onward(ReleaseCase asked) {
            Relayed relayed = asked.subject.relayed().orElseThrow();
            Onward onward = relayed.onward();
            List<Looked> looked = new ArrayList<>();
            looked.add(new Looked("onward", onward.reach().name()));
            looked.addAll(teams("hub", onward.hubs()));
            return looked;
        }

        static List<Looked> agreements(ReleaseCase asked) {
            return Terms.looked(asked.agreements, asked.author, asked.recipient, asked.at);
        }

        static List<Looked> marking(ReleaseCase asked) {
            return List.of(
                    new Looked("marking", asked.marking().label()),
                    new Looked(
                            "ceiling",
                            asked.direction().ceiling().map(Tlp::label).orElse("none")));
        }

        static List<Looked> audience(ReleaseCase asked) {
            List<Looked> looked = new ArrayList<>();
            looked.add(new Looked("marking", asked.marking().label()));
            looked.add(new Looked("limited", asked.header().limited() ? "yes" : "no"));
            looked.addAll(
                    teams("named", asked.header().audience().stream().sorted().toList()));
            return looked;
        }

        static List<Looked> embargo(ReleaseCase asked) {
            return List.of(
                    new Looked(
                            "not before",
                            asked.header().embargo().map(String::valueOf).orElse("none")),
                    new Looked("now", asked.at.toString()));
        }

        static List<Looked> policy(ReleaseCase asked) {
            List<Looked> looked = new ArrayList<>();
            asked.header()
                    .policy()
                    .ifPresent(
                            policy -> policy.stated().forEach((field, value) -> looked.add(new Looked(field, value))));
            looked.add(new Looked("now", asked.at.toString()));
            return looked;
        }

        static List<Looked> attribution(ReleaseCase asked) {
            String own = asked.header()
                    .policy()
                    .map(policy -> policy.attribution().name())
                    .orElse("none");
            return List.of(
                    new Looked("record", own),
                    new Looked(
                            "agreement",
                            asked.direction().handling().attribution().name()));
        }

        static List<Looked> disclosure(ReleaseCase asked) {
            return lookedAt(asked.direction().withholding());
        }
    }

    static List<Looked> lookedAt(Withholding withholding) {
        List<Looked> looked = new ArrayList<>();
        withholding.types().forEach(type -> looked.add(new Looked("withheld type", type)));
        looked.add(new Looked("victims", withholding.victims() ? "withheld" : "shown"));
        looked.add(new Looked("granular markings", withholding.marked() ? "withheld" : "shown"));
        return looked;
    }
}
