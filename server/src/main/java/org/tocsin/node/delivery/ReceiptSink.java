package org.tocsin.node.delivery;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Evidence;
import org.tocsin.model.Receipt;
import org.tocsin.model.Seen;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.wire.EvidenceCodec;

/// Keeps the receipts of one lane: the latest one with its proof, every refusal it lists, every sequence that went out
/// void, and the head of the partner's ledger that it shows.
final class ReceiptSink {
    /// A sequence that the partner refused.
    static final String REFUSED = "REFUSED";
    /// A sequence that went out void.
    static final String VOIDED = "VOIDED";

    private static final Logger log = LoggerFactory.getLogger(ReceiptSink.class);

    private final DeliveryParts parts;
    private final OutboundLane lane;
    private final LaneGauge gauge;

    ReceiptSink(DeliveryParts parts, OutboundLane lane, LaneGauge gauge) {
        this.parts = parts;
        this.lane = lane;
        this.gauge = gauge;
    }

    /// Hands a receipt that was checked to the ledger's commits. If it cannot be kept now, the partner sends it again
    /// when
    /// the lane is opened again.
    void store(Evidence evidence, ReceiptCheck.Verdict.Good good, Map<Long, VoidReason> voids) {
        try {
            parts.ledger().submit(new Keeping(evidence, good, new TreeMap<>(voids)));
            CrashPoint.RECEIPT_SUBMITTED.pass();
        } catch (LedgerException refused) {
            log.warn("a receipt was not kept partner={} why={}", lane.partner(), refused.getMessage());
        }
    }

    private final class Keeping implements Work {
        private final Evidence evidence;
        private final ReceiptCheck.Verdict.Good good;
        private final Map<Long, VoidReason> voids;

        Keeping(Evidence evidence, ReceiptCheck.Verdict.Good good, Map<Long, VoidReason> voids) {
            this.evidence = evidence;
            this.good = good;
            this.voids = voids;
        }

        @Override
        public WorkOrigin origin() {
            return WorkOrigin.of(lane.lane(), lane.partner());
        }

        @Override
        public int bytes() {
            return evidence.checkpoint().length() + evidence.fragments().length();
        }

        @Override
        public boolean states() {
            return false;
        }

        @Override
        public void run(Batch batch) {
            Receipt receipt = good.receipt();
            LaneOutTable.receipted(
                    batch.session(),
                    lane,
                    receipt.through().sequence(),
                    EvidenceCodec.encodeEvidence(evidence),
                    batch.now());
            LaneTimeTable.receipted(batch.session(), lane, receipt.through().sequence(), batch.now());
            for (Receipt.Refusal refusal : receipt.refusals()) {
                LaneOutTable.exception(batch.session(), lane, refusal.sequence(), REFUSED, refusal.reason());
            }
            voids.forEach(
                    (sequence, reason) -> LaneOutTable.exception(batch.session(), lane, sequence, VOIDED, reason));
            Seen seen = SeenTable.note(batch.session(), good.origin(), good.head(), evidence.checkpoint(), batch.now());
            if (seen.head().size() > good.head().size()) {
                parts.partners()
                        .unordered(batch, good.origin(), good.head(), evidence.checkpoint(), "receipts " + lane.lane());
            }
            CrashPoint.RECEIPT_WRITTEN.pass();
        }

        @Override
        public void committed(Head head) {
            gauge.receipted(
                    lane.laneEpoch(),
                    good.receipt().through().sequence(),
                    parts.clock().instant());
            CrashPoint.RECEIPT_STORED.pass();
        }

        @Override
        public void failed(LedgerException cause) {
            log.warn("a receipt was not kept partner={} why={}", lane.partner(), cause.getMessage());
        }
    }
}
