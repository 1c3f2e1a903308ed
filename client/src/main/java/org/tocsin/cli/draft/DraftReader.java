package org.tocsin.cli.draft;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tocsin.calendar.DrillWindow;
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
import org.tocsin.model.agreement.Rsit;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// Reads a draft strictly: every term must be there, nothing else may be, and what it says must be what the rules
/// allow.
/// Rules R-AGR-2, R-AGR-7.
public final class DraftReader {
    /// Longer than the longest draft of terms within their bounds.
    public static final int FILE_BYTES_MAX = 512 * 1024;

    private static final int NAME_BYTES_MAX = 253;
    private static final int TITLE_BYTES_MAX = 200;
    private static final int TEXT_BYTES_MAX = 2_000;
    private static final int WORD_BYTES_MAX = 100;
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}");
    private static final Pattern WORD = Pattern.compile("[!-'*-~]{1,100}");
    private static final Pattern STIX_TYPE = Pattern.compile("[a-z0-9-]{3,100}");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final List<DraftReading.Problem> problems = new ArrayList<>();

    private DraftReader() {}

    public static DraftReading read(String text) {
        return new DraftReader().reading(text);
    }

    private DraftReading reading(String text) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            return new DraftReading.Refused(toml.errors().stream()
                    .map(error ->
                            new DraftReading.Problem(error.position().line(), "", "is not TOML: " + error.getMessage()))
                    .toList());
        }
        DraftTable top = new DraftTable("", 1, toml, problems);
        Team us = team(top, "us");
        Team partner = team(top, "partner");
        if (us.equals(partner)) {
            top.problem("partner", "is the same team as us");
        }
        DraftTable about = top.table("agreement");
        DraftTable gives = top.table("gives");
        DraftTable takes = top.table("takes");
        Terms terms = terms(about);
        Conduct conduct = conduct(top, about, terms);
        about.end();
        Direction given = direction(gives, us, partner);
        Direction taken = direction(takes, partner, us);
        conduct.accession()
                .filter(accession ->
                        !accession.hub().equals(us) && !accession.hub().equals(partner))
                .ifPresent(accession -> top.problem("accession", "names a hub that is not a party"));
        top.end();
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(DraftReading.Problem::line));
            return new DraftReading.Refused(problems);
        }
        boolean inOrder = us.compareTo(partner) < 0;
        return new DraftReading.Read(new SharingAgreement(
                terms.id,
                terms.version,
                terms.previous,
                terms.title,
                terms.legalBasis,
                terms.from,
                terms.until,
                conduct,
                inOrder ? given : taken,
                inOrder ? taken : given));
    }

    /// What stands in `[agreement]` and is not conduct.
    private record Terms(
            Bytes id,
            int version,
            Optional<Digest> previous,
            String title,
            String legalBasis,
            Instant from,
            Instant until) {}

    private static Terms terms(DraftTable about) {
        Bytes none = Bytes.wrap(new byte[SharingAgreement.ID_BYTES]);
        Bytes id = about.text(
                "id",
                WORD_BYTES_MAX,
                none,
                "32 hex digits in lower case",
                text -> hex(text, SharingAgreement.ID_BYTES).map(Bytes::ofHex));
        int version = about.number("version", 1, Integer.MAX_VALUE);
        Optional<Digest> previous = about.textOr(
                "",
                "previous",
                WORD_BYTES_MAX,
                "empty, or the 64 hex digits of the hash of the version before",
                text -> hex(text, Digest.LENGTH).map(Digest::ofHex));
        if (version == 1 && previous.isPresent()) {
            about.problem("previous", "is given, though a first version has none before it");
        }
        String title = about.text("title", TITLE_BYTES_MAX);
        String legalBasis = about.text("legal_basis", TEXT_BYTES_MAX);
        Optional<Instant> from = about.instant("from");
        Optional<Instant> until = about.instant("until");
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            about.problem("until", "is not after from");
        }
        return new Terms(
                id, version, previous, title, legalBasis, from.orElse(Instant.EPOCH), until.orElse(Instant.MAX));
    }

    private Conduct conduct(DraftTable top, DraftTable about, Terms terms) {
        Optional<Instant> review = about.has("review") ? about.instant("review") : Optional.empty();
        if (review.filter(at -> at.isBefore(terms.from) || !at.isBefore(terms.until))
                .isPresent()) {
            about.problem("review", "is not between from and until");
        }
        return new Conduct(
                review,
                about.number("notice_days", 0, Conduct.NOTICE_DAYS_MAX),
                about.number("approvals", 0, Conduct.APPROVALS_MAX),
                about
                        .words(
                                "languages",
                                Conduct.LANGUAGES_MAX,
                                "a language as in RFC 5646 (en, es, pt-BR)",
                                word -> LANGUAGE.matcher(word).matches())
                        .stream()
                        .limit(Conduct.LANGUAGES_MAX)
                        .toList(),
                emergency(top),
                about.number("check_in_days", 0, Conduct.CHECK_IN_DAYS_MAX),
                annexes(top),
                accession(top));
    }

    /// R-EMG-10. What nobody can read would allow no drill, and nobody would notice.
    private static String drillWindow(DraftTable table) {
        String text = table.text("drill_window", DrillWindow.BYTES_MAX);
        if (!text.isEmpty()) {
            try {
                DrillWindow.parse(text);
            } catch (IllegalArgumentException unreadable) {
                table.problem("drill_window", String.valueOf(unreadable.getMessage()));
            }
        }
        return text;
    }

    private static Optional<Conduct.Emergency> emergency(DraftTable top) {
        if (!top.has("emergency")) {
            return Optional.empty();
        }
        DraftTable table = top.table("emergency");
        Set<String> known = Conduct.Emergency.PRECEDENCES;
        var emergency = new Conduct.Emergency(
                new TreeSet<>(table.words("precedences", known.size(), "one of " + known, known::contains)),
                table.number("quota", 0, Conduct.Emergency.QUOTA_MAX),
                table.number("answer_minutes", 1, Conduct.Emergency.ANSWER_MINUTES_MAX),
                table.flag("after_lapse"),
                drillWindow(table),
                table.flag("relay"),
                table.flag("records"));
        table.end();
        return Optional.of(emergency);
    }

    private static List<Conduct.Annex> annexes(DraftTable top) {
        List<Conduct.Annex> annexes = new ArrayList<>();
        for (DraftTable table : top.tables("annex", Conduct.ANNEXES_MAX)) {
            annexes.add(new Conduct.Annex(
                    choice(table, "kind", Conduct.Annex.Kind.values(), DraftWords::of),
                    table.text("title", TITLE_BYTES_MAX),
                    table.text("text", TEXT_BYTES_MAX)));
            table.end();
        }
        return annexes.size() > Conduct.ANNEXES_MAX ? List.of() : annexes;
    }

    private Optional<Conduct.Accession> accession(DraftTable top) {
        if (!top.has("accession")) {
            return Optional.empty();
        }
        DraftTable table = top.table("accession");
        var accession = new Conduct.Accession(
                team(table, "hub"),
                table.text(
                        "general_terms",
                        WORD_BYTES_MAX,
                        Digest.ZERO,
                        "the 64 hex digits of the general terms' hash",
                        text -> hex(text, Digest.LENGTH).map(Digest::ofHex)));
        table.end();
        return Optional.of(accession);
    }

    private static Direction direction(DraftTable way, Team from, Team to) {
        Optional<Tlp> ceiling = way.textOr(
                DraftWords.NOTHING,
                "ceiling",
                WORD_BYTES_MAX,
                "CLEAR, GREEN, AMBER, AMBER+STRICT, RED or " + DraftWords.NOTHING,
                Tlp::ofLabel);
        int history = way.number("history_days", 0, Direction.BACKFILL_DAYS_MAX);
        Onward onward = onward(way);
        Scope scope = scope(way);
        List<String> types = way.words(
                "withhold_types",
                Withholding.TYPES_MAX,
                "a STIX type",
                word -> STIX_TYPE.matcher(word).matches());
        var withholding =
                new Withholding(new TreeSet<>(types), way.flag("withhold_victims"), way.flag("withhold_marked"));
        Handling handling = handling(way);
        way.end();
        return new Direction(from, to, ceiling, history, onward, scope, withholding, handling);
    }

    private static Onward onward(DraftTable way) {
        Onward.Reach reach = choice(way, "onward", Onward.Reach.values(), DraftWords::reach);
        List<String> hubs = way.words("onward_hubs", Onward.HUBS_MAX, "a team's domain in lower case", Team::isDomain);
        boolean receipts = way.flag("receipts_to_author");
        if (reach != Onward.Reach.NAMED_HUBS && !hubs.isEmpty()) {
            way.problem("onward_hubs", "names hubs, though onward is not \"named-hubs\"");
            return Onward.NOTHING;
        }
        TreeSet<Team> teams = new TreeSet<>();
        hubs.stream().limit(Onward.HUBS_MAX).map(Team::new).forEach(teams::add);
        return new Onward(reach, teams, receipts);
    }

    private static Scope scope(DraftTable way) {
        Selection kinds = selection(way, "kinds", "one of " + List.of(RecordKind.values()), RecordKind::isName);
        Selection rsit = selection(way, "rsit", "a class or a type of the taxonomy (fraud, fraud/phishing)", Rsit::has);
        Selection sectors =
                selection(way, "sectors", "a word", word -> WORD.matcher(word).matches());
        Selection countries = selection(way, "countries", "an ISO 3166 code in capitals", COUNTRIES::contains);
        int confidence = way.number("confidence_min", 0, Scope.CONFIDENCE_MAX);
        Optional<Pap> pap = way.textOr(
                DraftWords.UNSTATED,
                "pap_ceiling",
                WORD_BYTES_MAX,
                "CLEAR, GREEN, AMBER, RED or " + DraftWords.UNSTATED,
                Pap::ofLabel);
        return new Scope(kinds, rsit, sectors, countries, confidence, pap);
    }

    private static Selection selection(DraftTable way, String key, String wanted, Predicate<String> isValue) {
        Set<String> words = new TreeSet<>(way.words(
                key,
                Selection.VALUES_MAX + 2,
                wanted + ", " + DraftWords.ALL + " or " + DraftWords.UNSTATED,
                word -> word.equals(DraftWords.ALL) || word.equals(DraftWords.UNSTATED) || isValue.test(word)));
        boolean all = words.remove(DraftWords.ALL);
        boolean unstated = words.remove(DraftWords.UNSTATED);
        if (all && !words.isEmpty()) {
            way.problem(key, "says " + DraftWords.ALL + ", and values beside it");
            return Selection.NONE;
        }
        if (words.size() > Selection.VALUES_MAX) {
            way.problem(key, "more than " + Selection.VALUES_MAX + " values");
        }
        return new Selection(all, new TreeSet<>(words), unstated);
    }

    private static Handling handling(DraftTable way) {
        return new Handling(
                new Iep(
                        choice(way, "iep_actions", Iep.Actions.values(), Iep.Actions::text),
                        way.flag("iep_notify_affected"),
                        way.flag("iep_resale")),
                choice(way, "attribution", Attribution.values(), DraftWords::of),
                way.number("retention_days", 0, Handling.RETENTION_DAYS_MAX),
                way.flag("delete_at_end"),
                receipts(way.table("receipts_owed")));
    }

    private static List<ReceiptOwed> receipts(DraftTable table) {
        List<ReceiptOwed> owed = new ArrayList<>();
        for (ReceiptKind kind : ReceiptKind.values()) {
            String key = DraftWords.of(kind);
            if (table.keys().contains(key)) {
                owed.add(new ReceiptOwed(kind, table.number(key, 1, ReceiptOwed.HOURS_MAX)));
            }
        }
        table.end();
        return owed;
    }

    private static Team team(DraftTable table, String key) {
        return table.text(
                key,
                NAME_BYTES_MAX,
                new Team("nobody." + key),
                "a team's domain in lower case",
                text -> Team.isDomain(text) ? Optional.of(new Team(text)) : Optional.empty());
    }

    private static <T> T choice(DraftTable table, String key, T[] values, Function<T, String> word) {
        List<String> words = Arrays.stream(values).map(word).toList();
        return table.text(
                key,
                WORD_BYTES_MAX,
                values[0],
                "one of " + String.join(", ", words),
                text -> Arrays.stream(values)
                        .filter(value -> word.apply(value).equals(text))
                        .findFirst());
    }

    private static Optional<String> hex(String text, int bytes) {
        return text.matches("[0-9a-f]{" + 2 * bytes + "}") ? Optional.of(text) : Optional.empty();
    }
}
