package org.tocsin.node.edge;

import java.time.InstantSource;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.intake.CheckIns;
import org.tocsin.node.intake.ControlParts;
import org.tocsin.node.intake.RecordReceipts;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.Withdrawals;

/// What officers do about records and lanes beyond publishing, and where they see what came of it.
public record OfficerActs(
        RecordReceipts receipts, Withdrawals withdrawals, CheckIns checkIns, RecordTracks tracks, Backfills backfills) {
    public static OfficerActs of(
            ControlParts parts, Backfills backfills, RecordTracks.Agreed agreed, InstantSource clock) {
        return new OfficerActs(
                new RecordReceipts(parts),
                new Withdrawals(parts),
                new CheckIns(parts),
                new RecordTracks(parts.transactions(), agreed, clock),
                backfills);
    }
}
