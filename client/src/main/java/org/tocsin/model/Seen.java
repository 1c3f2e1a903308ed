package org.tocsin.model;

import java.time.Instant;

/// The highest checkpoint of a ledger that a team has verified, and when it first did, by its own clock.
public record Seen(Origin origin, TreeHead head, Instant at) {}
