package org.tocsin.cli.draft;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Constituency;
import org.tocsin.model.profile.HoursText;
import org.tocsin.model.profile.Membership;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.OpenPgpKey;
import org.tocsin.model.profile.Passage;
import org.tocsin.model.profile.PhoneNumber;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.Reach.Email;
import org.tocsin.model.profile.Reach.OutOfBand;
import org.tocsin.model.profile.Reach.Person;
import org.tocsin.model.profile.Reach.Phone;
import org.tocsin.model.profile.Reach.PhoneKind;
import org.tocsin.model.profile.Reach.Role;
import org.tocsin.model.profile.TeamProfile;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// Reads a profile file strictly: what is left out is not said, what is there must be known, and within the bounds of
/// rule R-PRO-2. Stricter than a partner's node: the time zone and the countries must exist.
public final class ProfileReader {
    /// Longer than the longest profile.
    public static final int FILE_BYTES_MAX = 256 * 1024;

    private static final int WORD_BYTES_MAX = 500;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final List<DraftReading.Problem> problems = new ArrayList<>();
    private final Instant now;

    private ProfileReader(Instant now) {
        this.now = now;
    }

    /// @param now when it is changed
    public static ProfileReading read(String text, Instant now) {
        return new ProfileReader(now).reading(text);
    }

    private ProfileReading reading(String text) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            return new ProfileReading.Refused(toml.errors().stream()
                    .map(error ->
                            new DraftReading.Problem(error.position().line(), "", "is not TOML: " + error.getMessage()))
                    .toList());
        }
        DraftTable top = new DraftTable("", 1, toml, problems);
        Optional<TeamProfile> profile = profile(top);
        top.end("is no part of a profile");
        if (!problems.isEmpty() || profile.isEmpty()) {
            problems.sort(Comparator.comparingInt(DraftReading.Problem::line));
            return new ProfileReading.Refused(problems);
        }
        return new ProfileReading.Read(profile.get());
    }

    private Optional<TeamProfile> profile(DraftTable top) {
        Team team = top.text(
                "team",
                WORD_BYTES_MAX,
                new Team("nobody.invalid"),
                "a team's domain in lower case",
                text -> Team.isDomain(text) ? Optional.of(new Team(text)) : Optional.empty());
        Instant review = top.instant("review").orElse(now);
        Instant validUntil = top.instant("valid_until").orElse(now.plusMillis(1));
        if (!validUntil.isAfter(now)) {
            top.problem("valid_until", "is past");
        }
        Optional<TeamProfile.Names> names = checked(
                top,
                "official_name",
                () -> new TeamProfile.Names(
                        top.plain("short_name", WORD_BYTES_MAX),
                        top.plain("official_name", WORD_BYTES_MAX),
                        said(top, "host"),
                        country(top),
                        day(top, "established")));
        Optional<Reach> reach = reach(top);
        List<OpenPgpKey> keys = list(top, "open_pgp", TeamProfile.OPEN_PGP_KEYS_MAX, this::key);
        Optional<Constituency> constituency = constituency(top);
        List<Membership> memberships = list(top, "membership", TeamProfile.MEMBERSHIPS_MAX, this::membership);
        Map<Passage, String> passages = passages(top);
        if (!problems.isEmpty() || names.isEmpty() || reach.isEmpty() || constituency.isEmpty()) {
            return Optional.empty();
        }
        return checked(
                top,
                "valid_until",
                () -> new TeamProfile(
                        team,
                        1,
                        now,
                        review,
                        validUntil,
                        names.get(),
                        reach.get(),
                        keys,
                        Optional.empty(),
                        constituency.get(),
                        memberships,
                        passages));
    }

    private Optional<Reach> reach(DraftTable top) {
        String zone = top.plain("time_zone", WORD_BYTES_MAX);
        if (!zone.isEmpty() && Reach.zone(zone).isEmpty()) {
            top.problem("time_zone", "\"" + zone + "\" is not a time zone such as Europe/Madrid");
        }
        List<Phone> phones = list(top, "phone", Reach.PHONES_MAX, this::phone);
        List<Email> emails = list(
                top,
                "email",
                Reach.EMAILS_MAX,
                table -> new Email(table.plain("address", WORD_BYTES_MAX), said(table, "note"), visibility(table)));
        List<OutOfBand> outOfBand = list(
                top,
                "out_of_band",
                Reach.OUT_OF_BAND_MAX,
                table -> new OutOfBand(
                        table.plain("description", WORD_BYTES_MAX),
                        number(table, "number"),
                        hours(table, "hours"),
                        visibility(table)));
        List<Person> persons = list(top, "person", Reach.PERSONS_MAX, this::person);
        OpenHours hours = hours(top, "business_hours");
        List<String> languages = words(top, "languages", Reach.LANGUAGES_MAX, "a text", word -> true);
        List<String> websites = words(top, "websites", Reach.WEBSITES_MAX, "a text", word -> true);
        return checked(
                top,
                "languages",
                () -> new Reach(
                        said(top, "address"), zone, hours, languages, phones, emails, websites, outOfBand, persons));
    }

    private Phone phone(DraftTable table) {
        Optional<PhoneNumber> number = number(table, "number");
        PhoneKind kind = choice(table, "kind", PhoneKind.values());
        OpenHours hours = hours(table, "hours");
        String note = said(table, "note");
        Publicity visibility = visibility(table);
        return new Phone(there(number, "a telephone has a number"), kind, hours, note, visibility);
    }

    private Person person(DraftTable table) {
        return new Person(
                table.plain("position", WORD_BYTES_MAX),
                said(table, "name"),
                table.has("role") ? choice(table, "role", Role.values()) : Role.MEMBER,
                Optional.of(said(table, "email")).filter(email -> !email.isEmpty()),
                number(table, "number"),
                number(table, "mobile"),
                table.has("open_pgp_fingerprint") ? fingerprint(table, "open_pgp_fingerprint") : Optional.empty(),
                visibility(table));
    }

    private OpenPgpKey key(DraftTable table) {
        Optional<Bytes> fingerprint = fingerprint(table, "fingerprint");
        String userId = said(table, "user_id");
        String url = said(table, "url");
        return new OpenPgpKey(there(fingerprint, "a key has a fingerprint"), userId, url);
    }

    private static <T> T there(Optional<T> part, String what) {
        return part.orElseThrow(() -> new IllegalArgumentException(what));
    }

    private Membership membership(DraftTable table) {
        String network = table.plain("network", WORD_BYTES_MAX);
        Membership.Kind kind = Arrays.stream(Membership.Kind.values())
                .filter(known -> known != Membership.Kind.OTHER
                        && new Membership(known, "", "", "", Optional.empty())
                                .title()
                                .equalsIgnoreCase(network))
                .findFirst()
                .orElse(Membership.Kind.OTHER);
        return new Membership(
                kind,
                kind == Membership.Kind.OTHER ? network : "",
                said(table, "standing"),
                said(table, "id"),
                day(table, "since"));
    }

    private Optional<Constituency> constituency(DraftTable top) {
        if (!top.has("constituency")) {
            return Optional.of(Constituency.NOT_SAID);
        }
        DraftTable table = top.table("constituency");
        List<String> systems = words(
                table, "systems", Constituency.SYSTEMS_MAX, "\"AS64496\"", word -> word.matches("(AS)?[0-9]{1,10}"));
        Optional<Constituency> constituency = checked(
                top,
                "constituency",
                () -> new Constituency(
                        words(
                                table,
                                "domains",
                                Constituency.DOMAINS_MAX,
                                "a domain in lower case",
                                Constituency::isDomain),
                        List.copyOf(new TreeSet<>(systems.stream()
                                .map(word -> Long.valueOf(word.replace("AS", "")))
                                .toList())),
                        words(
                                table,
                                "networks",
                                Constituency.NETWORKS_MAX,
                                "a network such as 192.0.2.0/24 or 2001:db8::/32",
                                Constituency::isNetwork),
                        words(
                                table,
                                "countries",
                                Constituency.COUNTRIES_MAX,
                                "an ISO 3166 code in capitals",
                                COUNTRIES::contains),
                        words(table, "sectors", Constituency.SECTORS_MAX, "a word", Constituency::isSector)));
        table.end("is no part of a constituency");
        return constituency;
    }

    private Map<Passage, String> passages(DraftTable top) {
        Map<Passage, String> passages = new EnumMap<>(Passage.class);
        if (top.has("rfc2350")) {
            DraftTable table = top.table("rfc2350");
            for (Passage passage : Passage.values()) {
                String key = word(passage);
                if (table.has(key)) {
                    String text = table.plain(key, Passage.BYTES_MAX).strip();
                    if (!text.isEmpty()) {
                        passages.put(passage, text);
                    }
                }
            }
            table.end("is no heading of RFC 2350 with free text");
        }
        return passages;
    }

    /// Reads the tables of an array; what one of them says and may not is its problem.
    private <T> List<T> list(DraftTable top, String key, int most, Part<T> part) {
        List<T> list = new ArrayList<>();
        for (DraftTable table : top.tables(key, most)) {
            checked(table, firstKey(table), () -> part.of(table)).ifPresent(list::add);
            table.end("is no part of it");
        }
        return list.size() > most ? List.of() : list;
    }

    private static String firstKey(DraftTable table) {
        return table.keys().stream().findFirst().orElse("");
    }

    private <T> Optional<T> checked(DraftTable table, String key, Supplier<T> making) {
        int before = problems.size();
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException nonsense) {
            // A problem that was named already is not said twice.
            if (problems.size() == before) {
                table.problem(key, String.valueOf(nonsense.getMessage()));
            }
            return Optional.empty();
        }
    }

    private static String said(DraftTable table, String key) {
        return table.has(key) ? table.plain(key, Passage.BYTES_MAX).strip() : "";
    }

    private static List<String> words(DraftTable table, String key, int most, String wanted, Predicate<String> isWord) {
        if (!table.has(key)) {
            return List.of();
        }
        List<String> words = table.words(key, most, wanted, isWord);
        boolean keepsOrder = key.equals("languages") || key.equals("websites");
        return words.size() > most
                ? List.of()
                : keepsOrder ? words : words.stream().sorted().toList();
    }

    private static Optional<String> country(DraftTable top) {
        return top.has("country")
                ? top.textOr(
                        "",
                        "country",
                        WORD_BYTES_MAX,
                        "an ISO 3166 code in capitals: ES, JP",
                        code -> COUNTRIES.contains(code) ? Optional.of(code) : Optional.empty())
                : Optional.empty();
    }

    private static Optional<LocalDate> day(DraftTable table, String key) {
        return table.has(key)
                ? table.instant(key).map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC))
                : Optional.empty();
    }

    private static Optional<PhoneNumber> number(DraftTable table, String key) {
        return table.has(key)
                ? table.textOr(
                        "",
                        key,
                        WORD_BYTES_MAX,
                        "a telephone number with its country: +34 91 555 0100",
                        PhoneNumber::parse)
                : Optional.empty();
    }

    private static OpenHours hours(DraftTable table, String key) {
        return table.has(key)
                ? table.text(key, Passage.BYTES_MAX, OpenHours.NOT_SAID, HoursText.WANTED, HoursText::parse)
                : OpenHours.NOT_SAID;
    }

    private static Optional<Bytes> fingerprint(DraftTable table, String key) {
        return table.textOr(
                "",
                key,
                WORD_BYTES_MAX,
                "an OpenPGP fingerprint of 40 or 64 hex digits",
                text -> text.replace(" ", "").matches("[0-9A-Fa-f]{40}([0-9A-Fa-f]{24})?")
                        ? Optional.of(Bytes.ofHex(text.replace(" ", "").toLowerCase(Locale.ROOT)))
                        : Optional.empty());
    }

    private static Publicity visibility(DraftTable table) {
        return table.has("visibility") ? choice(table, "visibility", Publicity.values()) : Publicity.RESTRICTED;
    }

    private static <T extends Enum<T>> T choice(DraftTable table, String key, T[] values) {
        List<String> words = Arrays.stream(values).map(ProfileReader::word).toList();
        return table.text(
                key,
                WORD_BYTES_MAX,
                values[0],
                "one of " + String.join(", ", words),
                text -> Arrays.stream(values)
                        .filter(value -> word(value).equals(text))
                        .findFirst());
    }

    /// As it is written in the file.
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// One part of a list.
    private interface Part<T> {
        T of(DraftTable table);
    }
}
