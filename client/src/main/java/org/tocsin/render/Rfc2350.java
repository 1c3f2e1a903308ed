package org.tocsin.render;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Bytes;
import org.tocsin.model.profile.Constituency;
import org.tocsin.model.profile.HoursText;
import org.tocsin.model.profile.Membership;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.OpenPgpKey;
import org.tocsin.model.profile.Passage;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.Reach.PhoneKind;
import org.tocsin.model.profile.TeamProfile;

/// A team's profile as the document that RFC 2350 asks of a team, with every heading of its template. What stands under
/// a heading is indented, so that no text of the team's can pass for a heading.
///
/// Source: RFC 2350, appendix D.
public final class Rfc2350 {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MONTHS = 12;
    private static final String INDENT = "   ";
    private static final String NOTHING = "Not stated.";

    private final TeamProfile profile;
    private final boolean withRestricted;
    private final StringBuilder text = new StringBuilder(8 * 1024);

    private Rfc2350(TeamProfile profile, boolean withRestricted) {
        this.profile = profile;
        this.withRestricted = withRestricted;
    }

    /// @param withRestricted whether it is for officers of partners only, not for the public
    public static String text(TeamProfile profile, boolean withRestricted) {
        return new Rfc2350(profile, withRestricted).document();
    }

    private String document() {
        text.append(shown(profile.names().officialName())).append("\nRFC 2350 description\n");
        if (withRestricted) {
            text.append("FOR PARTNERS ONLY: with what is not to be published\n");
        }
        about();
        contact();
        chapter("3", "Charter");
        passage(Passage.MISSION);
        section("3.2", "Constituency", constituency());
        section("3.3", "Sponsorship and/or Affiliation", sponsorship());
        passage(Passage.AUTHORITY);
        chapter("4", "Policies");
        passage(Passage.INCIDENT_TYPES);
        passage(Passage.COOPERATION);
        passage(Passage.COMMUNICATION);
        chapter("5", "Services");
        chapter("5.1", "Incident Response");
        passage(Passage.TRIAGE);
        passage(Passage.COORDINATION);
        passage(Passage.RESOLUTION);
        passage(Passage.PROACTIVE);
        passage(Passage.REPORTING_FORMS);
        passage(Passage.DISCLAIMERS);
        return text.toString();
    }

    private void about() {
        chapter("1", "Document Information");
        section(
                "1.1",
                "Date of Last Update",
                List.of(
                        "Version " + profile.version() + ", " + DAY.format(profile.updated()) + ".",
                        "To be reviewed " + DAY.format(profile.review()) + ", valid until "
                                + DAY.format(profile.validUntil()) + "."));
        passage(Passage.DISTRIBUTION_LIST);
        passage(Passage.LOCATIONS);
        passage(Passage.AUTHENTICATING);
    }

    private void contact() {
        Reach reach = profile.reach();
        chapter("2", "Contact Information");
        section("2.1", "Name of the Team", names());
        section("2.2", "Address", lines(reach.address()));
        section("2.3", "Time Zone", List.of(zone(reach)));
        section("2.4", "Telephone Number", phones());
        section(
                "2.5",
                "Facsimile Number",
                reach.phones(PhoneKind.FAX).stream()
                        .filter(phone -> isShown(phone.visibility()))
                        .map(phone -> phone.number() + noted(phone.note()))
                        .toList());
        section("2.6", "Other Telecommunication", otherTelecommunication());
        section(
                "2.7",
                "Electronic Mail Address",
                reach.emails().stream()
                        .filter(email -> isShown(email.visibility()))
                        .map(email -> email.address() + noted(email.note()))
                        .toList());
        section("2.8", "Public Keys and Other Encryption Information", keys());
        section("2.9", "Team Members", persons());
        section("2.10", "Other Information", otherInformation());
        section("2.11", "Points of Customer Contact", customerContact());
    }

    private List<String> names() {
        TeamProfile.Names names = profile.names();
        List<String> lines = new ArrayList<>();
        lines.add(names.shortName() + ": " + names.officialName());
        lines.add("Known to its partners as " + profile.team() + ".");
        names.established().ifPresent(day -> lines.add("Established " + day + "."));
        return lines;
    }

    /// The zone, and the offsets that it has in the year after the last change.
    private String zone(Reach reach) {
        return reach.timeZone()
                + reach.zone().map(zone -> " (" + offsets(zone) + ")").orElse("");
    }

    private String offsets(ZoneId zone) {
        Set<String> offsets = new TreeSet<>();
        for (int month = 0; month < MONTHS; month++) {
            ZoneOffset offset = profile.updated().atZone(zone).plusMonths(month).getOffset();
            offsets.add("UTC" + (offset.equals(ZoneOffset.UTC) ? "" : offset));
        }
        return String.join(" or ", offsets);
    }

    private List<String> phones() {
        Reach reach = profile.reach();
        List<String> lines = new ArrayList<>();
        for (PhoneKind kind : List.of(PhoneKind.MAIN, PhoneKind.EMERGENCY)) {
            reach.phones(kind).stream()
                    .filter(phone -> isShown(phone.visibility()))
                    .forEach(phone -> lines.add(phone.number()
                            + (kind == PhoneKind.EMERGENCY ? " (emergencies)" : "")
                            + hours(reach.hoursOf(phone))
                            + noted(phone.note())));
        }
        return lines;
    }

    private List<String> otherTelecommunication() {
        List<String> lines =
                new ArrayList<>(lines(profile.passages().getOrDefault(Passage.OTHER_TELECOMMUNICATION, "")));
        profile.reach().outOfBand().stream()
                .filter(contact -> isShown(contact.visibility()))
                .forEach(contact -> lines.add("Out of band: " + contact.description()
                        + contact.number().map(number -> ", " + number).orElse("")
                        + hours(contact.hours())));
        return lines;
    }

    private List<String> keys() {
        List<String> lines = new ArrayList<>();
        for (OpenPgpKey key : profile.openPgpKeys()) {
            lines.add("OpenPGP " + (key.userId().isEmpty() ? "key" : key.userId()));
            lines.add("  Key id " + key.keyId().hex().toUpperCase(Locale.ROOT));
            lines.add("  Fingerprint " + grouped(key.fingerprint()));
            if (!key.url().isEmpty()) {
                lines.add("  " + key.url());
            }
        }
        profile.sealingKey().ifPresent(key -> lines.add("X25519 (Tocsin, sealed relays) " + key.hex()));
        return lines;
    }

    private static String grouped(Bytes fingerprint) {
        return fingerprint.hex().toUpperCase(Locale.ROOT).replaceAll("(.{4})(?=.)", "$1 ");
    }

    private List<String> persons() {
        List<String> lines = new ArrayList<>();
        for (Reach.Person person : profile.reach().persons()) {
            if (isShown(person.visibility())) {
                lines.add(person.position() + (person.name().isEmpty() ? "" : ": " + person.name()));
                person.email().ifPresent(email -> lines.add("  " + email));
                person.number().ifPresent(number -> lines.add("  " + number));
                person.mobile().ifPresent(mobile -> lines.add("  " + mobile + " (mobile)"));
                person.openPgpFingerprint().ifPresent(fingerprint -> lines.add("  OpenPGP " + grouped(fingerprint)));
            }
        }
        return lines;
    }

    private List<String> otherInformation() {
        List<String> lines = new ArrayList<>(lines(profile.passages().getOrDefault(Passage.OTHER_INFORMATION, "")));
        profile.reach().websites().forEach(lines::add);
        lines.add("Languages: " + String.join(", ", profile.reach().languages()) + ".");
        return lines;
    }

    private List<String> customerContact() {
        List<String> lines = new ArrayList<>(lines(profile.passages().getOrDefault(Passage.CUSTOMER_CONTACT, "")));
        OpenHours hours = profile.reach().businessHours();
        if (hours.isSaid()) {
            lines.add("Business hours: " + HoursText.of(hours) + ", time zone "
                    + profile.reach().timeZone() + ".");
        }
        return lines;
    }

    private List<String> constituency() {
        Constituency constituency = profile.constituency();
        List<String> lines = new ArrayList<>(lines(profile.passages().getOrDefault(Passage.CONSTITUENCY, "")));
        listed(lines, "Domains", constituency.domains());
        listed(
                lines,
                "Autonomous systems",
                constituency.systems().stream().map(number -> "AS" + number).toList());
        listed(lines, "Networks", constituency.networks());
        listed(lines, "Countries", constituency.countries());
        listed(lines, "Sectors", constituency.sectors());
        return lines;
    }

    private static void listed(List<String> lines, String what, List<String> values) {
        if (!values.isEmpty()) {
            lines.add(what + ": " + String.join(", ", values) + ".");
        }
    }

    private List<String> sponsorship() {
        List<String> lines = new ArrayList<>(lines(profile.passages().getOrDefault(Passage.SPONSORSHIP, "")));
        if (!profile.names().host().isEmpty()) {
            lines.add("Part of " + profile.names().host() + ".");
        }
        for (Membership membership : profile.memberships()) {
            lines.add(membership.title()
                    + (membership.standing().isEmpty() ? "" : ", " + membership.standing())
                    + membership.since().map(day -> ", since " + day).orElse("")
                    + (membership.id().isEmpty() ? "" : ", id " + membership.id())
                    + ".");
        }
        return lines;
    }

    private boolean isShown(Publicity visibility) {
        return withRestricted || visibility == Publicity.PUBLIC;
    }

    private static String hours(OpenHours hours) {
        return hours.isSaid() ? ", " + HoursText.of(hours) : "";
    }

    private static String noted(String note) {
        return note.isEmpty() ? "" : ", " + note;
    }

    private static List<String> lines(String passage) {
        return passage.isEmpty() ? List.of() : passage.lines().toList();
    }

    private void passage(Passage passage) {
        section(
                passage.section(),
                passage.heading(),
                lines(Optional.ofNullable(profile.passages().get(passage)).orElse("")));
    }

    private void chapter(String number, String heading) {
        text.append('\n').append(number).append(". ").append(heading).append('\n');
    }

    private void section(String number, String heading, List<String> lines) {
        chapter(number, heading);
        text.append(
                lines.isEmpty()
                        ? INDENT + NOTHING + "\n"
                        : lines.stream()
                                .map(line -> (INDENT + shown(line)).stripTrailing() + "\n")
                                .collect(Collectors.joining()));
    }

    private static String shown(String line) {
        return Escaper.json(line);
    }
}
