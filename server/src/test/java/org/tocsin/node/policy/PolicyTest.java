package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// R-REL-1, R-REL-2, R-REL-3, R-REL-4, R-REL-5, R-ADM-2, R-ADM-3, R-ADM-4, R-AGR-3, R-AGR-4.
class PolicyTest {
    private static final Team SPAIN = new Team("cert-es.example");
    private static final Team JAPAN = new Team("cert-jp.example");
    private static final Team FUSION = new Team("fusion.example");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");

    @Test
    void anOlderVersionDoesNotComeBackWhenTheNewestOneLapses() {
        List<SharingAgreement> agreements = List.of(
                agreement(ID, 1, FROM, UNTIL, Optional.of(Tlp.RED)),
                agreement(ID, 2, FROM, FROM.plusMillis(5), Optional.of(Tlp.GREEN)));
        List<Fragment> clear = record(Optional.of(Tlp.CLEAR), Tlp.CLEAR, Tlp.CLEAR, 0);
        assertInstanceOf(ReleaseDecision.Released.class, release(clear, agreements, FROM.plusMillis(4)));
        assertEquals(
                new ReleaseDecision.Withheld(WithholdReason.NO_AGREEMENT),
                release(clear, agreements, FROM.plusMillis(5)));
    }

    @Test
    void anEmptyListOfAgreementsReleasesNothing() {
        List<Fragment> clear = record(Optional.of(Tlp.CLEAR), Tlp.CLEAR, Tlp.CLEAR, 0);
        assertEquals(new ReleaseDecision.Withheld(WithholdReason.NO_AGREEMENT), release(clear, List.of(), FROM));
    }

    @Test
    void anErrorInTheDecisionWithholds() {
        List<Fragment> clear = record(Optional.of(Tlp.CLEAR), Tlp.CLEAR, Tlp.CLEAR, 0);
        List<Standing> broken = new ArrayList<>() {
            @Override
            public int size() {
                throw new IllegalStateException("broken");
            }
        };
        assertEquals(
                new ReleaseDecision.Withheld(WithholdReason.POLICY_ERROR),
                Release.decide(RecordSubject.outline(clear), broken, SPAIN, JAPAN, FROM));
    }

    /// An object that took a stricter marking than its record, because nothing could be cut out of it.
    @Test
    void anObjectAboveTheCeilingIsWithheldAlone() {
        Fragment.StixObject red = new Fragment.StixObject(Tlp.RED, 2, Bytes.EMPTY, Bytes.ofUtf8("{}"));
        List<Fragment> fragments = new ArrayList<>(record(Optional.of(Tlp.GREEN), Tlp.GREEN, Tlp.GREEN, 0));
        fragments.add(red);
        List<SharingAgreement> ceiling = List.of(agreement(ID, 1, FROM, UNTIL, Optional.of(Tlp.AMBER)));
        ReleaseDecision.Released released =
                assertInstanceOf(ReleaseDecision.Released.class, release(fragments, ceiling, FROM));
        assertFalse(released.disclosure().shows(red));
        assertTrue(released.disclosure().shows(fragments.getFirst()));
    }

    @Test
    void labelsThatOnlyLookLikeOnesAreRed() {
        for (String label : List.of("clear", "CLEAR ", "TLP:CLEAR", "CLE\u200bAR", "\u0421LEAR", "WHITE", "")) {
            List<Fragment> fragments = List.of(new Fragment.Facet(Tlp.CLEAR, FacetKind.MARKING, List.of(label)));
            List<SharingAgreement> ceiling = List.of(agreement(ID, 1, FROM, UNTIL, Optional.of(Tlp.AMBER_STRICT)));
            assertEquals(
                    new ReleaseDecision.Withheld(WithholdReason.MARKING_ABOVE_CEILING),
                    release(fragments, ceiling, FROM),
                    label);
        }
    }

    private static ReleaseDecision release(List<Fragment> all, List<SharingAgreement> agreements, Instant at) {
        return Release.decide(RecordSubject.outline(all), standing(agreements), SPAIN, JAPAN, at);
    }

    private static List<Standing> standing(List<SharingAgreement> agreements) {
        return agreements.stream().map(Standing::of).toList();
    }

    /// Audience: 0 none, 1 limited and nobody named, 2 the recipient, 3 another team, 4 both.
    private static List<Fragment> record(Optional<Tlp> header, Tlp object, Tlp property, int audience) {
        Tlp marking = header.orElse(Tlp.CLEAR);
        String label = header.map(Tlp::label).orElse("TLP:GREEN");
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(new Fragment.Facet(marking, FacetKind.MARKING, List.of(label)));
        fragments.add(new Fragment.Frame(object, Bytes.ofUtf8("{"), Bytes.ofUtf8("}")));
        fragments.add(new Fragment.StixObject(object, 1, Bytes.EMPTY, Bytes.ofUtf8("{}")));
        fragments.add(new Fragment.Property(property, 2, 1, 1, Bytes.ofUtf8(",\"a\":1")));
        if (audience > 0) {
            fragments.add(RecordHeader.limited(marking));
        }
        named(fragments, audience == 2 || audience == 4 ? JAPAN : null, marking);
        named(fragments, audience == 3 || audience == 4 ? FUSION : null, marking);
        return List.copyOf(fragments);
    }

    private static void named(List<Fragment> fragments, @Nullable Team team, Tlp marking) {
        if (team != null) {
            fragments.add(new Fragment.Audience(marking, team));
        }
    }

    private static SharingAgreement agreement(
            Bytes id, int version, Instant from, Instant until, Optional<Tlp> ceiling) {
        return new SharingAgreement(
                id,
                version,
                "Test",
                "",
                from,
                until,
                new Direction(SPAIN, JAPAN, ceiling),
                new Direction(JAPAN, SPAIN, Optional.of(Tlp.CLEAR)));
    }
}
