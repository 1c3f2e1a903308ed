package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Decides for a lane that is behind, some entries at a time, until it has caught up with the ledger; from then on the
/// commits decide. Each step is a work of its own, so that a long way back delays nobody.
final class LaneCatchUp implements Work {
    static final int ENTRIES_MAX = 256;

    private static final Logger log = LoggerFactory.getLogger(LaneCatchUp.class);

    private final DeliveryParts parts;
    private final LaneScan scan;
    private final Team partner;
    private final Lane kind;

    LaneCatchUp(DeliveryParts parts, LaneScan scan, Team partner, Lane kind) {
        this.parts = parts;
        this.scan = scan;
        this.partner = partner;
        this.kind = kind;
    }

    @Override
    public WorkOrigin origin() {
        return WorkOrigin.MAINTENANCE;
    }

    @Override
    public int bytes() {
        return ENTRIES_MAX * 64;
    }

    @Override
    public boolean states() {
        return false;
    }

    @Override
    public void run(Batch batch) {
        Optional<OutboundLane> found = LaneOutTable.find(batch.session(), partner, kind);
        if (found.isEmpty() || !found.get().behind()) {
            return;
        }
        OutboundLane lane = found.get();
        LedgerView view = parts.ledger().view();
        // The view shows every commit before this one; what this one appends is decided at its end.
        Head head = view.head();
        List<Entry> entries = view.entries(lane.scanEpoch(), lane.scanIndex(), ENTRIES_MAX);
        List<StatedRecord> records = new ArrayList<>();
        for (Entry entry : entries) {
            record(batch, entry).ifPresent(records::add);
        }
        scan.decide(batch, lane, records);
        boolean epochEnds = entries.size() < ENTRIES_MAX;
        boolean behind = !epochEnds || lane.scanEpoch() < head.origin().epoch();
        LaneOutTable.scanned(
                batch.session(),
                lane,
                epochEnds ? lane.scanEpoch() + 1 : lane.scanEpoch(),
                epochEnds ? 0 : lane.scanIndex() + entries.size(),
                behind);
    }

    private Optional<StatedRecord> record(Batch batch, Entry entry) {
        if (entry.kind() != Statement.Kind.RECORD
                || !(parts.contents().get(batch.session(), entry.contentId(), entry.leafHash())
                        instanceof ContentStore.Content.Held held)) {
            return Optional.empty();
        }
        try {
            FragmentSet set = FragmentCodec.decodeSet(held.fragments());
            List<Fragment> fragments = new ArrayList<>(set.fragments().size());
            for (FragmentSet.Disclosed disclosed : set.fragments()) {
                fragments.add(FragmentCodec.decode(disclosed.fragment()));
            }
            return Optional.of(new StatedRecord(
                    entry.epoch(), entry.index(), entry.leafHash(), RecordHeader.of(fragments), fragments));
        } catch (WireException unreadable) {
            log.error("a record of ours cannot be read index={}", entry.index(), unreadable);
            return Optional.empty();
        }
    }

    @Override
    public void committed(Head head) {
        boolean behind = parts.transactions()
                .read(session -> LaneOutTable.find(session, partner, kind))
                .map(OutboundLane::behind)
                .orElse(false);
        if (behind) {
            submit();
        }
    }

    void submit() {
        try {
            parts.ledger().submit(new LaneCatchUp(parts, scan, partner, kind));
        } catch (LedgerException refused) {
            failed(refused);
        }
    }

    @Override
    public void failed(LedgerException cause) {
        log.warn("a lane stays behind until the next start partner={} why={}", partner, cause.getMessage());
    }
}
