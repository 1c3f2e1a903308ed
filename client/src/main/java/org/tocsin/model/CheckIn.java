package org.tocsin.model;

import java.time.Instant;

/// A sign of life on a lane, for one team. Rule R-CTL-4.
public record CheckIn(Team to, Instant at) {}
