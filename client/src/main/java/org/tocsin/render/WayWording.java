package org.tocsin.render;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// The terms of one way in the words of one language. TLP and PAP labels are never translated.
final class WayWording {
    private final Language language;
    private final Phrases phrases;

    WayWording(Language language) {
        this.language = language;
        this.phrases = Phrases.of(language);
    }

    String value(Term term, Direction way) {
        return switch (term) {
            case CEILING -> way.ceiling().map(WayWording::label).orElseGet(() -> phrases.phrase("value.nothing-flows"));
            case HISTORY -> number(way.backfillDays(), "value.none");
            case ONWARD -> onward(way.onward());
            case RECEIPTS_TO_AUTHOR -> truth(term, way.onward().receiptsToAuthor());
            case KINDS -> selection(way.scope().kinds(), value -> phrases.find("kind." + value));
            case RSIT -> selection(way.scope().rsit(), value -> phrases.find("rsit." + value));
            case SECTORS -> selection(way.scope().sectors(), value -> phrases.find("sector." + value));
            case COUNTRIES -> selection(way.scope().countries(), this::country);
            case CONFIDENCE -> number(way.scope().confidenceMin(), "value.any");
            case PAP ->
                phrases.phrase("pap." + way.scope().papCeiling().map(Pap::name).orElse("unstated-only"));
            case WITHHELD_TYPES -> list(way.withholding().types());
            case VICTIMS -> truth(term, way.withholding().victims());
            case MARKED -> truth(term, way.withholding().marked());
            case IEP_ACTIONS ->
                phrases.phrase("iep." + way.handling().iep().permittedActions().text());
            case IEP_NOTIFY -> truth(term, way.handling().iep().affectedPartyNotifications());
            case IEP_RESALE -> truth(term, way.handling().iep().unmodifiedResale());
            case ATTRIBUTION ->
                phrases.phrase("attribution." + word(way.handling().attribution()));
            case RETENTION -> number(way.handling().retentionDays(), "value.until-withdrawn");
            case DELETE_AT_END -> truth(term, way.handling().deleteAtEnd());
            case RECEIPTS_OWED ->
                list(way.handling().receiptsOwed().stream().map(this::owed).toList());
            default -> throw new IllegalArgumentException(term + " is no term of a way");
        };
    }

    String list(Collection<String> values) {
        return values.isEmpty() ? phrases.phrase("value.none") : String.join(phrases.phrase("list.separator"), values);
    }

    String number(int value, String zero) {
        return value == 0 ? phrases.phrase(zero) : String.valueOf(value);
    }

    String truth(Term term, boolean value) {
        return phrases.phrase(term.word() + (value ? ".yes" : ".no"));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String label(Tlp tlp) {
        return "TLP:" + tlp.label();
    }

    private String onward(Onward onward) {
        return phrases.phrase(
                "onward." + word(onward.reach()),
                list(onward.hubs().stream().map(Team::domain).toList()));
    }

    private String owed(ReceiptOwed owed) {
        return phrases.phrase("value.receipt-owed", phrases.phrase("receipt." + word(owed.kind())), owed.withinHours());
    }

    private Optional<String> country(String code) {
        String name = Locale.of("", code).getDisplayCountry(language.locale());
        return name.isEmpty() || name.equals(code) ? Optional.empty() : Optional.of(name);
    }

    private String selection(Selection selection, Naming naming) {
        if (selection.all()) {
            return phrases.phrase(selection.unstated() ? "select.all" : "select.stated");
        }
        if (selection.values().isEmpty()) {
            return phrases.phrase(selection.unstated() ? "select.unstated-only" : "select.none");
        }
        String values = selection.values().stream()
                .map(value -> naming.name(value)
                        .map(name -> phrases.phrase("value.coded", name, value))
                        .orElse(value))
                .collect(Collectors.joining(phrases.phrase("list.separator")));
        return selection.unstated() ? phrases.phrase("select.and-unstated", values) : values;
    }

    /// The name of a value; none where there is no phrase for it, and its code says it.
    private interface Naming {
        Optional<String> name(String value);
    }
}
