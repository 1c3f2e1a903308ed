package org.tocsin.node.policy.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Fragment;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.node.policy.Admission;
import org.tocsin.node.policy.AdmissionDecision;
import org.tocsin.node.policy.FourEyes;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.policy.oracle.Facts.Choice;
import org.tocsin.node.policy.oracle.Facts.Cut;
import org.tocsin.node.policy.oracle.Facts.Facet;
import org.tocsin.node.policy.oracle.Facts.Hands;
import org.tocsin.node.policy.oracle.Facts.Hop;
import org.tocsin.node.policy.oracle.Facts.Limits;
import org.tocsin.node.policy.oracle.Facts.Pact;
import org.tocsin.node.policy.oracle.Facts.Question;
import org.tocsin.node.policy.oracle.Facts.Story;
import org.tocsin.node.policy.oracle.Facts.Thing;

/// The product and a second reading of the rules decide alike: R-AGR-3, R-AGR-4, R-AGR-7, R-REL-1 to R-REL-10, R-ADM-2
/// to
/// R-ADM-4, R-ADM-6, R-RLY-2, R-RLY-3; each of R-REL-6, R-REL-7, R-REL-8, R-REL-9 gets to speak.
class PolicyOracleTest {
    private static final int DECISIONS = 100_000;
    private static final int DECISIONS_LONG = 1_000_000;
    private static final long SEED = 20_261_122;

    @Test
    void aHundredThousandSeededQuestionsAreAnsweredAlike() {
        int decisions = System.getProperty("long") == null ? DECISIONS : DECISIONS_LONG;
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < decisions; i++) {
            try {
                compare(new Seeds(SEED + i).question(), answers, i % 16 == 0);
            } catch (AssertionError wrong) {
                fail("seed " + (SEED + i) + ": " + new Seeds(SEED + i).question(), wrong);
            }
        }
        for (WithholdReason reason : WithholdReason.values()) {
            assertTrue(answers.getOrDefault("release " + reason, 0) > 50, reason + " of " + answers);
        }
        for (RefusalReason reason : List.of(
                RefusalReason.MALFORMED,
                RefusalReason.NO_AGREEMENT,
                RefusalReason.MARKING_ABOVE_CEILING,
                RefusalReason.NOT_IN_AUDIENCE,
                RefusalReason.MARKING_UNDERSTATED,
                RefusalReason.OUT_OF_SCOPE,
                RefusalReason.PAP_ABOVE_CEILING,
                RefusalReason.IEP_NOT_IN_FORCE,
                RefusalReason.IEP_CONFLICT,
                RefusalReason.NOT_WITHHELD)) {
            assertTrue(answers.getOrDefault("admission " + reason, 0) > 50, reason + " of " + answers);
        }
        for (String answer : List.of("release released", "admission admitted", "admission held")) {
            assertTrue(answers.getOrDefault(answer, 0) > decisions / 50, answer + " of " + answers);
        }
    }

    @Test
    void whatIsRedIsStatedByTwoPairsOfEyesInBothReadings() {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < DECISIONS / 10; i++) {
            Seeds seeds = new Seeds(SEED - i);
            Question asked = seeds.question();
            Hands hands = seeds.hands();
            List<Fragment> fragments =
                    List.copyOf(Bridge.fragments(asked.story()).values());
            Set<Team> audience =
                    asked.story().audience().keySet().stream().map(Team::new).collect(Collectors.toSet());
            var officers = new FourEyes.Officers(
                    hands.eyes() > 2,
                    hands.publishes(),
                    Optional.of(hands.approved()).filter(approved -> !approved.isEmpty()),
                    new TreeSet<>(hands.mayApprove()));
            String said = FourEyes.missing(fragments, audience, officers)
                    .map(Enum::name)
                    .orElse("stated");
            String seed = "seed " + (SEED - i);
            assertEquals(new RuleOracle(asked).stating(hands), said, seed);
            var step = FourEyes.step(fragments, audience, officers);
            assertEquals(!said.equals("stated"), step.no().isPresent(), seed);
            answers.merge(said, 1, Integer::sum);
        }
        for (String answer : List.of("stated", "APPROVAL", "ANOTHER_OFFICER", "SIGNATORY")) {
            assertTrue(answers.getOrDefault(answer, 0) > 50, answer + " of " + answers);
        }
    }

    @Test
    void everyNestingOfMarkingsCeilingAudienceAndOnwardIsAnsweredAlike() {
        Map<String, Integer> answers = new TreeMap<>();
        int asked = 0;
        for (int places = 0; places < 5 * 5 * 5; places++) {
            for (int ceiling = 0; ceiling <= 5; ceiling++) {
                for (int audience = 0; audience < 5; audience++) {
                    for (Optional<Hop> hop : hops(1 + places % 5)) {
                        Story story = nested(1 + places % 5, 1 + places / 5 % 5, 1 + places / 25, audience, hop);
                        compare(
                                new Question(story, List.of(pact(ceiling)), Seeds.AUTHOR, Seeds.RECIPIENT, Seeds.BASE),
                                answers);
                        asked++;
                    }
                }
            }
        }
        assertEquals(125 * 6 * 5 * 6, asked);
    }

    @Test
    void anAgreementIsInForceFromItsFirstMillisecondToTheLastBeforeItsEnd() {
        Map<String, Integer> answers = new TreeMap<>();
        for (int offset = -2; offset < 8; offset++) {
            for (int end = 1; end < 6; end++) {
                for (long terminated = -1; terminated < 7; terminated++) {
                    Pact open = pact(5);
                    Pact pact = new Pact(
                            0,
                            1,
                            open.one(),
                            open.other(),
                            Seeds.BASE,
                            Seeds.BASE + end,
                            open.limits(),
                            Set.of(),
                            List.of(),
                            terminated < 0 ? Optional.empty() : Optional.of(Seeds.BASE + terminated));
                    Story story = nested(1, 1, 1, 0, Optional.empty());
                    compare(
                            new Question(story, List.of(pact), Seeds.AUTHOR, Seeds.RECIPIENT, Seeds.BASE + offset),
                            answers);
                }
            }
        }
        assertEquals(
                3,
                answers.keySet().stream()
                        .filter(answer -> answer.startsWith("admission"))
                        .count());
    }

    private static List<Optional<Hop>> hops(int level) {
        Set<String> third = Set.of(Seeds.THIRD);
        return List.of(
                Optional.empty(),
                Optional.of(new Hop(level, third, "NOBODY", Set.of())),
                Optional.of(new Hop(level, third, "OWN_CONSTITUENTS", Set.of())),
                Optional.of(new Hop(level, third, "NAMED_HUBS", Set.of(Seeds.RECIPIENT))),
                Optional.of(new Hop(level, third, "NAMED_HUBS", third)),
                Optional.of(new Hop(level, third, "AS_MARKED", Set.of())));
    }

    /// Audience: 0 none, 1 limited and nobody named, 2 the recipient, 3 another team, 4 both.
    private static Story nested(int record, int object, int property, int audience, Optional<Hop> hop) {
        List<Facet> facets = new ArrayList<>();
        facets.add(new Facet("MARKING", record, List.of(Seeds.LABELS.get(record - 1))));
        if (audience > 0) {
            facets.add(new Facet("AUDIENCE", record, List.of("limited")));
        }
        Map<String, Integer> teams = new LinkedHashMap<>();
        if (audience == 2 || audience == 4) {
            teams.put(Seeds.RECIPIENT, record);
        }
        if (audience > 2) {
            teams.put(Seeds.THIRD, record);
        }
        Thing thing = new Thing(
                10,
                object,
                "incident",
                "incident--1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(new Cut("x_cut", property)));
        return new Story(record, facets, teams, List.of(thing), hop);
    }

    private static Pact pact(int ceiling) {
        Choice open = new Choice(true, Set.of(), true);
        Limits limits = new Limits(ceiling, open, open, open, open, 0, 4, Set.of(), false, false, 0);
        return new Pact(
                0,
                1,
                Seeds.AUTHOR,
                Seeds.RECIPIENT,
                Seeds.BASE,
                Seeds.BASE + 10,
                limits,
                Set.of(),
                List.of(),
                Optional.empty());
    }

    private static void compare(Question asked, Map<String, Integer> answers) {
        compare(asked, answers, true);
    }

    /// @param traced whether the trace is looked at, too
    private static void compare(Question asked, Map<String, Integer> answers, boolean traced) {
        RuleOracle oracle = new RuleOracle(asked);
        Map<String, Fragment> fragments = Bridge.fragments(asked.story());
        List<Standing> standings = asked.pacts().stream()
                .map(pact -> Bridge.standing(pact, asked.author()))
                .toList();
        Team author = new Team(asked.author());
        Team recipient = new Team(asked.recipient());
        Instant at = Instant.ofEpochMilli(asked.at());
        var subject = Bridge.subject(asked.story(), List.copyOf(fragments.values()));
        ReleaseDecision decision = Release.decide(subject, standings, author, recipient, at);
        Set<String> delivered = fragments.keySet();
        String said = switch (decision) {
            case ReleaseDecision.Withheld withheld -> withheld.reason().name();
            case ReleaseDecision.Released released -> {
                Set<String> shown = new LinkedHashSet<>();
                fragments.forEach((name, fragment) -> {
                    if (released.disclosure().shows(fragment)) {
                        shown.add(name);
                    }
                });
                if (asked.story().hop().isEmpty()) {
                    assertEquals(new LinkedHashSet<>(oracle.shown()), shown, "shown");
                    delivered = shown;
                }
                yield "released";
            }
        };
        assertEquals(oracle.release(), said, "release");
        if (traced) {
            Release.Traced trace = Release.trace(subject, standings, author, recipient, at);
            assertEquals(decision, trace.decision());
            assertEquals(
                    said.equals("released") ? Optional.empty() : Optional.of(said),
                    trace.trace().deciding().map(step -> step.no().orElseThrow().reason()),
                    "trace");
        }
        answers.merge("release " + said, 1, Integer::sum);
        if (asked.story().hop().isEmpty()) {
            for (Set<String> seen : List.of(fragments.keySet(), delivered)) {
                admission(asked, oracle, fragments, seen, standings, answers);
            }
        }
    }

    private static void admission(
            Question asked,
            RuleOracle oracle,
            Map<String, Fragment> fragments,
            Set<String> seen,
            List<Standing> standings,
            Map<String, Integer> answers) {
        List<Fragment> shown = new ArrayList<>();
        fragments.forEach((name, fragment) -> {
            if (seen.contains(name)) {
                shown.add(fragment);
            }
        });
        AdmissionDecision decision = Admission.decide(
                Bridge.subject(asked.story(), shown),
                standings,
                new Team(asked.author()),
                new Team(asked.recipient()),
                Instant.ofEpochMilli(asked.at()));
        String said = switch (decision) {
            case AdmissionDecision.Admitted admitted -> "admitted";
            case AdmissionDecision.Held held -> "held";
            case AdmissionDecision.Refused refused -> refused.reason().name();
        };
        assertEquals(oracle.admission(seen), said, "admission");
        answers.merge("admission " + said, 1, Integer::sum);
    }
}
