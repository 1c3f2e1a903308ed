package org.tocsin.trust;

import org.tocsin.model.Team;

/// Where a handshake takes place, and hence who may come in.
public sealed interface Door {
    /// A node's peer port: nodes of other pinned teams.
    record Peer() implements Door {}

    /// A node's operator port: officers of the node's own team.
    record Operator() implements Door {}

    /// A call that we make: the other end is a node of the one team that is expected.
    record Call(Team expected) implements Door {}

    Door PEER = new Peer();
    Door OPERATOR = new Operator();

    static Door call(Team expected) {
        return new Call(expected);
    }
}
