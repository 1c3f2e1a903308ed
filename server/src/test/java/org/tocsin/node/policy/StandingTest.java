package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.policy.Standing.Restriction;

/// R-AGR-3, R-AGR-4, R-AGR-8, R-AGR-9.
class StandingTest {
    private static final List<Tlp> LEVELS = List.of(Tlp.values());
    private static final Team SPAIN = new Team("cert-es.example");
    private static final Team JAPAN = new Team("cert-jp.example");
    private static final Team FUSION = new Team("fusion.example");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    private static final Bytes ONE = Bytes.ofHex("00112233445566778899aabbccddeeff");
    private static final Bytes OTHER = Bytes.ofHex("ff112233445566778899aabbccddeeff");

    @Test
    void whatEitherRestrictedNarrowsInAnyOrder() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            List<Restriction> restrictions = new ArrayList<>();
            for (int n = random.nextInt(5); n > 0; n--) {
                restrictions.add(restriction(random.nextBoolean() ? SPAIN : JAPAN, n, any(random), random.nextInt(9)));
            }
            SharingAgreement agreement = agreement(ONE, 1, Tlp.RED, 5);
            Standing one = standing(agreement, restrictions);
            Collections.shuffle(restrictions, random);
            Standing other = standing(agreement, restrictions);
            assertEquals(one.first(), other.first(), "seed " + seed + ", case " + i);
            Tlp strictest = restrictions.stream()
                    .map(restriction -> restriction.limits().first().ceiling().orElseThrow())
                    .min(Comparator.naturalOrder())
                    .orElse(Tlp.RED);
            assertEquals(strictest, one.first().ceiling().orElseThrow(), "seed " + seed + ", case " + i);
        }
    }

    @Test
    void aRestrictionThatIsLiftedNarrowsNoMore() {
        SharingAgreement agreement = agreement(ONE, 1, Tlp.AMBER, 0);
        Restriction green = restriction(JAPAN, 1, Tlp.GREEN, 0);
        assertEquals(Optional.of(Tlp.GREEN), ceiling(List.of(standing(agreement, List.of(green)))));
        assertEquals(Optional.of(Tlp.AMBER), ceiling(List.of(standing(agreement, List.of()))));
    }

    @Test
    void aRestrictionBetweenOtherTeamsLetsNothingFlow() {
        var foreign = new Act.Restrict(
                new Direction(FUSION, JAPAN, Optional.of(Tlp.RED)), new Direction(JAPAN, FUSION, Optional.of(Tlp.RED)));
        Standing standing = standing(agreement(ONE, 1, Tlp.AMBER, 0), List.of(new Restriction(JAPAN, 1, foreign)));
        assertEquals(Optional.empty(), ceiling(List.of(standing)));
    }

    @Test
    void restrictionsOutliveTheVersionTheyWereStatedUnder() {
        Restriction green = restriction(SPAIN, 1, Tlp.GREEN, 0);
        List<Standing> both = List.of(
                standing(agreement(ONE, 1, Tlp.AMBER, 0), List.of(green)),
                standing(agreement(ONE, 2, Tlp.RED, 0), List.of(green)));
        Terms.InForce terms = inForce(both);
        assertEquals(2, terms.version());
        assertEquals(Optional.of(Tlp.GREEN), terms.ceiling());
    }

    @Test
    void nothingFlowsWhileEitherHasItSuspendedNotEvenUnderAnotherAgreement() {
        Standing suspended = Standing.of(
                agreement(ONE, 1, Tlp.AMBER, 0), new TreeSet<>(List.of(JAPAN)), List.of(), Optional.empty());
        Standing open = Standing.of(agreement(OTHER, 1, Tlp.RED, 0));
        assertEquals(new Terms.Suspended(ONE, 1), Terms.at(List.of(suspended), SPAIN, JAPAN, FROM));
        assertEquals(new Terms.Suspended(ONE, 1), Terms.at(List.of(open, suspended), JAPAN, SPAIN, FROM));
        assertInstanceOf(Terms.Lapsed.class, Terms.at(List.of(suspended), SPAIN, JAPAN, UNTIL));
        assertInstanceOf(Terms.NotYet.class, Terms.at(List.of(suspended), SPAIN, JAPAN, FROM.minusMillis(1)));
    }

    @Test
    void aTerminationEndsItToTheMillisecondAndNeverProlongsIt() {
        Instant end = FROM.plusSeconds(60);
        Standing ended = terminated(end);
        assertInstanceOf(Terms.InForce.class, Terms.at(List.of(ended), SPAIN, JAPAN, end.minusMillis(1)));
        assertInstanceOf(Terms.Lapsed.class, Terms.at(List.of(ended), SPAIN, JAPAN, end));
        assertInstanceOf(Terms.Lapsed.class, Terms.at(List.of(ended), SPAIN, JAPAN, end.plusMillis(1)));
        assertInstanceOf(Terms.Lapsed.class, Terms.at(List.of(terminated(UNTIL.plusSeconds(1))), SPAIN, JAPAN, UNTIL));
        // One that ended before it began was never in force, and never will be.
        assertInstanceOf(Terms.Lapsed.class, Terms.at(List.of(terminated(FROM)), SPAIN, JAPAN, FROM.minusMillis(1)));
    }

    @Test
    void severalAgreementsNarrowOneAnotherInEveryTerm() {
        Standing strict = Standing.of(agreement(OTHER, 3, Tlp.GREEN, 9));
        Standing mild = Standing.of(agreement(ONE, 1, Tlp.RED, 2));
        Terms.InForce terms = inForce(List.of(strict, mild));
        assertEquals(OTHER, terms.agreementId());
        assertEquals(3, terms.version());
        assertEquals(Optional.of(Tlp.GREEN), terms.ceiling());
        assertEquals(2, terms.direction().backfillDays());
        assertEquals(terms, inForce(List.of(mild, strict)));
    }

    private static Optional<Tlp> ceiling(List<Standing> standings) {
        return inForce(standings).ceiling();
    }

    private static Terms.InForce inForce(List<Standing> standings) {
        return assertInstanceOf(Terms.InForce.class, Terms.at(standings, SPAIN, JAPAN, FROM));
    }

    private static Standing terminated(Instant end) {
        return Standing.of(agreement(ONE, 1, Tlp.AMBER, 0), new TreeSet<>(), List.of(), Optional.of(end));
    }

    private static Standing standing(SharingAgreement agreement, List<Restriction> restrictions) {
        return Standing.of(agreement, new TreeSet<>(), restrictions, Optional.empty());
    }

    private static Restriction restriction(Team by, int number, Tlp ceiling, int days) {
        return new Restriction(
                by,
                number,
                new Act.Restrict(direction(SPAIN, JAPAN, ceiling, days), direction(JAPAN, SPAIN, ceiling, 0)));
    }

    private static SharingAgreement agreement(Bytes id, int version, Tlp ceiling, int days) {
        return new SharingAgreement(
                id,
                version,
                "a test",
                "",
                FROM,
                UNTIL,
                direction(SPAIN, JAPAN, ceiling, days),
                direction(JAPAN, SPAIN, ceiling, 0));
    }

    private static Direction direction(Team from, Team to, Tlp ceiling, int days) {
        return new Direction(from, to, Optional.of(ceiling), days, Onward.NOTHING);
    }

    private static Tlp any(Random random) {
        return LEVELS.get(random.nextInt(LEVELS.size()));
    }

    @Test
    void onlyTheTwoPartiesHaveADirectionAndEachItsOwn() {
        Standing standing = standing(agreement(ONE, 1, Tlp.AMBER, 0), List.of());
        assertEquals(Optional.of(standing.first()), standing.direction(SPAIN, JAPAN));
        assertEquals(Optional.of(standing.second()), standing.direction(JAPAN, SPAIN));
        for (List<Team> others : List.of(
                List.of(SPAIN, SPAIN),
                List.of(JAPAN, JAPAN),
                List.of(SPAIN, FUSION),
                List.of(JAPAN, FUSION),
                List.of(FUSION, SPAIN),
                List.of(FUSION, JAPAN))) {
            assertEquals(Optional.empty(), standing.direction(others.getFirst(), others.getLast()), others.toString());
        }
    }
}
