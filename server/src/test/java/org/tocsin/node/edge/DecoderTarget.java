package org.tocsin.node.edge;

import io.netty.handler.ssl.util.LazyX509Certificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.tocsin.calendar.DrillWindow;
import org.tocsin.cli.Escaper;
import org.tocsin.cli.draft.DraftReader;
import org.tocsin.cli.draft.ProfileReader;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.GetConsistencyRequest;
import org.tocsin.exchange.v1.GetManifestRequest;
import org.tocsin.exchange.v1.GetSeenRequest;
import org.tocsin.exchange.v1.GetSeenResponse;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.node.config.RosterReader;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.SignedNote;
import org.tocsin.stix.StixReader;
import org.tocsin.trust.Door;
import org.tocsin.trust.FrameStream;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.Trust;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.ReceiptCodec;
import org.tocsin.wire.SeenCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.StepCodec;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;

/// Everything that reads what others wrote. A target takes any bytes: it reads them, or refuses them as it is
/// documented to; whatever else it throws is a finding.
public enum DecoderTarget {
    FRAME(bytes -> {
        var request = (DeliverRequest) StrictMessages.read(DeliverRequest.getDefaultInstance(), bytes);
        try {
            if (request.hasOpen()) {
                DeliveryCodec.open(request);
            } else {
                DeliveryCodec.frame(request);
            }
        } catch (IllegalArgumentException refused) {
            // As GrpcLane takes it.
        }
    }),
    QUESTION(bytes -> {
        StrictMessages.read(GetSeenRequest.getDefaultInstance(), bytes);
        StrictMessages.read(GetConsistencyRequest.getDefaultInstance(), bytes);
        StrictMessages.read(GetManifestRequest.getDefaultInstance(), bytes);
        StrictMessages.read(CollectRequest.getDefaultInstance(), bytes);
    }),
    FRAME_BUDGET(FrameStream::pass),
    STATEMENT(bytes -> StatementCodec.decode(Bytes.wrap(bytes))),
    FRAGMENT(bytes -> FragmentCodec.decode(Bytes.wrap(bytes))),
    FRAGMENT_SET(bytes -> FragmentCodec.decodeSet(Bytes.wrap(bytes))),
    RECEIPT(bytes -> ReceiptCodec.decode(Bytes.wrap(bytes))),
    RECORD(bytes -> new StixReader().read(Bytes.wrap(bytes))),
    NOTE(bytes -> SignedNote.parse(Bytes.wrap(bytes))),
    CHECKPOINT(bytes -> Checkpoint.parse(Bytes.wrap(bytes))),
    PROOF(bytes -> EvidenceCodec.decode(Bytes.wrap(bytes))),
    EVIDENCE(bytes -> EvidenceCodec.decodeEvidence(Bytes.wrap(bytes))),
    CERTIFICATE(bytes -> {
        List<X509Certificate> shown = List.of(new LazyX509Certificate(bytes));
        Known.TRUST.identify(shown, Door.PEER, Instant.EPOCH);
        Known.TRUST.identify(shown, Door.OPERATOR, Instant.EPOCH);
    }),
    MANIFEST(bytes -> ManifestCodec.decode(Bytes.wrap(bytes))),
    MANIFEST_SIGNED(bytes -> ManifestCodec.decodeSigned(Bytes.wrap(bytes))),
    MANIFEST_FILE(bytes -> ManifestCodec.decodeFile(Bytes.wrap(bytes))),
    CARD(bytes -> ManifestCodec.decodeCard(Bytes.wrap(bytes))),
    AGREEMENT(bytes -> AgreementCodec.decode(Bytes.wrap(bytes))),
    AGREEMENT_FILE(bytes -> AgreementCodec.decodeFile(Bytes.wrap(bytes))),
    AGREEMENT_ACT(bytes -> AgreementActCodec.decodeAct(Bytes.wrap(bytes))),
    APPROVAL(bytes -> AgreementActCodec.decodeApproval(Bytes.wrap(bytes))),
    PROFILE(bytes -> ProfileCodec.decode(Bytes.wrap(bytes))),
    EMERGENCY(bytes -> EmergencyCodec.emergency(Bytes.wrap(bytes))),
    EMERGENCY_RELAY(bytes -> EmergencyCodec.relay(Bytes.wrap(bytes))),
    STEP(bytes -> StepCodec.step(Bytes.wrap(bytes))),
    RECORD_RECEIPT(bytes -> ControlCodec.recordReceipt(Bytes.wrap(bytes))),
    WITHDRAWAL(bytes -> ControlCodec.withdrawal(Bytes.wrap(bytes))),
    NARROWING(bytes -> ControlCodec.narrowing(Bytes.wrap(bytes))),
    CHECK_IN(bytes -> ControlCodec.checkIn(Bytes.wrap(bytes))),
    INTRODUCTION(bytes -> ControlCodec.decodeIntroduction(Bytes.wrap(bytes))),
    SIGHTING(bytes -> WitnessCodec.sighting(Bytes.wrap(bytes))),
    EQUIVOCATION(bytes -> WitnessCodec.equivocation(Bytes.wrap(bytes))),
    ANSWER(bytes ->
            DeliveryCodec.answer((DeliverResponse) StrictMessages.read(DeliverResponse.getDefaultInstance(), bytes))),
    SEEN(bytes -> SeenCodec.model((GetSeenResponse) StrictMessages.read(GetSeenResponse.getDefaultInstance(), bytes))),
    RELAY(bytes -> ControlCodec.relay(Bytes.wrap(bytes))),
    DRILL_WINDOW(bytes -> {
        try {
            DrillWindow.parse(text(bytes));
        } catch (IllegalArgumentException refused) {
            // As it is documented.
        }
    }),
    DUTY_PLAN(bytes -> toml(() -> DutyPlan.parse(text(bytes), Path.of("/nowhere")))),
    ROSTER(bytes -> toml(() -> RosterReader.parse(text(bytes)))),
    DRAFT(bytes -> toml(() -> DraftReader.read(text(bytes)))),
    PROFILE_FILE(bytes -> toml(() -> ProfileReader.read(text(bytes), Instant.EPOCH))),
    ESCAPER(bytes -> {
        String shown = Escaper.show(text(bytes));
        if (shown.codePoints().anyMatch(Escaper::isForbidden)) {
            throw new AssertionError("a forbidden character is shown");
        }
    });

    // Each is a function of its bytes alone.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Reading reading;

    private interface Reading {
        void read(byte[] bytes) throws WireException;
    }

    /// A node's trust, made when it is first asked for.
    private static final class Known {
        static final Trust TRUST = trust();

        private static Trust trust() {
            TeamPapers papers = TeamPapers.make(
                    new TeamPapers.Plan(
                            new Team("cert-es.example"), "A team", "node-1", List.of("127.0.0.1:1"), Suite.ED25519),
                    new SecureRandom(),
                    Instant.parse("2026-11-22T12:00:00Z"));
            return new Trust(new Team("cert-es.example"), List.of(papers.pinned()));
        }
    }

    DecoderTarget(Reading reading) {
        this.reading = reading;
    }

    /// Reads, or refuses; throws what is neither.
    void read(byte[] bytes) {
        try {
            reading.read(bytes);
        } catch (WireException refused) {
            // A refusal, as it is documented.
        }
    }

    /// The library's assertions about itself are off wherever a node runs: then it refuses what one of them fails on.
    private static void toml(Runnable reading) {
        try {
            reading.run();
        } catch (AssertionError failed) {
            if (!failed.getStackTrace()[0].getClassName().startsWith("org.tomlj.")) {
                throw failed;
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// What Jazzer calls, once for every input; the target is the property `tocsin.decoder`.
    public static void fuzzerTestOneInput(byte[] bytes) {
        valueOf(System.getProperty("tocsin.decoder")).read(bytes);
    }
}
