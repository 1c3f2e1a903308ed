package org.tocsin.cli.emergency;

import java.time.ZoneId;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step.What;

/// Steps for programs.
final class StepAnswers {
    private StepAnswers() {}

    static Answer of(Answer answer, Detail.Stepped stepped) {
        answer.put("what", name(stepped.step().what()))
                .put("team", stepped.by().domain())
                .put("stated_at", stepped.step().at())
                .put("officer", stepped.officer())
                .put("stated", stepped.isStated());
        return switch (stepped.step().what()) {
            case What.Summoning summoning ->
                answer.put("round", summoning.round())
                        .put("rung", summoning.rung())
                        .put("empty", summoning.empty());
            case What.Coalesced coalesced -> answer.put("into", coalesced.into());
            case What.Acknowledged taken ->
                owner(answer, taken.owner()).put("eta", taken.eta()).put("by_node", taken.byNode());
            case What.Resumed resumed -> answer.put("silent_minutes", resumed.silentMinutes());
            case What.Declined declined ->
                words(answer.put("reason", EmergencyAnswers.word(declined.reason())), declined.text());
            case What.Update update -> words(answer, Optional.of(update.text()));
            case What.HandedOver over -> owner(answer, over.owner()).put("eta", over.eta());
            case What.StoodDown over -> words(answer, over.text());
            case What.Unanswered unanswered ->
                answer.put("rounds", unanswered.rounds()).put("tried", unanswered.tried());
        };
    }

    private static String name(What what) {
        return switch (what) {
            case What.Summoning s -> "summoning";
            case What.Coalesced c -> "coalesced";
            case What.Acknowledged a -> "acknowledged";
            case What.Resumed r -> "resumed";
            case What.Declined d -> "declined";
            case What.Update u -> "update";
            case What.HandedOver h -> "handed-over";
            case What.StoodDown s -> "stood-down";
            case What.Unanswered u -> "unanswered";
        };
    }

    private static Answer owner(Answer answer, Owner owner) {
        return answer.put("owner", owner.name())
                .put("channel", owner.channel())
                .put("zone", owner.zone().map(ZoneId::getId));
    }

    private static Answer words(Answer answer, Optional<Words> words) {
        return answer.put("text", words.map(Words::text)).put("language", words.map(Words::language));
    }
}
