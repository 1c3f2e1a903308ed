package org.tocsin.node.delivery;

import java.util.List;
import org.tocsin.model.Delivery.Answer.ReceiptDelivery;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.ReceiptCodec;
import org.tocsin.wire.WireException;

/// Whether a receipt is the partner's own statement and speaks of this lane. Rules R-RCP-1 and R-RCP-2.
final class ReceiptCheck {
    private ReceiptCheck() {}

    /// The outcome.
    sealed interface Verdict {
        /// The partner stated it, in its ledger, under this head.
        record Good(Receipt receipt, Origin origin, TreeHead head) implements Verdict {}

        /// A key signed it whose period is closed, and not at a head that the root vouched for. Rule R-MAN-6.
        record Retired() implements Verdict {}

        /// It proves nothing. `why` is our own text.
        record Bad(String why) implements Verdict {}
    }

    static Verdict check(PinnedTeam partner, Team own, OutboundLane lane, ReceiptDelivery delivery) {
        return switch (ProofFileVerifier.verify(partner, delivery.evidence())) {
            case ProofVerdict.Refused refused ->
                new Verdict.Bad("its proof fails at step " + refused.step() + ": " + refused.reason());
            case ProofVerdict.Verified proven ->
                proven.closedAt().isPresent() ? new Verdict.Retired() : read(own, lane, proven);
        };
    }

    private static Verdict read(Team own, OutboundLane lane, ProofVerdict.Verified proven) {
        if (proven.statement().kind() != Statement.Kind.RECEIPT) {
            return new Verdict.Bad("it is not a receipt");
        }
        List<Fragment> fragments = proven.fragments();
        if (fragments.size() != 1 || !(fragments.getFirst() instanceof Fragment.Document document)) {
            return new Verdict.Bad("it does not show its one document");
        }
        Receipt receipt;
        try {
            receipt = ReceiptCodec.decode(document.body());
        } catch (WireException | IllegalArgumentException unreadable) {
            return new Verdict.Bad("its document cannot be read");
        }
        if (!receipt.author().equals(own) || receipt.lane() != lane.lane() || receipt.laneEpoch() != lane.laneEpoch()) {
            return new Verdict.Bad("it is for another lane");
        }
        return new Verdict.Good(receipt, proven.origin(), proven.head());
    }
}
