package org.tocsin.model.control;

import java.time.Instant;
import org.tocsin.model.Team;

/// A sign of life on a lane, for one team. Rule R-CTL-4.
public record CheckIn(Team to, Instant at) {}
