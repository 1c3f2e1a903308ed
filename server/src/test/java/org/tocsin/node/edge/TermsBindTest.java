package org.tocsin.node.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordPolicy;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;

/// What two teams agreed beside the ceiling binds both nodes. Rules R-AGR-7, R-REL-6, R-REL-7, R-REL-8, R-ADM-6,
/// R-RLY-2.
@Timeout(300)
class TermsBindTest {
    private static final Scope REPORTS = new Scope(
            Selection.of(Set.of("REPORT")), Selection.ALL, Selection.ALL, Selection.ALL, 0, Optional.of(Pap.RED));

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private NodeRig hub;

    @BeforeEach
    void makeNodes() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        hub = new NodeRig(directory, "fusion.example");
        hub.isHub = true;
    }

    @AfterEach
    void stopNodes() {
        for (NodeRig node : List.of(es, jp, hub)) {
            node.close();
        }
    }

    private static void agree(NodeRig author, NodeRig recipient, UnaryOperator<Direction> terms) {
        NodeRig.agree(author, recipient, Tlp.AMBER, Tlp.AMBER);
        change(author, author, recipient, terms);
        change(recipient, author, recipient, terms);
    }

    /// Changes what one node takes for agreed.
    private static void change(NodeRig node, NodeRig author, NodeRig recipient, UnaryOperator<Direction> terms) {
        Team partner = node.team.equals(author.team) ? recipient.team : author.team;
        SharingAgreement plain =
                node.agreements.getOrDefault(partner, List.of()).getFirst();
        boolean first = plain.first().from().equals(author.team);
        node.agreements.put(
                partner,
                List.of(new SharingAgreement(
                        plain.id(),
                        plain.version(),
                        plain.title(),
                        plain.legalBasis(),
                        plain.from(),
                        plain.until(),
                        first ? terms.apply(plain.first()) : plain.first(),
                        first ? plain.second() : terms.apply(plain.second()))));
    }

    private static Direction with(Direction plain, Onward onward, Scope scope, Withholding withholding) {
        return new Direction(
                plain.from(), plain.to(), plain.ceiling(), 0, onward, scope, withholding, plain.handling());
    }

    private static Publication publication(Bytes content, Conditions conditions) {
        return new Publication(content, Set.of(), Optional.empty(), conditions);
    }

    @Test
    void anEmbargoedRecordWaitsAndGoesOutByItselfWhenItsTimeHasCome() throws Exception {
        Instant begun = Instant.now();
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        es.clock = () -> begun.plus(requireNonNull(later.get()));
        agree(es, jp, direction -> direction);
        es.start();
        jp.start();
        Conditions embargo =
                new Conditions(Optional.empty(), Optional.of(begun.plus(Duration.ofHours(1))), Optional.empty());
        Conditions longer =
                new Conditions(Optional.empty(), Optional.of(begun.plus(Duration.ofHours(9))), Optional.empty());
        es.publish(publication(SampleRecords.bundle(1, Tlp.GREEN), embargo));
        es.publish(publication(SampleRecords.bundle(2, Tlp.GREEN), Conditions.NONE));
        es.publish(publication(SampleRecords.bundle(3, Tlp.GREEN), longer));
        NodeRig.until("the plain one arrived", () -> es.receipted(jp.team) == 1);
        assertEquals(
                Map.of("EMBARGOED", 2L),
                es.lanes().status(jp.team).orElseThrow().withheld());
        es.stop();
        es.start();
        later.set(Duration.ofHours(1));
        es.lanes().tick();
        NodeRig.until("the embargo is over", () -> es.receipted(jp.team) == 2);
        assertEquals(
                List.of(SampleRecords.bundle(2, Tlp.GREEN), SampleRecords.bundle(1, Tlp.GREEN)), jp.received(es.team));
        assertEquals(
                Map.of("EMBARGOED", 1L),
                es.lanes().status(jp.team).orElseThrow().withheld());
    }

    @Test
    void whatIsOutOfScopeOrOfTooStrictAPapStaysHomeAndSaysWhy() throws Exception {
        Scope narrow = new Scope(
                Selection.of(Set.of("INCIDENT")),
                Selection.ALL,
                Selection.ALL,
                Selection.ALL,
                0,
                Optional.of(Pap.GREEN));
        agree(es, jp, direction -> with(direction, Onward.NOTHING, narrow, Withholding.NOTHING));
        es.start();
        jp.start();
        Conditions red = new Conditions(Optional.of(Pap.RED), Optional.empty(), Optional.empty());
        Conditions ended = new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.of(RecordPolicy.of(List.of("end_date=2026-01-01T00:00:00Z"))));
        es.publish(publication(SampleRecords.bundle(1, Tlp.GREEN), red));
        es.publish(publication(SampleRecords.bundle(2, Tlp.GREEN), ended));
        es.publish(publication(identities(), Conditions.NONE));
        es.publish(SampleRecords.bundle(4, Tlp.GREEN));
        NodeRig.until("what may go went", () -> es.receipted(jp.team) == 1);
        assertEquals(
                Map.of("PAP_ABOVE_CEILING", 1L, "IEP_NOT_IN_FORCE", 1L, "OUT_OF_SCOPE", 1L),
                es.lanes().status(jp.team).orElseThrow().withheld());
        assertEquals(List.of(SampleRecords.bundle(4, Tlp.GREEN)), jp.received(es.team));
    }

    @Test
    void aReceiverWhoseTermsAreNarrowerRefusesAndBothSay() throws Exception {
        agree(es, jp, direction -> direction);
        change(jp, es, jp, direction -> with(direction, Onward.NOTHING, REPORTS, Withholding.NOTHING));
        es.start();
        jp.start();
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("processed", () -> es.receipted(jp.team) == 1);
        assertEquals(List.of(), jp.received(es.team));
        assertEquals(
                Map.of("OUT_OF_SCOPE", 1L),
                es.lanes().status(jp.team).orElseThrow().refused());
    }

    @Test
    void objectsThatTheTermsWithholdStayDigestsAndTheAuthorsProofHolds() throws Exception {
        agree(
                es,
                jp,
                direction -> with(direction, Onward.NOTHING, Scope.ALL, new Withholding(new TreeSet<>(), true, false)));
        es.start();
        jp.start();
        StoredRecord ours = es.publish(victims());
        NodeRig.until("arrived", () -> es.receipted(jp.team) == 1);
        String got = jp.received(es.team).getFirst().utf8();
        assertTrue(got.contains("the reporter") && got.contains("target_ref"), got);
        assertFalse(got.contains("the victim"), got);
        StoredRecord theirs = jp.database()
                .transactions()
                .read(session -> RecordTable.find(session, ours.version()))
                .orElseThrow();
        assertInstanceOf(
                ProofVerdict.Verified.class,
                ProofFileVerifier.verify(
                        es.papers.rootFingerprint(), jp.records().prove(theirs, true)));
    }

    @Test
    void aReceiverRefusesWhatItsTermsWithhold() throws Exception {
        agree(es, jp, direction -> direction);
        change(
                jp,
                es,
                jp,
                direction -> with(direction, Onward.NOTHING, Scope.ALL, new Withholding(new TreeSet<>(), true, false)));
        es.start();
        jp.start();
        es.publish(victims());
        NodeRig.until("processed", () -> es.receipted(jp.team) == 1);
        assertEquals(
                Map.of("NOT_WITHHELD", 1L),
                es.lanes().status(jp.team).orElseThrow().refused());
    }

    @Test
    void aHubHandsOnToTheTeamsThatAreNamedOnly() throws Exception {
        NodeRig other = new NodeRig(directory, "cert-pt.example");
        Onward named = new Onward(Onward.Reach.NAMED_HUBS, new TreeSet<>(Set.of(jp.team)), false);
        agree(es, hub, direction -> with(direction, named, Scope.ALL, Withholding.NOTHING));
        NodeRig.agree(hub, jp, Tlp.GREEN, Tlp.GREEN);
        NodeRig.agree(hub, other, Tlp.GREEN, Tlp.GREEN);
        try {
            for (NodeRig node : List.of(jp, other, hub, es)) {
                node.start();
            }
            es.publish(SampleRecords.bundle(1, Tlp.CLEAR));
            NodeRig.until("handed on", () -> hub.receipted(jp.team) == 1);
            assertEquals(
                    Map.of("ONWARD_NOT_AGREED", 1L),
                    hub.lanes().status(other.team).orElseThrow().withheld());
            assertEquals(List.of(), other.received(es.team));
        } finally {
            other.close();
        }
    }

    @Test
    void aHubLooksIntoWhatItHandsOnAndKeepsWhatItsOwnTermsDoNotLetThrough() throws Exception {
        agree(es, hub, direction -> with(direction, Onward.asMarked(false), Scope.ALL, Withholding.NOTHING));
        agree(hub, jp, direction -> with(direction, Onward.NOTHING, REPORTS, Withholding.NOTHING));
        for (NodeRig node : List.of(jp, hub, es)) {
            node.start();
        }
        es.publish(SampleRecords.bundle(1, Tlp.CLEAR));
        NodeRig.until("at the hub", () -> es.receipted(hub.team) == 1);
        assertEquals(
                Map.of("OUT_OF_SCOPE", 1L),
                hub.lanes().status(jp.team).orElseThrow().withheld());
    }

    @Test
    void nothingGoesOnWhoseAuthorMustNotBeNamed() throws Exception {
        agree(
                es,
                hub,
                direction -> new Direction(
                        direction.from(),
                        direction.to(),
                        direction.ceiling(),
                        0,
                        Onward.asMarked(false),
                        Scope.ALL,
                        Withholding.NOTHING,
                        new Handling(Iep.OPEN, Attribution.MUST_NOT, 0, false, List.of())));
        NodeRig.agree(hub, jp, Tlp.GREEN, Tlp.GREEN);
        for (NodeRig node : List.of(jp, hub, es)) {
            node.start();
        }
        es.publish(SampleRecords.bundle(1, Tlp.CLEAR));
        NodeRig.until("at the hub", () -> es.receipted(hub.team) == 1);
        hub.publish(SampleRecords.bundle(2, Tlp.CLEAR));
        NodeRig.until("the hub's own", () -> hub.receipted(jp.team) == 1);
        assertEquals(List.of(), jp.received(es.team));
    }

    private static Bytes identities() {
        return Bytes.ofUtf8("{\"type\":\"bundle\",\"id\":\"bundle--00000000-2222-4222-8222-222222222222\",\"objects\":["
                + object("identity", 1, "\"name\":\"n\"") + "]}");
    }

    /// A reporter, whom the incident names as its creator; a victim; and the relationship that leads to it.
    private static Bytes victims() {
        return Bytes.ofUtf8("{\"type\":\"bundle\",\"id\":\"bundle--00000000-2222-4222-8222-222222222222\",\"objects\":["
                + object("identity", 1, "\"name\":\"the reporter\"") + ","
                + object("identity", 2, "\"name\":\"the victim\"") + ","
                + object("incident", 3, "\"name\":\"i\",\"created_by_ref\":\"" + id("identity", 1) + "\"") + ","
                + object(
                        "relationship",
                        4,
                        "\"relationship_type\":\"targets\",\"source_ref\":\"" + id("incident", 3)
                                + "\",\"target_ref\":\"" + id("identity", 2) + "\"")
                + "]}");
    }

    private static String id(String type, int number) {
        return type + "--0000000" + number + "-1111-4111-8111-111111111111";
    }

    private static String object(String type, int number, String members) {
        return "{\"type\":\"" + type + "\",\"spec_version\":\"2.1\",\"id\":\"" + id(type, number)
                + "\",\"created\":\"2026-11-01T00:00:00.000Z\",\"modified\":\"2026-11-01T00:00:00.000Z\","
                + "\"object_marking_refs\":[\"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb\"]," + members
                + "}";
    }
}
