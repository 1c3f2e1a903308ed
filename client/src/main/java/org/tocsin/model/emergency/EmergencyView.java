package org.tocsin.model.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// An emergency as one node knows it.
///
/// @param id the leaf hash of its statement
/// @param heldAt when this node stated it, or stored what came, by its clock
/// @param officer who raised it, if that was at this node: the name in the officer's certificate
/// @param called one a team that this node knows to be called: all of them at the originator's node; the own team alone
/// elsewhere, where nothing is heard from the others
public record EmergencyView(
        Digest id,
        Team originator,
        Emergency emergency,
        Instant heldAt,
        Optional<String> officer,
        List<Called> called) {
    /// Hex digits of an id that people are shown.
    public static final int SHOWN_DIGITS = 12;
    /// Hex digits of an id that people must type, at least.
    public static final int TYPED_DIGITS_MIN = 6;

    public EmergencyView {
        called = List.copyOf(called);
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
