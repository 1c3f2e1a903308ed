package org.tocsin.node.duty;

import java.time.ZoneId;
import java.util.List;

/// A person who can be on duty.
///
/// @param id the pseudonym in the officer's certificate: the last part of `spiffe://TEAM/officer/ID`
/// @param languages RFC 5646, the preferred one first; never empty
/// @param channels names of channels, in the order in which they are tried; empty: cannot be summoned
public record DutyOfficer(
        String id, String name, DutyRole role, ZoneId zone, List<String> languages, List<String> channels) {
    public DutyOfficer {
        languages = List.copyOf(languages);
        channels = List.copyOf(channels);
        if (languages.isEmpty()) {
            throw new IllegalArgumentException("an officer reads at least one language");
        }
    }
}
