package org.tocsin.model.profile;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;

/// How a team is reached and what it is, in its own words. Rules R-PRO-1 to R-PRO-5.
///
/// Source: RFC 2350; the fields of FIRST's team records, of the CSIRTs network's directory and of out-of-band alerting
/// contacts stand beside them.
///
/// @param version higher in every profile that says something else
/// @param updated when it was last changed, by the team's clock
/// @param review when the team means to look at it again
/// @param validUntil until when it may be relied on (exclusive)
/// @param sealingKey X25519 public key, 32 bytes, that what goes through a relay is sealed to
public record TeamProfile(
        Team team,
        int version,
        Instant updated,
        Instant review,
        Instant validUntil,
        Names names,
        Reach reach,
        List<OpenPgpKey> openPgpKeys,
        Optional<Bytes> sealingKey,
        Constituency constituency,
        List<Membership> memberships,
        Map<Passage, String> passages) {
    public static final int OPEN_PGP_KEYS_MAX = 8;
    public static final int SEALING_KEY_BYTES = 32;
    public static final int MEMBERSHIPS_MAX = 16;
    public static final Duration VALID_MAX = Duration.ofDays(1_827);

    /// What a team is called, and where it belongs.
    ///
    /// @param host the organisation that it is part of; may be empty
    /// @param country ISO 3166-1 alpha-2
    public record Names(
            String shortName,
            String officialName,
            String host,
            Optional<String> country,
            Optional<LocalDate> established) {
        public static final int SHORT_BYTES_MAX = 100;
        public static final int NAME_BYTES_MAX = 200;

        public Names {
            Limits.line(shortName, 1, SHORT_BYTES_MAX, "the short name");
            Limits.line(officialName, 1, NAME_BYTES_MAX, "the official name");
            Limits.line(host, 0, NAME_BYTES_MAX, "the host organisation");
            country.ifPresent(Limits::country);
        }
    }

    public TeamProfile {
        Limits.require(version >= 1, "versions count from 1");
        Limits.require(
                updated.isBefore(validUntil) && !validUntil.isAfter(updated.plus(VALID_MAX)),
                "a profile is valid for some time after its last change, at most 1827 days");
        Limits.require(!review.isAfter(validUntil), "a profile is to be reviewed while it is valid");
        openPgpKeys = Limits.list(openPgpKeys, OPEN_PGP_KEYS_MAX, "OpenPGP keys");
        Limits.require(
                sealingKey.filter(key -> key.length() != SEALING_KEY_BYTES).isEmpty(), "a sealing key has 32 bytes");
        memberships = Limits.list(memberships, MEMBERSHIPS_MAX, "memberships");
        passages.forEach((passage, text) -> Limits.text(text, 1, Passage.BYTES_MAX, passage.heading()));
        Map<Passage, String> ordered = new EnumMap<>(Passage.class);
        ordered.putAll(passages);
        passages = Collections.unmodifiableMap(ordered);
    }

    /// Whether it may be relied on at a moment.
    public boolean isValid(Instant at) {
        return at.isBefore(validUntil);
    }

    /// The same as another version, with what its node adds.
    public TeamProfile stated(int asVersion, Instant at, Optional<Bytes> key) {
        return new TeamProfile(
                team,
                asVersion,
                at,
                review,
                validUntil,
                names,
                reach,
                openPgpKeys,
                key,
                constituency,
                memberships,
                passages);
    }
}
