package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.SharingAgreement;
import org.tocsin.model.Team;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.store.Session;

/// Decides for every lane what becomes of every record of ours, in the transaction that appends the record: released
/// under a sequence, or withheld with a reason. Sending comes later and apart.
///
/// A lane begins when the first agreement with the partner is known; what was stated before then is history, and does
/// not flow on the routine lane by itself.
public final class LaneScan {
    private final Team own;
    private final Function<Team, ? extends Collection<SharingAgreement>> agreements;

    /// @param agreements all agreements with a partner that both signed
    public LaneScan(Team own, Function<Team, ? extends Collection<SharingAgreement>> agreements) {
        this.own = own;
        this.agreements = agreements;
    }

    /// A record was appended in this batch. To be called for every record, by the work that appends it.
    public void stated(Batch batch, StatedRecord record) {
        batch.closing(Gathering.class, Gathering.class, Gathering::new).records.add(record);
    }

    /// What one batch states, decided once at its end, so that each lane gets one row a commit.
    private final class Gathering implements Batch.Closing {
        private final List<StatedRecord> records = new ArrayList<>();

        @Override
        public void close(Batch batch) {
            for (OutboundLane lane : LaneOutTable.all(batch.session())) {
                if (lane.lane() == Lane.ROUTINE && !lane.behind()) {
                    decide(batch.session(), lane, records, batch.now());
                }
            }
            CrashPoint.LANES_SCANNED.pass();
        }
    }

    /// Decides on records for one lane, in their order, and stores the decisions.
    void decide(Session session, OutboundLane lane, List<StatedRecord> records, Instant at) {
        Collection<SharingAgreement> terms = agreements.apply(lane.partner());
        Packing packing = new Packing(session, lane, at);
        for (StatedRecord record : records) {
            ReleaseDecision decision =
                    Release.decide(record.header(), record.fragments(), terms, own, lane.partner(), at);
            packing.add(record, decision);
        }
        packing.store();
    }

    /// Gathers decisions into packs: one for each run of entries under the same terms and epoch.
    private static final class Packing {
        private final Session session;
        private final OutboundLane lane;
        private final Instant at;
        private Lane.Position end;
        private int epoch;
        private Optional<Bytes> agreementId = Optional.empty();
        private int agreementVersion;
        private List<Decision> decisions = new ArrayList<>();

        Packing(Session session, OutboundLane lane, Instant at) {
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
                            number -> released.disclosure()
                                    .shows(record.fragments().get(number)));
                    decisions.add(new Decision.Releasing(record.index(), record.leaf(), shown));
                }
            }
        }

        void store() {
            if (!decisions.isEmpty()) {
                LanePack pack = new LanePack(epoch, end, agreementId, agreementVersion, decisions);
                LaneOutTable.decide(session, lane, pack, at);
                end = pack.after();
            }
            agreementId = Optional.empty();
            agreementVersion = 0;
            decisions = new ArrayList<>();
        }
    }
}
