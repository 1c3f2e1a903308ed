package org.tocsin.node.emergency;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.Reach.PhoneKind;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.store.Session;

/// Whom a mail goes to when a team's nodes are reached by no way: what its signed profile says while it is current, and
/// nobody else. Threat S-POISONED-CONTACT.
final class ContactMail {
    /// Addresses of one team that are written to, about one emergency.
    static final int CONTACTS_MAX = 4;
    /// What is shown of a mail that was not written: by then the address was in no current profile.
    static final String NOT_LISTED = "not-listed";

    private final EmergencyParts parts;

    ContactMail(EmergencyParts parts) {
        this.parts = parts;
    }

    /// An address of a team.
    ///
    /// @param language what the team reads
    /// @param zone where it is
    record Address(String address, String language, ZoneId zone) {}

    /// The addresses for mail to a team, those for incidents first.
    static List<Address> of(Session session, Team team, Instant at) {
        return current(session, team, at).stream()
                .flatMap(profile -> addresses(profile.reach())
                        .limit(CONTACTS_MAX)
                        .map(address -> new Address(
                                address,
                                profile.reach().languages().getFirst(),
                                profile.reach().zone().orElse(ZoneOffset.UTC))))
                .toList();
    }

    private static Optional<TeamProfile> current(Session session, Team team, Instant at) {
        return Profiles.find(session, team).map(Profiles.Held::profile).filter(profile -> profile.isValid(at));
    }

    private static Stream<String> addresses(Reach reach) {
        return reach.emails().stream().map(Reach.Email::address);
    }

    /// Whether an address stands in a team's current profile, now.
    boolean isListed(Team team, String address) {
        return parts
                .transactions()
                .read(session -> current(session, team, parts.clock().instant()))
                .stream()
                .flatMap(profile -> addresses(profile.reach()))
                .anyMatch(address::equals);
    }

    /// How our own desk is called back: the telephones for emergencies that anybody may know.
    List<String> phones() {
        return parts
                .transactions()
                .read(session -> current(session, parts.own(), parts.clock().instant()))
                .stream()
                .flatMap(profile -> profile.reach().phones(PhoneKind.EMERGENCY).stream())
                .filter(phone -> phone.visibility() == Publicity.PUBLIC)
                .map(phone -> phone.number().text())
                .toList();
    }
}
