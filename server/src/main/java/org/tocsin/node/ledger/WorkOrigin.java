package org.tocsin.node.ledger;

import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// For whom a work is done: the ledger serves the origins of what waits in turn, so that nobody who hands over much
/// delays the others. Works of one origin are done in the order in which they were handed over.
public sealed interface WorkOrigin {
    /// The emergency lanes with a team, which go first.
    record Emergency(Team team) implements WorkOrigin {}

    /// What officers of the own team do.
    record Operator() implements WorkOrigin {}

    /// The routine and control lanes with a partner, in both directions.
    record Partner(Team team) implements WorkOrigin {}

    /// The history that a partner sends: it does not delay the same partner's news.
    record Bulk(Team team) implements WorkOrigin {}

    /// What the node does by itself, and may take its time for.
    record Maintenance() implements WorkOrigin {}

    /// The origin of what a lane with a partner brings, or needs.
    static WorkOrigin of(Lane lane, Team partner) {
        return switch (lane) {
            case EMERGENCY -> new Emergency(partner);
            case ROUTINE, CONTROL -> new Partner(partner);
            case BULK -> new Bulk(partner);
        };
    }

    /// Whether it goes first in every commit.
    default boolean isUrgent() {
        return this instanceof Emergency;
    }
}
