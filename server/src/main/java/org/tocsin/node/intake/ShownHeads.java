package org.tocsin.node.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Consistency;
import org.tocsin.model.Evidence;
import org.tocsin.model.Seen;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerView;

/// Which heads of our ledgers an author was shown on a stream: every receipt with a newer one proves that it goes on
/// from there. Begins with what the author said it had seen. Belongs to one session. Rules R-LED-6 and R-LAN-8.
final class ShownHeads {
    private final LedgerView view;
    /// The highest size that was shown, of each epoch.
    private final Map<Integer, Long> sizes = new HashMap<>();

    ShownHeads(LedgerView view, List<Seen> seen) {
        this.view = view;
        for (Seen one : seen) {
            if (one.origin().team().equals(view.head().origin().team())) {
                sizes.merge(one.origin().epoch(), one.head().size(), Math::max);
            }
        }
    }

    /// A receipt with its proof under a head of ours.
    Answer.ReceiptDelivery deliver(Head head, long index, Bytes statement, Bytes fragments) {
        int epoch = head.origin().epoch();
        long size = head.tree().size();
        var evidence = new Evidence(
                head.checkpoint(), index, view.shared(epoch, new long[] {index}, size), statement, fragments);
        long before = sizes.getOrDefault(epoch, 0L);
        sizes.merge(epoch, size, Math::max);
        return new Answer.ReceiptDelivery(
                evidence,
                before == 0 || before >= size
                        ? Optional.empty()
                        : Optional.of(new Consistency(before, view.consistency(epoch, before, size))));
    }
}
