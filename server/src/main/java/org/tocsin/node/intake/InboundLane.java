package org.tocsin.node.intake;

import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// A lane from a partner as it is stored: how far it is processed, and where in our ledger its latest receipt stands.
record InboundLane(
        Team author,
        Lane lane,
        int laneEpoch,
        Lane.Position through,
        Counts counts,
        Optional<ReceiptPlace> receipt,
        Optional<String> stopped) {
    /// What became of its items, but for those refused, which are listed one by one.
    public record Counts(long stored, long duplicates, long voided) {
        public static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts more) {
            return new Counts(stored + more.stored, duplicates + more.duplicates, voided + more.voided);
        }
    }

    /// A receipt's place in our ledger.
    public record ReceiptPlace(int epoch, long index) {}
}
