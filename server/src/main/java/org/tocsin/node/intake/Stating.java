package org.tocsin.node.intake;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Team;

/// Who stated something, and where in its ledger.
///
/// @param at when this node stored it
/// @param via the hub that handed it on
record Stating(Team team, int ledgerEpoch, long index, Instant at, Optional<Team> via) {}
