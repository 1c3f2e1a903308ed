package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.wire.ControlCodec;

/// States what became of other teams' records, in a commit. Rule R-CTL-2.
record RecordMarking(ReceiptMaker maker, LaneScan scan) {
    /// @param to whom the record came from
    RecordReceipt state(Batch batch, StoredRecord record, Outcome outcome, Team to) {
        RecordReceipt receipt = new RecordReceipt(record.version(), outcome, batch.now());
        ReceiptMaker.Made made = maker.make(
                batch.origin(),
                Statement.Kind.RECORD_RECEIPT,
                List.of(record.leafHash()),
                ControlCodec.encode(receipt));
        Batch.Appended appended = batch.append(made.draft());
        RecordMarkTable.note(batch.session(), Statings.own(batch, appended), receipt);
        scan.addressed(batch, Lane.CONTROL, appended.index(), made.draft().leafHash(), List.of(to));
        CrashPoint.RECORD_MARK_STATED.pass();
        return receipt;
    }

    /// Says that a record's content is gone, unless that was said.
    void deleted(Batch batch, StoredRecord record, Team to) {
        Outcome deleted = new Outcome.Deleted(Optional.empty());
        if (!RecordMarkTable.isMarked(
                batch.session(), record.version(), batch.origin().team(), deleted)) {
            state(batch, record, deleted, to);
        }
    }
}
