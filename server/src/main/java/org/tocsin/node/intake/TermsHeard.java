package org.tocsin.node.intake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.store.Transactions;

/// How far each partner's control lane is processed, so that what it says about agreements counts here: an item that
/// was
/// decided on under terms behind that place is not judged yet. Rule R-LAN-13.
///
/// Kept in memory because agreements are: their rows are durable a moment before they count.
final class TermsHeard {
    private final Map<Team, TermsPlace> places = new ConcurrentHashMap<>();

    /// What was processed before this node started counts from the start.
    static TermsHeard load(Transactions transactions) {
        TermsHeard heard = new TermsHeard();
        transactions.read(LaneInTable::all).stream()
                .filter(lane -> lane.lane() == Lane.CONTROL)
                .forEach(lane -> heard.processed(
                        lane.author(),
                        new TermsPlace(lane.laneEpoch(), lane.through().sequence())));
        return heard;
    }

    /// A commit is durable that processed an author's control lane up to a place, and what it changed counts.
    void processed(Team author, TermsPlace through) {
        places.merge(author, through, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    boolean covers(Team author, TermsPlace place) {
        TermsPlace through = places.get(author);
        return through != null && through.compareTo(place) >= 0;
    }
}
