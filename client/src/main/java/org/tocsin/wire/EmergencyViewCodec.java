package org.tocsin.wire;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.operator.v1.CalledTeam;
import org.tocsin.operator.v1.DutyFigure;
import org.tocsin.operator.v1.EmergencyHolder;
import org.tocsin.operator.v1.EmergencyOccurrence;
import org.tocsin.operator.v1.EmergencyRaised;
import org.tocsin.operator.v1.EmergencyReceived;
import org.tocsin.operator.v1.EmergencyRefused;
import org.tocsin.operator.v1.EmergencyStepped;
import org.tocsin.operator.v1.EmergencySummary;
import org.tocsin.operator.v1.GetVoiceCardResponse;
import org.tocsin.operator.v1.OfficerAttempted;
import org.tocsin.operator.v1.PartnerTried;
import org.tocsin.operator.v1.ReferencedRecord;

/// What a node tells its officers of emergencies, to and from the messages of the operator port.
public final class EmergencyViewCodec {
    private EmergencyViewCodec() {}

    public static EmergencySummary message(EmergencyView view) {
        var builder = EmergencySummary.newBuilder()
                .setId(Parsing.string(view.id()))
                .setOriginator(view.originator().domain())
                .setDocument(Parsing.string(EmergencyCodec.encode(view.emergency())))
                .setHeldAtMs(view.heldAt().toEpochMilli())
                .setOfficer(view.officer().orElse(""));
        view.called().forEach(called -> builder.addCalled(message(called)));
        for (EmergencyView.Reference one : view.records()) {
            builder.addRecords(ReferencedRecord.newBuilder()
                    .setTeam(one.team().domain())
                    .setRecord(one.record().record().toString())
                    .setVersion(one.record().version())
                    .setStanding(one.standing().name().toLowerCase(Locale.ROOT))
                    .setReason(one.reason())
                    .setTitle(one.title()));
        }
        return builder.build();
    }

    /// @throws WireException if the node's answer does not fit this version
    public static EmergencyView model(EmergencySummary message) throws WireException {
        List<EmergencyView.Called> called = new ArrayList<>();
        for (CalledTeam team : message.getCalledList()) {
            called.add(model(team));
        }
        List<EmergencyView.Reference> records = new ArrayList<>();
        for (ReferencedRecord record : message.getRecordsList()) {
            records.add(model(record));
        }
        return new EmergencyView(
                Parsing.digest(message.getId(), "emergency.id"),
                Parsing.team(message.getOriginator(), "emergency.originator"),
                EmergencyCodec.emergency(Parsing.bytes(message.getDocument())),
                Instant.ofEpochMilli(message.getHeldAtMs()),
                said(message.getOfficer()),
                called,
                records);
    }

    private static EmergencyView.Reference model(ReferencedRecord message) throws WireException {
        RecordId record = RecordId.parse(message.getRecord())
                .orElseThrow(() -> new WireException("emergency.records is not of records"));
        return new EmergencyView.Reference(
                Parsing.team(message.getTeam(), "emergency.records.team"),
                Parsing.checked(() -> new RecordVersion(record, message.getVersion())),
                Parsing.checked(() -> EmergencyView.Reference.Standing.valueOf(
                        message.getStanding().toUpperCase(Locale.ROOT))),
                message.getReason(),
                message.getTitle());
    }

    private static CalledTeam message(EmergencyView.Called called) {
        Life life = called.life();
        var builder = CalledTeam.newBuilder()
                .setTeam(called.team().domain())
                .setThere(life.there().name().toLowerCase(Locale.ROOT))
                .setEtaMs(milliseconds(life.eta()))
                .setRound(life.round())
                .setRung(life.rung())
                .setGivenUp(life.givenUp())
                .setStoodDown(life.stoodDown())
                .setSinceMs(life.since().toEpochMilli())
                .setReceivedAtMs(milliseconds(called.receivedAt()))
                .setRefused(called.refused().orElse(""));
        life.owner()
                .ifPresent(owner -> builder.setHolder(EmergencyHolder.newBuilder()
                        .setName(owner.name())
                        .setChannel(owner.channel())
                        .setZone(owner.zone().map(ZoneId::getId).orElse(""))));
        return builder.build();
    }

    private static EmergencyView.Called model(CalledTeam message) throws WireException {
        Optional<Owner> owner = Optional.empty();
        if (message.hasHolder()) {
            EmergencyHolder holder = message.getHolder();
            Optional<ZoneId> zone = EmergencyCodec.zone(holder.getZone(), "emergency.holder.zone");
            owner = Optional.of(Parsing.checked(() -> new Owner(holder.getName(), holder.getChannel(), zone)));
        }
        Life.State there =
                Parsing.checked(() -> Life.State.valueOf(message.getThere().toUpperCase(Locale.ROOT)));
        return new EmergencyView.Called(
                Parsing.team(message.getTeam(), "emergency.called"),
                new Life(
                        there,
                        owner,
                        moment(message.getEtaMs()),
                        message.getRound(),
                        message.getRung(),
                        message.getGivenUp(),
                        message.getStoodDown(),
                        Instant.ofEpochMilli(message.getSinceMs())),
                moment(message.getReceivedAtMs()),
                said(message.getRefused()));
    }

    public static EmergencyOccurrence message(Occurrence occurrence) {
        var builder = EmergencyOccurrence.newBuilder()
                .setEmergency(Parsing.string(occurrence.emergency()))
                .setAtMs(occurrence.at().toEpochMilli());
        switch (occurrence.detail()) {
            case Detail.Raised raised -> builder.setRaised(EmergencyRaised.getDefaultInstance());
            case Detail.Received received ->
                builder.setReceived(
                        EmergencyReceived.newBuilder().setTeam(received.team().domain()));
            case Detail.Refused refused ->
                builder.setRefused(EmergencyRefused.newBuilder()
                        .setTeam(refused.team().domain())
                        .setReason(refused.reason()));
            case Detail.Stepped stepped ->
                builder.setStepped(EmergencyStepped.newBuilder()
                        .setBy(stepped.by().domain())
                        .setDocument(Parsing.string(StepCodec.encode(stepped.step())))
                        .setOfficer(stepped.officer().orElse(""))
                        .setUnstated(!stepped.isStated()));
            case Detail.Attempted attempted ->
                builder.setAttempted(OfficerAttempted.newBuilder()
                        .setOfficer(attempted.officer())
                        .setChannel(attempted.channel())
                        .setRound(attempted.round())
                        .setRung(attempted.rung())
                        .setOutcome(attempted.outcome())
                        .setSaid(attempted.said()));
            case Detail.Tried tried ->
                builder.setTried(PartnerTried.newBuilder()
                        .setTeam(tried.team().domain())
                        .setWhat(tried.what())
                        .setSaid(tried.said()));
        }
        return builder.build();
    }

    /// @return nothing if it is of a kind that this version does not know
    /// @throws WireException if the node's answer does not fit this version
    public static Optional<Occurrence> model(EmergencyOccurrence message) throws WireException {
        Optional<Detail> detail = detail(message);
        if (detail.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Occurrence(
                Parsing.digest(message.getEmergency(), "occurrence.emergency"),
                Instant.ofEpochMilli(message.getAtMs()),
                detail.get()));
    }

    private static Optional<Detail> detail(EmergencyOccurrence message) throws WireException {
        return switch (message.getWhatCase()) {
            case RAISED -> Optional.of(new Detail.Raised());
            case RECEIVED ->
                Optional.of(
                        new Detail.Received(Parsing.team(message.getReceived().getTeam(), "occurrence.team")));
            case REFUSED ->
                Optional.of(new Detail.Refused(
                        Parsing.team(message.getRefused().getTeam(), "occurrence.team"),
                        message.getRefused().getReason()));
            case STEPPED -> {
                EmergencyStepped stepped = message.getStepped();
                yield Optional.of(new Detail.Stepped(
                        Parsing.team(stepped.getBy(), "occurrence.by"),
                        StepCodec.step(Parsing.bytes(stepped.getDocument())),
                        said(stepped.getOfficer()),
                        !stepped.getUnstated()));
            }
            case ATTEMPTED -> {
                OfficerAttempted attempted = message.getAttempted();
                yield Optional.of(new Detail.Attempted(
                        attempted.getOfficer(),
                        attempted.getChannel(),
                        attempted.getRound(),
                        attempted.getRung(),
                        attempted.getOutcome(),
                        attempted.getSaid()));
            }
            case TRIED ->
                Optional.of(new Detail.Tried(
                        Parsing.team(message.getTried().getTeam(), "occurrence.team"),
                        message.getTried().getWhat(),
                        message.getTried().getSaid()));
            case WHAT_NOT_SET -> Optional.empty();
        };
    }

    public static DutyFigure message(DutyFigures figures) {
        return DutyFiguresCodec.message(figures);
    }

    /// @throws WireException if the node's answer does not fit this version
    public static DutyFigures model(DutyFigure message) throws WireException {
        return DutyFiguresCodec.model(message);
    }

    public static GetVoiceCardResponse message(VoiceCard card) {
        return GetVoiceCardResponse.newBuilder()
                .setPartner(card.partner().domain())
                .setAtMs(card.at().toEpochMilli())
                .setProfile(card.profile()
                        .map(profile -> Parsing.string(ProfileCodec.encode(profile)))
                        .orElse(ByteString.EMPTY))
                .addAllWeSay(card.weSay())
                .addAllTheySay(card.theySay())
                .build();
    }

    /// @throws WireException if the node's answer does not fit this version
    public static VoiceCard model(GetVoiceCardResponse message) throws WireException {
        Optional<TeamProfile> profile = message.getProfile().isEmpty()
                ? Optional.empty()
                : Optional.of(ProfileCodec.decode(Parsing.bytes(message.getProfile())));
        return VoiceCard.of(
                Parsing.team(message.getPartner(), "card.partner"),
                profile,
                Instant.ofEpochMilli(message.getAtMs()),
                message.getWeSayList(),
                message.getTheySayList());
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static long milliseconds(Optional<Instant> at) {
        return at.map(Instant::toEpochMilli).orElse(0L);
    }

    private static Optional<Instant> moment(long milliseconds) {
        return milliseconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
    }
}
