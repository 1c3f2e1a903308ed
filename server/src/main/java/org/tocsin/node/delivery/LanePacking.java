package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.store.Session;

/// Gathers decisions into packs: one for each run of entries under the same terms and epoch.
final class LanePacking {
    private final Session session;
    private final OutboundLane lane;
    private final Instant at;
    private Lane.Position end;
    private int epoch;
    private Optional<Bytes> agreementId = Optional.empty();
    private int agreementVersion;
    private List<Decision> decisions = new ArrayList<>();

    /// @param at when it is decided, by our clock
    LanePacking(Session session, OutboundLane lane, Instant at) {
        this.session = session;
        this.lane = lane;
        this.at = at;
        this.end = lane.last();
    }

    void add(StatedRecord record, ReleaseDecision decision) {
        if (epoch != record.epoch()) {
            store();
            epoch = record.epoch();
        }
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
                        record.fragments().size(),
                        number -> released.disclosure().shows(record.fragments().get(number)));
                decisions.add(new Decision.Releasing(record.index(), record.leaf(), shown));
            }
        }
    }

    /// Takes a statement that goes to the lane's partner because it is addressed to it.
    void address(int ofEpoch, Decision.Releasing entry) {
        if (epoch != ofEpoch) {
            store();
            epoch = ofEpoch;
        }
        decisions.add(entry);
    }

    /// Stores what was gathered. To be called at the end.
    ///
    /// @return the lane's last sequence
    long store() {
        if (!decisions.isEmpty()) {
            LanePack pack = new LanePack(epoch, end, agreementId, agreementVersion, decisions);
            LaneOutTable.decide(session, lane, pack, at);
            end = pack.after();
        }
        agreementId = Optional.empty();
        agreementVersion = 0;
        decisions = new ArrayList<>();
        return end.sequence();
    }
}
