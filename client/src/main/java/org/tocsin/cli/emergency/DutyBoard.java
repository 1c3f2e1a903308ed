package org.tocsin.cli.emergency;

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
import org.tocsin.peer.EmergencyLine;

/// What stands on the duty screen: the emergencies that are open, which one is chosen, and what was told last. For one
/// thread.
final class DutyBoard {
    private static final int TOLD_MAX = 4;

    private final Deque<String> told = new ArrayDeque<>();
    private List<EmergencyView> open = List.of();
    private Optional<Team> own = Optional.empty();
    private Optional<Digest> chosen = Optional.empty();
    private final Map<Need, String> troubles = new EnumMap<>(Need.class);

    /// What the board needs of the node.
    enum Need {
        /// What is open.
        LIST,
        /// What changes.
        CHANGES,
        /// What officers here are told.
        NOTICES
    }

    /// What is open now.
    ///
    /// @return whether something waits for an officer here that did not stand here before
    boolean show(EmergencyLine.Listed listed) {
        well(Need.LIST);
        own = Optional.of(listed.own());
        Set<Digest> before = open.stream().map(EmergencyView::id).collect(Collectors.toSet());
        List<EmergencyView> all = new ArrayList<>(listed.emergencies());
        all.sort(Comparator.comparingInt(this::rank)
                .thenComparing(view -> view.emergency().precedence())
                .thenComparing(view -> view.emergency().replyBy()));
        open = List.copyOf(all);
        if (chosen.isEmpty() || place() < 0) {
            chosen = open.stream().findFirst().map(EmergencyView::id);
        }
        return open.stream().anyMatch(view -> needsUs(view) && !before.contains(view.id()));
    }

    /// Real ones that wait for us, drills that wait for us, our own that nobody has, the rest.
    private int rank(EmergencyView view) {
        if (needsUs(view)) {
            return view.emergency().isExercise() ? 1 : 0;
        }
        return isTaken(view) ? 3 : 2;
    }

    private static boolean isTaken(EmergencyView view) {
        return view.called().stream().allMatch(called -> called.life().isAnswered());
    }

    /// Whether an officer of this team must answer.
    boolean needsUs(EmergencyView view) {
        return own.isPresent() && !view.isFrom(own.get()) && !isTaken(view);
    }

    List<EmergencyView> open() {
        return open;
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

    void move(int by) {
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
    Optional<String> trouble() {
        return troubles.values().stream().findFirst();
    }

    List<String> told() {
        return List.copyOf(told);
    }
}
