package org.tocsin.node.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;

/// Decides whether this ledger may sign. A node that was restored from a backup would sign a second history (invariant
/// I13); so before its first signature after a start it compares its head with its high-water file and with the heads
/// that
/// its partners hold. Whoever is found behind never signs in that epoch again. It stays watchful: a head that comes
/// later
/// and is not ours closes the gate. Rule R-LED-7.
public final class StartGate {
    /// A head of this ledger that a partner holds. Whoever makes one has verified that the checkpoint is signed by a
    /// key
    /// of this team for that epoch and says this head: a partner's mere claim stops nobody.
    public record PartnerHead(Team partner, Origin origin, TreeHead head, Bytes checkpoint) {}

    /// How long partners that have nothing of ours to show are waited for.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String REOPEN = "stop the node and run: tocsin ledger reopen (it needs the team's root key)";
    private static final String REMEDY = REOPEN + ", or put the newer data back";

    private final LedgerView view;
    private final InstantSource clock;
    private final Asking asking;
    /// Written by the constructor, and then under this object's lock.
    private Instant deadline;
    private final boolean markLost;
    private final Optional<CopyMark> copy;
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private final Set<Team> heard = new HashSet<>();
    private volatile State state;

    /// Whether the ledger may sign.
    public sealed interface State {
        /// It may.
        record Signing() implements State {}

        /// Not yet: these partners have not answered.
        record AwaitingPartners(Set<Team> unheard) implements State {
            public AwaitingPartners {
                unheard = Set.copyOf(unheard);
            }
        }

        /// Never again in this epoch.
        ///
        /// @param why for the operator
        /// @param remedy what the operator can do
        record Refused(String why, String remedy) implements State {}
    }

    /// Who is asked.
    ///
    /// @param acknowledgers partners that ever acknowledged something of this epoch: one of them must answer
    /// @param others other partners: waited for no longer than `PATIENCE`
    /// @param alone whether the operator decided that nobody is asked
    public record Asking(Set<Team> acknowledgers, Set<Team> others, boolean alone) {
        public Asking {
            acknowledgers = Set.copyOf(acknowledgers);
            others = Set.copyOf(others);
        }

        public static Asking nobody() {
            return new Asking(Set.of(), Set.of(), true);
        }

        boolean isEmpty() {
            return alone || (acknowledgers.isEmpty() && others.isEmpty());
        }
    }

    public StartGate(LedgerView view, HighWaterFile.Mark mark, Asking asking, InstantSource clock) {
        this.view = view;
        this.clock = clock;
        this.asking = asking;
        this.deadline = clock.instant().plus(PATIENCE);
        this.markLost =
                !(mark instanceof HighWaterFile.Mark.At) && view.head().tree().size() > 0;
        this.copy = unconfirmed(mark);
        State.Refused refused = againstMark(mark);
        if (refused == null) {
            refused = againstRecorded();
        }
        this.state = refused != null ? refused : weigh();
    }

    public State state() {
        return state;
    }

    public boolean isSigning() {
        return state instanceof State.Signing;
    }

    /// Is told of every change, on the thread that brings it about.
    public void onChange(Consumer<State> listener) {
        listeners.add(listener);
    }

    /// A partner answered which heads of this ledger it holds; none, perhaps. Heads that are beyond this ledger or
    /// contradict it are written down before this returns.
    public void heard(Team partner, List<PartnerHead> heads) {
        State.Refused refused = null;
        for (PartnerHead head : heads) {
            Optional<String> objection = objection(head.origin(), head.head());
            if (objection.isPresent()) {
                Instant now = clock.instant();
                view.transactions().writing(session -> PartnerHeadTable.insert(session, head, now));
                refused = new State.Refused(
                        partner + " holds a signed head of this ledger that " + objection.get(), REMEDY);
            }
        }
        synchronized (this) {
            heard.add(partner);
            settle(refused);
        }
    }

    /// Time went by: looks whether the partners' patience is over.
    public synchronized void tick() {
        settle(null);
    }

    /// What `ledger reopen` has to know as well: the heads on record that this ledger does not extend.
    List<PartnerHead> recorded() {
        Team own = view.head().origin().team();
        return view.transactions().read(session -> PartnerHeadTable.all(session, own));
    }

    private void settle(State.@Nullable Refused refused) {
        if (state instanceof State.Refused) {
            return;
        }
        State next = refused != null ? refused : state instanceof State.Signing ? state : weigh();
        if (!next.equals(state)) {
            state = next;
            listeners.forEach(listener -> listener.accept(next));
        }
    }

    /// What the database says of itself, unless the high-water file shows that nothing was released beyond it: then it
    /// is
    /// no old copy, and the mark goes.
    private Optional<CopyMark> unconfirmed(HighWaterFile.Mark mark) {
        Optional<CopyMark> found = CopyMark.of(view.transactions());
        Head own = view.head();
        boolean confirmed = !found.equals(Optional.of(CopyMark.OUTDATED))
                && mark instanceof HighWaterFile.Mark.At at
                && at.origin().equals(own.origin())
                && at.head().equals(own.tree());
        if (found.isPresent() && confirmed) {
            view.transactions().writing(CopyMarkTable::clear);
            return Optional.empty();
        }
        return found;
    }

    /// A copy does not sign whatever partners say: somebody else may hold what they do not. They are asked all the
    /// same,
    /// so that the epoch can be ended at the highest head that is known.
    private State weigh(CopyMark mark) {
        Set<Team> unheard = unheard();
        if (!unheard.isEmpty() && isPatient()) {
            return new State.AwaitingPartners(unheard);
        }
        String silent = unheard.isEmpty() ? "" : "; not heard of: " + new TreeSet<>(unheard);
        String what = mark.equals(CopyMark.OUTDATED)
                ? "the database is older than what this node had seen of partners: it was put back from a copy"
                : "the database is a copy made at " + mark.madeAt() + ": what was signed after that is not in it";
        return new State.Refused(what + silent, REOPEN);
    }

    /// A clock that is put back gives partners no more than the whole time once more.
    private boolean isPatient() {
        Instant now = clock.instant();
        if (deadline.isAfter(now.plus(PATIENCE))) {
            deadline = now.plus(PATIENCE);
        }
        return now.isBefore(deadline);
    }

    private Set<Team> unheard() {
        Set<Team> unheard = new HashSet<>(asking.acknowledgers());
        unheard.addAll(asking.others());
        unheard.removeAll(heard);
        return unheard;
    }

    private State weigh() {
        if (copy.isPresent()) {
            return weigh(copy.get());
        }
        if (asking.isEmpty()) {
            return markLost
                    ? new State.Refused("the high-water file is lost, and there is no partner to ask instead", REMEDY)
                    : new State.Signing();
        }
        Set<Team> unheard = unheard();
        boolean mustHear = markLost || !asking.acknowledgers().isEmpty();
        Set<Team> witnesses = asking.acknowledgers().isEmpty() ? asking.others() : asking.acknowledgers();
        boolean answered = !mustHear || witnesses.stream().anyMatch(heard::contains);
        boolean patient = !unheard.isEmpty() && isPatient();
        return answered && !patient ? new State.Signing() : new State.AwaitingPartners(unheard);
    }

    private State.@Nullable Refused againstMark(HighWaterFile.Mark mark) {
        if (mark instanceof HighWaterFile.Mark.At at) {
            return objection(at.origin(), at.head())
                    .map(why -> new State.Refused("the high-water file has a head of this ledger that " + why, REMEDY))
                    .orElse(null);
        }
        return null;
    }

    private State.@Nullable Refused againstRecorded() {
        for (PartnerHead head : recorded()) {
            Optional<String> objection = objection(head.origin(), head.head());
            if (objection.isPresent()) {
                return new State.Refused(
                        head.partner() + " held a signed head of this ledger that " + objection.get(), REMEDY);
            }
        }
        return null;
    }

    /// What speaks against signing, given a head that was once released.
    private Optional<String> objection(Origin origin, TreeHead released) {
        Head own = view.head();
        if (!origin.team().equals(own.origin().team())) {
            return Optional.of(
                    "is of " + origin.team() + ", not of " + own.origin().team());
        }
        if (origin.epoch() > own.origin().epoch()) {
            return Optional.of("is in epoch " + origin.epoch() + ", while the database is in epoch "
                    + own.origin().epoch());
        }
        if (origin.epoch() < own.origin().epoch()) {
            // Closed for good: what is signed now is in another epoch.
            return Optional.empty();
        }
        if (released.size() > own.tree().size()) {
            return Optional.of("has " + released.size() + " entries, while the database has "
                    + own.tree().size() + ": it was restored from a backup");
        }
        Digest root = view.root(origin.epoch(), released.size());
        return root.equals(released.root())
                ? Optional.empty()
                : Optional.of("contradicts the database at " + released.size() + " entries");
    }
}
