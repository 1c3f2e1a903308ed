package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.EmergencyStep;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;

/// Emergencies and their steps to bytes and back. Rules R-EMG-1, R-EMG-3.
class EmergencyCodecTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Instant NOW = Instant.parse("2026-03-29T00:59:59.123Z");
    private static final Owner ANA =
            new Owner("duty officer", "+34 600 000 000", Optional.of(ZoneId.of("Europe/Madrid")));
    private static final Optional<Words> WORDS = Optional.of(new Words("服务中断", "zh-Hans"));

    private static final Emergency EMERGENCY = new Emergency(
            new TreeSet<>(List.of(JP, ES)),
            Emergency.Kind.EXERCISE,
            Precedence.FLASH,
            "availability/ddos",
            new TreeSet<>(List.of("rate-limit-host", "investigate")),
            WORDS,
            List.of(new RecordVersion(new RecordId(ES, 1, Bytes.wrap(new byte[16])), 2)),
            NOW,
            NOW.plusSeconds(900),
            ZoneId.of("Asia/Tokyo"));

    @Test
    void anEmergencyComesBackAsItWas() throws WireException {
        assertEquals(EMERGENCY, EmergencyCodec.emergency(EmergencyCodec.encode(EMERGENCY)));
    }

    @Test
    void everyStepComesBackAsItWas() throws WireException {
        Digest hash = Digest.wrap(new byte[Digest.LENGTH]);
        List<What> all = List.of(
                new What.Summoning(2, 3, true),
                new What.Coalesced(hash),
                new What.Acknowledged(ANA, Optional.of(NOW), false),
                new What.Resumed(30),
                new What.Declined(Step.DeclineReason.OTHER, WORDS),
                new What.Update(WORDS.get()),
                new What.HandedOver(new Owner("head", "", Optional.empty()), Optional.empty()),
                new What.StoodDown(Optional.empty()),
                new What.Unanswered(0, 7));
        for (What what : all) {
            Step step = new Step(new TreeSet<>(List.of(ES)), hash, NOW, what);
            assertEquals(step, StepCodec.step(StepCodec.encode(step)));
        }
    }

    @Test
    void whatIsNotKnownOrNotInOrderIsRefused() throws Exception {
        var good = org.tocsin.exchange.v1.Emergency.parseFrom(
                EmergencyCodec.encode(EMERGENCY).array());
        refused(good.toBuilder().clearTo());
        refused(good.toBuilder().clearTo().addTo("cert-jp.example").addTo("cert-es.example"));
        refused(good.toBuilder().addTo("cert-jp.example"));
        refused(good.toBuilder().setKindValue(9));
        refused(good.toBuilder().setPrecedence(org.tocsin.exchange.v1.Precedence.PRECEDENCE_UNSPECIFIED));
        refused(good.toBuilder().setSituation("availability"));
        refused(good.toBuilder().clearActions());
        refused(good.toBuilder().addActions("shrug"));
        refused(good.toBuilder().setLanguage(""));
        refused(good.toBuilder().setText("x".repeat(Emergency.TEXT_BYTES_MAX + 1)));
        refused(good.toBuilder().setReplyByMs(good.getRaisedAtMs()));
        refused(good.toBuilder().setRaisedAtMs(-1));
        refused(good.toBuilder().setReplyZone("Mars/Olympus"));
        refused(good.toBuilder().setReplyZone(""));
        refused(good.toBuilder().addRecords(good.getRecords(0)));
    }

    @Test
    void aStepThatSaysNothingIsRefused() {
        var empty = EmergencyStep.newBuilder()
                .addTo("cert-es.example")
                .setEmergency(ByteString.copyFrom(new byte[32]))
                .build();
        assertThrows(WireException.class, () -> StepCodec.step(Bytes.wrap(empty.toByteArray())));
    }

    private static void refused(org.tocsin.exchange.v1.Emergency.Builder bad) {
        Bytes bytes = Bytes.wrap(bad.build().toByteArray());
        assertThrows(WireException.class, () -> EmergencyCodec.emergency(bytes), bad.toString());
    }
}
