package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tocsin.node.policy.GateQuestion.FUSION;
import static org.tocsin.node.policy.GateQuestion.JAPAN;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.ContentPart;
import org.tocsin.model.Fragment;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Withholding;

/// Which parts of a record that goes out are seen, and why the others are not. Rules R-REL-3, R-REL-4, R-REL-8.
class DisclosureTest {
    private static final Map<Long, PartReason> REPORTS = Map.of(10L, PartReason.TYPE_WITHHELD);

    @Test
    void aPartIsSeenUpToTheCeiling() {
        Disclosure amber = new Disclosure(JAPAN, Tlp.AMBER, false);
        assertWhy(Optional.empty(), amber, frame(Tlp.CLEAR));
        assertWhy(Optional.empty(), amber, frame(Tlp.AMBER));
        assertWhy(Optional.of(PartReason.MARKING_ABOVE_CEILING), amber, frame(Tlp.AMBER_STRICT));
    }

    @Test
    void aRedPartIsSeenByTeamsThatAreNamed() {
        assertWhy(Optional.empty(), new Disclosure(JAPAN, Tlp.RED, true), frame(Tlp.RED));
        assertWhy(Optional.of(PartReason.NOT_IN_AUDIENCE), new Disclosure(JAPAN, Tlp.RED, false), frame(Tlp.RED));
        assertWhy(Optional.empty(), new Disclosure(JAPAN, Tlp.RED, false), frame(Tlp.AMBER_STRICT));
    }

    @Test
    void ofTheAudienceATeamSeesItsOwnPlaceOnly() {
        Disclosure named = new Disclosure(JAPAN, Tlp.AMBER, true);
        assertWhy(Optional.empty(), named, new Fragment.Audience(Tlp.GREEN, JAPAN));
        assertWhy(Optional.of(PartReason.NOT_IN_AUDIENCE), named, new Fragment.Audience(Tlp.GREEN, FUSION));
    }

    @Test
    void whatIsCutOutOfAnObjectThatIsWithheldIsWithheldWithIt() {
        Disclosure reports = new Disclosure(JAPAN, Tlp.AMBER, false, false, REPORTS);
        assertWhy(Optional.of(PartReason.TYPE_WITHHELD), reports, object(10));
        assertWhy(Optional.of(PartReason.TYPE_WITHHELD), reports, property(10));
        assertWhy(Optional.empty(), reports, object(20));
        assertWhy(Optional.empty(), reports, property(20));
        assertWhy(Optional.empty(), reports, frame(Tlp.GREEN));
    }

    @Test
    void whereGranularMarkingsAreWithheldEveryPropertyIs() {
        Disclosure marked = new Disclosure(JAPAN, Tlp.AMBER, false, true, REPORTS);
        assertWhy(Optional.of(PartReason.GRANULAR_MARKING), marked, property(20));
        assertWhy(Optional.of(PartReason.GRANULAR_MARKING), marked, property(10));
        assertWhy(Optional.empty(), marked, object(20));
    }

    @Test
    void theReasonOfAnObjectIsTheFirstThatTheTermsHave() {
        Withholding all = new Withholding(new TreeSet<>(Set.of("report", "marking-definition")), true, true);
        List<ContentPart> parts = List.of(
                new ContentPart(10, "report", false, false, true),
                new ContentPart(20, "identity", true, true, true),
                new ContentPart(30, "identity", true, false, true),
                new ContentPart(40, "identity", true, false, false),
                new ContentPart(50, "marking-definition", false, false, true));
        assertEquals(
                Map.of(
                        10L,
                        PartReason.TYPE_WITHHELD,
                        20L,
                        PartReason.VICTIM_WITHHELD,
                        30L,
                        PartReason.GRANULAR_MARKING),
                Disclosure.withheld(all, parts));
    }

    private static void assertWhy(Optional<PartReason> expected, Disclosure disclosure, Fragment fragment) {
        assertEquals(expected, disclosure.why(fragment));
        assertEquals(expected.isEmpty(), disclosure.shows(fragment));
    }

    private static Fragment frame(Tlp marking) {
        return new Fragment.Frame(marking, Bytes.EMPTY, Bytes.EMPTY);
    }

    private static Fragment object(long order) {
        return new Fragment.StixObject(Tlp.GREEN, order, Bytes.EMPTY, Bytes.EMPTY);
    }

    private static Fragment property(long object) {
        return new Fragment.Property(Tlp.GREEN, object + 1, object, 1, Bytes.EMPTY);
    }
}
