package org.tocsin.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.control.Equivocation.Kind;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.witness.TwoFacedAuthor.History;

/// An author with two histories, two partners that each see one of them, and one exchange of what they saw: seeded,
/// over
/// every point of a log at which the histories may part. Rules R-SEE-3, R-SEE-4, R-EVI-2.
class ForkSimTest {
    private static final int LEAVES = 1_000;
    private static final long SEED = Long.getLong("seed", 20_261_122);

    private final Random random = new Random(SEED);
    private final TwoFacedAuthor author = new TwoFacedAuthor(random);
    private int proven;
    private int refused;

    /// What an author that is asked may answer: the truth about either history, nothing, or noise.
    private List<List<Digest>> answers(History one, History other, TreeHead from, TreeHead to) {
        List<List<Digest>> answers = new ArrayList<>();
        for (History history : List.of(one, other)) {
            if (history.tree.size() >= to.size()) {
                answers.add(history.tree.consistency(from.size(), to.size()));
            }
        }
        answers.add(List.of());
        answers.add(List.of(from.root(), to.root()));
        return answers;
    }

    /// One sighting from the partner that saw one history to the partner that saw the other.
    private void exchange(History one, Witnessed told, History other, Witnessed held) {
        String where = "seed " + SEED + ", sizes " + told.head().size() + " and "
                + held.head().size();
        switch (Comparison.of(author.manifests(), held, told)) {
            case Comparison.Same same -> throw new AssertionError("not detected: " + where);
            case Comparison.Liar liar -> {
                assertInstanceOf(
                        EquivocationVerdict.Proven.class,
                        EquivocationVerifier.verify(author.papers.rootFingerprint(), liar.evidence()),
                        where);
                proven++;
            }
            case Comparison.Open open -> {
                boolean isOrdered = told.head().size() < held.head().size();
                TreeHead from = isOrdered ? told.head() : held.head();
                TreeHead to = isOrdered ? held.head() : told.head();
                for (List<Digest> answer : answers(one, other, from, to)) {
                    assertFalse(
                            MerkleProofs.verifyConsistency(
                                    TreeDomain.LEDGER, from.size(), from.root(), to.size(), to.root(), answer),
                            where);
                }
                refused++;
            }
        }
    }

    @Test
    void aForkAtEveryPointOfALogIsFoundByOneExchange() {
        History one = author.new History().grow(LEAVES);
        for (int point = 0; point < LEAVES; point++) {
            History other = one.upTo(point).grow(1 + random.nextInt(40));
            long size = other.tree.size();
            // Each partner holds what it was given of the latest statements.
            long seen = 1L + point + random.nextInt(LEAVES - point);
            Witnessed told = one.shown(seen, seen - 1);
            Witnessed held = other.shown(size, size - 1);
            exchange(one, told, other, held);
            exchange(other, held, one, told);
        }
        assertEquals(2 * LEAVES, proven + refused);
        assertTrue(proven > 0 && refused > 0, "both ways are tried");
    }

    @Test
    void anotherContentForEachOfTwoPartnersIsEvidenceAtEveryPoint() {
        History one = author.new History().grow(LEAVES);
        for (int point = 0; point < LEAVES; point++) {
            // The same place says one thing to this partner and another one to that.
            History other = one.upTo(point).grow(1);
            exchange(one, one.shown(point + 1, point), other, other.shown(point + 1, point));
        }
        assertEquals(LEAVES, proven);
    }

    @Test
    void aLedgerThatWasRolledBackAtEveryPointAndGrewAgainIsFound() {
        History one = author.new History().grow(LEAVES);
        Witnessed told = one.shown(LEAVES, LEAVES - 1);
        for (int point = 0; point < LEAVES; point++) {
            History other = one.upTo(point).grow(1);
            Witnessed held = other.shown(point + 1, point);
            exchange(one, told, other, held);
        }
        assertEquals(LEAVES, proven + refused);
    }

    @Test
    void anHonestLedgerIsNeverDoubtedInWhateverOrderItIsSeen() {
        History ledger = author.new History().grow(LEAVES);
        for (int round = 0; round < LEAVES; round++) {
            long one = 1L + random.nextInt(LEAVES);
            long other = 1L + random.nextInt(LEAVES);
            Comparison comparison = Comparison.of(
                    author.manifests(), ledger.shown(one, random.nextLong(one)), ledger.shown(other, other - 1));
            assertFalse(comparison instanceof Comparison.Liar, "seed " + SEED);
            if (comparison instanceof Comparison.Open) {
                long from = Math.min(one, other);
                long to = Math.max(one, other);
                assertTrue(MerkleProofs.verifyConsistency(
                        TreeDomain.LEDGER,
                        from,
                        ledger.tree.root(from),
                        to,
                        ledger.tree.root(to),
                        ledger.tree.consistency(from, to)));
            }
        }
    }

    @Test
    void tenThousandHonestRedactionsRaiseNoDoubt() {
        SecureRandom salts = new SecureRandom();
        History ledger = author.new History().grow(3);
        long index = ledger.state(author.statement(author.version()));
        List<Bytes> parts = new ArrayList<>();
        for (int part = 0; part < 14; part++) {
            parts.add(FragmentCodec.encode(new Fragment.Document(Tlp.GREEN, Bytes.ofUtf8("part " + part))));
        }
        FragmentTree.Sealed sealed = FragmentTree.seal(parts, salts);
        Evidence shown = ledger.shown(ledger.tree.size(), index).entries().getFirst();
        int disclosures = 0;
        for (int round = 0; round < 10_000; round++) {
            int mask = round + 1;
            FragmentSet some = FragmentTree.disclose(sealed.set(), number -> (mask >> number & 1) == 1);
            assertEquals(Optional.of(sealed.root()), FragmentTree.root(some));
            disclosures += some.fragments().size();
            Evidence redacted = new Evidence(
                    shown.checkpoint(), shown.index(), shown.proof(), shown.statement(), FragmentCodec.encode(some));
            Kind kind = round % 2 == 0 ? Kind.TWO_VERSIONS : Kind.TWO_LEAVES;
            assertInstanceOf(
                    EquivocationVerdict.Refused.class,
                    EquivocationVerifier.verify(
                            author.pinned(), Equivocations.of(kind, author.manifests(), shown, redacted)));
        }
        assertTrue(disclosures > 10_000);
    }
}
