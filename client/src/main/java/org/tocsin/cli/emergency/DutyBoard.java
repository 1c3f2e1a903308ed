package org.tocsin.cli.emergency;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.peer.EmergencyLine;

/// What stands on the duty screen: the emergencies that are open, which one is chosen, and what was told last. For one
/// thread.
final class DutyBoard {
    private static final int TOLD_MAX = 4;
    /// The rank of what belongs to another one.
    private static final int CARRIED = 4;

    /// After a move the choice is the officer's for so long, if it is on one that waits.
    static final Duration HANDS_ON = Duration.ofSeconds(30);
    /// After the choice moved by itself for so long a key that was meant for another one takes nothing.
    static final Duration HANDS_OFF = Duration.ofSeconds(1);

    private final Deque<String> told = new ArrayDeque<>();
    private List<EmergencyView> all = List.of();
    /// Of all those that are not folded away.
    private List<EmergencyView> open = List.of();
    private boolean unfolds;
    private Optional<Team> own = Optional.empty();
    private Optional<Digest> chosen = Optional.empty();
    private Optional<Digest> rang = Optional.empty();
    private Instant movedAt = Instant.EPOCH;
    private Instant jumpedAt = Instant.EPOCH;
    private final Map<Need, String> troubles = new EnumMap<>(Need.class);

    /// What the board needs of the node.
    enum Need {
        /// What is open.
        LIST,
        /// What changes.
        CHANGES,
        /// What officers here are told.
        NOTICES,
        /// A duty plan in force.
        PLAN,
        /// Channels that reach officers.
        CHANNELS
    }

    /// What is open now.
    ///
    /// @return whether something waits for an officer here that did not stand here before, or not as such
    boolean show(EmergencyLine.Listed listed, Instant now) {
        well(Need.LIST);
        Set<Digest> before =
                open.stream().filter(this::needsUs).map(EmergencyView::id).collect(Collectors.toSet());
        own = Optional.of(listed.own());
        List<EmergencyView> sorted = new ArrayList<>(listed.emergencies());
        sorted.sort(Comparator.comparingInt(this::rank)
                .thenComparing(view -> view.emergency().precedence())
                .thenComparing(view -> view.emergency().replyBy()));
        all = List.copyOf(sorted);
        arrange();
        Optional<EmergencyView> fresh = open.stream()
                .filter(view -> needsUs(view) && !before.contains(view.id()))
                .findFirst();
        fresh.ifPresent(view -> rang(view.id(), now));
        return fresh.isPresent();
    }

    private void arrange() {
        open = all.stream().filter(view -> unfolds || !isCarried(view)).toList();
        if (chosen.isEmpty() || place() < 0) {
            chosen = open.stream().findFirst().map(EmergencyView::id);
        }
    }

    /// Shows what is folded away, or folds it away again.
    void fold() {
        unfolds = !unfolds;
        arrange();
    }

    /// How many are folded away.
    int folded() {
        return all.size() - open.size();
    }

    /// Whether it belongs to another one that stands here by itself: an answer to that one answers it.
    private boolean isCarried(EmergencyView view) {
        return rank(view) == CARRIED
                && all.stream()
                        .anyMatch(other -> other.originator().equals(view.originator())
                                && other.emergency().isExercise()
                                        == view.emergency().isExercise()
                                && !stands(other, Life.State.COALESCED));
    }

    /// Officers are called for one, now or once more: it is chosen, unless somebody is busy with another that waits.
    void rang(Digest id, Instant now) {
        if (find(id).filter(this::needsUs).isEmpty()) {
            return;
        }
        rang = Optional.of(id);
        boolean isBusy = chosen().filter(this::needsUs).isPresent() && now.isBefore(movedAt.plus(HANDS_ON));
        if (!isBusy && !rang.equals(chosen)) {
            chosen = rang;
            jumpedAt = now;
        }
    }

    /// What rang last, if it still waits.
    Optional<EmergencyView> rang() {
        return rang.flatMap(this::find).filter(this::needsUs);
    }

    /// Whether the choice has moved by itself just now.
    boolean hasJumped(Instant now) {
        return now.isBefore(jumpedAt.plus(HANDS_OFF));
    }

    private Optional<EmergencyView> find(Digest id) {
        return open.stream().filter(view -> view.id().equals(id)).findFirst();
    }

    /// Real ones that wait for us, drills that wait for us, our own that nobody has, what nobody here answered, what
    /// belongs to another one, the rest.
    private int rank(EmergencyView view) {
        if (needsUs(view)) {
            return view.emergency().isExercise() ? 1 : 0;
        }
        if (isTaken(view)) {
            return 5;
        }
        if (own.filter(view::isFrom).isPresent()) {
            return 2;
        }
        return stands(view, Life.State.COALESCED) ? CARRIED : 3;
    }

    private static boolean stands(EmergencyView view, Life.State state) {
        return view.called().stream().anyMatch(called -> called.life().there() == state);
    }

    private static boolean isTaken(EmergencyView view) {
        return view.called().stream().allMatch(called -> called.life().isAnswered());
    }

    /// Whether officers of this team are called for it.
    boolean needsUs(EmergencyView view) {
        return mayTake(view) && (stands(view, Life.State.RAISED) || stands(view, Life.State.SUMMONING));
    }

    /// Whether an officer of this team may take it, also when nobody is called for it any more.
    boolean mayTake(EmergencyView view) {
        return own.isPresent() && !view.isFrom(own.get()) && !isTaken(view);
    }

    /// What stands in rows.
    List<EmergencyView> open() {
        return open;
    }

    /// How many are open, with those that are folded away.
    int count() {
        return all.size();
    }

    Optional<Team> own() {
        return own;
    }

    long waiting() {
        return open.stream().filter(this::needsUs).count();
    }

    int place() {
        for (int i = 0; i < open.size(); i++) {
            if (chosen.isPresent() && open.get(i).id().equals(chosen.get())) {
                return i;
            }
        }
        return -1;
    }

    Optional<EmergencyView> chosen() {
        int place = place();
        return place < 0 ? Optional.empty() : Optional.of(open.get(place));
    }

    void move(int by, Instant now) {
        movedAt = now;
        if (!open.isEmpty()) {
            int place = Math.clamp(place() + (long) by, 0, open.size() - 1);
            chosen = Optional.of(open.get(place).id());
        }
    }

    /// Says something, the latest last.
    void tell(String text) {
        told.addLast(text);
        if (told.size() > TOLD_MAX) {
            told.removeFirst();
        }
    }

    /// The node does not give what is needed; said until it does.
    void trouble(Need need, String text) {
        troubles.put(need, text);
    }

    /// It gives it.
    void well(Need need) {
        troubles.remove(need);
    }

    /// What is wrong now, first what matters most.
    List<String> troubles() {
        return List.copyOf(troubles.values());
    }

    List<String> told() {
        return List.copyOf(told);
    }
}
