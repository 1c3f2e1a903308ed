package org.tocsin.node.directory;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SpokenWords;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.WireException;

/// How teams are reached, in their own words: states our profile to every partner, and hands out what is held of each
/// team, also as the card for the telephone. Rules R-PRO-1 to R-PRO-6.
public final class Profiles {
    /// The table that follows from statements.
    public static final String TABLE = ProfileTable.NAME;

    private static final Logger log = LoggerFactory.getLogger(Profiles.class);

    private final ProfileParts parts;
    private final ProfileReminders reminders;

    public Profiles(ProfileParts parts) {
        this.parts = parts;
        this.reminders = new ProfileReminders(parts);
    }

    /// The profile that is held of a team, its exact bytes, and where it stands in that team's ledger.
    public record Held(TeamProfile profile, Bytes document, Instant heldAt, int epoch, long index) {}

    /// What became of a profile that was to be stated.
    ///
    /// @param isNew whether it says something else than the one before
    /// @param given the partners that it is on its way to
    public record Stated(TeamProfile profile, Bytes document, boolean isNew, List<Team> given) {
        public Stated {
            given = List.copyOf(given);
        }
    }

    /// States our profile, durably; it is on its way to every partner when this returns. Version, time of change and
    /// sealing key are the node's to give; a higher version than the next one is kept. What says the same as the last
    /// one is not stated again.
    ///
    /// @throws org.tocsin.node.fault.FaultException if it is not ours, or cannot be stated
    public Stated publish(Bytes document, String officer) {
        TeamProfile profile = decoded(document);
        if (!profile.team().equals(own())) {
            throw Fault.of(Reason.MALFORMED, "it is the profile of " + profile.team())
                    .exception();
        }
        if (!profile.isValid(parts.clock().instant())) {
            throw Fault.of(Reason.MALFORMED, "it is not valid any more: give it a later valid_until")
                    .exception();
        }
        Stated stated = new ProfileStating(parts, Optional.of(profile)).durably();
        if (stated.isNew()) {
            parts.audit()
                    .record(ProfileIntake.event(AuditEvent.Kind.PROFILE_STATED, stated.profile())
                            .with("officer", officer)
                            .with("partners", stated.given().size()));
        }
        return stated;
    }

    private TeamProfile decoded(Bytes document) {
        try {
            return ProfileCodec.decode(document);
        } catch (WireException unreadable) {
            throw Fault.of(Reason.MALFORMED, String.valueOf(unreadable.getMessage()))
                    .exception();
        }
    }

    /// Whom partners introduced, and introducing.
    public Introductions introductions() {
        return new Introductions(parts);
    }

    /// Gives our last profile to partners that were not given it. To be called now and then. Rule R-PRO-1.
    public void tell() {
        Optional<Held> ours = find(own());
        if (ours.isEmpty()) {
            return;
        }
        int version = ours.get().profile().version();
        boolean isOwed = parts.transactions().read(session -> {
            Map<Team, Integer> told = ProfileTable.told(session);
            return partners(parts.directory().view()).stream()
                    .anyMatch(partner -> told.getOrDefault(partner, 0) != version
                            && parts.addressing().isOpen(session, partner));
        });
        if (isOwed) {
            Stated stated = new ProfileStating(parts, Optional.empty()).durably();
            log.info("our profile was given to new partners version={} partners={}", version, stated.given());
        }
    }

    /// The teams that an agreement was ever signed with by both.
    static List<Team> partners(DirectoryView view) {
        return view.partners().stream()
                .map(PinnedTeam::team)
                .filter(team -> !view.agreementsWith(team).isEmpty())
                .toList();
    }

    /// What is held of a team; our own too.
    public Optional<Held> find(Team team) {
        return parts.transactions().read(session -> find(session, team));
    }

    /// As above, in a transaction of the caller's.
    public static Optional<Held> find(Session session, Team team) {
        return ProfileTable.find(session, team);
    }

    /// All that is held, by team.
    public List<Held> all() {
        return parts.transactions().read(ProfileTable::all);
    }

    public ProfileReminders reminders() {
        return reminders;
    }

    /// What an officer needs to telephone a partner at a moment. Rule R-PRO-6.
    public VoiceCard card(Team partner, Instant at) {
        Optional<Digest> terms = terms(partner, at);
        return VoiceCard.of(
                partner,
                find(partner).map(Held::profile),
                at,
                terms.map(hash -> SpokenWords.said(hash, at, own())).orElse(List.of()),
                terms.map(hash -> SpokenWords.said(hash, at, partner)).orElse(List.of()));
    }

    /// The terms that the words are taken from: of what is in force the lowest id's, else of what ended last.
    private Optional<Digest> terms(Team partner, Instant at) {
        List<Standing> standings = parts.directory().view().agreementsWith(partner).stream()
                .filter(standing -> !standing.agreement().from().isAfter(at))
                .toList();
        return standings.stream()
                .filter(standing -> isCurrent(standing, standings) && at.isBefore(standing.end()))
                .min(Comparator.comparing(standing -> standing.agreement().id()))
                .or(() -> standings.stream()
                        .max(Comparator.comparing(Standing::end)
                                .thenComparing(standing -> standing.agreement().id())
                                .thenComparingInt(
                                        standing -> standing.agreement().version())))
                .map(standing -> Sha256.of(AgreementCodec.encode(standing.agreement())));
    }

    private static boolean isCurrent(Standing standing, List<Standing> all) {
        SharingAgreement agreement = standing.agreement();
        return all.stream()
                .map(Standing::agreement)
                .noneMatch(other -> other.id().equals(agreement.id()) && other.version() > agreement.version());
    }

    private Team own() {
        return parts.directory().view().own();
    }

    /// Makes again what follows from a profile's statement, whoever stated it.
    public static void replay(Session session, Held stated) {
        ProfileIntake.keep(session, stated);
    }
}
