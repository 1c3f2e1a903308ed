package org.tocsin.interop.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tocsin.interop.history.Act.Asked;
import org.tocsin.interop.history.Act.Given;
import org.tocsin.interop.history.Act.Listed;
import org.tocsin.interop.history.Act.Listing;
import org.tocsin.interop.history.Act.Processed;
import org.tocsin.interop.history.Act.Published;
import org.tocsin.interop.history.Act.Receipted;
import org.tocsin.interop.history.Act.Refused;
import org.tocsin.interop.history.Act.Restarted;
import org.tocsin.interop.history.Act.Settled;
import org.tocsin.interop.history.Act.Unknown;
import org.tocsin.interop.history.Violation.Kind;

/// Reads a history once, in its order, and collects what must not be:
///
/// 1. What an author's node answered as published stays in its ledger, at that index, with that content; what it
/// refused
///    is not there; a content is there at most as often as it was asked for. What got no answer
///    counts until the node was started again: then it is there, or never will be.
/// 2. What was asked after an answer stands behind what was answered.
/// 3. What a node holds it goes on holding, in the same order: a later listing begins with every earlier one.
/// 4. A node holds of another team only what that team's ledger has, once, as it is there, and only what its lane gave.
/// 5. A lane's sequences are gapless, each stands for one statement for ever, and the receiver stores in their order.
/// 6. What is acknowledged stays acknowledged and is held; when a lane has settled, everything that it gave is.
public final class HistoryChecker {
    private final List<Violation> found = new ArrayList<>();
    private final Map<String, Asked> asked = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    /// The highest index that the author had answered when something was asked.
    private final Map<String, Long> behind = new HashMap<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<String, List<Published>> published = new HashMap<>();
    /// By author and content: how often it was published at most.
    private final Map<String, Integer> possible = new HashMap<>();
    /// Teams of which nothing was asked since their nodes were started again.
    private final Set<String> quiet = new HashSet<>();
    private final Map<String, Listing> listings = new LinkedHashMap<>();
    private final Map<String, LaneHistory> lanes = new LinkedHashMap<>();

    private HistoryChecker() {}

    /// Checks a whole history.
    ///
    /// @return nothing, if all is well
    public static List<Violation> check(Iterable<Act> history) {
        var checker = new HistoryChecker();
        history.forEach(checker::take);
        checker.end();
        return List.copyOf(checker.found);
    }

    private void take(Act act) {
        switch (act) {
            case Asked more -> ask(more);
            case Published done -> publish(done);
            case Refused refused -> {
                answered(refused.id());
                Asked request = asked.get(refused.id());
                if (request != null) {
                    possible.merge(contentKey(request.author(), request.content()), -1, Integer::sum);
                }
            }
            case Unknown unknown -> answered(unknown.id());
            case Restarted again -> quiet.add(again.team());
            case Listing listing -> list(listing);
            case Given given ->
                lane(given.author(), given.receiver(), given.lane()).give(given);
            case Receipted seen ->
                lane(seen.author(), seen.receiver(), seen.lane()).receipt(seen.through());
            case Processed seen ->
                lane(seen.author(), seen.receiver(), seen.lane()).process(seen.through());
            case Settled seen ->
                lane(seen.author(), seen.receiver(), seen.lane()).settle();
        }
    }

    private void ask(Asked more) {
        if (asked.put(more.id(), more) != null) {
            add(Kind.UNREADABLE, more.id() + " was asked twice");
        }
        quiet.remove(more.author());
        behind.put(more.id(), highest.getOrDefault(more.author(), -1L));
        possible.merge(contentKey(more.author(), more.content()), 1, Integer::sum);
    }

    private void publish(Published done) {
        answered(done.id());
        Asked request = asked.get(done.id());
        if (request == null) {
            return;
        }
        if (done.index() <= behind.getOrDefault(done.id(), -1L)) {
            add(
                    Kind.REORDERED,
                    done.id() + " was asked after index " + behind.get(done.id()) + " was answered, and has "
                            + done.index());
        }
        highest.merge(request.author(), done.index(), Math::max);
        published.computeIfAbsent(request.author(), first -> new ArrayList<>()).add(done);
    }

    private void answered(String id) {
        if (!asked.containsKey(id)) {
            add(Kind.UNREADABLE, id + " was answered and not asked");
        }
        if (!ended.add(id)) {
            add(Kind.UNREADABLE, id + " was answered twice");
        }
    }

    private void list(Listing listing) {
        String who = listing.holder() + " of " + listing.author();
        Set<String> leaves = new HashSet<>();
        Set<Long> indices = new HashSet<>();
        for (Listed entry : listing.entries()) {
            if (!leaves.add(entry.leaf()) || !indices.add(entry.index())) {
                add(Kind.DOUBLED, who + " holds twice " + entry);
            }
        }
        Listing before = listings.put(who, listing);
        if (before != null) {
            goesOn(who, before.entries(), listing.entries());
        }
        if (listing.holder().equals(listing.author())) {
            own(listing);
        } else {
            lanes.values().forEach(lane -> lane.list(listing));
        }
    }

    private void goesOn(String who, List<Listed> before, List<Listed> after) {
        Set<Listed> now = new HashSet<>(after);
        for (int i = 0; i < before.size(); i++) {
            Listed entry = before.get(i);
            if (!now.contains(entry)) {
                add(Kind.LOST, who + " held " + entry + " before");
            } else if (i >= after.size() || !entry.equals(after.get(i))) {
                add(Kind.REORDERED, who + " held " + entry + " at place " + i + " before");
                return;
            }
        }
    }

    private void own(Listing listing) {
        String author = listing.author();
        Map<String, Listed> held = byLeaf(listing);
        for (Published done : published.getOrDefault(author, List.of())) {
            Listed entry = held.get(done.leaf());
            Asked request = asked.get(done.id());
            if (entry == null) {
                add(Kind.LOST, author + " answered " + done + " and does not hold it");
            } else if (request == null
                    || entry.index() != done.index()
                    || !entry.content().equals(request.content())) {
                add(Kind.ALTERED, author + " answered " + done + " and holds " + entry);
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        long last = -1;
        for (Listed entry : listing.entries()) {
            counts.merge(entry.content(), 1, Integer::sum);
            if (entry.index() <= last) {
                add(Kind.REORDERED, author + " lists " + entry + " behind index " + last);
            }
            last = entry.index();
        }
        counts.forEach((content, count) -> {
            int most = possible.getOrDefault(contentKey(author, content), 0);
            if (count > most) {
                add(
                        most == 0 ? Kind.PHANTOM : Kind.DOUBLED,
                        author + " holds " + content + " " + count + " times, and was asked at most " + most
                                + " times");
            }
        });
        if (quiet.contains(author)) {
            possible.replaceAll((key, most) ->
                    key.startsWith(author + " ") ? counts.getOrDefault(key.substring(author.length() + 1), 0) : most);
        }
    }

    private void end() {
        for (Listing listing : listings.values()) {
            if (!listing.holder().equals(listing.author())) {
                received(listing);
            }
        }
        lanes.values().forEach(LaneHistory::end);
    }

    private void received(Listing listing) {
        Listing ledger = listings.get(listing.author() + " of " + listing.author());
        Map<String, Listed> stated = ledger == null ? Map.of() : byLeaf(ledger);
        List<LaneHistory> between = lanes.values().stream()
                .filter(lane -> lane.isBetween(listing.author(), listing.holder()))
                .toList();
        for (Listed entry : listing.entries()) {
            if (!between.isEmpty() && between.stream().noneMatch(lane -> lane.gave(entry.leaf()))) {
                add(Kind.PHANTOM, listing.holder() + " holds " + entry + ", which no lane gave");
            }
            Listed original = stated.get(entry.leaf());
            if (original == null) {
                add(Kind.PHANTOM, listing.holder() + " holds " + entry + ", which " + listing.author() + " does not");
            } else if (!original.equals(entry)) {
                add(Kind.ALTERED, listing.holder() + " holds " + entry + " instead of " + original);
            }
        }
    }

    private LaneHistory lane(String author, String receiver, String lane) {
        return lanes.computeIfAbsent(
                author + " to " + receiver + " on " + lane, name -> new LaneHistory(name, author, receiver, this::add));
    }

    private void add(Kind kind, String what) {
        found.add(new Violation(kind, what));
    }

    private static Map<String, Listed> byLeaf(Listing listing) {
        Map<String, Listed> held = new HashMap<>();
        listing.entries().forEach(entry -> held.put(entry.leaf(), entry));
        return held;
    }

    private static String contentKey(String author, String content) {
        return author + " " + content;
    }
}
