package org.tocsin.node.delivery;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Consistency;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Digest;
import org.tocsin.model.Seen;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerView;

/// Puts the evidence to the items of frames: the latest checkpoint of their epoch, one shared proof, and the proof that
/// the checkpoint goes on from what the receiver saw before. Belongs to one stream. Rules R-LAN-6 and R-LED-6.
final class FrameMaker {
    private final LedgerView ledger;
    private int shownEpoch;
    private @Nullable TreeHead shown;
    private Bytes lastCheckpoint = Bytes.EMPTY;

    /// @param seen what the receiver said it saw of our ledger
    FrameMaker(LedgerView ledger, Optional<Seen> seen) {
        this.ledger = ledger;
        if (seen.isPresent()) {
            shownEpoch = seen.get().origin().epoch();
            shown = seen.get().head();
        }
    }

    Frame make(FramePacker.Draft draft) {
        if (draft.epoch() == 0) {
            // No statement begins in it: the checkpoint of the frame before does, or any if there was none.
            boolean first = lastCheckpoint.isEmpty();
            return first
                    ? framed(ledger.head(), draft, List.of())
                    : new Frame(Bytes.EMPTY, Optional.empty(), List.of(), draft.items());
        }
        Head head = ledger.head(draft.epoch())
                .orElseThrow(() -> new IllegalStateException("a lane entry of an unknown epoch"));
        long[] indices =
                draft.indices().stream().mapToLong(Long::longValue).sorted().toArray();
        return framed(
                head, draft, ledger.shared(draft.epoch(), indices, head.tree().size()));
    }

    private Frame framed(Head head, FramePacker.Draft draft, List<Digest> proof) {
        if (head.checkpoint().equals(lastCheckpoint)) {
            return new Frame(Bytes.EMPTY, Optional.empty(), proof, draft.items());
        }
        Optional<Consistency> consistency = consistency(head);
        lastCheckpoint = head.checkpoint();
        TreeHead before = shown;
        if (before == null
                || shownEpoch != head.origin().epoch()
                || before.size() < head.tree().size()) {
            shownEpoch = head.origin().epoch();
            shown = head.tree();
        }
        return new Frame(head.checkpoint(), consistency, proof, draft.items());
    }

    private Optional<Consistency> consistency(Head head) {
        TreeHead before = shown;
        int epoch = head.origin().epoch();
        if (before == null
                || shownEpoch != epoch
                || before.size() == 0
                || before.size() >= head.tree().size()) {
            return Optional.empty();
        }
        return Optional.of(new Consistency(
                before.size(),
                ledger.consistency(epoch, before.size(), head.tree().size())));
    }
}
