package org.tocsin.render;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.model.profile.VoiceCard.Call;

/// The card for the telephone in the words of one language: whom to call, when they answer, and the words by which both
/// know each other. Foreign text is escaped, and stays on its line. Rule R-PRO-6; threat S-SCREEN.
public final class VoiceCardWording {
    private final Phrases phrases;
    private final Language language;

    public VoiceCardWording(Language language) {
        this.language = language;
        this.phrases = Phrases.of(language);
    }

    /// @param here the reader's zone
    public List<String> lines(VoiceCard card, ZoneId here) {
        List<String> lines = new ArrayList<>();
        lines.add(phrases.phrase("card.title", card.partner()));
        if (card.profile().isEmpty()) {
            lines.add(phrases.phrase("card.no-profile"));
        } else if (!card.isValid()) {
            lines.add(phrases.phrase("card.stale"));
        }
        card.timeThere()
                .ifPresent(zone -> lines.add(phrases.phrase("card.there", EmergencyWording.time(card.at(), zone))));
        if (!card.languages().isEmpty()) {
            lines.add(labelled(
                    "card.languages",
                    String.join(
                            phrases.phrase("list.separator"),
                            card.languages().stream().map(this::language).toList())));
        }
        card.calls().forEach(call -> lines.add(labelled("card.number", call(call, here))));
        if (card.weSay().isEmpty()) {
            lines.add(phrases.phrase("card.no-words"));
        } else {
            lines.add(labelled("card.we-say", String.join(" ", card.weSay())));
            lines.add(labelled("card.they-say", String.join(" ", card.theySay())));
        }
        return lines.stream().map(Rendering::escaped).toList();
    }

    private String call(Call call, ZoneId here) {
        String kind =
                phrases.phrase("card.phone." + call.kind().map(WayWording::word).orElse("out-of-band"));
        String number = phrases.phrase("value.coded", call.number().toString(), kind);
        String noted = call.note().isEmpty() ? number : phrases.phrase("label.value", number, call.note());
        return noted + phrases.phrase("list.separator") + answered(call, here);
    }

    private String answered(Call call, ZoneId here) {
        return switch (call.answered()) {
            case NOW -> phrases.phrase("card.now");
            case NOT_SAID -> phrases.phrase("card.not-said");
            case NOT_NOW ->
                call.opensAt()
                        .map(at -> phrases.phrase("card.opens", time(at, here)))
                        .orElseGet(() -> phrases.phrase("card.not-now"));
        };
    }

    private static String time(Instant at, ZoneId here) {
        return EmergencyWording.time(at, here);
    }

    private String language(String tag) {
        String name = Locale.forLanguageTag(tag).getDisplayName(language.locale());
        return name.isEmpty() || name.equals(tag) ? tag : phrases.phrase("value.coded", name, tag);
    }

    private String labelled(String label, String value) {
        return phrases.phrase("label.value", phrases.phrase(label), value);
    }
}
