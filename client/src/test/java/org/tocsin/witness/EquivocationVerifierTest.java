package org.tocsin.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Equivocation.Kind;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;
import org.tocsin.witness.TwoFacedAuthor.History;

/// Evidence is verified by a stranger who knows one fingerprint, and nothing that nearly holds is evidence. Rules
/// R-EVI-1,
/// R-EVI-2.
class EquivocationVerifierTest {
    private final TwoFacedAuthor author = new TwoFacedAuthor(new Random(6));
    private final History one = author.new History().grow(20);
    private final History other = one.upTo(9).grow(14);

    private EquivocationVerdict verdict(Equivocation evidence) {
        return EquivocationVerifier.verify(author.papers.rootFingerprint(), evidence);
    }

    private EquivocationVerdict.Proven proven(Equivocation evidence) {
        return assertInstanceOf(EquivocationVerdict.Proven.class, verdict(evidence));
    }

    private void refused(int step, Equivocation evidence) {
        assertEquals(
                step,
                assertInstanceOf(EquivocationVerdict.Refused.class, verdict(evidence))
                        .step());
    }

    private Equivocation liar(Witnessed held, Witnessed shown) {
        return assertInstanceOf(Comparison.Liar.class, Comparison.of(author.manifests(), held, shown))
                .evidence();
    }

    @Test
    void twoRootsOfOneSizeAreEvidence() {
        Equivocation evidence = liar(one.shown(15), other.shown(15));
        assertEquals(Kind.TWO_ROOTS, proven(evidence).kind());
        assertEquals("size 15", proven(evidence).what());
    }

    @Test
    void aStatementBesideTheSmallerSizeShowsTheOtherRoot() {
        for (long index : new long[] {11, 12}) {
            assertEquals(
                    "size 12",
                    proven(liar(one.shown(12), other.shown(23, index))).what());
        }
        assertInstanceOf(
                Comparison.Open.class, Comparison.of(author.manifests(), one.shown(12), other.shown(23, 10, 13)));
    }

    @Test
    void twoStatementsAtOneIndexAreEvidence() {
        Equivocation evidence = liar(one.shown(14, 10), other.shown(20, 10));
        assertEquals(Kind.TWO_LEAVES, evidence.kind());
        assertEquals("index 10", proven(evidence).what());
    }

    @Test
    void twoStatementsOfOneVersionAreEvidenceThoughTheLedgerIsOne() {
        RecordVersion version = author.version();
        History ledger = author.new History().grow(3);
        long first = ledger.state(author.statement(version));
        long second = ledger.state(author.statement(version));
        Equivocation evidence = Equivocations.of(
                Kind.TWO_VERSIONS,
                author.manifests(),
                ledger.shown(5, second).entries().getFirst(),
                ledger.shown(4, first).entries().getFirst());
        assertEquals(
                "record " + version.record() + " version 1", proven(evidence).what());
        assertEquals(4, proven(evidence).first().size());
    }

    @Test
    void theProofOfOneEntryShowsTheRootInFrontOfItAndBehindIt() {
        History ledger = author.new History().grow(70);
        for (int size = 1; size <= 70; size++) {
            for (int index = 0; index < size; index++) {
                List<Digest> proof = ledger.tree.shared(new long[] {index}, size);
                for (int first = 0; first <= size; first++) {
                    Optional<Digest> root = MerkleProofs.prefixRoot(
                            TreeDomain.LEDGER, ledger.head(size), index, ledger.tree.leaf(index), proof, first);
                    boolean isShown = first > 0 && (first == index || first == index + 1);
                    assertEquals(isShown ? Optional.of(ledger.tree.root(first)) : Optional.empty(), root);
                }
            }
        }
    }

    @Test
    void whatSaysOneThingOnlyIsNoEvidence() {
        Evidence entry = one.shown(20, 12).entries().getFirst();
        Evidence alone = one.shown(12).alone();
        refused(4, new Equivocation(Kind.TWO_ROOTS, author.manifests(), alone, alone));
        refused(4, new Equivocation(Kind.TWO_ROOTS, author.manifests(), alone, entry));
        refused(
                4,
                new Equivocation(
                        Kind.TWO_ROOTS, author.manifests(), alone, one.shown(20).alone()));
        refused(4, new Equivocation(Kind.TWO_LEAVES, author.manifests(), entry, entry));
        refused(4, new Equivocation(Kind.TWO_VERSIONS, author.manifests(), entry, entry));
        refused(
                4,
                Equivocations.of(
                        Kind.TWO_VERSIONS,
                        author.manifests(),
                        entry,
                        other.shown(23, 12).entries().getFirst()));
        assertInstanceOf(Comparison.Same.class, Comparison.of(author.manifests(), one.shown(12), one.shown(20, 11)));
    }

    @Test
    void anothersSignatureAndAnotherOrderProveNothing() {
        TwoFacedAuthor thief = new TwoFacedAuthor(new Random(7));
        History forged = thief.new History().grow(12);
        refused(
                2,
                new Equivocation(
                        Kind.TWO_ROOTS,
                        author.manifests(),
                        one.shown(12).alone(),
                        forged.shown(12).alone()));
        refused(
                1,
                new Equivocation(
                        Kind.TWO_ROOTS,
                        thief.manifests(),
                        forged.shown(12).alone(),
                        forged.shown(12).alone()));
        refused(
                3,
                new Equivocation(
                        Kind.TWO_ROOTS,
                        author.manifests(),
                        other.shown(23, 12).entries().getFirst(),
                        one.shown(12).alone()));
    }

    @Test
    void everyFlippedByteOfEvidenceIsRefusedOrSaysTheSame() throws Exception {
        Equivocation evidence = liar(one.shown(12), other.shown(23, 12));
        EquivocationVerdict.Proven said = proven(evidence);
        byte[] bytes = WitnessCodec.encode(evidence).array();
        assertEquals(evidence, WitnessCodec.equivocation(Bytes.wrap(bytes)));
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] ^= 1;
            try {
                Equivocation flipped = WitnessCodec.equivocation(Bytes.wrap(bytes.clone()));
                if (verdict(flipped) instanceof EquivocationVerdict.Proven still) {
                    // A flipped bit in the statement beside the other root, or in its proof, would give a third root.
                    assertEquals(said, still, "byte " + at);
                }
            } catch (WireException refused) {
                assertNotEquals(0, bytes.length);
            }
            bytes[at] ^= 1;
        }
    }
}
