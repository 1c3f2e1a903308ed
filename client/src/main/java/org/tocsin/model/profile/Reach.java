package org.tocsin.model.profile;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;

/// Where and when a team is reached.
///
/// @param address postal, lines divided by newlines; may be empty
/// @param timeZone a name of the IANA database
/// @param languages RFC 5646, the preferred one first
/// @param emails the first for incidents
public record Reach(
        String address,
        String timeZone,
        OpenHours businessHours,
        List<String> languages,
        List<Phone> phones,
        List<Email> emails,
        List<String> websites,
        List<OutOfBand> outOfBand,
        List<Person> persons) {
    public static final int ADDRESS_BYTES_MAX = 500;
    public static final int NOTE_BYTES_MAX = 200;
    public static final int LANGUAGES_MAX = 8;
    public static final int PHONES_MAX = 16;
    public static final int EMAILS_MAX = 8;
    public static final int WEBSITES_MAX = 8;
    public static final int OUT_OF_BAND_MAX = 8;
    public static final int PERSONS_MAX = 16;

    private static final Pattern ZONE = Pattern.compile("[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}");
    private static final int FINGERPRINT_V4_BYTES = 20;
    private static final int FINGERPRINT_V6_BYTES = 32;

    /// What a telephone is for.
    public enum PhoneKind {
        MAIN,
        EMERGENCY,
        FAX
    }

    /// A telephone.
    ///
    /// @param note who answers, or what to ask for; may be empty
    public record Phone(PhoneNumber number, PhoneKind kind, OpenHours hours, String note, Publicity visibility) {
        public Phone {
            Limits.line(note, 0, NOTE_BYTES_MAX, "a telephone's note");
        }
    }

    /// A mail address.
    public record Email(String address, String note, Publicity visibility) {
        public Email {
            Limits.email(address);
            Limits.line(note, 0, NOTE_BYTES_MAX, "a mail address's note");
        }
    }

    /// A way besides the team's own networks.
    public record OutOfBand(String description, Optional<PhoneNumber> number, OpenHours hours, Publicity visibility) {
        public OutOfBand {
            Limits.line(description, 1, NOTE_BYTES_MAX, "an out-of-band contact's description");
        }
    }

    /// A person's part in a network of teams.
    public enum Role {
        FIRST_REPRESENTATIVE,
        SECOND_REPRESENTATIVE,
        MEMBER
    }

    /// A person who may be asked for.
    ///
    /// @param name may be empty
    public record Person(
            String position,
            String name,
            Role role,
            Optional<String> email,
            Optional<PhoneNumber> number,
            Optional<PhoneNumber> mobile,
            Optional<Bytes> openPgpFingerprint,
            Publicity visibility) {
        public Person {
            Limits.line(position, 1, NOTE_BYTES_MAX, "a person's position");
            Limits.line(name, 0, NOTE_BYTES_MAX, "a person's name");
            email.ifPresent(Limits::email);
            openPgpFingerprint.ifPresent(Reach::fingerprint);
        }
    }

    public Reach {
        Limits.text(address, 0, ADDRESS_BYTES_MAX, "the address");
        Limits.require(ZONE.matcher(timeZone).matches(), "a time zone has a name such as Europe/Madrid");
        languages = Limits.list(languages, LANGUAGES_MAX, "languages");
        Limits.require(
                !languages.isEmpty()
                        && languages.stream()
                                .allMatch(tag -> LANGUAGE.matcher(tag).matches()),
                "1 to 8 languages as in RFC 5646: en, es, pt-BR");
        phones = Limits.list(phones, PHONES_MAX, "telephones");
        emails = Limits.list(emails, EMAILS_MAX, "mail addresses");
        websites = Limits.list(websites, WEBSITES_MAX, "web sites");
        websites.forEach(site -> Limits.website(site, "a web site"));
        outOfBand = Limits.list(outOfBand, OUT_OF_BAND_MAX, "out-of-band contacts");
        persons = Limits.list(persons, PERSONS_MAX, "persons");
    }

    /// The time zone; empty if this program's tables do not have it.
    public Optional<ZoneId> zone() {
        return zone(timeZone);
    }

    /// A time zone by its name; empty if this program's tables do not have it.
    public static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    /// The hours that count for a telephone: its own, or the team's if it says none and is not for emergencies.
    public OpenHours hoursOf(Phone phone) {
        return phone.hours().isSaid() || phone.kind() == PhoneKind.EMERGENCY ? phone.hours() : businessHours;
    }

    public List<Phone> phones(PhoneKind kind) {
        return phones.stream().filter(phone -> phone.kind() == kind).toList();
    }

    static void fingerprint(Bytes fingerprint) {
        Limits.require(
                fingerprint.length() == FINGERPRINT_V4_BYTES || fingerprint.length() == FINGERPRINT_V6_BYTES,
                "an OpenPGP fingerprint has 20 or 32 bytes");
    }
}
