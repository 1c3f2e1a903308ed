package org.tocsin.render;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Conduct.Annex;
import org.tocsin.model.agreement.Conduct.Emergency;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// An agreement in the words of one language, section by section. The same terms give the same sections and clauses in
/// every language, so that they can stand side by side. Texts are as the parties wrote them: who shows them escapes
/// them.
final class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String NOTHING_FINER = ":00.000";

    private final Phrases phrases;
    private final WayWording ways;
    private final Language language;

    Wording(Language language) {
        this.language = language;
        this.phrases = Phrases.of(language);
        this.ways = new WayWording(language);
    }

    /// A term, its name, and what was agreed; several lines where the parties wrote several.
    record Clause(Term term, String label, String value) {}

    record Section(String title, List<Clause> clauses) {
        Section {
            clauses = List.copyOf(clauses);
        }
    }

    List<Section> sections(SharingAgreement agreement) {
        List<Section> sections = new ArrayList<>();
        sections.add(section("section.general", Term.GENERAL, agreement));
        sections.add(way(agreement.first()));
        sections.add(way(agreement.second()));
        sections.add(section("section.emergency", Term.OF_EMERGENCIES, agreement));
        List<Clause> annexes = agreement.conduct().annexes().stream()
                .map(annex -> new Clause(Term.ANNEXES, kind(annex), annex.title() + "\n" + annex.text()))
                .toList();
        if (!annexes.isEmpty()) {
            sections.add(new Section(phrases.phrase("section.annexes"), annexes));
        }
        return sections;
    }

    String wayTitle(Direction way) {
        return phrases.phrase("section.way", way.from(), way.to());
    }

    String label(Term term) {
        return phrases.phrase("term." + term.word());
    }

    String value(Term term, Direction way) {
        return ways.value(term, way);
    }

    /// Of a term that is not of one way.
    String value(Term term, SharingAgreement agreement) {
        Conduct conduct = agreement.conduct();
        return switch (term) {
            case TITLE -> text(agreement.title());
            case PARTIES ->
                ways.list(List.of(
                        agreement.first().from().domain(),
                        agreement.first().to().domain()));
            case ID -> agreement.id().hex();
            case VERSION -> String.valueOf(agreement.version());
            case PREVIOUS -> agreement.previous().map(Digest::hex).orElseGet(() -> phrases.phrase("value.none"));
            case LEGAL_BASIS -> text(agreement.legalBasis());
            case FROM -> time(agreement.from());
            case UNTIL -> time(agreement.until());
            case REVIEW -> conduct.review().map(Wording::time).orElseGet(this::notAgreed);
            case NOTICE -> ways.number(conduct.noticeDays(), "value.none");
            case APPROVALS -> ways.number(conduct.approvals(), "value.none");
            case LANGUAGES ->
                ways.list(conduct.languages().stream().map(this::language).toList());
            case CHECK_IN -> ways.number(conduct.checkInDays(), "value.not-agreed");
            case ACCESSION ->
                conduct.accession()
                        .map(accession -> phrases.phrase(
                                "value.accession",
                                accession.hub(),
                                accession.generalTerms().hex()))
                        .orElseGet(() -> phrases.phrase("value.none"));
            case ANNEXES ->
                ways.list(conduct.annexes().stream()
                        .map(annex -> phrases.phrase("label.value", kind(annex), annex.title()))
                        .toList());
            default ->
                conduct.emergency().map(emergency -> value(term, emergency)).orElseGet(this::notAgreed);
        };
    }

    private String value(Term term, Emergency emergency) {
        return switch (term) {
            case EMERGENCY_PRECEDENCES ->
                ways.list(emergency.precedences().stream()
                        .map(precedence ->
                                phrases.phrase("value.coded", phrases.phrase("precedence." + precedence), precedence))
                        .toList());
            case EMERGENCY_QUOTA -> ways.number(emergency.quota(), "value.none");
            case EMERGENCY_ANSWER -> String.valueOf(emergency.answerMinutes());
            case EMERGENCY_AFTER_LAPSE -> phrases.phrase(emergency.afterLapse() ? "after-lapse.yes" : "after-lapse.no");
            case EMERGENCY_DRILLS ->
                emergency.drillWindow().isEmpty() ? phrases.phrase("value.drills-never") : emergency.drillWindow();
            case EMERGENCY_RELAY -> phrases.phrase(emergency.relay() ? "relay.yes" : "relay.no");
            case EMERGENCY_RECORDS -> phrases.phrase(emergency.records() ? "ahead.yes" : "ahead.no");
            default -> throw new IllegalArgumentException(term + " is a term of a way");
        };
    }

    private Section section(String title, Iterable<Term> terms, SharingAgreement agreement) {
        List<Clause> clauses = new ArrayList<>();
        terms.forEach(term -> clauses.add(new Clause(term, label(term), value(term, agreement))));
        return new Section(phrases.phrase(title), clauses);
    }

    private Section way(Direction way) {
        List<Clause> clauses = new ArrayList<>();
        Term.OF_A_WAY.forEach(term -> clauses.add(new Clause(term, label(term), value(term, way))));
        return new Section(wayTitle(way), clauses);
    }

    private String kind(Annex annex) {
        return phrases.phrase("annex." + WayWording.word(annex.kind()));
    }

    private String language(String tag) {
        String name = Locale.forLanguageTag(tag).getDisplayName(language.locale());
        return Optional.of(name)
                .filter(found -> !found.isEmpty() && !found.equals(tag))
                .map(found -> phrases.phrase("value.coded", found, tag))
                .orElse(tag);
    }

    private String text(String text) {
        return text.isEmpty() ? phrases.phrase("value.none") : text;
    }

    private String notAgreed() {
        return phrases.phrase("value.not-agreed");
    }

    /// In UTC, so that both parties read the same; not finer than it is.
    private static String time(Instant instant) {
        String time = TIME.format(instant);
        return (time.endsWith(NOTHING_FINER) ? time.substring(0, time.length() - NOTHING_FINER.length()) : time)
                + " UTC";
    }
}
