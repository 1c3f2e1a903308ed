package org.tocsin.model.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;

/// An emergency as one node knows it.
///
/// @param id the leaf hash of its statement
/// @param heldAt when this node stated it, or stored what came, by its clock
/// @param officer who raised it, if that was at this node: the name in the officer's certificate
/// @param called one a team that this node knows to be called: all of them at the originator's node; the own team alone
/// elsewhere, where nothing is heard from the others
/// @param records one for each record that it is about and each of those teams
public record EmergencyView(
        Digest id,
        Team originator,
        Emergency emergency,
        Instant heldAt,
        Optional<String> officer,
        List<Called> called,
        List<Reference> records) {
    /// Hex digits of an id that people are shown.
    public static final int SHOWN_DIGITS = 12;
    /// Hex digits of an id that people must type, at least.
    public static final int TYPED_DIGITS_MIN = 6;

    public EmergencyView {
        called = List.copyOf(called);
        records = List.copyOf(records);
    }

    /// A record that it is about, as it stands for one team that is called.
    ///
    /// @param team whom it is for; at a called team's node that team
    /// @param reason why it does not go ahead, or was refused: a word; empty: there is none
    /// @param title as its author calls it; empty if this node does not hold it
    public record Reference(Team team, RecordVersion record, Standing standing, String reason, String title) {
        /// The terms do not let records go ahead.
        public static final String NOT_AGREED = "NOT_AGREED";
        /// It is another team's.
        public static final String NOT_OURS = "NOT_OURS";
        /// It is withdrawn, narrowed or erased, or was never here.
        public static final String GONE = "GONE";
        /// One record that takes too much.
        public static final String TOO_LARGE = "TOO_LARGE";
        /// Others take the room there is.
        public static final String TOO_MANY = "TOO_MANY";

        /// How far it is.
        public enum Standing {
            /// At the originator: not decided yet.
            PENDING,
            /// At the originator: it is on its way, on the emergency lane.
            AHEAD,
            /// At the originator: it arrived, ahead or before.
            THERE,
            /// At the originator: it does not go ahead.
            LATER,
            /// At a called team: it is here.
            HELD,
            /// At a called team: it is not here.
            AWAITED,
            /// It came ahead and was refused.
            REFUSED
        }

        /// As people name it: the record, and its version.
        public String name() {
            return record.record() + ":" + record.version();
        }

        /// With what the node that shows it knows besides.
        public Reference known(Standing better, String called) {
            return new Reference(team, record, better, better == Standing.HELD ? "" : reason, called);
        }
    }

    /// A team that is called, and how the emergency stands there.
    ///
    /// @param receivedAt when its node's receipt came, by this node's clock; at that node itself: when it was stored
    /// @param refused the reason for which its node refused it, if it did
    public record Called(Team team, Life life, Optional<Instant> receivedAt, Optional<String> refused) {}

    /// The id as people are shown it.
    public String shortId() {
        return id.hex().substring(0, SHOWN_DIGITS);
    }

    public boolean isFrom(Team own) {
        return originator.equals(own);
    }

    /// Whether something may still happen: neither refused by all, nor over.
    public boolean isOpen() {
        return called.stream()
                .anyMatch(team -> team.refused().isEmpty() && !team.life().stoodDown());
    }

    public Optional<Called> called(Team team) {
        return called.stream().filter(one -> one.team().equals(team)).findFirst();
    }
}
