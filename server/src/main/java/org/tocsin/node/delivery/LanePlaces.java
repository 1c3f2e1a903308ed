package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.store.Session;

/// The places of a lane that come next: read and decoded once, some packs at a time, and handed out in order. Belongs
/// to
/// one stream; holds nothing while the lane is at its end.
final class LanePlaces {
    /// Packs read at once. A pack is what one commit decided for the lane.
    private static final int PACKS_MAX = 4;

    /// What stands under a sequence of the lane.
    record Place(long sequence, int epoch, Decision.Releasing entry) {}

    private final OutboundLane lane;
    private List<Place> ahead = List.of();
    private int at;
    private long next;
    private Optional<TermsPlace> terms = Optional.empty();

    /// @param from the first sequence to hand out
    LanePlaces(OutboundLane lane, long from) {
        this.lane = lane;
        this.next = from;
    }

    OutboundLane lane() {
        return lane;
    }

    /// What we had stated about agreements when what is handed out was decided on. Rule R-LAN-13.
    void decidedUnder(Optional<TermsPlace> stated) {
        terms = stated;
    }

    Optional<TermsPlace> terms() {
        return terms;
    }

    /// The next places, at most so many, as far as the entries that they stand for are published: a commit's decisions
    /// are durable a moment before its head is. They stay next until `passed`.
    List<Place> next(Session session, Head head, int most) {
        while (ahead.size() - at < most && readMore(session)) {
            // Packs are small where commits were.
        }
        int end = at;
        int limit = Math.min(ahead.size(), at + most);
        while (end < limit && isPublished(ahead.get(end), head)) {
            end++;
        }
        return ahead.subList(at, end);
    }

    /// So many of the places were dealt with.
    void passed(int count) {
        at += count;
        next += count;
        if (at == ahead.size()) {
            ahead = List.of();
            at = 0;
        }
    }

    private static boolean isPublished(Place place, Head head) {
        return place.epoch() != head.origin().epoch()
                || place.entry().index() < head.tree().size();
    }

    private boolean readMore(Session session) {
        long from = next + ahead.size() - at;
        long last = LaneOutTable.find(session, lane.partner(), lane.lane())
                .filter(now -> now.laneEpoch() == lane.laneEpoch())
                .map(now -> now.last().sequence())
                .orElse(0L);
        if (last < from) {
            return false;
        }
        List<Place> more = new ArrayList<>(ahead.subList(at, ahead.size()));
        int before = more.size();
        for (LanePack pack : LanePackTable.from(session, lane, from, PACKS_MAX)) {
            long sequence = pack.firstSequence();
            for (Decision decision : pack.decisions()) {
                if (decision instanceof Decision.Releasing entry) {
                    if (sequence >= from) {
                        more.add(new Place(sequence, pack.ledgerEpoch(), entry));
                    }
                    sequence++;
                }
            }
        }
        ahead = more;
        at = 0;
        return more.size() > before;
    }
}
