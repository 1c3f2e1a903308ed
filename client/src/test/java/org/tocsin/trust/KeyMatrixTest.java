package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.SignedNote;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.SuiteVerifier;
import org.tocsin.proof.TestKeys;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.OfficerApprovals.Subject;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// Everything that is signed, by every key that a team has: only the key that is for it counts. The tables follow from
/// the enums and from what papers a team has: what is new stands in them by itself, or fails here. Threat T23; rules
/// R-SUI-3 and R-SUI-4, R-LED-3, R-MAN-2, R-AGR-6.
class KeyMatrixTest {
    private static final Origin ORIGIN = new Origin(Papers.ES, 1);

    /// What a key of a team is for. The names up to OFFICER are those of `TeamPapers`.
    private enum Purpose {
        ROOT,
        LEDGER,
        NODE_AUTHORITY,
        OFFICER_AUTHORITY,
        NODE,
        OFFICER,
        /// The secret of the key that relayed emergencies are sealed to, taken for one that signs.
        SEALING,
        ANOTHER_TEAMS_ROOT,
        ANOTHER_TEAMS_LEDGER,
        ANOTHER_TEAMS_OFFICER
    }

    private static final TeamPapers PAPERS = Papers.of(Papers.ES, Suite.ED25519_ML_DSA_65);
    private static final TeamPapers OTHER = Papers.of(Papers.JP, Suite.ED25519_ML_DSA_65);

    @Test
    void everyKeyOfATeamHasItsPlaceInTheTables() {
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : TeamPapers.class.getRecordComponents()) {
            if (component.getType() == SuitePrivateKey.class || component.getType() == Credentials.class) {
                keys.add(component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
            }
        }
        Set<String> purposes = Arrays.stream(Purpose.values())
                .map(Enum::name)
                .filter(name -> !name.startsWith("ANOTHER") && !name.equals("SEALING"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(keys, purposes);
    }

    @ParameterizedTest
    @EnumSource(Statement.Kind.class)
    void aStatementOfAnyKindCountsByTheLedgerKeyAlone(Statement.Kind kind) {
        Evidence good = evidence(kind);
        Bytes text = SignedNote.parse(good.checkpoint()).orElseThrow().text();
        for (Purpose purpose : Purpose.values()) {
            // Under the id of the ledger's key, so that the line is not passed over.
            Evidence signed = with(good, note(good, sign(purpose, text)));
            assertEquals(purpose == Purpose.LEDGER, isVerified(signed), kind + " by " + purpose);
        }
        for (SuitePrivateKey key : List.of(PAPERS.root(), OTHER.root(), OTHER.ledger())) {
            Bytes named = new CheckpointSigner(Papers.ES, key).sign(checkpoint(good));
            assertFalse(isVerified(with(good, named)), kind + " under its own id by " + key);
        }
    }

    @Test
    void aManifestCountsByTheRootAlone() {
        Bytes manifest = PAPERS.manifest().manifest();
        for (Purpose purpose : Purpose.values()) {
            var signed = new TeamManifest.Signed(manifest, sign(purpose, ManifestSigner.message(manifest)));
            boolean holds =
                    ManifestChain.verify(PAPERS.rootFingerprint(), List.of(signed)) instanceof ManifestVerdict.Verified;
            assertEquals(purpose == Purpose.ROOT, holds, "a manifest by " + purpose);
        }
    }

    @Test
    void anApprovalCountsByAnOfficersKeyAloneAndForItsSubjectAlone() {
        Bytes document = Bytes.ofUtf8("a document");
        PinnedTeam team = PAPERS.pinned();
        for (Purpose purpose : Purpose.values()) {
            for (Subject subject : Subject.values()) {
                OfficerApproval approval = approval(purpose, subject, document);
                for (Subject taken : Subject.values()) {
                    boolean holds = OfficerApprovals.verify(List.of(approval), team, taken, document)
                            instanceof OfficerApprovals.Verdict.Approved;
                    assertEquals(
                            purpose == Purpose.OFFICER && subject == taken,
                            holds,
                            subject + " by " + purpose + " taken for " + taken);
                }
            }
        }
    }

    @Test
    void aDoorOpensToTheHolderThatItIsForAlone() {
        Trust trust = new Trust(Papers.JP, List.of(PAPERS.pinned(), OTHER.pinned()));
        Trust own = new Trust(Papers.ES, List.of(PAPERS.pinned(), OTHER.pinned()));
        for (Purpose purpose : Purpose.values()) {
            credentials(purpose).ifPresent(shown -> {
                assertEquals(
                        purpose == Purpose.NODE,
                        trust.identify(shown.chain(), Door.PEER, Papers.NOW) instanceof Identification.Identified,
                        "at the peer port: " + purpose);
                assertEquals(
                        purpose == Purpose.OFFICER,
                        own.identify(shown.chain(), Door.OPERATOR, Papers.NOW) instanceof Identification.Identified,
                        "at the operator port: " + purpose);
            });
        }
    }

    @Test
    void noneSomeAndTooMuchOfACompositeSignatureIsRefused() {
        Bytes message = Bytes.ofUtf8("cert-es.example/ledger/1\n");
        SuitePrivateKey key = PAPERS.ledger();
        Bytes good = key.sign(message);
        assertTrue(SuiteVerifier.verify(key.publicKey(), message, good));
        for (int length = 0; length < good.length(); length++) {
            assertFalse(
                    SuiteVerifier.verify(key.publicKey(), message, good.slice(0, length)), "truncated to " + length);
        }
        Bytes ed25519 = good.slice(0, 64);
        Bytes mlDsa = good.slice(64, good.length());
        Bytes foreign = OTHER.ledger().sign(message);
        List<Bytes> forged = List.of(
                join(good, Bytes.wrap(new byte[1])),
                join(good, good),
                join(mlDsa, ed25519),
                join(Bytes.wrap(new byte[64]), mlDsa),
                join(ed25519, Bytes.wrap(new byte[mlDsa.length()])),
                join(foreign.slice(0, 64), mlDsa),
                join(ed25519, foreign.slice(64, foreign.length())),
                join(TestKeys.key(Suite.ED25519, 1).sign(message), mlDsa),
                Bytes.wrap(new byte[good.length()]));
        forged.forEach(signature -> assertFalse(SuiteVerifier.verify(key.publicKey(), message, signature)));
    }

    @Test
    void aCheckpointHasOneLineOfItsKeyNeitherNoneNorTwo() {
        Evidence good = evidence(Statement.Kind.RECEIPT);
        SignedNote note = SignedNote.parse(good.checkpoint()).orElseThrow();
        SignedNote.Line line = note.lines().getFirst();
        SignedNote.Line again = new SignedNote.Line(line.keyName(), line.keyId(), sign(Purpose.LEDGER, note.text()));
        SignedNote.Line unknown = new SignedNote.Line("witness.example", 7, line.signature());
        assertFalse(isVerified(with(good, note.text())), "no line");
        assertFalse(
                isVerified(with(good, new SignedNote(note.text(), List.of(unknown)).bytes())), "not one of its key");
        assertFalse(isVerified(with(good, new SignedNote(note.text(), List.of(line, line)).bytes())), "the same twice");
        assertFalse(isVerified(with(good, new SignedNote(note.text(), List.of(line, again)).bytes())), "two");
        assertTrue(
                isVerified(with(good, new SignedNote(note.text(), List.of(unknown, line)).bytes())), "one of its key");
    }

    private Optional<Credentials> credentials(Purpose purpose) {
        return switch (purpose) {
            case NODE_AUTHORITY -> Optional.of(PAPERS.nodeAuthority());
            case OFFICER_AUTHORITY -> Optional.of(PAPERS.officerAuthority());
            case NODE -> Optional.of(PAPERS.node());
            case OFFICER -> Optional.of(PAPERS.officer());
            case ANOTHER_TEAMS_OFFICER -> Optional.of(OTHER.officer());
            case ROOT, LEDGER, SEALING, ANOTHER_TEAMS_ROOT, ANOTHER_TEAMS_LEDGER -> Optional.empty();
        };
    }

    private Bytes sign(Purpose purpose, Bytes message) {
        return switch (purpose) {
            case ROOT -> PAPERS.root().sign(message);
            case LEDGER -> PAPERS.ledger().sign(message);
            case SEALING -> TestKeys.key(Suite.ED25519_ML_DSA_65, 9).sign(message);
            case ANOTHER_TEAMS_ROOT -> OTHER.root().sign(message);
            case ANOTHER_TEAMS_LEDGER -> OTHER.ledger().sign(message);
            case NODE_AUTHORITY, OFFICER_AUTHORITY, NODE, OFFICER, ANOTHER_TEAMS_OFFICER ->
                ecdsa(credentials(purpose).orElseThrow().key(), message);
        };
    }

    private static Bytes ecdsa(PrivateKey key, Bytes message) {
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(key, Papers.RANDOM);
            signing.update(message.array());
            return Bytes.wrap(signing.sign());
        } catch (GeneralSecurityException never) {
            throw new AssertionError(never);
        }
    }

    /// With the key's own certificate, if it has one; else with the officer's.
    private OfficerApproval approval(Purpose purpose, Subject subject, Bytes document) {
        Credentials shown = credentials(purpose).orElse(PAPERS.officer());
        Bytes certificate = Bytes.wrap(PinnedTeam.encoded(shown.certificate()));
        byte[] message = OfficerApprovals.message(Papers.ES, subject, document, certificate, Papers.NOW);
        return new OfficerApproval(certificate, Papers.NOW, sign(purpose, Bytes.wrap(message)));
    }

    private Evidence evidence(Statement.Kind kind) {
        FragmentTree.Sealed sealed = FragmentTree.seal(
                List.of(FragmentCodec.encode(new Fragment.Document(Tlp.AMBER, Bytes.ofUtf8("a document")))),
                Papers.RANDOM);
        Bytes statement = StatementCodec.encode(new Statement(
                Papers.ES,
                1,
                Bytes.wrap(new byte[Statement.NONCE_BYTES]),
                kind,
                kind == Statement.Kind.RECORD
                        ? Optional.of(new RecordVersion(
                                new RecordId(Papers.ES, 1, Bytes.wrap(new byte[RecordId.LOCAL_ID_BYTES])), 1))
                        : Optional.empty(),
                List.of(),
                sealed.root()));
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        tree.append(TreeDomain.LEDGER.leaf(statement));
        Bytes note = new CheckpointSigner(Papers.ES, PAPERS.ledger()).sign(new Checkpoint(ORIGIN, tree.head()));
        List<Digest> proof = tree.shared(new long[] {0}, 1);
        return new Evidence(note, 0, proof, statement, FragmentCodec.encode(sealed.set()));
    }

    private static Checkpoint checkpoint(Evidence evidence) {
        return Checkpoint.parse(
                        SignedNote.parse(evidence.checkpoint()).orElseThrow().text())
                .orElseThrow();
    }

    private static Bytes note(Evidence evidence, Bytes signature) {
        SignedNote note = SignedNote.parse(evidence.checkpoint()).orElseThrow();
        UnaryOperator<SignedNote.Line> signed = line -> new SignedNote.Line(line.keyName(), line.keyId(), signature);
        return new SignedNote(note.text(), note.lines().stream().map(signed).toList()).bytes();
    }

    private static Evidence with(Evidence evidence, Bytes checkpoint) {
        return new Evidence(checkpoint, evidence.index(), evidence.proof(), evidence.statement(), evidence.fragments());
    }

    private boolean isVerified(Evidence evidence) {
        var proof = new EvidenceCodec.Proof(List.of(PAPERS.manifest()), evidence);
        return ProofFileVerifier.verify(PAPERS.rootFingerprint(), proof) instanceof ProofVerdict.Verified;
    }

    private static Bytes join(Bytes... parts) {
        List<Byte> all = new ArrayList<>();
        for (Bytes part : parts) {
            for (byte one : part.array()) {
                all.add(one);
            }
        }
        byte[] joined = new byte[all.size()];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = all.get(i);
        }
        return Bytes.wrap(joined);
    }
}
