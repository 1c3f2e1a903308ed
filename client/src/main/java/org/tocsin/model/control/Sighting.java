package org.tocsin.model.control;

import org.tocsin.model.Bytes;
import org.tocsin.model.Seen;

/// The highest checkpoint of a third team's ledger that somebody verified, with the signed checkpoint that says it.
/// Rule
/// R-SEE-2.
public record Sighting(Seen seen, Bytes checkpoint) {}
