package org.tocsin.cli.draft;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Constituency;
import org.tocsin.model.profile.HoursText;
import org.tocsin.model.profile.Membership;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.OpenPgpKey;
import org.tocsin.model.profile.Passage;
import org.tocsin.model.profile.PhoneNumber;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;

/// Writes a profile as a file to edit: TOML, with a comment above every part. What is written reads back as the same
/// profile.
public final class ProfileWriter {
    private static final Duration REVIEW = Duration.ofDays(180);
    private static final Duration VALID = Duration.ofDays(365);

    private final StringBuilder text = new StringBuilder(16 * 1024);

    private ProfileWriter() {}

    public static String text(TeamProfile profile) {
        return new ProfileWriter().profile(profile);
    }

    /// What a team that has no profile starts from: its names are still to be written.
    ///
    /// @param now not finer than a day
    public static TeamProfile template(Team team, Instant now) {
        return new TeamProfile(
                team,
                1,
                now,
                now.plus(REVIEW),
                now.plus(VALID),
                new TeamProfile.Names(team.domain(), team.domain(), "", Optional.empty(), Optional.empty()),
                new Reach(
                        "",
                        "UTC",
                        OpenHours.NOT_SAID,
                        List.of("en"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()),
                List.of(),
                Optional.empty(),
                Constituency.NOT_SAID,
                List.of(),
                Map.of());
    }

    private String profile(TeamProfile profile) {
        comment("How our team is reached, and what it is. Edit it, then:");
        comment("  tocsin team edit --check FILE     says what is wrong");
        comment("  tocsin team publish FILE          states it to every partner");
        comment(
                "Leave out what you do not want to say. Partners get all of it: \"restricted\" (the default) keeps a part");
        comment("out of public documents, \"public\" does not. Hours are those of time_zone.");
        text.append('\n');
        key("team", quoted(profile.team().domain()));
        names(profile.names());
        key(
                "review",
                time(profile.review()),
                "When we mean to look at it again; a reminder comes 30 and 7 days before.");
        key("valid_until", time(profile.validUntil()), "Until when it may be relied on, at most five years.");
        reach(profile.reach());
        keys(profile.openPgpKeys());
        constituency(profile.constituency());
        memberships(profile.memberships());
        passages(profile.passages());
        return text.toString();
    }

    private void names(TeamProfile.Names names) {
        key("short_name", quoted(names.shortName()), "What we are called, at most 100 bytes, and officially.");
        key("official_name", quoted(names.officialName()));
        key("host", quoted(names.host()), "The organisation that we are part of.");
        key("country", quoted(names.country().orElse("")), "ISO 3166: ES, JP.");
        comment("Since when we have existed.");
        text.append(names.established().map(day -> "established = " + day).orElse("# established = 1998-04-01"))
                .append('\n');
    }

    private void reach(Reach reach) {
        key("address", quoted(reach.address()), "Postal.");
        key("time_zone", quoted(reach.timeZone()), "Of the IANA database: Europe/Madrid, Asia/Tokyo.");
        key(
                "business_hours",
                quoted(HoursText.of(reach.businessHours())),
                "\"Mon-Fri 09:00-17:30; Sat 10:00-14:00\", or \"24x7\".");
        key("languages", list(reach.languages()), "RFC 5646, the one we like best first, at most 8.");
        key("websites", list(reach.websites()), "The main one first.");
        part(
                "Telephones: kind is main, emergency or fax. Without hours, main and fax are answered in business hours.",
                "[[phone]]\n# number = \"+34 91 555 0100\"\n# kind = \"emergency\"\n# hours = \"24x7\"\n"
                        + "# note = \"duty officer\"\n# visibility = \"restricted\"",
                reach.phones());
        for (Reach.Phone phone : reach.phones()) {
            table("[[phone]]");
            key("number", quoted(phone.number().text()));
            key("kind", quoted(ProfileReader.word(phone.kind())));
            key("hours", quoted(HoursText.of(phone.hours())));
            key("note", quoted(phone.note()));
            key("visibility", quoted(ProfileReader.word(phone.visibility())));
        }
        part(
                "Mail addresses, the one for incidents first.",
                "[[email]]\n# address = \"incidents@cert.example\"\n# visibility = \"public\"",
                reach.emails());
        for (Reach.Email email : reach.emails()) {
            table("[[email]]");
            key("address", quoted(email.address()));
            key("note", quoted(email.note()));
            key("visibility", quoted(ProfileReader.word(email.visibility())));
        }
        part(
                "How to reach us when our own networks cannot be trusted.",
                "[[out_of_band]]\n# description = \"satellite telephone\"\n# number = \"+881 6 5555 0123\"",
                reach.outOfBand());
        for (Reach.OutOfBand contact : reach.outOfBand()) {
            table("[[out_of_band]]");
            key("description", quoted(contact.description()));
            key("number", quoted(number(contact.number())));
            key("hours", quoted(HoursText.of(contact.hours())));
            key("visibility", quoted(ProfileReader.word(contact.visibility())));
        }
        part(
                "Persons who may be asked for: role is first_representative, second_representative or member.",
                "[[person]]\n# position = \"Head of operations\"\n# email = \"head@cert.example\"",
                reach.persons());
        reach.persons().forEach(this::person);
    }

    private void person(Reach.Person person) {
        table("[[person]]");
        key("position", quoted(person.position()));
        key("name", quoted(person.name()));
        key("role", quoted(ProfileReader.word(person.role())));
        key("email", quoted(person.email().orElse("")));
        key("number", quoted(number(person.number())));
        key("mobile", quoted(number(person.mobile())));
        key(
                "open_pgp_fingerprint",
                quoted(person.openPgpFingerprint().map(Bytes::hex).orElse("")));
        key("visibility", quoted(ProfileReader.word(person.visibility())));
    }

    private void keys(List<OpenPgpKey> keys) {
        part(
                "OpenPGP keys. The key for sealed relays is not here: the node adds it.",
                "[[open_pgp]]\n# fingerprint = \"0011 2233 4455 6677 8899  aabb ccdd eeff 0011 2233\"\n"
                        + "# user_id = \"CERT <incidents@cert.example>\"\n# url = \"https://cert.example/key.asc\"",
                keys);
        for (OpenPgpKey key : keys) {
            table("[[open_pgp]]");
            key("fingerprint", quoted(key.fingerprint().hex()));
            key("user_id", quoted(key.userId()));
            key("url", quoted(key.url()));
        }
    }

    private void constituency(Constituency constituency) {
        text.append("\n# Whose incidents are ours: how others find the team of a victim.\n[constituency]\n");
        key("domains", list(constituency.domains()));
        key(
                "systems",
                list(constituency.systems().stream()
                        .map(number -> "AS" + number)
                        .toList()));
        key("networks", list(constituency.networks()));
        key("countries", list(constituency.countries()));
        key("sectors", list(constituency.sectors()), "STIX words: energy, government, financial-services.");
    }

    private void memberships(List<Membership> memberships) {
        part(
                "Networks of teams: FIRST, Trusted Introducer, CSIRTs network, or any other.",
                "[[membership]]\n# network = \"FIRST\"\n# standing = \"full member\"\n# since = 2001-02-03",
                memberships);
        for (Membership membership : memberships) {
            table("[[membership]]");
            key("network", quoted(membership.title()));
            key("standing", quoted(membership.standing()));
            key("id", quoted(membership.id()));
            membership.since().ifPresent(day -> key("since", day.toString()));
        }
    }

    private void passages(Map<Passage, String> passages) {
        text.append("\n# The free texts of RFC 2350, at most 2000 bytes each.\n[rfc2350]\n");
        for (Passage passage : Passage.values()) {
            key(
                    ProfileReader.word(passage),
                    quoted(passages.getOrDefault(passage, "")),
                    passage.section() + " " + passage.heading());
        }
    }

    /// Says what a list of tables is for; with an example if there are none.
    private void part(String comment, String example, Collection<?> there) {
        text.append('\n');
        comment(comment);
        if (there.isEmpty()) {
            text.append("# ").append(example).append('\n');
        }
    }

    private void table(String name) {
        text.append(name).append('\n');
    }

    private void comment(String comment) {
        text.append("# ").append(comment).append('\n');
    }

    private void key(String key, String value, String... comments) {
        for (String comment : comments) {
            comment(comment);
        }
        text.append(key).append(" = ").append(value).append('\n');
    }

    private static String number(Optional<PhoneNumber> number) {
        return number.map(PhoneNumber::text).orElse("");
    }

    private static String time(Instant instant) {
        return instant.toString();
    }

    private static String list(Collection<String> words) {
        return words.stream().map(ProfileWriter::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /// A TOML basic string; one with several lines, where the text has them. What could hide or move something on a
    /// screen stands as its code point.
    private static String quoted(String value) {
        boolean hasLines = value.indexOf('\n') >= 0;
        StringBuilder quoted = new StringBuilder(hasLines ? "\"\"\"\n" : "\"");
        value.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (point != '\n' && Escaper.isForbidden(point)) {
                quoted.append(String.format("\\U%08X", point));
            } else {
                quoted.appendCodePoint(point);
            }
        });
        return quoted.append(hasLines ? "\"\"\"" : "\"").toString();
    }
}
