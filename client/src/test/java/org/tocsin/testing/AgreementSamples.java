package org.tocsin.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordKind;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// Agreements of every shape, from a seed. Few different words, so that two of them often overlap.
public final class AgreementSamples {
    public static final Team ES = new Team("cert-es.example");
    public static final Team JP = new Team("cert-jp.example");
    public static final List<Team> HUBS =
            List.of(new Team("hub-a.example"), new Team("hub-b.example"), new Team("hub-c.example"));
    public static final List<String> RSIT = List.of(
            "availability", "availability/ddos", "availability/dos", "fraud", "fraud/phishing", "intrusions/burglary");
    public static final List<String> SECTORS = List.of("energy", "financial-services", "government");
    public static final List<String> COUNTRIES = List.of("CL", "ES", "FR", "JP");
    public static final List<String> TYPES = List.of("email-addr", "identity", "ipv4-addr", "user-account");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DAY_SECONDS = 86_400;

    private final SplittableRandom random;

    public AgreementSamples(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Terms in which every field says something.
    public static SharingAgreement filled() {
        var scope = new Scope(
                Selection.of(List.of("INCIDENT", "REPORT")),
                new Selection(false, new TreeSet<>(List.of("availability", "fraud/phishing")), true),
                Selection.of(List.of("energy")),
                new Selection(false, new TreeSet<>(List.of("ES", "JP")), true),
                60,
                Optional.of(Pap.AMBER));
        var handling = new Handling(
                new Iep(Iep.Actions.INTERNALLY_VISIBLE, true, false),
                Attribution.MUST,
                365,
                true,
                List.of(new ReceiptOwed(ReceiptKind.READ, 24), new ReceiptOwed(ReceiptKind.DELETED, 72)));
        var first = new Direction(
                ES,
                JP,
                Optional.of(Tlp.AMBER_STRICT),
                90,
                new Onward(Onward.Reach.NAMED_HUBS, new TreeSet<>(HUBS.subList(0, 2)), true),
                scope,
                new Withholding(new TreeSet<>(List.of("email-addr", "user-account")), true, true),
                handling);
        var second = new Direction(JP, ES, Optional.of(Tlp.GREEN), 30, Onward.asMarked(false));
        var conduct = new Conduct(
                Optional.of(START.plusSeconds(730L * DAY_SECONDS)),
                90,
                2,
                List.of("en", "es", "ja"),
                Optional.of(new Conduct.Emergency(
                        new TreeSet<>(List.of("FLASH", "IMMEDIATE")),
                        3,
                        30,
                        true,
                        "DTSTART;TZID=Asia/Tokyo:20260107T160000\nRRULE:FREQ=MONTHLY;BYDAY=1WE\nDURATION:PT2H",
                        true,
                        true)),
                7,
                List.of(
                        new Conduct.Annex(Conduct.Annex.Kind.PROJECT, "Joint exercise", "Once a year, in March."),
                        new Conduct.Annex(Conduct.Annex.Kind.DELEGATE, "Delegate in Tokyo", "From April on."),
                        new Conduct.Annex(Conduct.Annex.Kind.VISIT, "Visit", "Two days in June.")),
                Optional.of(new Conduct.Accession(JP, Digest.ofHex("cd".repeat(32)))));
        return new SharingAgreement(
                Bytes.ofHex("00112233445566778899aabbccddeeff"),
                3,
                Optional.of(Digest.ofHex("ab".repeat(32))),
                "Exchange of incidents",
                "Memorandum of understanding of 2025",
                START,
                START.plusSeconds(1_461L * DAY_SECONDS),
                conduct,
                first,
                second);
    }

    public SharingAgreement agreement() {
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        random.nextBytes(id);
        Instant from = START.plusMillis(random.nextInt(1_000_000));
        return new SharingAgreement(
                Bytes.wrap(id),
                random.nextInt(1, 9),
                random.nextBoolean() ? Optional.empty() : Optional.of(digest()),
                random.nextBoolean() ? "" : "Überblick 協定",
                random.nextBoolean() ? "" : "a law",
                from,
                from.plusMillis(random.nextInt(1, 1_000_000)),
                conduct(),
                direction(ES, JP),
                direction(JP, ES));
    }

    public Conduct conduct() {
        List<Conduct.Annex> annexes = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            annexes.add(new Conduct.Annex(any(Conduct.Annex.Kind.values()), "title " + i, "text"));
        }
        return new Conduct(
                random.nextBoolean() ? Optional.empty() : Optional.of(START.plusSeconds(random.nextInt(DAY_SECONDS))),
                number(Conduct.NOTICE_DAYS_MAX),
                number(Conduct.APPROVALS_MAX),
                some(List.of("en", "es", "fr", "ja", "pt-BR")),
                random.nextBoolean() ? Optional.empty() : Optional.of(emergency()),
                number(Conduct.CHECK_IN_DAYS_MAX),
                annexes,
                random.nextBoolean() ? Optional.empty() : Optional.of(new Conduct.Accession(ES, digest())));
    }

    /// From ES to JP.
    public Direction direction() {
        return direction(ES, JP);
    }

    public Direction direction(Team from, Team to) {
        return new Direction(
                from,
                to,
                random.nextInt(6) == 0 ? Optional.empty() : Optional.of(any(Tlp.values())),
                number(Direction.BACKFILL_DAYS_MAX),
                onward(),
                scope(),
                new Withholding(new TreeSet<>(some(TYPES)), random.nextBoolean(), random.nextBoolean()),
                handling());
    }

    private Conduct.Emergency emergency() {
        return new Conduct.Emergency(
                new TreeSet<>(some(List.copyOf(Conduct.Emergency.PRECEDENCES))),
                number(Conduct.Emergency.QUOTA_MAX),
                random.nextInt(1, Conduct.Emergency.ANSWER_MINUTES_MAX + 1),
                random.nextBoolean(),
                random.nextBoolean() ? "" : "DTSTART;TZID=UTC:20260101T120000 RRULE:FREQ=DAILY DURATION:PT30M",
                random.nextBoolean(),
                random.nextBoolean());
    }

    private Onward onward() {
        Onward.Reach reach = any(Onward.Reach.values());
        return new Onward(
                reach, new TreeSet<>(reach == Onward.Reach.NAMED_HUBS ? some(HUBS) : List.of()), random.nextBoolean());
    }

    private Scope scope() {
        return new Scope(
                selection(Arrays.stream(RecordKind.values()).map(Enum::name).toList()),
                selection(RSIT),
                selection(SECTORS),
                selection(COUNTRIES),
                number(Scope.CONFIDENCE_MAX),
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(any(Pap.values())));
    }

    public Selection selection(List<String> values) {
        return random.nextInt(4) == 0
                ? new Selection(true, new TreeSet<>(), random.nextBoolean())
                : new Selection(false, new TreeSet<>(some(values)), random.nextBoolean());
    }

    private Handling handling() {
        List<ReceiptOwed> owed = new ArrayList<>();
        for (ReceiptKind kind : some(List.of(ReceiptKind.values()))) {
            owed.add(new ReceiptOwed(kind, random.nextInt(1, ReceiptOwed.HOURS_MAX + 1)));
        }
        return new Handling(
                new Iep(any(Iep.Actions.values()), random.nextBoolean(), random.nextBoolean()),
                any(Attribution.values()),
                number(Handling.RETENTION_DAYS_MAX),
                random.nextBoolean(),
                owed);
    }

    private Digest digest() {
        byte[] digest = new byte[Digest.LENGTH];
        random.nextBytes(digest);
        return Digest.wrap(digest);
    }

    /// The least, the most, or one between.
    private int number(int most) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> most;
            default -> random.nextInt(most + 1);
        };
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> some(List<T> values) {
        return values.stream().filter(value -> random.nextBoolean()).toList();
    }
}
