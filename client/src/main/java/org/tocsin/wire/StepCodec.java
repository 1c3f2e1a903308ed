package org.tocsin.wire;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SortedSet;
import org.tocsin.exchange.v1.Acknowledged;
import org.tocsin.exchange.v1.Coalesced;
import org.tocsin.exchange.v1.Declined;
import org.tocsin.exchange.v1.EmergencyOwner;
import org.tocsin.exchange.v1.EmergencyStep;
import org.tocsin.exchange.v1.EmergencyUpdate;
import org.tocsin.exchange.v1.HandedOver;
import org.tocsin.exchange.v1.Resumed;
import org.tocsin.exchange.v1.StoodDown;
import org.tocsin.exchange.v1.Summoning;
import org.tocsin.exchange.v1.Unanswered;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;

/// Steps of emergencies to and from the bytes of their document. Rule R-EMG-3.
public final class StepCodec {
    public static final int DOCUMENT_BYTES_MAX = 8 * 1024;

    private StepCodec() {}

    public static Bytes encode(Step step) {
        var builder = EmergencyStep.newBuilder()
                .setEmergency(Parsing.string(step.emergency()))
                .setAtMs(step.at().toEpochMilli());
        step.to().forEach(team -> builder.addTo(team.domain()));
        switch (step.what()) {
            case What.Summoning summoning ->
                builder.setSummoning(Summoning.newBuilder()
                        .setRound(summoning.round())
                        .setRung(summoning.rung())
                        .setEmpty(summoning.empty()));
            case What.Coalesced coalesced ->
                builder.setCoalesced(Coalesced.newBuilder().setInto(Parsing.string(coalesced.into())));
            case What.Acknowledged taken ->
                builder.setAcknowledged(Acknowledged.newBuilder()
                        .setOwner(message(taken.owner()))
                        .setEtaMs(milliseconds(taken.eta()))
                        .setByNode(taken.byNode()));
            case What.Resumed resumed ->
                builder.setResumed(Resumed.newBuilder().setSilentMinutes(resumed.silentMinutes()));
            case What.Declined declined ->
                builder.setDeclined(Declined.newBuilder()
                        .setReason(EmergencyEnums.reason(declined.reason()))
                        .setText(declined.text().map(Words::text).orElse(""))
                        .setLanguage(declined.text().map(Words::language).orElse("")));
            case What.Update update ->
                builder.setUpdate(EmergencyUpdate.newBuilder()
                        .setText(update.text().text())
                        .setLanguage(update.text().language()));
            case What.HandedOver over ->
                builder.setHandedOver(
                        HandedOver.newBuilder().setOwner(message(over.owner())).setEtaMs(milliseconds(over.eta())));
            case What.StoodDown over ->
                builder.setStoodDown(StoodDown.newBuilder()
                        .setText(over.text().map(Words::text).orElse(""))
                        .setLanguage(over.text().map(Words::language).orElse("")));
            case What.Unanswered unanswered ->
                builder.setUnanswered(
                        Unanswered.newBuilder().setRounds(unanswered.rounds()).setTried(unanswered.tried()));
        }
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes break R-EMG-3
    public static Step step(Bytes document) throws WireException {
        var message = Parsing.strictly(EmergencyStep.parser(), document, DOCUMENT_BYTES_MAX, "emergency step");
        SortedSet<Team> to = EmergencyCodec.teams(message.getToList(), "emergency_step.to");
        Digest emergency = Parsing.digest(message.getEmergency(), "emergency_step.emergency");
        Instant at = EmergencyCodec.instant(message.getAtMs(), "emergency_step.at_ms");
        What what = what(message);
        return Parsing.checked(() -> new Step(to, emergency, at, what));
    }

    private static What what(EmergencyStep message) throws WireException {
        return switch (message.getWhatCase()) {
            case SUMMONING -> {
                Summoning said = message.getSummoning();
                yield Parsing.checked(() -> new What.Summoning(said.getRound(), said.getRung(), said.getEmpty()));
            }
            case COALESCED ->
                new What.Coalesced(Parsing.digest(message.getCoalesced().getInto(), "emergency_step.coalesced.into"));
            case ACKNOWLEDGED -> {
                Acknowledged said = message.getAcknowledged();
                yield new What.Acknowledged(owner(said.getOwner()), moment(said.getEtaMs()), said.getByNode());
            }
            case RESUMED ->
                Parsing.checked(() -> new What.Resumed(message.getResumed().getSilentMinutes()));
            case DECLINED -> declined(message.getDeclined());
            case UPDATE -> {
                EmergencyUpdate said = message.getUpdate();
                yield Parsing.checked(() -> new What.Update(new Words(said.getText(), said.getLanguage())));
            }
            case HANDED_OVER -> {
                HandedOver said = message.getHandedOver();
                yield new What.HandedOver(owner(said.getOwner()), moment(said.getEtaMs()));
            }
            case STOOD_DOWN -> {
                Optional<Words> text = EmergencyCodec.words(
                        message.getStoodDown().getText(), message.getStoodDown().getLanguage());
                yield Parsing.checked(() -> new What.StoodDown(text));
            }
            case UNANSWERED -> {
                Unanswered said = message.getUnanswered();
                yield Parsing.checked(() -> new What.Unanswered(said.getRounds(), said.getTried()));
            }
            case WHAT_NOT_SET -> throw new WireException("a step of a kind unknown to this version");
        };
    }

    private static What declined(Declined said) throws WireException {
        Step.DeclineReason reason = EmergencyEnums.reason(said.getReason());
        Optional<Words> text = EmergencyCodec.words(said.getText(), said.getLanguage());
        return Parsing.checked(() -> new What.Declined(reason, text));
    }

    private static EmergencyOwner message(Owner owner) {
        return EmergencyOwner.newBuilder()
                .setName(owner.name())
                .setChannel(owner.channel())
                .setZone(owner.zone().map(ZoneId::getId).orElse(""))
                .build();
    }

    private static Owner owner(EmergencyOwner message) throws WireException {
        Optional<ZoneId> zone = EmergencyCodec.zone(message.getZone(), "emergency_step.owner.zone");
        return Parsing.checked(() -> new Owner(message.getName(), message.getChannel(), zone));
    }

    private static long milliseconds(Optional<Instant> at) {
        return at.map(Instant::toEpochMilli).orElse(0L);
    }

    private static Optional<Instant> moment(long milliseconds) throws WireException {
        return milliseconds == 0
                ? Optional.empty()
                : Optional.of(EmergencyCodec.instant(milliseconds, "emergency_step.eta_ms"));
    }
}
