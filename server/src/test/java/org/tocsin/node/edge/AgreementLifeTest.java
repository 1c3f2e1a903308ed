package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.directory.AgreementProjection;
import org.tocsin.node.directory.Agreements.Listed;
import org.tocsin.node.directory.Agreements.State;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.DirectoryInspector;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.Trust;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// An agreement from the first signature to its end, and everything that must not count as one. Rules R-AGR-1 to
/// R-AGR-4, R-AGR-5;
/// threats S-FORGED-AGREEMENT and S-OLD-AGREEMENT.
class AgreementLifeTest {
    private static final String OFFICER = "spiffe://cert-es.example/officer/0001";
    private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");

    /// No multiple of 8: every bit of a byte has its turn.
    private static final int STEP = 37;

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>();
    private OperatorRig es;
    private OperatorRig jp;
    private Instant from;
    private Instant until;

    @BeforeEach
    void startNodes() throws Exception {
        Instant start = InstantSource.system().instant();
        now.set(start);
        from = Instant.ofEpochMilli(start.toEpochMilli() + 60_000);
        until = from.plusSeconds(60);
        InstantSource clock = now::get;
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), clock);
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), clock);
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void itIsInForceOnlyWhenBothSignedAndOnlyBetweenItsDates() throws Exception {
        Bytes terms = terms(1, Tlp.GREEN);
        AgreementCodec.Signed offer = es.agreements.sign(terms, OFFICER);
        assertEquals(1, offer.signatures().size());
        assertEquals(List.of(State.PROPOSED), states(es));
        assertEquals(List.of(), es.teams.view().agreementsWith(jp.team));

        AgreementCodec.Signed both = jp.agreements.countersign(offer, OFFICER);
        assertEquals(2, both.signatures().size());
        assertEquals(List.of(State.NOT_YET_IN_FORCE), states(jp));
        assertEquals(1, jp.teams.view().agreementsWith(es.team).size());
        assertEquals(State.NOT_YET_IN_FORCE, es.agreements.take(both, OFFICER).state());

        for (OperatorRig node : List.of(es, jp)) {
            assertEquals(State.NOT_YET_IN_FORCE, stateAt(node, from.minusMillis(1)));
            assertEquals(State.IN_FORCE, stateAt(node, from));
            assertEquals(State.IN_FORCE, stateAt(node, until.minusMillis(1)));
            assertEquals(State.LAPSED, stateAt(node, until));
            assertEquals(State.LAPSED, stateAt(node, until.plusMillis(1)));
        }
    }

    @Test
    void nothingIsReleasedBeforeItBeginsOrFromItsLastInstantOn() throws Exception {
        AgreementCodec.Signed both =
                jp.agreements.countersign(es.agreements.sign(terms(1, Tlp.GREEN), OFFICER), OFFICER);
        now.set(from.minusMillis(1));
        OperatorRig.must(es.type("agreement", "show"));
        es.agreements.take(both, OFFICER);
        es.lanes.ensure(jp.team);
        NodeRig.until("the lane is open", () -> es.lanes.status(jp.team).isPresent());
        publish(1);
        now.set(from);
        publish(2);
        now.set(until.minusMillis(1));
        publish(3);
        now.set(until);
        publish(4);
        var lane = es.lanes.status(jp.team).orElseThrow();
        assertEquals(2, lane.released());
        assertEquals(2, lane.withheld().get("NO_AGREEMENT"));
    }

    @Test
    void signingTheSameTermsAgainGivesTheSameSignature() throws Exception {
        Bytes terms = terms(1, Tlp.GREEN);
        AgreementCodec.Signed first = es.agreements.sign(terms, OFFICER);
        AgreementCodec.Signed again = es.agreements.sign(terms, OFFICER);
        assertEquals(
                first.signatures().getFirst().evidence().statement(),
                again.signatures().getFirst().evidence().statement());
        assertEquals(1, es.ledger.head().tree().size());
    }

    @Test
    void takingItInTwiceChangesNothing() throws Exception {
        AgreementCodec.Signed both =
                jp.agreements.countersign(es.agreements.sign(terms(1, Tlp.GREEN), OFFICER), OFFICER);
        es.agreements.take(both, OFFICER);
        // What the node states by itself, now that it has a partner, may come between, but only once.
        NodeRig.until("taking it in states nothing", () -> {
            long size = es.ledger.head().tree().size();
            es.agreements.take(both, OFFICER);
            jp.agreements.countersign(both, OFFICER);
            return es.ledger.head().tree().size() == size;
        });
        assertEquals(1, es.teams.view().agreementsWith(jp.team).size());
    }

    @Test
    void aLaterVersionReplacesAnEarlierOneWhichDoesNotComeBack() throws Exception {
        AgreementCodec.Signed first =
                jp.agreements.countersign(es.agreements.sign(terms(1, Tlp.RED), OFFICER), OFFICER);
        es.agreements.take(first, OFFICER);
        AgreementCodec.Signed second =
                jp.agreements.countersign(es.agreements.sign(second(first.terms()), OFFICER), OFFICER);
        es.agreements.take(second, OFFICER);
        es.agreements.take(first, OFFICER);
        now.set(from);
        assertEquals(List.of(State.REPLACED, State.IN_FORCE), states(es));
        refused(Fault.Reason.AGREEMENT_CONFLICT, () -> es.agreements.sign(otherTerms(1), OFFICER));
        refused(Fault.Reason.AGREEMENT_CONFLICT, () -> es.agreements.sign(otherTerms(2), OFFICER));
    }

    @Test
    void strangersMissingDoubledAndSwappedSignaturesAreRefused() throws Exception {
        jp.lanes.close();
        AgreementCodec.Signed offer = es.agreements.sign(terms(1, Tlp.GREEN), OFFICER);
        AgreementCodec.Signed both = jp.agreements.countersign(offer, OFFICER);
        EvidenceCodec.Proof ours = offer.signatures().getFirst();
        EvidenceCodec.Proof theirs = both.signatures().getFirst();
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.take(offer, OFFICER));
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.take(file(both, theirs), OFFICER));
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.take(file(both, theirs, theirs), OFFICER));
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.take(file(both, ours, ours), OFFICER));
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.countersign(file(both, ours), OFFICER));
        refused(
                Fault.Reason.NOT_VERIFIED,
                () -> es.agreements.take(file(both, crossed(ours, theirs), theirs), OFFICER));
        AgreementCodec.Signed otherTerms = new AgreementCodec.Signed(otherTerms(1), both.signatures());
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.take(otherTerms, OFFICER));
        SharingAgreement foreign = agreement(ID, 1, Tlp.RED, "fusion.example");
        refused(Fault.Reason.NOT_PINNED, () -> es.agreements.sign(AgreementCodec.encode(foreign), OFFICER));
        assertEquals(List.of(), es.teams.view().agreementsWith(jp.team));
    }

    /// All bits of the terms, and one in `STEP` of what stands behind them.
    @Test
    void everyFlippedBitOfTheFileIsRefused() throws Exception {
        jp.lanes.close();
        AgreementCodec.Signed both =
                jp.agreements.countersign(es.agreements.sign(terms(1, Tlp.GREEN), OFFICER), OFFICER);
        byte[] bytes = AgreementCodec.encodeFile(both).array();
        List<Integer> taken = new ArrayList<>();
        int termsBits = (both.terms().length() + 3) * 8;
        for (int bit = 0; bit < bytes.length * 8; bit += bit < termsBits ? 1 : STEP) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                es.agreements.take(AgreementCodec.decodeFile(Bytes.wrap(flipped)), OFFICER);
                taken.add(bit);
            } catch (FaultException | WireException refused) {
                // As it must be.
            }
        }
        assertEquals(List.of(), taken);
        assertEquals(List.of(), es.teams.view().agreementsWith(jp.team));
        es.agreements.take(both, OFFICER);
        assertEquals(1, es.teams.view().agreementsWith(jp.team).size());
    }

    @Test
    void aRestartAndARebuildKnowTheSameAgreements() throws Exception {
        AgreementCodec.Signed both =
                jp.agreements.countersign(es.agreements.sign(terms(1, Tlp.GREEN), OFFICER), OFFICER);
        es.agreements.take(both, OFFICER);
        publish(1);
        String records =
                OperatorRig.must(es.type("record", "list", "--output", "json")).out();
        List<Standing> before = es.teams.view().agreementsWith(jp.team);
        assertEquals(before, reopened());
        Rebuild.Report report = new Rebuild(
                        es.ledger.view(), List.of(new AgreementProjection(es.team), new RecordProjection()))
                .run((done, total) -> {});
        assertTrue(report.same(), report.toString());
        assertEquals(before, reopened());
        assertEquals(records, es.type("record", "list", "--output", "json").out());
    }

    @Test
    void aChangedPinOrSignatureIsFoundByTheInspector() throws Exception {
        es.agreements.take(
                jp.agreements.countersign(es.agreements.sign(terms(1, Tlp.GREEN), OFFICER), OFFICER), OFFICER);
        assertEquals(Optional.empty(), inspected());
        Map<String, String> changes = Map.of(
                "pinned_team.root_fingerprint", "pinned_team",
                "team_manifest.manifest", "team_manifest",
                "team_manifest.signature", "team_manifest",
                "agreement_evidence.proof", "agreement_evidence",
                "agreement_evidence.terms", "agreement_evidence",
                "agreement_evidence.leaf", "agreement_evidence");
        changes.forEach((column, blamed) -> {
            Bytes before = column(column);
            byte[] changed = before.array().clone();
            changed[changed.length / 2] ^= 1;
            write(column, Bytes.wrap(changed));
            assertEquals(Optional.of(blamed), inspected(), column);
            write(column, before);
        });
        assertEquals(Optional.empty(), inspected());
    }

    private Bytes column(String column) {
        String[] parts = column.split("\\.", -1);
        return es.database
                .transactions()
                .read(session -> session.first("select " + parts[1] + " from " + parts[0], row -> row.bytes(1)))
                .orElseThrow();
    }

    private void write(String column, Bytes value) {
        String[] parts = column.split("\\.", -1);
        es.database
                .transactions()
                .writing(session -> session.update("update " + parts[0] + " set " + parts[1] + " = ?", value));
    }

    /// The table that is blamed; empty if all is well.
    private Optional<String> inspected() {
        try {
            es.database.transactions().read(session -> {
                new DirectoryInspector().inspect(session, new Blaming());
                return true;
            });
            return Optional.empty();
        } catch (Blamed blamed) {
            return Optional.of(String.valueOf(blamed.getMessage()));
        }
    }

    /// Says which table is bad.
    private static final class Blamed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Blamed(String table) {
            super(table);
        }
    }

    private static final class Blaming implements Inspector.Report {
        @Override
        public void checked() {
            // Nobody watches.
        }

        @Override
        public void content(String table, long row, long contentId, Digest leafHash, Digest fragmentsRoot) {
            throw new Blamed(table);
        }

        @Override
        public void equal(String table, long row, String column, Bytes expected, Bytes found) {
            throw new Blamed(table);
        }

        @Override
        public RuntimeException bad(String table, long row, String column, long offset, String why) {
            return new Blamed(table);
        }
    }

    @Test
    void anotherRootOfAPinnedTeamIsNeverTaken() throws Exception {
        OperatorRig impostor =
                new OperatorRig(directory.resolve("elsewhere"), "cert-jp.example", FreePorts.next(), now::get);
        try {
            Directory.Pinning pinning =
                    es.teams.pin(impostor.papers.pinned().signed(), impostor.papers.rootFingerprint(), OFFICER, "test");
            assertEquals(new Directory.Pinning.OtherRoot(jp.team), pinning);
            assertTrue(
                    es.teams.pin(jp.papers.pinned().signed(), impostor.papers.rootFingerprint(), OFFICER, "test")
                            instanceof Directory.Pinning.Refused);
            assertEquals(
                    jp.papers.rootFingerprint(),
                    es.trust.pinned(jp.team).orElseThrow().rootFingerprint());
            assertFalse(es.audit().contains(impostor.papers.rootFingerprint().hex()));
        } finally {
            impostor.close();
        }
    }

    private List<Standing> reopened() throws Exception {
        Trust trust = new Trust(es.team, List.of(es.papers.pinned()));
        try (var audit = new Audit(directory.resolve("again.jsonl"), now::get)) {
            return Directory.open(es.papers.pinned(), es.database.transactions(), trust, audit, now::get)
                    .view()
                    .agreementsWith(jp.team);
        }
    }

    private void publish(int number) {
        OperatorRig.must(es.typeInto(SampleRecords.bundle(number, Tlp.GREEN).utf8(), "record", "publish", "-"));
    }

    private State stateAt(OperatorRig node, Instant at) {
        now.set(at);
        return states(node).getFirst();
    }

    private static List<State> states(OperatorRig node) {
        return node.agreements.all().stream().map(Listed::state).toList();
    }

    private static void refused(Fault.Reason reason, Runnable act) {
        assertEquals(
                reason, assertThrows(FaultException.class, act::run).fault().reason());
    }

    private static AgreementCodec.Signed file(AgreementCodec.Signed file, EvidenceCodec.Proof... signatures) {
        return new AgreementCodec.Signed(file.terms(), List.of(signatures));
    }

    /// One party's manifests in front of the other's evidence.
    private static EvidenceCodec.Proof crossed(EvidenceCodec.Proof manifests, EvidenceCodec.Proof evidence) {
        return new EvidenceCodec.Proof(manifests.manifests(), evidence.evidence());
    }

    private Bytes terms(int version, Tlp ceiling) {
        return AgreementCodec.encode(agreement(ID, version, ceiling, "cert-jp.example"));
    }

    /// A second version of terms that both signed.
    private Bytes second(Bytes first) {
        SharingAgreement terms = agreement(ID, 2, Tlp.CLEAR, "cert-jp.example");
        return AgreementCodec.encode(new SharingAgreement(
                terms.id(),
                2,
                Optional.of(Sha256.of(first)),
                terms.title(),
                terms.legalBasis(),
                terms.from(),
                terms.until(),
                terms.conduct(),
                terms.first(),
                terms.second()));
    }

    private Bytes otherTerms(int version) {
        return AgreementCodec.encode(agreement(ID, version, Tlp.AMBER, "cert-jp.example"));
    }

    private SharingAgreement agreement(Bytes id, int version, Tlp ceiling, String partner) {
        var other = new Team(partner);
        return new SharingAgreement(
                id,
                version,
                "A test",
                "",
                from,
                until,
                new Direction(es.team, other, Optional.of(ceiling)),
                new Direction(other, es.team, Optional.of(Tlp.GREEN)));
    }
}
