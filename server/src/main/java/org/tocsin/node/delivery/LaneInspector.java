package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Answer.ReceiptDelivery;
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.StoreException;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// Checks the lanes to partners: that what was decided chains from each lane's beginning to its end, that the latest
/// receipt is the partner's and says what the lane's row says, and that the heads seen of partners are signed.
public final class LaneInspector implements Inspector {
    private static final String LANES = "lane_out";
    private static final String PACKS = "lane_pack";
    private static final String WITHHELD = "lane_withheld";
    private static final String SEEN = "seen_head";

    private final Team own;
    private final Function<Team, Optional<PinnedTeam>> teams;

    /// @param teams the pinned teams, as the directory's inspector verified them
    public LaneInspector(Team own, Function<Team, Optional<PinnedTeam>> teams) {
        this.own = own;
        this.teams = teams;
    }

    @Override
    public String name() {
        return "lanes";
    }

    @Override
    public void inspect(Session session, Report report) {
        long packs = 0;
        long row = 0;
        for (OutboundLane lane : readable(report, LANES, () -> LaneOutTable.all(session))) {
            row++;
            PinnedTeam partner = pinned(lane.partner(), LANES, row, "partner", report);
            Walk chain = new Walk(lane, report);
            packs += LanePackTable.each(session, lane, chain::take);
            chain.end(row);
            Map<String, Long> stored = readable(report, WITHHELD, () -> LanePackTable.withheld(session, lane));
            if (!chain.withheld.equals(stored)) {
                throw report.bad(WITHHELD, row, "records", 0, "is " + stored + ", but decided is " + chain.withheld);
            }
            receipt(session, partner, lane, chain.receipted, row, report);
            report.checked();
        }
        if (LanePackTable.count(session) != packs) {
            throw report.bad(PACKS, 0, "partner", 0, "there are decisions of no lane");
        }
        for (SeenTable.Witness witness : readable(report, SEEN, () -> SeenTable.all(session))) {
            seen(witness, report);
            report.checked();
        }
    }

    /// The decisions of one lane, one pack after the other.
    private final class Walk {
        private final OutboundLane lane;
        private final Report report;
        private final Map<String, Long> withheld = new TreeMap<>();
        private int epoch;
        private long number;
        private Lane.Position end;
        /// The place up to which receipts are said to be.
        private Lane.Position receipted;

        Walk(OutboundLane lane, Report report) {
            this.lane = lane;
            this.report = report;
            this.receipted = start(lane.laneEpoch());
            this.end = receipted;
            this.epoch = lane.laneEpoch();
        }

        private Lane.Position start(int laneEpoch) {
            return ChannelHash.start(own, lane.partner(), lane.lane(), laneEpoch);
        }

        void take(LanePackTable.Stored stored) {
            long row = stored.firstIndex();
            if (stored.laneEpoch() != epoch) {
                epoch = stored.laneEpoch();
                number = 0;
                end = start(epoch);
            }
            LanePack pack = pack(stored);
            number++;
            if (pack.number() != number) {
                throw report.bad(PACKS, row, "pack", 0, "of " + lane.partner() + ": pack " + number + " is next");
            }
            if (epoch > lane.laneEpoch()) {
                throw report.bad(PACKS, row, "lane_epoch", 0, "of " + lane.partner() + ": of a later lane");
            }
            if (pack.before().sequence() != end.sequence()) {
                throw report.bad(
                        PACKS,
                        row,
                        "first_sequence",
                        0,
                        "of " + lane.partner() + ": sequence " + (end.sequence() + 1) + " is next");
            }
            Bytes expected = end.channelHash().bytes();
            report.equal(
                    PACKS,
                    row,
                    "hash_before",
                    expected,
                    pack.before().channelHash().bytes());
            if (stored.released() != pack.released().size()) {
                throw report.bad(PACKS, row, "released", 0, "of " + lane.partner() + ": not as many as decided");
            }
            if (epoch == lane.laneEpoch()) {
                if (end.sequence() <= lane.receipted()) {
                    receipted = pack.at(lane.receipted());
                }
                for (Decision decision : pack.decisions()) {
                    if (decision instanceof Decision.Withholding withholding) {
                        count(withholding.reason(), 1);
                    }
                    pack.overturned().ifPresent(reason -> count(reason, -1));
                }
            }
            end = pack.after();
            report.checked();
        }

        private void count(WithholdReason reason, long more) {
            withheld.merge(reason.name(), more, (a, b) -> a + b == 0 ? null : a + b);
        }

        private LanePack pack(LanePackTable.Stored stored) {
            try {
                return stored.pack().get();
            } catch (IllegalArgumentException | StoreException damaged) {
                throw report.bad(
                        PACKS, stored.firstIndex(), "entries", 0, "of " + lane.partner() + ": " + damaged.getMessage());
            }
        }

        void end(long row) {
            Lane.Position last = epoch == lane.laneEpoch() ? end : start(lane.laneEpoch());
            if (lane.packs() != (epoch == lane.laneEpoch() ? number : 0)) {
                throw report.bad(LANES, row, "packs", 0, "there are " + number);
            }
            if (lane.last().sequence() != last.sequence()) {
                throw report.bad(LANES, row, "last_sequence", 0, "the decisions end at " + last.sequence());
            }
            report.equal(
                    LANES,
                    row,
                    "last_hash",
                    last.channelHash().bytes(),
                    lane.last().channelHash().bytes());
            if (receipted.sequence() != lane.receipted()) {
                throw report.bad(LANES, row, "receipted", 0, "the lane does not reach that far");
            }
        }
    }

    private void receipt(
            Session session, PinnedTeam partner, OutboundLane lane, Lane.Position through, long row, Report report) {
        Optional<Bytes> stored = LaneOutTable.receipt(session, lane);
        if (stored.isEmpty()) {
            if (lane.receipted() > 0) {
                throw report.bad(LANES, row, "receipt", 0, "the receipt is missing");
            }
            return;
        }
        Evidence evidence;
        try {
            evidence = EvidenceCodec.decodeEvidence(stored.get());
        } catch (WireException | IllegalArgumentException unreadable) {
            throw report.bad(LANES, row, "receipt", 0, "cannot be read: " + unreadable.getMessage());
        }
        Receipt receipt = switch (check(partner, lane, new ReceiptDelivery(evidence, Optional.empty()))) {
            case ReceiptCheck.Verdict.Bad bad -> throw report.bad(LANES, row, "receipt", 0, bad.why());
            case ReceiptCheck.Verdict.Retired retired ->
                throw report.bad(LANES, row, "receipt", 0, "no manifest ever let its key sign it");
            case ReceiptCheck.Verdict.Good good -> good.receipt();
        };
        if (receipt.through().sequence() != lane.receipted()) {
            throw report.bad(
                    LANES,
                    row,
                    "receipted",
                    0,
                    "the receipt says " + receipt.through().sequence());
        }
        if (!receipt.through().equals(through)) {
            throw report.bad(LANES, row, "receipt", 0, "it is for another lane's content");
        }
    }

    /// A receipt counts as it did when it came, also if a later manifest closed the key's period below it.
    private ReceiptCheck.Verdict check(PinnedTeam partner, OutboundLane lane, ReceiptDelivery delivery) {
        ReceiptCheck.Verdict verdict = ReceiptCheck.check(partner, own, lane, delivery);
        List<TeamManifest.Signed> signed = new ArrayList<>(partner.signed());
        while (!(verdict instanceof ReceiptCheck.Verdict.Good) && signed.size() > 1) {
            signed.removeLast();
            if (ManifestChain.verify(partner.rootFingerprint(), signed) instanceof ManifestVerdict.Verified earlier
                    && ReceiptCheck.check(earlier.team(), own, lane, delivery)
                            instanceof ReceiptCheck.Verdict.Good good) {
                verdict = good;
            }
        }
        return verdict;
    }

    private void seen(SeenTable.Witness witness, Report report) {
        var origin = witness.seen().origin();
        PinnedTeam team = pinned(origin.team(), SEEN, origin.epoch(), "team", report);
        TreeHead head = witness.seen().head();
        if (team.everSigned(witness.checkpoint(), origin, head)) {
            return;
        }
        boolean signedForAnother = CheckpointVerifier.claimed(witness.checkpoint())
                .filter(claimed -> team.everSigned(witness.checkpoint(), origin, claimed.head()))
                .isPresent();
        throw report.bad(
                SEEN,
                origin.epoch(),
                signedForAnother ? "root" : "checkpoint",
                0,
                signedForAnother
                        ? "size or root of " + origin + " is not what its checkpoint says"
                        : "the checkpoint of " + origin + " is not signed by a key of that team");
    }

    private PinnedTeam pinned(Team team, String table, long row, String column, Report report) {
        return teams.apply(team).orElseThrow(() -> report.bad(table, row, column, 0, team + " is not pinned"));
    }

    /// What a reader gives; a row that cannot be read is bad.
    private static <T> T readable(Report report, String table, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | StoreException damaged) {
            throw report.bad(table, 0, "", 0, "a row cannot be read: " + damaged.getMessage());
        }
    }
}
