package org.tocsin.cli.operator;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.model.Bytes;
import org.tocsin.model.profile.Constituency;
import org.tocsin.model.profile.HoursText;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.PhoneNumber;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.Reach.PhoneKind;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.peer.TeamLine;

/// How profiles are shown.
final class TeamAnswers {
    private static final DateTimeFormatter THERE = DateTimeFormatter.ofPattern("EEE HH:mm xxx", Locale.ROOT);

    private TeamAnswers() {}

    /// A line of the list of teams.
    static Answer row(TeamLine.Held held, Instant now) {
        Answer row = Answer.of()
                .put("team", held.team().domain())
                .put("whose", held.isOwn() ? "ours" : held.isPartner() ? "partner" : "pinned")
                .put("version", held.profile().map(TeamProfile::version))
                .put("state", state(held.profile(), now));
        held.profile().ifPresent(profile -> {
            Reach reach = profile.reach();
            row.put("there", there(reach, now));
            row.put(
                    "emergency",
                    reach.phones(PhoneKind.EMERGENCY).stream()
                            .findFirst()
                            .map(phone -> phone.number() + " " + answered(reach, reach.hoursOf(phone), now)));
            row.put("valid_until", profile.validUntil());
        });
        return row.put("due", held.reminders());
    }

    static String state(Optional<TeamProfile> profile, Instant now) {
        if (profile.isEmpty()) {
            return "none";
        }
        if (!profile.get().isValid(now)) {
            return "expired";
        }
        return now.isBefore(profile.get().review()) ? "valid" : "review-due";
    }

    /// All of a profile.
    static Answer of(TeamProfile profile, Instant now) {
        TeamProfile.Names names = profile.names();
        Reach reach = profile.reach();
        Answer answer = Answer.of()
                .put("team", profile.team().domain())
                .put("short_name", names.shortName())
                .put("official_name", names.officialName())
                .put("host", said(names.host()))
                .put("country", names.country())
                .put("established", names.established())
                .put("version", profile.version())
                .put("state", state(Optional.of(profile), now))
                .put("updated", profile.updated())
                .put("review", profile.review())
                .put("valid_until", profile.validUntil())
                .put("address", reach.address().lines().toList())
                .put("time_zone", reach.timeZone())
                .put("there", there(reach, now))
                .put("business_hours", said(HoursText.of(reach.businessHours())))
                .put("languages", reach.languages())
                .put(
                        "phones",
                        reach.phones().stream()
                                .map(phone -> of(reach, phone, now))
                                .toList())
                .put(
                        "emails",
                        reach.emails().stream()
                                .map(email -> Answer.of()
                                        .put("address", email.address())
                                        .put("note", said(email.note()))
                                        .put("visibility", word(email.visibility())))
                                .toList())
                .put("websites", reach.websites())
                .put(
                        "out_of_band",
                        reach.outOfBand().stream()
                                .map(contact -> Answer.of()
                                        .put("description", contact.description())
                                        .put("number", contact.number().map(PhoneNumber::text))
                                        .put("hours", said(HoursText.of(contact.hours())))
                                        .put("answered", answered(reach, contact.hours(), now))
                                        .put("visibility", word(contact.visibility())))
                                .toList())
                .put("persons", reach.persons().stream().map(TeamAnswers::of).toList())
                .put(
                        "open_pgp",
                        profile.openPgpKeys().stream()
                                .map(key -> Answer.of()
                                        .put("fingerprint", key.fingerprint())
                                        .put("key_id", key.keyId())
                                        .put("user_id", said(key.userId()))
                                        .put("url", said(key.url())))
                                .toList())
                .put("sealing_key", profile.sealingKey().map(Bytes::hex))
                .put("constituency", of(profile.constituency()));
        return answer.put("memberships", memberships(profile)).put("rfc2350", passages(profile));
    }

    private static List<Answer> memberships(TeamProfile profile) {
        return profile.memberships().stream()
                .map(membership -> Answer.of()
                        .put("network", membership.title())
                        .put("standing", said(membership.standing()))
                        .put("id", said(membership.id()))
                        .put("since", membership.since()))
                .toList();
    }

    private static Answer passages(TeamProfile profile) {
        Answer passages = Answer.of();
        profile.passages().forEach((passage, text) -> passages.put(word(passage), text));
        return passages;
    }

    private static Answer of(Reach reach, Reach.Phone phone, Instant now) {
        OpenHours hours = reach.hoursOf(phone);
        return Answer.of()
                .put("number", phone.number().text())
                .put("kind", word(phone.kind()))
                .put("hours", said(HoursText.of(hours)))
                .put("answered", answered(reach, hours, now))
                .put("note", said(phone.note()))
                .put("visibility", word(phone.visibility()));
    }

    private static Answer of(Reach.Person person) {
        return Answer.of()
                .put("position", person.position())
                .put("name", said(person.name()))
                .put("role", word(person.role()))
                .put("email", person.email())
                .put("number", person.number().map(PhoneNumber::text))
                .put("mobile", person.mobile().map(PhoneNumber::text))
                .put("open_pgp_fingerprint", person.openPgpFingerprint().map(Bytes::hex))
                .put("visibility", word(person.visibility()));
    }

    private static Answer of(Constituency constituency) {
        return Answer.of()
                .put("domains", constituency.domains())
                .put(
                        "systems",
                        constituency.systems().stream()
                                .map(number -> "AS" + number)
                                .toList())
                .put("networks", constituency.networks())
                .put("countries", constituency.countries())
                .put("sectors", constituency.sectors());
    }

    /// Whether a telephone with these hours is answered now.
    private static String answered(Reach reach, OpenHours hours, Instant now) {
        Optional<ZoneId> zone = reach.zone();
        if (hours.always()) {
            return "now";
        }
        if (!hours.isSaid() || zone.isEmpty()) {
            return "not-said";
        }
        return hours.holds(now, zone.get()) ? "now" : "not-now";
    }

    /// What time it is there.
    private static Optional<String> there(Reach reach, Instant now) {
        return reach.zone().map(zone -> THERE.format(now.atZone(zone)));
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
