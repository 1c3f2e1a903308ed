package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordPolicy;

/// How a record wants to be handled, by its content and by its publisher. Rule R-REC-9.
class HandlingTest {
    private static final String PAP_AMBER = "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab";
    private static final String PAP_EXTENSION = "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b";
    private static final String OWN = Samples.id("marking-definition", 77);

    @Test
    void papIsReadFromItsFixedIdsItsExtensionStatementsAndLabelsAndTheStrictestCounts() {
        String green = identity("\"object_marking_refs\":[\"" + Samples.GREEN + "\"]");
        assertEquals(Optional.empty(), handling(green).pap());
        String fixed = identity("\"object_marking_refs\":[\"" + Samples.GREEN + "\",\"" + PAP_AMBER + "\"]");
        assertEquals(Optional.of(Pap.AMBER), handling(fixed).pap());
        assertEquals(Tlp.GREEN, Samples.valid(Samples.bundle(fixed)).marking(), "PAP says nothing of who may have it");
        assertEquals(
                Optional.of(Pap.CLEAR),
                handling(fixed.replace(PAP_AMBER, definedBy("white"))).pap());
        for (String label : List.of("clear", "green", "amber", "red")) {
            String own = "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" + OWN
                    + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"extensions\":{\"" + PAP_EXTENSION
                    + "\":{\"extension_type\":\"property-extension\",\"pap\":\"" + label + "\"}}}";
            assertEquals(
                    Pap.ofLabel(label.toUpperCase(Locale.ROOT)),
                    handling(green, own).pap());
            assertEquals(Tlp.GREEN, Samples.valid(Samples.bundle(green, own)).marking());
        }
        assertEquals(Optional.of(Pap.RED), handling(labelled("PAP:RED"), fixed).pap());
        assertEquals(
                Optional.of(Pap.RED), handling(labelled("PAP:PURPLE"), green).pap(), "what is not known is RED");
        assertEquals(
                Optional.of(Pap.GREEN), handling(green, statement("PAP:GREEN")).pap());
    }

    private static String definedBy(String label) {
        assertEquals("white", label);
        return "marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730";
    }

    @Test
    void theStricterOfContentAndPublisherIsInTheHeader() {
        String content = Samples.bundle(
                identity("\"object_marking_refs\":[\"" + Samples.GREEN + "\"]"),
                iep(
                        "\"attribution\":\"must\",\"permitted_actions\":\"internally-visible-actions\",\"end_date\":\"2027-01-01\""));
        Conditions stated = new Conditions(
                Optional.of(Pap.AMBER),
                Optional.of(Instant.parse("2026-12-01T08:00:00Z")),
                Optional.of(RecordPolicy.of(
                        List.of("permitted_actions=externally-visible-direct-actions", "unmodified_resale=must-not"))));
        StixDocument document = Samples.valid(content);
        List<Fragment> fragments = new RecordCutter()
                .cut(Bytes.ofUtf8(content), document, stated, new SplittableRandom(1))
                .fragments();
        assertEquals(List.of("AMBER"), facet(fragments, FacetKind.PAP));
        assertEquals(List.of("2026-12-01T08:00:00Z"), facet(fragments, FacetKind.EMBARGO));
        assertEquals(
                List.of(
                        "attribution=must",
                        "end_date=2027-01-02T00:00:00Z",
                        "permitted_actions=internally-visible-actions",
                        "unmodified_resale=must-not"),
                facet(fragments, FacetKind.IEP));
    }

    @Test
    void thePublishersPolicyRaisesTheMarkingByItsTlp() {
        String content = Samples.bundle(identity("\"object_marking_refs\":[\"" + Samples.GREEN + "\"]"));
        Conditions stated =
                new Conditions(Optional.empty(), Optional.empty(), Optional.of(RecordPolicy.of(List.of("tlp=amber"))));
        assertEquals(
                Tlp.AMBER_STRICT,
                new RecordCutter()
                        .cut(Bytes.ofUtf8(content), Samples.valid(content), stated, new SplittableRandom(1))
                        .marking());
    }

    @Test
    void aPolicyThatIepDoesNotKnowIsTheStrictestInContentAndRefusedFromAPublisher() {
        Conditions content = handling(
                identity("\"object_marking_refs\":[\"" + Samples.GREEN + "\"]"), iep("\"attribution\":\"perhaps\""));
        assertEquals(
                List.of("permitted_actions=none"),
                content.policy().orElseThrow().values());
        for (String wrong : List.of("attribution=perhaps", "end_date=soon", "tlp=purple", "no field", "=1")) {
            assertThrows(IllegalArgumentException.class, () -> RecordPolicy.of(List.of(wrong)), wrong);
        }
        assertThrows(
                IllegalArgumentException.class, () -> RecordPolicy.of(List.of("attribution=may", "attribution=must")));
    }

    @Test
    void whatDoesNotFitIntoAFacetIsSeenToBeCut() {
        StringBuilder labels = new StringBuilder("\"rsit:fraud=\\\"" + "x".repeat(400) + "\\\"\"");
        for (int i = 0; i < 300; i++) {
            labels.append(",\"rsit:other=\\\"").append(String.format("%03d", i)).append("\\\"\"");
        }
        String content = Samples.bundle(
                identity("\"object_marking_refs\":[\"" + Samples.GREEN + "\"],\"labels\":[" + labels + "]"));
        List<String> rsit = facet(
                new RecordCutter()
                        .cut(Bytes.ofUtf8(content), Samples.valid(content), new SplittableRandom(1))
                        .fragments(),
                FacetKind.RSIT);
        assertEquals(StixLimits.FACET_VALUES_MAX, rsit.size());
        assertEquals("\u2026", rsit.getLast());
        assertTrue(rsit.getFirst().endsWith("x\u2026"));
        assertEquals(StixLimits.FACET_VALUE_CHARS_MAX, rsit.getFirst().length());
    }

    private static Conditions handling(String... objects) {
        return Samples.valid(Samples.bundle(objects)).header().handling();
    }

    private static List<String> facet(List<Fragment> fragments, FacetKind kind) {
        return fragments.stream()
                .filter(fragment -> fragment instanceof Fragment.Facet facet && facet.facet() == kind)
                .map(fragment -> ((Fragment.Facet) fragment).values())
                .findFirst()
                .orElse(List.of());
    }

    private static String identity(String members) {
        return Samples.sdo("identity", 1, "\"name\":\"N\"," + members);
    }

    private static String labelled(String label) {
        return Samples.sdo("identity", 2, "\"name\":\"L\",\"labels\":[\"" + label + "\"]");
    }

    private static String statement(String text) {
        return "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" + OWN
                + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"definition_type\":\"statement\",\"definition\":{"
                + "\"statement\":\"" + text + "\"}}";
    }

    private static String iep(String fields) {
        return "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" + OWN
                + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"extensions\":{\"" + TlpMarkings.IEP_EXTENSION
                + "\":{\"extension_type\":\"property-extension\"," + fields + "}}}";
    }
}
