package org.tocsin.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.exchange.v1.AgreementFile;
import org.tocsin.exchange.v1.AgreementTerms;
import org.tocsin.exchange.v1.ProofFile;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.agreement.SharingAgreement;

/// Agreements: the terms' bytes, which both parties sign, and agreement files. Rules R-AGR-1, R-AGR-2.
public final class AgreementCodec {
    public static final int TERMS_BYTES_MAX = 128 * 1024;
    public static final int FILE_BYTES_MAX = 2 * 1024 * 1024;

    private static final int TITLE_BYTES_MAX = 200;
    private static final int LEGAL_BASIS_BYTES_MAX = 2_000;

    private AgreementCodec() {}

    /// An agreement file's content: the exact terms and one or two signatures.
    public record Signed(Bytes terms, List<EvidenceCodec.Proof> signatures) {
        public Signed {
            signatures = List.copyOf(signatures);
        }
    }

    public static Bytes encode(SharingAgreement agreement) {
        var builder = AgreementTerms.newBuilder()
                .setId(Parsing.string(agreement.id()))
                .setVersion(agreement.version())
                .setTitle(agreement.title())
                .setLegalBasis(agreement.legalBasis())
                .setFromMs(agreement.from().toEpochMilli())
                .setUntilMs(agreement.until().toEpochMilli())
                .addDirections(DirectionCodec.message(agreement.first()))
                .addDirections(DirectionCodec.message(agreement.second()));
        agreement.previous().ifPresent(previous -> builder.setPrevious(Parsing.string(previous)));
        ConductCodec.put(builder, agreement.conduct());
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// The bytes must be those that `encode` gives, so that one set of terms has one hash. Rule
    /// R-AGR-11.
    ///
    /// @throws WireException if the bytes break R-AGR-1, R-AGR-2 or R-AGR-11
    public static SharingAgreement decode(Bytes terms) throws WireException {
        var message = Parsing.strictly(AgreementTerms.parser(), terms, TERMS_BYTES_MAX, "agreement");
        if (message.getDirectionsCount() != 2) {
            throw new WireException("an agreement has exactly two directions");
        }
        String title = Parsing.text(message.getTitle(), TITLE_BYTES_MAX, "agreement.title");
        String legalBasis = Parsing.text(message.getLegalBasis(), LEGAL_BASIS_BYTES_MAX, "agreement.legal_basis");
        var first = DirectionCodec.model(message.getDirections(0));
        var second = DirectionCodec.model(message.getDirections(1));
        var conduct = ConductCodec.model(message);
        Optional<Digest> previous = message.getPrevious().isEmpty()
                ? Optional.empty()
                : Optional.of(Parsing.digest(message.getPrevious(), "agreement.previous"));
        SharingAgreement agreement = Parsing.checked(() -> new SharingAgreement(
                Parsing.bytes(message.getId()),
                message.getVersion(),
                previous,
                title,
                legalBasis,
                Instant.ofEpochMilli(message.getFromMs()),
                Instant.ofEpochMilli(message.getUntilMs()),
                conduct,
                first,
                second));
        if (!encode(agreement).equals(terms)) {
            throw new WireException("agreement terms are not in canonical form");
        }
        return agreement;
    }

    public static Bytes encodeFile(Signed signed) {
        return Bytes.wrap(message(signed).toByteArray());
    }

    /// @throws WireException if the bytes are not an agreement file
    public static Signed decodeFile(Bytes bytes) throws WireException {
        return model(Parsing.strictly(AgreementFile.parser(), bytes, FILE_BYTES_MAX, "agreement file"));
    }

    public static AgreementFile message(Signed signed) {
        var builder = AgreementFile.newBuilder().setTerms(Parsing.string(signed.terms()));
        signed.signatures().forEach(signature -> builder.addSignatures(EvidenceCodec.message(signature)));
        return builder.build();
    }

    public static Signed model(AgreementFile message) throws WireException {
        if (message.getSignaturesCount() < 1 || message.getSignaturesCount() > 2) {
            throw new WireException("an agreement file has one or two signatures");
        }
        List<EvidenceCodec.Proof> signatures = new ArrayList<>(2);
        for (ProofFile signature : message.getSignaturesList()) {
            signatures.add(EvidenceCodec.model(signature));
        }
        return new Signed(Parsing.bytes(message.getTerms()), signatures);
    }
}
