package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.control.CheckIn;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.model.control.Relay;
import org.tocsin.model.control.Withdrawal;

/// The documents of the control and the emergency lane, and relays.
class ControlCodecTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final RecordVersion VERSION =
            new RecordVersion(new RecordId(ES, 1, Bytes.wrap(new byte[RecordId.LOCAL_ID_BYTES])), 2);
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /// Rule R-CTL-2.
    @Test
    void everyOutcomeOfARecordComesBackAsItWas() throws WireException {
        for (Outcome outcome : List.of(
                new Outcome.Read(),
                new Outcome.Accepted(),
                new Outcome.Refused("not ours"),
                new Outcome.Acted("block-host"),
                new Outcome.Deleted(Optional.empty()),
                new Outcome.Deleted(Optional.of(AT)))) {
            var receipt = new RecordReceipt(VERSION, outcome, AT);
            assertEquals(receipt, ControlCodec.recordReceipt(ControlCodec.encode(receipt)));
        }
    }

    /// Rule R-CTL-2.
    @Test
    void aReceiptThatSaysNothingIsRefused() {
        var nothing = org.tocsin.exchange.v1.RecordReceipt.newBuilder().setAuthor(ES.domain());
        assertThrows(
                WireException.class,
                () -> ControlCodec.recordReceipt(Bytes.wrap(nothing.build().toByteArray())));
        var unbounded = nothing.setKind(org.tocsin.exchange.v1.RecordReceiptKind.RECORD_RECEIPT_KIND_DELETED);
        assertThrows(
                WireException.class,
                () -> ControlCodec.recordReceipt(Bytes.wrap(unbounded.build().toByteArray())));
    }

    /// Rule R-CTL-3.
    @Test
    void aWithdrawalNamesARecordAndAVersion() throws WireException {
        var withdrawal = new Withdrawal(1, Bytes.wrap(new byte[16]), 3, "an error of ours");
        assertEquals(withdrawal, ControlCodec.withdrawal(ControlCodec.encode(withdrawal)));
        assertEquals(ES, withdrawal.record(ES).team());
        assertThrows(WireException.class, () -> ControlCodec.withdrawal(Bytes.EMPTY));
    }

    /// Rule R-CTL-4.
    @Test
    void aCheckInIsForOneTeam() throws WireException {
        var checkIn = new CheckIn(JP, AT);
        assertEquals(checkIn, ControlCodec.checkIn(ControlCodec.encode(checkIn)));
        assertThrows(WireException.class, () -> ControlCodec.checkIn(Bytes.EMPTY));
    }

    /// Rule R-RLY-1.
    @Test
    void aRelayCarriesEvidenceAndManifestsUnchanged() throws WireException {
        var evidence = new Evidence(bytes(5), 3, List.of(Digest.wrap(new byte[32])), bytes(6), bytes(7));
        var relay = new Relay(evidence, List.of(new TeamManifest.Signed(bytes(8), bytes(9))));
        assertEquals(relay, ControlCodec.relay(ControlCodec.encode(relay)));
    }

    /// Rule R-AGR-2.
    @Test
    void whatAnAgreementSaysOfHistoryAndOfHandingOnTravels() throws WireException {
        var agreement = new SharingAgreement(
                Bytes.wrap(new byte[16]),
                1,
                "title",
                "",
                AT,
                AT.plusSeconds(60),
                new SharingAgreement.Direction(ES, JP, Optional.of(Tlp.GREEN), 365, Onward.asMarked(true)),
                new SharingAgreement.Direction(JP, ES, Optional.empty()));
        assertEquals(agreement, AgreementCodec.decode(AgreementCodec.encode(agreement)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SharingAgreement.Direction(ES, JP, Optional.empty(), 36_501, Onward.NOTHING));
    }

    private static Bytes bytes(int length) {
        return Bytes.wrap(new byte[length]);
    }
}
