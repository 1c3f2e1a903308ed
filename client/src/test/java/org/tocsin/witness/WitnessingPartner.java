package org.tocsin.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.TreeHead;
import org.tocsin.model.control.Equivocation;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;
import org.tocsin.witness.TwoFacedAuthor.History;

/// A partner that holds what it was sent of one history, and compares with it what another one says it saw, as the
/// witness room of a node does: what it holds beside the smaller head, and where a frame was shown, beside what stands
/// in it; what that leaves open is asked of the author.
final class WitnessingPartner {
    private final TwoFacedAuthor author;
    private final History history;
    private final Map<Long, Evidence> held = new HashMap<>();
    private final Map<Long, FragmentSet> redactions = new HashMap<>();
    private TreeHead head = new TreeHead(0, TreeDomain.LEDGER.empty());
    private Bytes checkpoint = Bytes.EMPTY;
    private List<Evidence> last = List.of();

    /// What comes of a comparison.
    sealed interface Finding {
        /// The heads belong together.
        record Nothing() implements Finding {}

        /// The author did not show it.
        record NotShown() implements Finding {}

        /// They do not, to anyone.
        record Proven(Equivocation evidence) implements Finding {}
    }

    WitnessingPartner(TwoFacedAuthor author, History history) {
        this.author = author;
        this.history = history;
    }

    /// A frame came: some statements, under a head.
    WitnessingPartner sent(long size, long... indices) {
        Witnessed frame = history.shown(size, indices);
        head = frame.head();
        checkpoint = frame.checkpoint();
        last = frame.entries();
        last.forEach(entry -> held.put(entry.index(), entry));
        return this;
    }

    /// As above: one statement, and some of its fragments, for which it vouches. What is compared is the statement.
    void shown(long size, long index, FragmentSet fragments) {
        sent(size, index);
        try {
            Digest vouched = StatementCodec.decode(last.getFirst().statement()).fragmentsRoot();
            assertEquals(Optional.of(vouched), FragmentTree.root(fragments));
        } catch (WireException unreadable) {
            throw new AssertionError(unreadable);
        }
        redactions.put(index, fragments);
    }

    /// What it was shown of the statement at an index.
    Optional<FragmentSet> redaction(long index) {
        return Optional.ofNullable(redactions.get(index));
    }

    /// Another one says what it saw; and is asked for the frame that brought it.
    Finding hears(WitnessingPartner teller) {
        if (head.size() == 0 || teller.head.size() == 0) {
            return new Finding.Nothing();
        }
        Finding bySighting = finding(teller, Witnessed.head(teller.head, teller.checkpoint));
        Finding byFrame = finding(teller, new Witnessed(teller.head, teller.checkpoint, teller.last));
        return bySighting instanceof Finding.Nothing ? byFrame : bySighting;
    }

    private Finding finding(WitnessingPartner teller, Witnessed told) {
        List<Evidence> entries =
                new ArrayList<>(beside(Math.min(head.size(), told.head().size())));
        told.entries().forEach(entry -> entries.addAll(beside(entry.index())));
        return switch (Comparison.of(author.manifests(), new Witnessed(head, checkpoint, entries), told)) {
            case Comparison.Same same -> new Finding.Nothing();
            case Comparison.Liar liar -> new Finding.Proven(liar.evidence());
            case Comparison.Open open -> isShown(teller) ? new Finding.Nothing() : new Finding.NotShown();
        };
    }

    private List<Evidence> beside(long index) {
        List<Evidence> found = new ArrayList<>();
        for (long at : new long[] {index, index - 1}) {
            Evidence entry = held.get(at);
            if (entry != null) {
                found.add(entry);
            }
        }
        return found;
    }

    /// Whether anything that the author may answer shows how the two heads belong together: the truth about either
    /// history, nothing, or noise.
    private boolean isShown(WitnessingPartner teller) {
        boolean isSmaller = head.size() < teller.head.size();
        TreeHead from = isSmaller ? head : teller.head;
        TreeHead to = isSmaller ? teller.head : head;
        List<List<Digest>> answers = new ArrayList<>(List.of(List.of(), List.of(from.root(), to.root())));
        for (History side : List.of(history, teller.history)) {
            if (side.tree.size() >= to.size()) {
                answers.add(side.tree.consistency(from.size(), to.size()));
            }
        }
        return answers.stream()
                .anyMatch(answer -> MerkleProofs.verifyConsistency(
                        TreeDomain.LEDGER, from.size(), from.root(), to.size(), to.root(), answer));
    }
}
