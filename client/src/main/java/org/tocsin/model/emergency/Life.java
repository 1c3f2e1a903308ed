package org.tocsin.model.emergency;

import java.time.Instant;
import java.util.Optional;

/// How an emergency stands between its originator and one team that is called: what the steps of both come to. Each
/// side's steps count in the order in which that side stated them; how the two sides' steps cross on their way changes
/// nothing, so both see the same. A step that does not fit changes nothing. Rule R-EMG-3.
///
/// @param there how it stands at the team that is called, as that team says
/// @param owner who has it, while somebody has
/// @param eta when something will be done, if that was said
/// @param round of the ladder of the team that is called; 0 before its first rung
/// @param rung as above
/// @param givenUp whether the originator said that nobody answered in time
/// @param stoodDown whether the originator said that it is over
/// @param since when the latest step that counted was taken, by the clock of who stated it
public record Life(
        State there,
        Optional<Owner> owner,
        Optional<Instant> eta,
        int round,
        int rung,
        boolean givenUp,
        boolean stoodDown,
        Instant since) {
    /// How it stands.
    public enum State {
        /// Nothing was heard from the team that is called, but perhaps its node's receipt.
        RAISED,
        /// Its officers are being summoned.
        SUMMONING,
        /// It belongs to another emergency, which is being answered.
        COALESCED,
        /// A human has it.
        ACKNOWLEDGED,
        /// A human declined it.
        DECLINED,
        /// Nobody answered.
        UNANSWERED,
        /// It is over.
        STOOD_DOWN
    }

    /// How it begins.
    public static Life raised(Instant at) {
        return new Life(State.RAISED, Optional.empty(), Optional.empty(), 0, 0, false, false, at);
    }

    /// How it stands for both.
    public State state() {
        if (stoodDown) {
            return State.STOOD_DOWN;
        }
        boolean awaited = there == State.RAISED || there == State.SUMMONING || there == State.COALESCED;
        return givenUp && awaited ? State.UNANSWERED : there;
    }

    /// Whether a human has answered.
    public boolean isAnswered() {
        return there == State.ACKNOWLEDGED || there == State.DECLINED;
    }

    /// Whether a human may still take it.
    public boolean isOpen() {
        return !stoodDown && !isAnswered();
    }

    /// How it stands after another step.
    ///
    /// @param byOriginator who states it; a step of the wrong side changes nothing
    public Life after(Step step, boolean byOriginator) {
        Step.Side side = step.what().side();
        if (side != Step.Side.BOTH && byOriginator != (side == Step.Side.ORIGINATOR)) {
            return this;
        }
        return switch (step.what()) {
            case Step.What.Summoning summoning -> summoned(summoning, step.at());
            case Step.What.Coalesced coalesced -> there == State.RAISED ? moved(State.COALESCED, step.at()) : this;
            case Step.What.Acknowledged taken -> isAnswered() ? this : taken(taken.owner(), taken.eta(), step.at());
            case Step.What.Resumed resumed -> there == State.ACKNOWLEDGED ? moved(State.SUMMONING, step.at()) : this;
            case Step.What.Declined declined -> there == State.DECLINED ? this : moved(State.DECLINED, step.at());
            case Step.What.Update update -> this;
            case Step.What.HandedOver over ->
                there == State.ACKNOWLEDGED ? taken(over.owner(), over.eta(), step.at()) : this;
            case Step.What.StoodDown over -> new Life(there, owner, eta, round, rung, givenUp, true, later(step.at()));
            case Step.What.Unanswered unanswered ->
                byOriginator
                        ? new Life(there, owner, eta, round, rung, true, stoodDown, later(step.at()))
                        : unanswered(step.at());
        };
    }

    private Life summoned(Step.What.Summoning summoning, Instant at) {
        boolean fits = there == State.RAISED || there == State.SUMMONING || there == State.UNANSWERED;
        return fits
                ? new Life(
                        State.SUMMONING,
                        Optional.empty(),
                        Optional.empty(),
                        summoning.round(),
                        summoning.rung(),
                        givenUp,
                        stoodDown,
                        later(at))
                : this;
    }

    private Life unanswered(Instant at) {
        return there == State.RAISED || there == State.SUMMONING ? moved(State.UNANSWERED, at) : this;
    }

    private Life taken(Owner by, Optional<Instant> when, Instant at) {
        return new Life(State.ACKNOWLEDGED, Optional.of(by), when, round, rung, givenUp, stoodDown, later(at));
    }

    private Life moved(State to, Instant at) {
        return new Life(to, Optional.empty(), Optional.empty(), round, rung, givenUp, stoodDown, later(at));
    }

    private Instant later(Instant at) {
        return at.isAfter(since) ? at : since;
    }
}
