package org.tocsin.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.exchange.v1.MembershipKind;
import org.tocsin.exchange.v1.PassageKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Constituency;
import org.tocsin.model.profile.Membership;
import org.tocsin.model.profile.OpenPgpKey;
import org.tocsin.model.profile.Passage;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;

/// Teams' profiles: strict, within every bound, and in one form. Rules R-PRO-1, R-PRO-2.
public final class ProfileCodec {
    public static final int BYTES_MAX = 64 * 1024;

    private static final String PASSAGE_PREFIX = "PASSAGE_KIND_";

    private ProfileCodec() {}

    /// @throws IllegalArgumentException if it is longer than a profile may be
    public static Bytes encode(TeamProfile profile) {
        var names = profile.names();
        var builder = org.tocsin.exchange.v1.TeamProfile.newBuilder()
                .setTeam(profile.team().domain())
                .setVersion(profile.version())
                .setUpdatedMs(profile.updated().toEpochMilli())
                .setReviewMs(profile.review().toEpochMilli())
                .setValidUntilMs(profile.validUntil().toEpochMilli())
                .setShortName(names.shortName())
                .setOfficialName(names.officialName())
                .setHost(names.host())
                .setCountry(names.country().orElse(""))
                .setEstablished(text(names.established()));
        ReachCodec.put(builder, profile.reach());
        for (OpenPgpKey key : profile.openPgpKeys()) {
            builder.addOpenPgpKeys(org.tocsin.exchange.v1.OpenPgpKey.newBuilder()
                    .setFingerprint(Parsing.string(key.fingerprint()))
                    .setUserId(key.userId())
                    .setUrl(key.url()));
        }
        profile.sealingKey().ifPresent(key -> builder.setSealingKey(Parsing.string(key)));
        if (profile.constituency().isSaid()) {
            builder.setConstituency(message(profile.constituency()));
        }
        for (Membership membership : profile.memberships()) {
            builder.addMemberships(org.tocsin.exchange.v1.Membership.newBuilder()
                    .setKind(kind(membership.kind()))
                    .setName(membership.name())
                    .setStanding(membership.standing())
                    .setId(membership.id())
                    .setSince(text(membership.since())));
        }
        profile.passages()
                .forEach((passage, text) -> builder.addPassages(org.tocsin.exchange.v1.Passage.newBuilder()
                        .setKind(kind(passage))
                        .setText(text)));
        Bytes document = Bytes.wrap(builder.build().toByteArray());
        if (document.length() > BYTES_MAX) {
            throw new IllegalArgumentException("a profile has at most " + BYTES_MAX + " bytes");
        }
        return document;
    }

    /// The bytes must be those that `encode` gives, so that one profile has one hash.
    ///
    /// @throws WireException if they break R-PRO-2
    public static TeamProfile decode(Bytes document) throws WireException {
        var message =
                Parsing.strictly(org.tocsin.exchange.v1.TeamProfile.parser(), document, BYTES_MAX, "team profile");
        TeamProfile profile = Parsing.checked(() -> model(message));
        if (!encode(profile).equals(document)) {
            throw new WireException("a team profile that is not in canonical form");
        }
        return profile;
    }

    private static TeamProfile model(org.tocsin.exchange.v1.TeamProfile message) throws WireException {
        Team team = Parsing.team(message.getTeam(), "team_profile.team");
        Reach reach = ReachCodec.model(message);
        List<OpenPgpKey> keys = new ArrayList<>();
        for (var key : message.getOpenPgpKeysList()) {
            keys.add(new OpenPgpKey(Parsing.bytes(key.getFingerprint()), key.getUserId(), key.getUrl()));
        }
        List<Membership> memberships = new ArrayList<>();
        for (var membership : message.getMembershipsList()) {
            memberships.add(new Membership(
                    kind(membership.getKind()),
                    membership.getName(),
                    membership.getStanding(),
                    membership.getId(),
                    date(membership.getSince())));
        }
        Map<Passage, String> passages = new EnumMap<>(Passage.class);
        for (var passage : message.getPassagesList()) {
            passages.put(kind(passage.getKind()), passage.getText());
        }
        return new TeamProfile(
                team,
                Parsing.positive(message.getVersion(), "team_profile.version"),
                Instant.ofEpochMilli(message.getUpdatedMs()),
                Instant.ofEpochMilli(message.getReviewMs()),
                Instant.ofEpochMilli(message.getValidUntilMs()),
                new TeamProfile.Names(
                        message.getShortName(),
                        message.getOfficialName(),
                        message.getHost(),
                        said(message.getCountry()),
                        date(message.getEstablished())),
                reach,
                keys,
                message.getSealingKey().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Parsing.bytes(message.getSealingKey())),
                model(message.getConstituency()),
                memberships,
                passages);
    }

    private static org.tocsin.exchange.v1.Constituency message(Constituency constituency) {
        var builder = org.tocsin.exchange.v1.Constituency.newBuilder()
                .addAllDomains(constituency.domains())
                .addAllNetworks(constituency.networks())
                .addAllCountries(constituency.countries())
                .addAllSectors(constituency.sectors());
        constituency.systems().forEach(system -> builder.addSystems(system.intValue()));
        return builder.build();
    }

    private static Constituency model(org.tocsin.exchange.v1.Constituency message) {
        return new Constituency(
                message.getDomainsList(),
                message.getSystemsList().stream().map(Integer::toUnsignedLong).toList(),
                message.getNetworksList(),
                message.getCountriesList(),
                message.getSectorsList());
    }

    static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String text(Optional<LocalDate> date) {
        return date.map(LocalDate::toString).orElse("");
    }

    private static Optional<LocalDate> date(String text) throws WireException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notADay) {
            throw new WireException("a day is written as 1998-04-01");
        }
    }

    private static MembershipKind kind(Membership.Kind kind) {
        return switch (kind) {
            case FIRST -> MembershipKind.MEMBERSHIP_KIND_FIRST;
            case TRUSTED_INTRODUCER -> MembershipKind.MEMBERSHIP_KIND_TRUSTED_INTRODUCER;
            case CSIRTS_NETWORK -> MembershipKind.MEMBERSHIP_KIND_CSIRTS_NETWORK;
            case OTHER -> MembershipKind.MEMBERSHIP_KIND_OTHER;
        };
    }

    private static Membership.Kind kind(MembershipKind kind) throws WireException {
        return switch (kind) {
            case MEMBERSHIP_KIND_FIRST -> Membership.Kind.FIRST;
            case MEMBERSHIP_KIND_TRUSTED_INTRODUCER -> Membership.Kind.TRUSTED_INTRODUCER;
            case MEMBERSHIP_KIND_CSIRTS_NETWORK -> Membership.Kind.CSIRTS_NETWORK;
            case MEMBERSHIP_KIND_OTHER -> Membership.Kind.OTHER;
            case MEMBERSHIP_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of membership unknown to this version");
        };
    }

    /// The two enumerations have the same names, but for this in front.
    private static PassageKind kind(Passage passage) {
        return PassageKind.valueOf(PASSAGE_PREFIX + passage.name());
    }

    private static Passage kind(PassageKind kind) throws WireException {
        if (kind == PassageKind.PASSAGE_KIND_UNSPECIFIED || kind == PassageKind.UNRECOGNIZED) {
            throw new WireException("a passage unknown to this version");
        }
        return Passage.valueOf(kind.name().substring(PASSAGE_PREFIX.length()));
    }
}
