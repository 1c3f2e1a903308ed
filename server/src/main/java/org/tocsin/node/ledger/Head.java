package org.tocsin.node.ledger;

import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.TreeHead;

/// The durable head of the ledger and its signed checkpoint, exact bytes; empty while nothing was ever signed.
public record Head(Origin origin, TreeHead tree, Bytes checkpoint) {}
