package org.tocsin.node.intake;

import java.nio.charset.StandardCharsets;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Session;

/// States what officers of this team did with other teams' records. Rule R-CTL-2.
public final class RecordReceipts {
    private final ControlParts parts;

    public RecordReceipts(ControlParts parts) {
        this.parts = parts;
    }

    /// States what became of a record, durably, to whoever it came from. A deleted one loses its content here.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the record is our own, or the outcome's words are out of bounds
    public RecordReceipt mark(StoredRecord record, Outcome outcome) {
        if (record.own()) {
            throw Fault.of(Reason.MALFORMED, "this team stated the record itself")
                    .exception();
        }
        check(outcome);
        return ControlWork.durably(parts.ledger(), new WorkOrigin.Operator(), batch -> state(batch, record, outcome));
    }

    /// An officer looks at a record: the first time, its author is told. Of own records nobody is to be told, and of
    /// one
    /// that is withdrawn there is nothing to look at.
    public void read(StoredRecord record) {
        if (!record.own() && parts.transactions().read(session -> isUnread(session, record))) {
            mark(record, new Outcome.Read());
        }
    }

    private boolean isUnread(Session session, StoredRecord record) {
        boolean isWithdrawn = WithdrawalTable.find(session, record.version().record())
                .filter(row -> row.version() >= record.version().version())
                .isPresent();
        return !isWithdrawn && !RecordMarkTable.isMarked(session, record.version(), parts.own(), new Outcome.Read());
    }

    private RecordReceipt state(Batch batch, StoredRecord record, Outcome outcome) {
        if (outcome instanceof Outcome.Deleted) {
            RecordBatch.of(batch).erase(record);
        }
        return new RecordMarking(parts.maker(), parts.scan())
                .state(batch, record, outcome, ReceivedTable.deliveredBy(batch.session(), record));
    }

    private static void check(Outcome outcome) {
        boolean isGood = switch (outcome) {
            case Outcome.Refused refused -> length(refused.reason()) <= RecordReceipt.REASON_BYTES_MAX;
            case Outcome.Acted acted -> Emergency.ACTIONS.contains(acted.action());
            case Outcome.Read read -> true;
            case Outcome.Accepted accepted -> true;
            case Outcome.Deleted deleted -> true;
        };
        if (!isGood) {
            throw Fault.of(
                            Reason.MALFORMED,
                            "a reason has " + RecordReceipt.REASON_BYTES_MAX
                                    + " bytes at most, an action is one of RFC 7970's")
                    .exception();
        }
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
