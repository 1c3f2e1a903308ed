package org.tocsin.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.testing.AgreementSamples;

/// What differs between two versions, and in which direction. Rule R-AGR-13.
class TermsDiffTest {
    private static final int CASES = 1_000;

    private final AgreementSamples samples = new AgreementSamples(23);

    private static SharingAgreement with(SharingAgreement agreement, Direction first) {
        return new SharingAgreement(
                agreement.id(),
                agreement.version() + 1,
                agreement.previous(),
                agreement.title(),
                agreement.legalBasis(),
                agreement.from(),
                agreement.until(),
                agreement.conduct(),
                first,
                agreement.second());
    }

    @Test
    void aVersionThatSaysTheSameHasNoChanges() {
        SharingAgreement filled = AgreementSamples.filled();
        assertEquals(List.of(), TermsDiff.of(filled, with(filled, filled.first()), Language.EN));
    }

    @Test
    void whatHoldsForEmergenciesIsComparedTermByTerm() {
        SharingAgreement filled = AgreementSamples.filled();
        var before = filled.conduct();
        var emergency = before.emergency().orElseThrow();
        var unrelayed = new Conduct.Emergency(
                emergency.precedences(),
                emergency.quota(),
                emergency.answerMinutes(),
                emergency.afterLapse(),
                emergency.drillWindow(),
                false,
                false);
        var after = new Conduct(
                before.review(),
                before.noticeDays(),
                before.approvals(),
                before.languages(),
                Optional.of(unrelayed),
                before.checkInDays(),
                before.annexes(),
                before.accession());
        List<TermChange> changes = TermsDiff.of(
                filled,
                new SharingAgreement(
                        filled.id(),
                        filled.version(),
                        filled.previous(),
                        filled.title(),
                        filled.legalBasis(),
                        filled.from(),
                        filled.until(),
                        after,
                        filled.first(),
                        filled.second()),
                Language.EN);
        assertEquals(
                List.of(Term.EMERGENCY_RELAY, Term.EMERGENCY_RECORDS),
                changes.stream().map(TermChange::term).toList());
    }

    @Test
    void narrowingGivesOnlyNarrowerTermsAndTheWayBackOnlyWiderOnes() {
        for (int i = 0; i < CASES; i++) {
            SharingAgreement before = samples.agreement();
            SharingAgreement after = with(before, before.first().narrowedBy(samples.direction()));
            for (TermChange change : TermsDiff.of(before, after, Language.EN)) {
                boolean exchange = change.term() == Term.ATTRIBUTION
                        && before.first().handling().attribution() == Attribution.MUST;
                assertEquals(
                        exchange ? TermChange.Direction.OTHER : TermChange.Direction.NARROWER,
                        change.direction(),
                        () -> String.valueOf(change));
            }
            for (TermChange change : TermsDiff.of(after, before, Language.EN)) {
                assertTrue(
                        change.direction() == TermChange.Direction.WIDER || change.term() == Term.ATTRIBUTION,
                        () -> String.valueOf(change));
            }
        }
    }

    @Test
    void everyTermThatDiffersIsNamedAndNoOther() {
        Set<Term> seen = EnumSet.noneOf(Term.class);
        for (int i = 0; i < CASES; i++) {
            SharingAgreement before = samples.agreement();
            SharingAgreement after = with(before, samples.direction());
            Map<Term, TermChange> changes = new HashMap<>();
            TermsDiff.of(before, after, Language.JA).forEach(change -> changes.put(change.term(), change));
            for (Term term : Term.OF_A_WAY) {
                assertEquals(
                        !TermsDiff.typed(term, before.first()).equals(TermsDiff.typed(term, after.first())),
                        changes.containsKey(term),
                        term::word);
            }
            assertTrue(Term.OF_A_WAY.containsAll(changes.keySet()));
            seen.addAll(changes.keySet());
        }
        assertEquals(Term.OF_A_WAY, seen);
    }

    @Test
    void oneTermMayBeWiderAndAnotherNarrower() {
        Direction old =
                new Direction(AgreementSamples.ES, AgreementSamples.JP, Optional.of(Tlp.GREEN), 90, Onward.NOTHING);
        SharingAgreement before = with(AgreementSamples.filled(), old);
        Direction now = new Direction(old.from(), old.to(), Optional.of(Tlp.AMBER), 30, Onward.asMarked(false));
        var changes = TermsDiff.of(before, with(before, now), Language.EN);
        assertEquals(
                List.of(Term.CEILING, Term.HISTORY, Term.ONWARD),
                changes.stream().map(TermChange::term).toList());
        assertEquals(
                List.of(TermChange.Direction.WIDER, TermChange.Direction.NARROWER, TermChange.Direction.WIDER),
                changes.stream().map(TermChange::direction).toList());
        assertEquals("TLP:GREEN", changes.getFirst().before());
        assertEquals("TLP:AMBER", changes.getFirst().after());
        assertEquals(
                new TermChange.Way(old.from(), old.to()),
                changes.getFirst().way().orElseThrow());
    }

    @Test
    void listsThatOverlapAreOther() {
        Selection one = Selection.of(List.of("fraud", "availability/ddos"));
        Selection other = Selection.of(List.of("availability"));
        Selection both = one.narrowedBy(other);
        assertEquals(Selection.of(List.of("availability/ddos")), both);
        SharingAgreement filled = AgreementSamples.filled();
        Direction way = filled.first();
        var before = with(filled, with(way, one));
        var after = with(filled, with(way, other));
        assertEquals(
                TermChange.Direction.OTHER,
                TermsDiff.of(before, after, Language.EN).getFirst().direction());
    }

    private static Direction with(Direction way, Selection rsit) {
        var scope = way.scope();
        return new Direction(
                way.from(),
                way.to(),
                way.ceiling(),
                way.backfillDays(),
                way.onward(),
                new org.tocsin.model.agreement.Scope(
                        scope.kinds(), rsit, scope.sectors(), scope.countries(), 0, scope.papCeiling()),
                way.withholding(),
                Handling.OPEN);
    }

    @Test
    void agreementsOfOtherPartiesAreNotCompared() {
        SharingAgreement filled = AgreementSamples.filled();
        Team fr = new Team("cert-fr.example");
        SharingAgreement other = new SharingAgreement(
                filled.id(),
                1,
                "",
                "",
                filled.from(),
                filled.until(),
                new Direction(AgreementSamples.ES, fr, Optional.empty()),
                new Direction(fr, AgreementSamples.ES, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> TermsDiff.of(filled, other, Language.EN));
    }
}
