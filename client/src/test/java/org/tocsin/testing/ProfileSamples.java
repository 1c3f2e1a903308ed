package org.tocsin.testing;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.profile.Constituency;
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

/// Profiles: one of a fictional team with everything in it, and seeded ones.
public final class ProfileSamples {
    public static final Team JP = new Team("cert-jp.example");
    public static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");

    private static final List<String> TEXTS =
            List.of("", "desk", "当番デスク", "l'équipe – «duty»", "a\tb".replace('\t', ' '), "\"quoted\" \\ back");
    private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private final Random random;

    public ProfileSamples(long seed) {
        random = new Random(seed);
    }

    /// A profile with every part said.
    public static TeamProfile filled() {
        OpenHours office = new OpenHours(false, List.of(new OpenHours.Span(WEEKDAYS, 9 * 60, 17 * 60 + 30)));
        return new TeamProfile(
                JP,
                3,
                AT,
                AT.plus(Duration.ofDays(180)),
                AT.plus(Duration.ofDays(360)),
                new TeamProfile.Names(
                        "CERT-JP",
                        "Computer Emergency Response Team of Japan",
                        "Example Institute of Technology",
                        Optional.of("JP"),
                        Optional.of(LocalDate.of(1998, 4, 1))),
                new Reach(
                        "CERT-JP\n1-1 Example, Chiyoda\nTokyo 100-0001, Japan",
                        "Asia/Tokyo",
                        office,
                        List.of("ja", "en"),
                        List.of(
                                new Phone(
                                        new PhoneNumber("+81355550100"),
                                        PhoneKind.MAIN,
                                        OpenHours.NOT_SAID,
                                        "front desk",
                                        Publicity.PUBLIC),
                                new Phone(
                                        new PhoneNumber("+81355550199"),
                                        PhoneKind.EMERGENCY,
                                        OpenHours.ALWAYS,
                                        "duty officer",
                                        Publicity.RESTRICTED),
                                new Phone(
                                        new PhoneNumber("+81355550101"),
                                        PhoneKind.FAX,
                                        OpenHours.NOT_SAID,
                                        "",
                                        Publicity.PUBLIC)),
                        List.of(new Email("incidents@cert-jp.example", "incidents", Publicity.PUBLIC)),
                        List.of("https://www.cert-jp.example/"),
                        List.of(new OutOfBand(
                                "satellite telephone",
                                Optional.of(new PhoneNumber("+881655550123")),
                                new OpenHours(
                                        false, List.of(new OpenHours.Span(EnumSet.allOf(DayOfWeek.class), 1320, 360))),
                                Publicity.RESTRICTED)),
                        List.of(new Person(
                                "Head of operations",
                                "S. Example",
                                Role.FIRST_REPRESENTATIVE,
                                Optional.of("head@cert-jp.example"),
                                Optional.of(new PhoneNumber("+81355550102")),
                                Optional.of(new PhoneNumber("+819055550103")),
                                Optional.of(Bytes.ofHex("00112233445566778899aabbccddeeff00112233")),
                                Publicity.RESTRICTED))),
                List.of(new OpenPgpKey(
                        Bytes.ofHex("00112233445566778899aabbccddeeff00112233"),
                        "CERT-JP <incidents@cert-jp.example>",
                        "https://www.cert-jp.example/key.asc")),
                Optional.of(Bytes.wrap(new byte[TeamProfile.SEALING_KEY_BYTES])),
                new Constituency(
                        List.of("example.jp"),
                        List.of(64_496L, 4_200_000_000L),
                        List.of("192.0.2.0/24", "2001:db8::/32"),
                        List.of("JP"),
                        List.of("energy", "government")),
                List.of(
                        new Membership(
                                Membership.Kind.FIRST,
                                "",
                                "full member",
                                "cert-jp",
                                Optional.of(LocalDate.of(2001, 2, 3))),
                        new Membership(Membership.Kind.OTHER, "APCERT", "operational member", "", Optional.empty())),
                passages());
    }

    private static Map<Passage, String> passages() {
        Map<Passage, String> passages = new EnumMap<>(Passage.class);
        for (Passage passage : Passage.values()) {
            passages.put(passage, "What we say under " + passage.heading() + ".\nA second line.");
        }
        return passages;
    }

    /// Another profile each time.
    public TeamProfile profile() {
        Instant updated = Instant.ofEpochMilli(random.nextLong(1_000_000_000_000L, 2_000_000_000_000L));
        Instant until = updated.plusMillis(random.nextLong(1, TeamProfile.VALID_MAX.toMillis() + 1));
        Map<Passage, String> passages = new EnumMap<>(Passage.class);
        for (Passage passage : Passage.values()) {
            if (random.nextBoolean()) {
                passages.put(passage, "x" + text() + "\n" + text());
            }
        }
        return new TeamProfile(
                JP,
                random.nextInt(1, 1_000),
                updated,
                until.minusMillis(random.nextInt(5)),
                until,
                new TeamProfile.Names("n" + text(), "o" + text(), text(), maybe(() -> "JP"), maybe(this::day)),
                new Reach(
                        text() + "\n" + text(),
                        random.nextBoolean() ? "Europe/Madrid" : "Asia/Tokyo",
                        hours(),
                        random.nextBoolean() ? List.of("en") : List.of("pt-BR", "ja"),
                        some(this::phone),
                        some(() -> new Email("a" + random.nextInt() + "@cert-jp.example", text(), visibility())),
                        some(() -> "https://cert-jp.example/" + random.nextInt()),
                        some(() -> new OutOfBand(
                                "d" + random.nextInt() + text(), maybe(this::number), hours(), visibility())),
                        some(this::person)),
                some(() ->
                        new OpenPgpKey(fingerprint(), text(), random.nextBoolean() ? "" : "https://cert-jp.example/k")),
                maybe(() -> bytes(TeamProfile.SEALING_KEY_BYTES)),
                constituency(),
                some(this::membership),
                passages);
    }

    private Constituency constituency() {
        return random.nextBoolean()
                ? Constituency.NOT_SAID
                : new Constituency(
                        sorted(() -> "d" + random.nextInt(99) + ".example"),
                        List.copyOf(new TreeSet<>(some(() -> random.nextLong(1, Constituency.SYSTEM_MAX + 1)))),
                        sorted(() -> "10." + random.nextInt(256) + ".0.0/16"),
                        sorted(() -> random.nextBoolean() ? "ES" : "JP"),
                        sorted(() -> "sector-" + random.nextInt(99)));
    }

    private List<String> sorted(Supplier<String> making) {
        return List.copyOf(new TreeSet<>(some(making)));
    }

    private Membership membership() {
        Membership.Kind kind = one(Membership.Kind.values());
        String name = kind == Membership.Kind.OTHER ? "net " + random.nextInt() : "";
        return new Membership(kind, name, text(), String.valueOf(random.nextInt()), maybe(this::day));
    }

    private Phone phone() {
        return new Phone(number(), one(PhoneKind.values()), hours(), text(), visibility());
    }

    private Person person() {
        return new Person(
                "p" + random.nextInt(),
                text(),
                one(Role.values()),
                maybe(() -> "p@cert-jp.example"),
                maybe(this::number),
                maybe(this::number),
                maybe(this::fingerprint),
                visibility());
    }

    private OpenHours hours() {
        return switch (random.nextInt(3)) {
            case 0 -> OpenHours.ALWAYS;
            case 1 -> OpenHours.NOT_SAID;
            default -> new OpenHours(false, some(this::span));
        };
    }

    private OpenHours.Span span() {
        Set<DayOfWeek> days = EnumSet.of(one(DayOfWeek.values()), one(DayOfWeek.values()));
        return new OpenHours.Span(days, random.nextInt(1_440), 1 + random.nextInt(1_440));
    }

    private PhoneNumber number() {
        return new PhoneNumber("+" + random.nextLong(1_000_000L, 999_999_999_999_999L));
    }

    private Bytes fingerprint() {
        return bytes(random.nextBoolean() ? 20 : 32);
    }

    private Bytes bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private LocalDate day() {
        return LocalDate.ofEpochDay(random.nextInt(20_000));
    }

    private Publicity visibility() {
        return one(Publicity.values());
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> making) {
        return random.nextBoolean() ? Optional.of(making.get()) : Optional.empty();
    }

    /// None to three, no two the same.
    private <T> List<T> some(Supplier<T> making) {
        List<T> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            T next = making.get();
            if (!some.contains(next)) {
                some.add(next);
            }
        }
        return some;
    }
}
