package org.tocsin.render;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step.DeclineReason;
import org.tocsin.model.emergency.Step.What;

/// What happens about emergencies, in the words of one language. Texts are as others wrote them: who shows them escapes
/// them.
final class StepWording {
    /// What the channel of a mail to a partner's contact begins with.
    private static final String MAIL_TO = "mail-to:";

    private final Phrases phrases;

    StepWording(Language language) {
        this.phrases = Phrases.of(language);
    }

    String happened(Detail detail, ZoneId here) {
        return switch (detail) {
            case Detail.Raised raised -> phrases.phrase("happened.raised");
            case Detail.Received received -> phrases.phrase("happened.received", received.team());
            case Detail.Refused refused -> phrases.phrase("happened.refused", refused.team(), refused.reason());
            case Detail.Stepped stepped -> step(stepped.step().what(), here);
            case Detail.Attempted attempted ->
                with(
                        phrases.phrase(
                                told(attempted),
                                attempted.officer(),
                                attempted.channel(),
                                attempted.round(),
                                attempted.rung(),
                                coded("outcome.", attempted.outcome())),
                        attempted.said());
            case Detail.Tried tried ->
                with(phrases.phrase("happened.tried", tried.team(), coded("tried.", tried.what())), tried.said());
        };
    }

    /// Round 0 belongs to no ladder: the own desk is told, or a contact of the partner is written to.
    private static String told(Detail.Attempted attempted) {
        if (attempted.round() > 0) {
            return "happened.attempted";
        }
        return attempted.channel().startsWith(MAIL_TO) ? "happened.mailed" : "happened.told";
    }

    private String step(What what, ZoneId here) {
        return switch (what) {
            case What.Summoning summoning ->
                phrases.phrase(
                        summoning.empty() ? "step.summoning.empty" : "step.summoning",
                        summoning.round(),
                        summoning.rung());
            case What.Coalesced coalesced ->
                phrases.phrase("step.coalesced", coalesced.into().hex().substring(0, EmergencyView.SHOWN_DIGITS));
            case What.Acknowledged taken -> {
                String text = held("step.acknowledged", taken.owner(), taken.eta(), here);
                yield taken.byNode() ? phrases.phrase("step.by-node", text) : text;
            }
            case What.Resumed resumed -> phrases.phrase("step.resumed", resumed.silentMinutes());
            case What.Declined declined ->
                words(phrases.phrase("step.declined", reason(declined.reason())), declined.text());
            case What.Update update -> words(phrases.phrase("step.update"), Optional.of(update.text()));
            case What.HandedOver over -> held("step.handed-over", over.owner(), over.eta(), here);
            case What.StoodDown over -> words(phrases.phrase("step.stood-down"), over.text());
            case What.Unanswered unanswered ->
                unanswered.rounds() == 0
                        ? phrases.phrase("step.unanswered-in-time")
                        : phrases.phrase("step.unanswered", unanswered.rounds(), unanswered.tried());
        };
    }

    String reason(DeclineReason reason) {
        return phrases.phrase("decline." + WayWording.word(reason));
    }

    private String held(String key, Owner owner, Optional<Instant> eta, ZoneId here) {
        String text = phrases.phrase(key, owner(owner));
        return eta.map(at -> phrases.phrase("step.eta", text, EmergencyWording.time(at, here)))
                .orElse(text);
    }

    /// Who has it, where, and how to reach them.
    String owner(Owner owner) {
        String name = owner.zone()
                .map(zone -> phrases.phrase("step.zone", owner.name(), zone.getId()))
                .orElse(owner.name());
        return owner.channel().isEmpty() ? name : phrases.phrase("step.reach", name, owner.channel());
    }

    private String words(String before, Optional<Words> words) {
        return words.map(said -> phrases.phrase("step.words", before, said.text(), said.language()))
                .orElse(before);
    }

    /// The phrase of a word of the node's; one that this version does not know stands for itself.
    private String coded(String kind, String word) {
        return phrases.find(kind + word).orElse(word);
    }

    private String with(String text, String said) {
        return said.isEmpty() ? text : phrases.phrase("label.value", text, said);
    }
}
