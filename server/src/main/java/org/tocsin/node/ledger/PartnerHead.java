package org.tocsin.node.ledger;

import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;

/// A head of this ledger that a partner holds. Whoever makes one has verified that the checkpoint is signed by a key of
/// this
/// team for that epoch and says this head: a partner's mere claim stops nobody.
public record PartnerHead(Team partner, Origin origin, TreeHead head, Bytes checkpoint) {}
