package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Consistency;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.proof.VerifiedCheckpoints;
import org.tocsin.trust.KeyPeriods;

/// Checks the evidence of the frames of one stream, step by step; nothing of a frame is read before its proof holds.
/// Remembers the checkpoint of the frame before. Not thread-safe: it belongs to one stream.
///
/// Rules R-LED-2 to R-LED-5, R-MAN-5, R-MAN-6.
final class FrameVerifier {
    private final Team author;
    private final VerifiedCheckpoints checkpoints;
    private final AuthorSight sight;
    /// Checkpoints that are older than what was seen, between two works.
    static final int LATE_MAX = 16;

    private final List<ProvenFrame> late = new ArrayList<>();
    private @Nullable Signed last;

    private record Signed(Bytes note, Origin origin, TreeHead head) {}

    /// Either a checkpoint or why there is none.
    private sealed interface Step {
        record Taken(Signed signed) implements Step {}

        record Refused(FrameVerdict verdict) implements Step {}
    }

    FrameVerifier(Team author, VerifiedCheckpoints checkpoints, AuthorSight sight) {
        this.author = author;
        this.checkpoints = checkpoints;
        this.sight = sight;
    }

    FrameVerdict verify(Frame frame, KeyPeriods periods) {
        // 1. The checkpoint: a new one, or that of the frame before.
        Signed signed;
        if (frame.checkpoint().isEmpty()) {
            if (last == null) {
                return failed(StopReason.PROTOCOL, "the first frame of a stream without a checkpoint");
            }
            signed = last;
        } else {
            switch (checkpoint(frame.checkpoint(), periods)) {
                case Step.Refused refused -> {
                    return refused.verdict();
                }
                case Step.Taken taken -> signed = taken.signed();
            }
            // 4. It extends what this author showed before.
            Optional<FrameVerdict.Failed> contradicted = extend(signed, frame);
            if (contradicted.isPresent()) {
                return contradicted.get();
            }
        }
        // 5. Every statement of the frame stands under it.
        List<ProvenFrame.Entry> entries = entries(frame.items());
        if (!included(entries, signed.head(), frame.proof())) {
            return failed(StopReason.PROOF_FAILED, "the shared proof does not lead to the checkpoint's root");
        }
        ProvenFrame proven = new ProvenFrame(signed.origin(), signed.head(), signed.note(), frame.proof(), entries);
        if (isLate(signed)) {
            // 6. An older checkpoint is no rollback: it is compared later, and they are not many.
            if (late.size() == LATE_MAX) {
                return failed(StopReason.PROTOCOL, "too many checkpoints that are older than what was seen");
            }
            late.add(proven);
        }
        sight.advance(signed.origin().epoch(), signed.head());
        last = signed;
        return new FrameVerdict.Proven(proven);
    }

    private boolean isLate(Signed signed) {
        return !signed.equals(last)
                && sight.head(signed.origin().epoch())
                        .filter(known -> known.size() > signed.head().size())
                        .isPresent();
    }

    /// Frames whose checkpoints are older than what was seen, and that nobody took yet.
    List<ProvenFrame> takeLate() {
        List<ProvenFrame> taken = List.copyOf(late);
        late.clear();
        return taken;
    }

    private Step checkpoint(Bytes note, KeyPeriods periods) {
        // 2. It speaks of a ledger of the team at the other end, and of nobody else's.
        Optional<Checkpoint> claimed = CheckpointVerifier.claimed(note);
        if (claimed.isEmpty()) {
            return refused("not a signed checkpoint");
        }
        Origin origin;
        try {
            origin = Origin.parse(claimed.get().origin());
        } catch (IllegalArgumentException notAnOrigin) {
            return refused("a checkpoint without a proper origin");
        }
        if (!origin.team().equals(author)) {
            return refused("a checkpoint of another team's ledger");
        }
        // 3. A key that may sign at this size signed it.
        TreeHead head = claimed.get().head();
        boolean retired = false;
        for (KeyPeriods.Signer signer : periods.signers(origin, head)) {
            if (checkpoints.verify(note, origin, signer.key()) instanceof CheckpointVerdict.Verified) {
                if (signer.counts(head)) {
                    return new Step.Taken(new Signed(note, origin, head));
                }
                retired = true;
            }
        }
        if (retired || isOfClosedPeriod(note, origin, periods)) {
            return new Step.Refused(new FrameVerdict.Retired("a checkpoint of a key period that is closed"));
        }
        return refused("a checkpoint that no key of its period signed");
    }

    /// Whether a key signed it whose period ended before this size: its own author may have signed it before that was
    /// decided, and whoever took the key signs what it likes.
    private boolean isOfClosedPeriod(Bytes note, Origin origin, KeyPeriods periods) {
        return periods.closedKeys(origin).stream()
                .anyMatch(key -> checkpoints.verify(note, origin, key) instanceof CheckpointVerdict.Verified);
    }

    /// An older checkpoint is no rollback: it may come late. One of the same size must be the same, and a newer one
    /// must
    /// prove that it goes on from what was seen.
    private Optional<FrameVerdict.Failed> extend(Signed signed, Frame frame) {
        Optional<Consistency> consistency = frame.consistency();
        Optional<TreeHead> before = sight.head(signed.origin().epoch());
        if (before.isEmpty() || before.get().size() > signed.head().size()) {
            return Optional.empty();
        }
        TreeHead known = before.get();
        if (known.size() == signed.head().size()) {
            return known.root().equals(signed.head().root())
                    ? Optional.empty()
                    : contradiction(signed, frame, "two roots for one size");
        }
        if (consistency.isEmpty() || consistency.get().fromSize() != known.size()) {
            return contradiction(signed, frame, "no consistency proof from the head that was seen");
        }
        boolean extended = MerkleProofs.verifyConsistency(
                TreeDomain.LEDGER,
                known.size(),
                known.root(),
                signed.head().size(),
                signed.head().root(),
                consistency.get().hashes());
        return extended
                ? Optional.empty()
                : contradiction(signed, frame, "the ledger does not extend the head that was seen");
    }

    private static List<ProvenFrame.Entry> entries(List<Item> items) {
        List<ProvenFrame.Entry> entries = new ArrayList<>();
        for (Item item : items) {
            if (item instanceof Item.Stated stated) {
                entries.add(new ProvenFrame.Entry(
                        stated.index(), TreeDomain.LEDGER.leaf(stated.statement()), stated.statement()));
            }
        }
        return entries;
    }

    private static boolean included(List<ProvenFrame.Entry> entries, TreeHead head, List<Digest> proof) {
        if (entries.isEmpty()) {
            return proof.isEmpty();
        }
        List<ProvenFrame.Entry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingLong(ProvenFrame.Entry::index));
        long[] indices = ordered.stream().mapToLong(ProvenFrame.Entry::index).toArray();
        List<Digest> leaves = ordered.stream().map(ProvenFrame.Entry::leaf).toList();
        return MerkleProofs.sharedRoot(TreeDomain.LEDGER, head.size(), indices, leaves, proof)
                .filter(head.root()::equals)
                .isPresent();
    }

    private static Step refused(String what) {
        return new Step.Refused(FrameVerdict.Failed.of(StopReason.PROOF_FAILED, what));
    }

    private static FrameVerdict failed(StopReason reason, String what) {
        return FrameVerdict.Failed.of(reason, what);
    }

    /// Of the frame's statements only those count that stand under its checkpoint.
    private static Optional<FrameVerdict.Failed> contradiction(Signed signed, Frame frame, String what) {
        List<ProvenFrame.Entry> entries = entries(frame.items());
        boolean isProven = included(entries, signed.head(), frame.proof());
        ProvenFrame shown = new ProvenFrame(
                signed.origin(),
                signed.head(),
                signed.note(),
                isProven ? frame.proof() : List.of(),
                isProven ? entries : List.of());
        return Optional.of(new FrameVerdict.Failed(StopReason.INCONSISTENT, what, Optional.of(shown)));
    }
}
