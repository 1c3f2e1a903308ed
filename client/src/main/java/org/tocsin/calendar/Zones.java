package org.tocsin.calendar;

import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/// Time zones by their names in the IANA database, such as `Europe/Madrid`.
public final class Zones {
    private static final Set<String> NAMES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private Zones() {}

    /// No offsets, and no abbreviations that only Java knows.
    public static Optional<ZoneId> of(String name) {
        return NAMES.contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }
}
