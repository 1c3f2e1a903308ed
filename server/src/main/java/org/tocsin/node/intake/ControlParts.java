package org.tocsin.node.intake;

import org.tocsin.model.Team;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;

/// What officers' acts on records work with.
public record ControlParts(Team own, Ledger ledger, Transactions transactions, ReceiptMaker maker, LaneScan scan) {}
