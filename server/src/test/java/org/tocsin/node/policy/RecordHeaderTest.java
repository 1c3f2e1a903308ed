package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Pap;

/// What is read of a header, and that whatever is stated twice or cannot be read denies. Rules R-REC-7, R-REL-2,
/// R-REL-4,
/// R-REL-6, R-REL-7.
class RecordHeaderTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Team HUB = new Team("fusion.example");

    private static Fragment.Facet facet(FacetKind kind, String... values) {
        return new Fragment.Facet(Tlp.GREEN, kind, List.of(values));
    }

    private static RecordHeader of(Fragment... fragments) {
        return RecordHeader.of(List.of(fragments));
    }

    @Test
    void aMarkingIsOneKnownLabelStatedOnce() {
        assertEquals(
                Optional.of(Tlp.GREEN), of(facet(FacetKind.MARKING, "GREEN")).marking());
        assertEquals(Optional.empty(), of().marking());
        assertEquals(
                Optional.empty(), of(facet(FacetKind.MARKING, "GREEN", "GREEN")).marking());
        assertEquals(Optional.empty(), of(facet(FacetKind.MARKING, "WHITE")).marking());
        Fragment.Facet green = facet(FacetKind.MARKING, "GREEN");
        assertEquals(Optional.empty(), of(green, green).marking());
        assertEquals(Optional.empty(), of(green, green, green).marking());
    }

    @Test
    void whoIsNamedLimitsARecordAndSoDoesAnAudienceThatNamesNobody() {
        RecordHeader named = of(new Fragment.Audience(Tlp.GREEN, JP), new Fragment.Audience(Tlp.GREEN, ES));
        assertTrue(named.limited());
        assertEquals(Set.of(ES, JP), named.audience());
        RecordHeader nobody = of(RecordHeader.limited(Tlp.GREEN));
        assertTrue(nobody.limited());
        assertEquals(Set.of(), nobody.audience());
        assertFalse(of(facet(FacetKind.SECTORS, "energy")).limited());
    }

    @Test
    void aRecordThatAHubHandsOnIsMarkedAsItsOneDocumentIs() {
        var document = new Fragment.Document(Tlp.AMBER, Bytes.ofUtf8("x"));
        assertEquals(Optional.of(Tlp.AMBER), of(document).marking());
        assertFalse(of(document).limited());
        assertEquals(Optional.empty(), of(document, document).marking());
    }

    @Test
    void aFacetThatIsStatedTwiceMakesWhoeverAsksFail() {
        RecordHeader twice = of(facet(FacetKind.SECTORS, "energy"), facet(FacetKind.SECTORS, "water"));
        assertThrows(IllegalStateException.class, () -> twice.values(FacetKind.SECTORS));
        assertEquals(List.of(), twice.values(FacetKind.COUNTRIES));
        assertEquals(List.of("energy"), of(facet(FacetKind.SECTORS, "energy")).values(FacetKind.SECTORS));
    }

    @Test
    void anUnknownPapIsRed() {
        assertEquals(Optional.empty(), of().pap());
        assertEquals(Optional.of(Pap.AMBER), of(facet(FacetKind.PAP, "AMBER")).pap());
        assertEquals(Optional.of(Pap.RED), of(facet(FacetKind.PAP, "MAUVE")).pap());
        assertEquals(
                Optional.of(Pap.RED), of(facet(FacetKind.PAP, "AMBER", "AMBER")).pap());
    }

    @Test
    void aConfidenceIsANumberOfZeroToAHundred() {
        assertEquals(Optional.empty(), of().confidence());
        for (int good : List.of(0, 1, 99, 100)) {
            assertEquals(
                    Optional.of(good),
                    of(facet(FacetKind.CONFIDENCE, String.valueOf(good))).confidence());
        }
        for (String bad : List.of("101", "1000", "+1", "-1", "", "x", "4294967296")) {
            RecordHeader header = of(facet(FacetKind.CONFIDENCE, bad));
            assertThrows(RuntimeException.class, header::confidence, bad);
        }
        RecordHeader several = of(facet(FacetKind.CONFIDENCE, "1", "2"));
        assertThrows(IllegalStateException.class, several::confidence);
    }

    @Test
    void anEmbargoIsOneInstant() {
        Instant at = Instant.parse("2026-11-22T12:00:00Z");
        assertEquals(
                Optional.of(at), of(facet(FacetKind.EMBARGO, at.toString())).embargo());
        assertEquals(Optional.empty(), of().embargo());
        assertThrows(
                DateTimeException.class,
                () -> of(facet(FacetKind.EMBARGO, "soon")).embargo());
    }

    @Test
    void whatIsNarrowedIsNeverWider() {
        RecordHeader open = of(facet(FacetKind.MARKING, "GREEN"));
        assertEquals(open, open.narrowedBy(Optional.empty(), Optional.empty()));
        assertEquals(
                Optional.of(Tlp.AMBER),
                open.narrowedBy(Optional.of(Tlp.AMBER), Optional.empty()).marking());
        assertEquals(
                Optional.of(Tlp.GREEN),
                open.narrowedBy(Optional.of(Tlp.CLEAR), Optional.empty()).marking());
        RecordHeader named = open.narrowedBy(Optional.empty(), Optional.of(Set.of(ES, JP)));
        assertTrue(named.limited());
        assertEquals(Set.of(ES, JP), named.audience());
        RecordHeader again = named.narrowedBy(Optional.empty(), Optional.of(Set.of(JP, HUB)));
        assertEquals(Set.of(JP), again.audience());
        assertEquals(
                named.audience(),
                named.narrowedBy(Optional.empty(), Optional.empty()).audience());
        RecordHeader unmarked = of();
        assertEquals(
                Optional.empty(),
                unmarked.narrowedBy(Optional.of(Tlp.CLEAR), Optional.empty()).marking());
    }

    /// R-CTL-5.
    @Test
    void aRecordThatIsNarrowedIsTheSameRecordUnderANarrowerHeader() {
        RecordSubject subject = RecordSubject.outline(List.of(facet(FacetKind.MARKING, "GREEN")));
        RecordSubject narrowed = subject.narrowedBy(Optional.of(Tlp.RED), Optional.of(Set.of(JP)));
        assertEquals(subject.header().narrowedBy(Optional.of(Tlp.RED), Optional.of(Set.of(JP))), narrowed.header());
        assertEquals(Optional.of(Tlp.RED), narrowed.header().marking());
        assertEquals(subject.fragments(), narrowed.fragments());
        assertEquals(subject.relayed(), narrowed.relayed());
    }

    @Test
    void aRecordsPolicyIsReadOrWhoeverAsksFails() {
        assertEquals(Optional.empty(), of().policy());
        assertEquals(
                "must-not",
                of(facet(FacetKind.IEP, "attribution=must-not"))
                        .policy()
                        .orElseThrow()
                        .stated()
                        .get("attribution"));
        RecordHeader wrong = of(facet(FacetKind.IEP, "attribution=perhaps"));
        assertThrows(IllegalArgumentException.class, wrong::policy);
    }
}
