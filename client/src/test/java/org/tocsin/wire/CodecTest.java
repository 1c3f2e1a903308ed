package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.StatementKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Seen;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.agreement.SharingAgreement;

/// Everything that travels comes back as it was. Rules R-AGR-1, R-AGR-2 and R-RCP-1.
class CodecTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Digest DIGEST = Digest.ofHex("ab".repeat(32));
    private static final Instant AT = Instant.parse("2026-11-22T03:00:00.123Z");

    private static Bytes filled(int length) {
        return Bytes.wrap(ByteString.copyFromUtf8("x".repeat(length)).toByteArray());
    }

    private static Statement record() {
        var version = new RecordVersion(new RecordId(ES, 1, filled(16)), 2);
        return new Statement(ES, 3, filled(32), Statement.Kind.RECORD, Optional.of(version), List.of(DIGEST), DIGEST);
    }

    @Test
    void statementsComeBackAsTheyWere() throws WireException {
        assertEquals(record(), StatementCodec.decode(StatementCodec.encode(record())));
        for (var kind : List.of(Statement.Kind.RECEIPT, Statement.Kind.AGREEMENT, Statement.Kind.EPOCH)) {
            var statement = new Statement(ES, 1, filled(32), kind, Optional.empty(), List.of(), DIGEST);
            assertEquals(statement, StatementCodec.decode(StatementCodec.encode(statement)));
        }
    }

    /// Rules R-STM-1 to R-STM-5.
    @Test
    void statementsThatBreakARuleAreRefused() throws Exception {
        var good = org.tocsin.exchange.v1.Statement.parseFrom(
                StatementCodec.encode(record()).array());
        refused(good.toBuilder().setTeam("Cert-ES.example").build().toByteArray());
        refused(good.toBuilder().setEpoch(0).build().toByteArray());
        refused(good.toBuilder()
                .setNonce(ByteString.copyFromUtf8("short"))
                .build()
                .toByteArray());
        refused(good.toBuilder()
                .setKind(StatementKind.STATEMENT_KIND_UNSPECIFIED)
                .build()
                .toByteArray());
        refused(good.toBuilder().setKindValue(99).build().toByteArray());
        refused(good.toBuilder().clearRecord().build().toByteArray());
        refused(good.toBuilder()
                .setKind(StatementKind.STATEMENT_KIND_RECEIPT)
                .build()
                .toByteArray());
        refused(good.toBuilder()
                .addAllReferences(Collections.nCopies(16, good.getReferences(0)))
                .build()
                .toByteArray());
        refused(good.toBuilder().setFragmentsRoot(ByteString.EMPTY).build().toByteArray());
        var more = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build());
        refused(good.toBuilder().setUnknownFields(more.build()).build().toByteArray());
        refused(good.toBuilder()
                .setRecord(good.getRecord().toBuilder().setUnknownFields(more.build()))
                .build()
                .toByteArray());
        refused(new byte[Statement.BYTES_MAX + 1]);
        refused(new byte[] {(byte) 0xff});
    }

    private static void refused(byte[] bytes) {
        assertThrows(WireException.class, () -> StatementCodec.decode(Bytes.wrap(bytes)));
    }

    @Test
    void fragmentsComeBackAsTheyWere() throws WireException {
        for (Fragment fragment : List.of(
                new Fragment.Frame(Tlp.CLEAR, Bytes.ofUtf8("{\"objects\":["), Bytes.ofUtf8("]}")),
                new Fragment.StixObject(Tlp.GREEN, 7, Bytes.ofUtf8(","), Bytes.ofUtf8("{}")),
                new Fragment.Property(Tlp.RED, 9, 7, 3, Bytes.ofUtf8(",\"a\":1")),
                new Fragment.Facet(Tlp.AMBER_STRICT, Fragment.FacetKind.MARKING, List.of("AMBER+STRICT")),
                new Fragment.Audience(Tlp.AMBER, JP),
                new Fragment.Document(Tlp.CLEAR, Bytes.ofUtf8("terms")))) {
            assertEquals(fragment, FragmentCodec.decode(FragmentCodec.encode(fragment)));
        }
    }

    @Test
    void aMarkingThatIsNotKnownIsRed() throws WireException {
        var message = org.tocsin.exchange.v1.Fragment.newBuilder()
                .setKind(org.tocsin.exchange.v1.FragmentKind.FRAGMENT_KIND_DOCUMENT)
                .setMarkingValue(42);
        assertEquals(
                Tlp.RED,
                FragmentCodec.decode(Bytes.wrap(message.build().toByteArray())).marking());
        assertEquals(
                Tlp.RED,
                FragmentCodec.decode(Bytes.wrap(message.clearMarking().build().toByteArray()))
                        .marking());
    }

    /// Rule R-FRG-4.
    @Test
    void aSetKeepsPlacesSaltsAndHiddenHashesAndRefusesDisorder() throws Exception {
        var set = new FragmentSet(
                4,
                List.of(
                        new FragmentSet.Disclosed(1, filled(16), Bytes.ofUtf8("a")),
                        new FragmentSet.Disclosed(3, filled(16), Bytes.ofUtf8("b"))),
                List.of(DIGEST, Digest.ZERO));
        Bytes bytes = FragmentCodec.encode(set);
        assertEquals(set, FragmentCodec.decodeSet(bytes));
        var message = org.tocsin.exchange.v1.FragmentSet.parseFrom(bytes.array());
        for (var broken : List.of(
                message.toBuilder().setLeafCount(3).build(),
                message.toBuilder().setLeafCount(65_536).build(),
                message.toBuilder().setLeafCount(2).build(),
                message.toBuilder().addFragments(message.getFragments(0)).build(),
                message.toBuilder().setHidden(ByteString.copyFromUtf8("half")).build())) {
            assertThrows(WireException.class, () -> FragmentCodec.decodeSet(Bytes.wrap(broken.toByteArray())));
        }
    }

    @Test
    void manifestsComeBackAsTheyWere() throws WireException {
        var key = new SuiteKey(Suite.ED25519, filled(32));
        var manifest = new TeamManifest(
                ES,
                "CERT España",
                2,
                Optional.of(DIGEST),
                key,
                List.of(filled(10)),
                List.of(filled(11)),
                List.of(new TeamManifest.NodeEntry("madrid-1", List.of(DIGEST), List.of("127.0.0.1:7443"))),
                List.of(
                        new TeamManifest.KeyPeriod(1, key, 0, Optional.of(new TreeHead(5, DIGEST))),
                        new TeamManifest.KeyPeriod(2, key, 0, Optional.empty())),
                AT);
        assertEquals(manifest, ManifestCodec.decode(ManifestCodec.encode(manifest)));
        var signed = new TeamManifest.Signed(ManifestCodec.encode(manifest), filled(64));
        assertEquals(List.of(signed), ManifestCodec.decodeFile(ManifestCodec.encodeFile(List.of(signed))));
        assertEquals(signed, ManifestCodec.decodeSigned(ManifestCodec.encodeSigned(signed)));
    }

    @Test
    void agreementsComeBackAsTheyWereAndNoCeilingMeansNothingFlows() throws WireException {
        var agreement = new SharingAgreement(
                filled(16),
                1,
                "Acuerdo",
                "",
                AT,
                AT.plusSeconds(1),
                new SharingAgreement.Direction(ES, JP, Optional.of(Tlp.AMBER)),
                new SharingAgreement.Direction(JP, ES, Optional.empty()));
        assertEquals(agreement, AgreementCodec.decode(AgreementCodec.encode(agreement)));
    }

    @Test
    void receiptsComeBackAsTheyWere() throws WireException {
        var receipt = new Receipt(
                ES,
                Lane.ROUTINE,
                1,
                new Lane.Position(9, DIGEST),
                List.of(new Receipt.Refusal(4, Receipt.RefusalReason.MARKING_ABOVE_CEILING)),
                Optional.of(new Seen(new Origin(ES, 1), new TreeHead(12, DIGEST), AT)));
        assertEquals(receipt, ReceiptCodec.decode(ReceiptCodec.encode(receipt)));
    }

    @Test
    void framesAndAnswersComeBackAsTheyWere() throws WireException {
        var frame = new Delivery.Frame(
                filled(5),
                Optional.of(new Delivery.Consistency(3, List.of(DIGEST))),
                List.of(DIGEST),
                List.of(
                        new Item.Stated(1, 0, filled(3), filled(4), true),
                        new Item.More(1, filled(2), false),
                        new Item.Voided(2, DIGEST, Delivery.VoidReason.WITHDRAWN)));
        assertEquals(frame, DeliveryCodec.frame(DeliveryCodec.message(frame)));
        var bound =
                frame.bound(new Delivery.Binding(Optional.of(Digest.ZERO), Optional.of(new Delivery.TermsPlace(2, 3))));
        assertEquals(bound, DeliveryCodec.frame(DeliveryCodec.message(bound)));
        var open = new Delivery.Open(Lane.ROUTINE, 1, List.of(), 4);
        assertEquals(open, DeliveryCodec.open(DeliveryCodec.message(open)));
        var evidence = new Evidence(filled(5), 3, List.of(DIGEST), filled(6), filled(7));
        var seen = new Seen(new Origin(JP, 1), new TreeHead(1, DIGEST), AT);
        var receipt = new Answer.ReceiptDelivery(evidence, Optional.empty());
        for (Answer answer : List.of(
                new Answer.State(
                        new Lane.Position(0, DIGEST), Optional.of(seen), List.of(), Optional.of(receipt), true),
                receipt,
                new Answer.Hold(500, Delivery.HoldReason.NOT_SIGNING),
                new Answer.Stop(Delivery.StopReason.INCONSISTENT, Optional.of(seen)))) {
            assertEquals(answer, DeliveryCodec.answer(DeliveryCodec.message(answer)));
        }
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThrows(WireException.class, () -> DeliveryCodec.frame(DeliverRequest.getDefaultInstance()));
        assertThrows(WireException.class, () -> DeliveryCodec.open(DeliverRequest.getDefaultInstance()));
        var empty = DeliverRequest.newBuilder()
                .setFrame(org.tocsin.exchange.v1.Frame.getDefaultInstance())
                .build();
        assertThrows(WireException.class, () -> DeliveryCodec.frame(empty));
    }

    /// Rule R-LAN-4.
    @Test
    void everyReasonOfAVoidTravels() throws WireException {
        for (Delivery.VoidReason reason : Delivery.VoidReason.values()) {
            var frame = new Delivery.Frame(
                    filled(5), Optional.empty(), List.of(), List.of(new Item.Voided(2, DIGEST, reason)));
            assertEquals(frame, DeliveryCodec.frame(DeliveryCodec.message(frame)));
        }
    }
}
