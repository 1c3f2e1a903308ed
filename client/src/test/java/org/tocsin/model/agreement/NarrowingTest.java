package org.tocsin.model.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.testing.AgreementSamples;

/// Narrowing terms by terms: in whatever order, and never to anything more. Rules R-AGR-7, R-AGR-8.
class NarrowingTest {
    private static final int CASES = 5_000;
    private static final long SEED = 42;

    private final AgreementSamples samples = new AgreementSamples(SEED);

    @Test
    void theOrderInWhichTermsNarrowEachOtherDoesNotMatter() {
        for (int i = 0; i < CASES; i++) {
            Direction a = samples.direction();
            Direction b = samples.direction();
            Direction c = samples.direction();
            assertEquals(a.narrowedBy(b), b.narrowedBy(a), () -> a + " and " + b);
            assertEquals(
                    a.narrowedBy(b).narrowedBy(c), a.narrowedBy(b.narrowedBy(c)), () -> a + " and " + b + " and " + c);
        }
    }

    @Test
    void termsThatNarrowTwiceNarrowNoFurther() {
        for (int i = 0; i < CASES; i++) {
            Direction a = samples.direction();
            Direction b = samples.direction();
            assertEquals(a, a.narrowedBy(a));
            assertEquals(a.narrowedBy(b), a.narrowedBy(b).narrowedBy(b));
            assertEquals(a.narrowedBy(b), a.narrowedBy(b).narrowedBy(a));
        }
    }

    @Test
    void openTermsNarrowNothingButTheHistory() {
        for (int i = 0; i < CASES; i++) {
            Direction a = samples.direction();
            assertEquals(a.scope(), a.scope().narrowedBy(Scope.ALL));
            assertEquals(a.withholding(), a.withholding().narrowedBy(Withholding.NOTHING));
            assertEquals(a.onward(), a.onward().narrowedBy(Onward.asMarked(false)));
            assertEquals(
                    Scope.NOTHING.kinds(),
                    a.scope().narrowedBy(Scope.NOTHING).kinds().narrowedBy(Selection.NONE));
        }
    }

    @Test
    void narrowedTermsAreWiderInNoField() {
        for (int i = 0; i < CASES; i++) {
            Direction a = samples.direction();
            Direction b = samples.direction();
            Direction both = a.narrowedBy(b);
            isNotWider(both, a);
            isNotWider(both, b);
            for (Team hub : AgreementSamples.HUBS) {
                assertEquals(
                        a.onward().reaches(hub) && b.onward().reaches(hub),
                        both.onward().reaches(hub));
            }
        }
    }

    private static void isNotWider(Direction narrowed, Direction than) {
        assertTrue(narrowed.ceiling().isEmpty()
                || !narrowed.ceiling().get().isStricterThan(than.ceiling().orElseThrow()));
        assertTrue(narrowed.backfillDays() <= than.backfillDays());
        assertTrue(narrowed.onward().reach().compareTo(than.onward().reach()) <= 0);
        assertTrue(narrowed.onward().receiptsToAuthor() || !than.onward().receiptsToAuthor());
        Scope scope = narrowed.scope();
        assertTrue(scope.confidenceMin() >= than.scope().confidenceMin());
        assertTrue(scope.papCeiling().isEmpty()
                || !scope.papCeiling()
                        .get()
                        .isStricterThan(than.scope().papCeiling().orElseThrow()));
        assertTrue(narrowed.withholding().types().containsAll(than.withholding().types()));
        assertTrue(narrowed.withholding().victims() || !than.withholding().victims());
        assertTrue(narrowed.withholding().marked() || !than.withholding().marked());
        Handling handling = narrowed.handling();
        Handling old = than.handling();
        assertTrue(handling.iep().permittedActions().compareTo(old.iep().permittedActions()) <= 0);
        assertTrue(old.iep().affectedPartyNotifications() || !handling.iep().affectedPartyNotifications());
        assertTrue(old.iep().unmodifiedResale() || !handling.iep().unmodifiedResale());
        assertTrue(handling.attribution() == old.attribution()
                || handling.attribution() == Attribution.MUST_NOT
                || old.attribution() == Attribution.MAY);
        assertTrue(old.retentionDays() == 0
                || (handling.retentionDays() > 0 && handling.retentionDays() <= old.retentionDays()));
        assertTrue(handling.deleteAtEnd() || !old.deleteAtEnd());
        for (ReceiptOwed owed : old.receiptsOwed()) {
            assertTrue(handling.receiptsOwed().stream()
                    .anyMatch(now -> now.kind() == owed.kind() && now.withinHours() <= owed.withinHours()));
        }
    }

    /// What two selections select together is exactly what each selects: judged by records, not by the lists.
    @Test
    void aRecordPassesNarrowedSelectionsIfItPassesEach() {
        List<List<String>> stated = subsets(AgreementSamples.RSIT);
        for (int i = 0; i < CASES; i++) {
            Selection a = samples.selection(AgreementSamples.RSIT);
            Selection b = samples.selection(AgreementSamples.RSIT);
            Selection both = a.narrowedBy(b);
            for (List<String> values : stated) {
                assertEquals(
                        a.passes(values) && b.passes(values),
                        both.passes(values),
                        () -> a + " and " + b + " for " + values);
            }
        }
    }

    private static List<List<String>> subsets(List<String> values) {
        List<List<String>> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << values.size(); bits++) {
            int chosen = bits;
            subsets.add(values.stream()
                    .filter(value -> (chosen >> values.indexOf(value) & 1) == 1)
                    .toList());
        }
        return subsets;
    }

    /// An agreement names at most so many, but what two of them leave can be more.
    @Test
    void narrowingByListsAtTheirLimitNeverFails() {
        SortedSet<String> some = new TreeSet<>(List.of("fraud"));
        SortedSet<String> others = new TreeSet<>(List.of("other"));
        SortedSet<String> types = new TreeSet<>();
        SortedSet<String> otherTypes = new TreeSet<>();
        for (int i = 1; i < Selection.VALUES_MAX; i++) {
            some.add("other/" + i);
            others.add("fraud/" + i);
        }
        for (int i = 0; i < Withholding.TYPES_MAX; i++) {
            types.add("x-a-" + i);
            otherTypes.add("x-b-" + i);
        }
        Selection both = new Selection(false, some, false).narrowedBy(new Selection(false, others, false));
        assertEquals(2 * (Selection.VALUES_MAX - 1), both.values().size());
        assertEquals(
                2 * Withholding.TYPES_MAX,
                new Withholding(types, false, false)
                        .narrowedBy(new Withholding(otherTypes, false, false))
                        .types()
                        .size());
    }

    @Test
    void aListWithNothingInItLetsNothingPass() {
        for (List<String> values : subsets(AgreementSamples.RSIT)) {
            assertEquals(false, Selection.NONE.passes(values));
        }
        assertTrue(Selection.ALL.passes(List.of()));
        assertTrue(Selection.of(List.of("fraud")).passes(List.of("fraud/phishing")));
        assertEquals(false, Selection.of(List.of("fraud/phishing")).passes(List.of("fraud")));
        assertEquals(false, Selection.of(List.of("fraud")).passes(List.of("fraud", "availability")));
    }

    @Test
    void oneWayIsNotNarrowedByTheOther() {
        Direction there = new Direction(AgreementSamples.ES, AgreementSamples.JP, Optional.empty());
        Direction back = new Direction(AgreementSamples.JP, AgreementSamples.ES, Optional.empty());
        assertThrows(IllegalArgumentException.class, () -> there.narrowedBy(back));
    }

    @Test
    void everyKindOfRecordHasOneFirstType() {
        assertEquals(RecordKind.INCIDENT, RecordKind.of(List.of("indicator", "report", "incident")));
        assertEquals(RecordKind.REPORT, RecordKind.of(List.of("malware", "report")));
        assertEquals(RecordKind.VULNERABILITY, RecordKind.of(List.of("vulnerability", "malware")));
        assertEquals(RecordKind.THREAT, RecordKind.of(List.of("malware", "indicator")));
        assertEquals(RecordKind.INDICATOR, RecordKind.of(List.of("ipv4-addr", "sighting")));
        assertEquals(RecordKind.OTHER, RecordKind.of(List.of("identity")));
        assertEquals(RecordKind.OTHER, RecordKind.of(List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Scope(
                        Selection.of(List.of("RUMOUR")),
                        Selection.ALL,
                        Selection.ALL,
                        Selection.ALL,
                        0,
                        Optional.empty()));
    }
}
