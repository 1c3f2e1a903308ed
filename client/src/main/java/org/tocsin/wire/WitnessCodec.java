package org.tocsin.wire;

import org.tocsin.exchange.v1.EquivocationKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Sighting;

/// What witnesses tell each other: checkpoints that they saw, and evidence of a ledger that says two things. Rules
/// R-SEE-2
/// and R-EVI-1.
public final class WitnessCodec {
    /// A sighting: one signed checkpoint.
    public static final int SIGHTING_BYTES_MAX = 132 * 1024;
    /// Evidence: a team's manifests and two proofs. It fits one fragment of a statement.
    public static final int EQUIVOCATION_BYTES_MAX = 768 * 1024;

    private WitnessCodec() {}

    public static Bytes encode(Sighting sighting) {
        return Bytes.wrap(org.tocsin.exchange.v1.Sighting.newBuilder()
                .setSeen(ReceiptCodec.message(sighting.seen()))
                .setCheckpoint(Parsing.string(sighting.checkpoint()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-SEE-2
    public static Sighting sighting(Bytes document) throws WireException {
        var message =
                Parsing.strictly(org.tocsin.exchange.v1.Sighting.parser(), document, SIGHTING_BYTES_MAX, "sighting");
        return new Sighting(ReceiptCodec.model(message.getSeen()), Parsing.bytes(message.getCheckpoint()));
    }

    public static Bytes encode(Equivocation equivocation) {
        return Bytes.wrap(org.tocsin.exchange.v1.Equivocation.newBuilder()
                .setKind(kind(equivocation.kind()))
                .addAllManifests(EvidenceCodec.messages(equivocation.manifests()))
                .setFirst(EvidenceCodec.message(equivocation.first()))
                .setSecond(EvidenceCodec.message(equivocation.second()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-EVI-1
    public static Equivocation equivocation(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.Equivocation.parser(), document, EQUIVOCATION_BYTES_MAX, "evidence");
        var kind = kind(message.getKind());
        var manifests = EvidenceCodec.models(message.getManifestsList());
        var first = EvidenceCodec.model(message.getFirst());
        var second = EvidenceCodec.model(message.getSecond());
        return Parsing.checked(() -> new Equivocation(kind, manifests, first, second));
    }

    private static EquivocationKind kind(Equivocation.Kind kind) {
        return switch (kind) {
            case TWO_ROOTS -> EquivocationKind.EQUIVOCATION_KIND_TWO_ROOTS;
            case TWO_LEAVES -> EquivocationKind.EQUIVOCATION_KIND_TWO_LEAVES;
            case TWO_VERSIONS -> EquivocationKind.EQUIVOCATION_KIND_TWO_VERSIONS;
        };
    }

    private static Equivocation.Kind kind(EquivocationKind kind) throws WireException {
        return switch (kind) {
            case EQUIVOCATION_KIND_TWO_ROOTS -> Equivocation.Kind.TWO_ROOTS;
            case EQUIVOCATION_KIND_TWO_LEAVES -> Equivocation.Kind.TWO_LEAVES;
            case EQUIVOCATION_KIND_TWO_VERSIONS -> Equivocation.Kind.TWO_VERSIONS;
            case EQUIVOCATION_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of evidence unknown to this version");
        };
    }
}
