package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.AgreementDirection;
import org.tocsin.exchange.v1.AgreementTerms;
import org.tocsin.exchange.v1.IepActions;
import org.tocsin.exchange.v1.Onward;
import org.tocsin.exchange.v1.RecordReceiptKind;
import org.tocsin.exchange.v1.Selection;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.testing.AgreementSamples;

/// Terms, acts and approvals come back as they were; terms have one form only. Rules R-AGR-1, R-AGR-2, R-AGR-6,
/// R-AGR-8, R-AGR-11.
class AgreementCodecTest {
    private static final int CASES = 3_000;
    private static final long SEED = 7;
    private static final Instant AT = Instant.parse("2026-11-22T03:00:00.123Z");

    @Test
    void everyAgreementComesBackAsItWasAndHasOneForm() throws WireException {
        var samples = new AgreementSamples(SEED);
        for (int i = 0; i < CASES; i++) {
            SharingAgreement agreement = i == 0 ? AgreementSamples.filled() : samples.agreement();
            Bytes terms = AgreementCodec.encode(agreement);
            SharingAgreement read = AgreementCodec.decode(terms);
            assertEquals(agreement, read);
            assertEquals(terms, AgreementCodec.encode(read));
        }
    }

    @Test
    void everyActComesBackAsItWas() throws WireException {
        var samples = new AgreementSamples(SEED);
        for (int i = 0; i < CASES / 10; i++) {
            for (Act act : List.of(
                    new Act.Decline(),
                    new Act.Suspend(),
                    new Act.Resume(),
                    new Act.Restrict(samples.direction(), samples.direction(AgreementSamples.JP, AgreementSamples.ES)),
                    new Act.Lift(i + 1),
                    new Act.Terminate(AT))) {
                var stated = new AgreementAct(Bytes.wrap(new byte[16]), 1, AgreementSamples.JP, i + 1, "why", AT, act);
                assertEquals(stated, AgreementActCodec.decodeAct(AgreementActCodec.encode(stated)));
            }
        }
        var approval = new OfficerApproval(Bytes.ofUtf8("certificate"), AT, Bytes.ofUtf8("signature"));
        assertEquals(approval, AgreementActCodec.decodeApproval(AgreementActCodec.encode(approval)));
    }

    @Test
    void anActThatSaysMoreOrLessThanItsKindIsRefused() throws Exception {
        Bytes lift = AgreementActCodec.encode(
                new AgreementAct(Bytes.wrap(new byte[16]), 1, AgreementSamples.JP, 1, "", AT, new Act.Lift(1)));
        var good = org.tocsin.exchange.v1.AgreementAct.parseFrom(lift.array());
        var way = AgreementDirection.newBuilder().setFrom("cert-es.example").setTo("cert-jp.example");
        for (var bad : List.of(
                good.toBuilder().setEffectiveMs(1),
                good.toBuilder().setLifts(0),
                good.toBuilder().setNumber(0),
                good.toBuilder().setVersion(0),
                good.toBuilder().setTo("nobody"),
                good.toBuilder().setKindValue(99),
                good.toBuilder().clearKind(),
                good.toBuilder().setAgreement(ByteString.copyFromUtf8("short")),
                good.toBuilder().setReason("x".repeat(201)),
                good.toBuilder().addRestriction(way),
                good.toBuilder()
                        .clearLifts()
                        .setKind(org.tocsin.exchange.v1.AgreementActKind.AGREEMENT_ACT_KIND_RESTRICT)
                        .addRestriction(way)
                        .addRestriction(way))) {
            Bytes bytes = Bytes.wrap(bad.build().toByteArray());
            assertThrows(WireException.class, () -> AgreementActCodec.decodeAct(bytes), bad::toString);
        }
    }

    /// Each of these says what the terms say, or something like it, in another form.
    @Test
    void termsInAnotherFormAreRefused() throws IOException {
        byte[] terms = AgreementCodec.encode(AgreementSamples.filled()).array();
        List<byte[]> forms = new ArrayList<>();
        forms.add(
                with(terms, out -> out.writeUInt32(2, AgreementSamples.filled().version())));
        forms.add(with(terms, out -> out.writeBytes(8, ByteString.copyFrom(new byte[32]))));
        forms.add(with(terms, out -> out.writeUInt32(99, 1)));
        forms.add(with(terms, out -> out.writeString(12, "en")));
        byte[] version = with(new byte[0], out -> out.writeUInt32(2, 3));
        byte[] first = Arrays.copyOf(terms, version.length);
        assertEquals(0x0a, first[0], "the id is the first field");
        forms.add(concat(version, without(terms, 18, version.length)));
        // The version in two bytes, where one is enough.
        forms.add(concat(
                Arrays.copyOf(terms, 18), concat(new byte[] {0x10, (byte) 0x83, 0}, tail(terms, 18 + version.length))));
        // The same without its last byte, and with one more.
        forms.add(Arrays.copyOf(terms, terms.length - 1));
        forms.add(concat(terms, new byte[] {0}));
        for (byte[] form : forms) {
            assertThrows(WireException.class, () -> AgreementCodec.decode(Bytes.wrap(form)));
        }
    }

    @Test
    void termsBeyondTheirBoundsAreRefused() throws Exception {
        terms(terms -> {});
        for (Consumer<AgreementTerms.Builder> change : List.<Consumer<AgreementTerms.Builder>>of(
                terms -> terms.setId(ByteString.copyFromUtf8("short")),
                terms -> terms.setVersion(0),
                terms -> terms.setTitle("x".repeat(201)),
                terms -> terms.setLegalBasis("x".repeat(2_001)),
                terms -> terms.setUntilMs(terms.getFromMs()),
                terms -> terms.addDirections(terms.getDirections(0)),
                AgreementTerms.Builder::clearDirections,
                terms -> terms.setDirections(1, terms.getDirections(0)),
                terms -> terms.setPrevious(ByteString.copyFromUtf8("short")),
                terms -> terms.setNoticeDays(3_651),
                terms -> terms.setNoticeDays(-1),
                terms -> terms.setApprovals(9),
                terms -> terms.clearLanguages().addLanguages("ja").addLanguages("en"),
                terms -> terms.clearLanguages().addLanguages("en").addLanguages("en"),
                terms -> terms.clearLanguages().addLanguages("<b>"),
                terms -> terms.setCheckInDays(367),
                terms -> terms.getEmergencyBuilder().setAnswerMinutes(0),
                terms -> terms.getEmergencyBuilder().setQuota(1_001),
                terms -> terms.getEmergencyBuilder().addPrecedences("SOON"),
                terms -> terms.getEmergencyBuilder().setDrillWindow("x".repeat(501)),
                terms -> terms.getAnnexesBuilder(0).clearKind(),
                terms -> terms.getAnnexesBuilder(0).setTitle("x".repeat(201)),
                terms -> terms.getAnnexesBuilder(0).setText("x".repeat(2_001)),
                terms -> terms.getAccessionBuilder().setHub("hub-a.example"),
                terms -> terms.getAccessionBuilder().clearGeneralTerms())) {
            assertThrows(WireException.class, () -> terms(change));
        }
    }

    @Test
    void aWayBeyondItsBoundsIsRefused() {
        for (Consumer<AgreementDirection.Builder> change : List.<Consumer<AgreementDirection.Builder>>of(
                way -> way.setFrom("nobody"),
                way -> way.setCeilingValue(99),
                way -> way.setBackfillDays(36_501),
                way -> way.setOnwardValue(99),
                way -> way.setOnward(Onward.ONWARD_AS_MARKED),
                way -> way.addOnwardHubs("hub-a.example"),
                way -> way.setKinds(Selection.newBuilder().addValues("RUMOUR")),
                way -> way.setKinds(Selection.getDefaultInstance()),
                way -> way.getKindsBuilder().setAll(true),
                way -> way.setRsit(Selection.newBuilder().addValues("b").addValues("a")),
                way -> way.setSectors(Selection.newBuilder().addValues("a").addValues("a")),
                way -> way.setCountries(Selection.newBuilder().addValues("two words")),
                way -> way.setCountries(Selection.newBuilder().addValues("日本")),
                way -> way.setCountries(Selection.newBuilder().addValues("x".repeat(101))),
                way -> way.setCountries(Selection.newBuilder().addAllValues(words(257))),
                way -> way.setConfidenceMin(101),
                way -> way.setPapCeilingValue(99),
                way -> way.clearWithheldTypes().addAllWithheldTypes(words(65)),
                AgreementDirection.Builder::clearIep,
                way -> way.getIepBuilder().setPermittedActions(IepActions.IEP_ACTIONS_UNSPECIFIED),
                AgreementDirection.Builder::clearAttribution,
                way -> way.setRetentionDays(36_501),
                way -> way.getReceiptsOwedBuilder(0).setWithinHours(0),
                way -> way.getReceiptsOwedBuilder(0).setKind(RecordReceiptKind.RECORD_RECEIPT_KIND_DELETED),
                way -> way.addReceiptsOwed(way.getReceiptsOwed(0)),
                way -> {
                    var read = way.getReceiptsOwed(0);
                    way.removeReceiptsOwed(0).addReceiptsOwed(read);
                })) {
            assertThrows(WireException.class, () -> terms(terms -> change.accept(terms.getDirectionsBuilder(0))));
        }
    }

    private static List<String> words(int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("w%03d".formatted(i));
        }
        return words;
    }

    private static void terms(Consumer<AgreementTerms.Builder> change) throws Exception {
        var builder = AgreementTerms.parseFrom(
                AgreementCodec.encode(AgreementSamples.filled()).array())
                .toBuilder();
        change.accept(builder);
        AgreementCodec.decode(Bytes.wrap(builder.build().toByteArray()));
    }

    /// Writes one field more.
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] with(byte[] message, Field field) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(message);
        var out = CodedOutputStream.newInstance(bytes);
        field.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] without(byte[] bytes, int at, int length) {
        return concat(Arrays.copyOf(bytes, at), tail(bytes, at + length));
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
