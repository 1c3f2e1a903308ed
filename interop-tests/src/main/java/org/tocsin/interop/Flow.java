package org.tocsin.interop;

import java.util.Map;
import org.tocsin.model.Team;

/// What became of one team's records on their way to another: counted at both ends, by each from its own books.
///
/// `published` is what the author published, `released` how many of these its lane gave a sequence, `storedByMarking`
/// how many different ones the
/// receiver holds, byte for byte as published; `lost` were released, but neither stored nor refused nor void, and
/// `doubled` are held more than once.
public record Flow(
        Team from,
        Team to,
        long published,
        long released,
        Map<String, Long> withheldByReason,
        Map<String, Long> storedByMarking,
        long refused,
        long voided,
        long lost,
        long doubled) {
    public Flow {
        withheldByReason = Map.copyOf(withheldByReason);
        storedByMarking = Map.copyOf(storedByMarking);
    }

    public long withheld() {
        return withheldByReason.values().stream().mapToLong(Long::longValue).sum();
    }

    public long stored() {
        return storedByMarking.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Nothing lost, nothing doubled, everything accounted for.
    public boolean isWhole() {
        return lost == 0
                && doubled == 0
                && released + withheld() == published
                && stored() + refused + voided == released;
    }
}
