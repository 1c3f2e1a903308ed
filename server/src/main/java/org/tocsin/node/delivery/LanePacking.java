package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Session;

/// Gathers decisions into packs: one for each run of entries under the same terms and epoch, that were withheld for the
/// same reason before.
final class LanePacking {
    private final Session session;
    private final OutboundLane lane;
    private final Instant at;
    private Lane.Position end;
    private long packs;
    private int epoch;
    private Optional<Bytes> agreementId = Optional.empty();
    private int agreementVersion;
    private Optional<WithholdReason> overturned = Optional.empty();
    private List<Decision> decisions = new ArrayList<>();

    /// @param at when it is decided, by our clock
    LanePacking(Session session, OutboundLane lane, Instant at) {
        this.session = session;
        this.lane = lane;
        this.at = at;
        this.end = lane.last();
        this.packs = lane.packs();
    }

    /// Takes what was decided on a record.
    ///
    /// @param before why it had been withheld in this epoch of the lane, if it had
    void add(StatedRecord record, ReleaseDecision decision, Optional<WithholdReason> before) {
        begin(record.epoch(), record.index(), before);
        switch (decision) {
            case ReleaseDecision.Withheld withheld ->
                decisions.add(new Decision.Withholding(record.index(), withheld.reason()));
            case ReleaseDecision.Released released -> {
                boolean otherTerms = agreementId.isPresent()
                        && !(agreementId.get().equals(released.agreementId())
                                && agreementVersion == released.agreementVersion());
                if (otherTerms) {
                    store();
                }
                agreementId = Optional.of(released.agreementId());
                agreementVersion = released.agreementVersion();
                Shown shown = Shown.of(
                        record.subject().fragments().size(),
                        number -> released.disclosure()
                                .shows(record.subject().fragments().get(number)));
                decisions.add(new Decision.Releasing(record.index(), record.leaf(), shown));
            }
        }
    }

    /// Takes a statement that goes to the lane's partner because it is addressed to it.
    void address(int ofEpoch, Decision.Releasing entry) {
        begin(ofEpoch, entry.index(), Optional.empty());
        decisions.add(entry);
    }

    private void begin(int ofEpoch, long index, Optional<WithholdReason> before) {
        boolean goesOn = epoch == ofEpoch
                && overturned.equals(before)
                && (decisions.isEmpty()
                        || (index > decisions.getLast().index()
                                && index - decisions.getFirst().index() < LanePackTable.ENTRIES_SPAN_MAX));
        if (!goesOn) {
            store();
            epoch = ofEpoch;
            overturned = before;
        }
    }

    /// Stores what was gathered. To be called at the end.
    ///
    /// @return the lane's last sequence
    long store() {
        if (!decisions.isEmpty()) {
            LanePack pack = new LanePack(++packs, epoch, end, agreementId, agreementVersion, overturned, decisions);
            LaneOutTable.decide(session, lane, pack, at);
            end = pack.after();
        }
        agreementId = Optional.empty();
        agreementVersion = 0;
        decisions = new ArrayList<>();
        return end.sequence();
    }
}
