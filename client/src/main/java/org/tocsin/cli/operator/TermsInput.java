package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.draft.DraftReader;
import org.tocsin.cli.draft.DraftReading;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// Terms of an agreement from a file of any of the three kinds: an agreement file with signatures, the exact bytes of
/// terms, or a draft.
public final class TermsInput {
    private static final int PROBLEMS_SHOWN = 5;

    private TermsInput() {}

    /// Terms as they are signed.
    ///
    /// @param bytes in canonical form
    /// @param signatures in the file; 0 for a draft and for bare terms
    public record Terms(Bytes bytes, SharingAgreement agreement, int signatures) {
        public Digest hash() {
            return Sha256.of(bytes);
        }

        static Terms of(Bytes bytes, SharingAgreement agreement) {
            return new Terms(bytes, agreement, 0);
        }
    }

    /// @throws CommandFault if there are no terms in it; the first problems of a draft are named
    public static Terms read(Path file) {
        Bytes content = content(file);
        Optional<Terms> encoded = encoded(content, file);
        if (encoded.isPresent()) {
            return encoded.get();
        }
        return switch (DraftReader.read(text(content, file))) {
            case DraftReading.Read read -> Terms.of(AgreementCodec.encode(read.agreement()), read.agreement());
            case DraftReading.Refused refused ->
                throw CommandFault.unusable(
                        "not a draft that can be used", file.toString(), inOneLine(refused.problems(), file));
        };
    }

    private static String inOneLine(List<DraftReading.Problem> problems, Path file) {
        String first = problems.stream()
                .limit(PROBLEMS_SHOWN)
                .map(problem -> "line " + problem.line() + " " + problem.key() + " " + problem.what())
                .collect(Collectors.joining("; "));
        int more = problems.size() - PROBLEMS_SHOWN;
        return more > 0 ? first + "; and " + more + " more: tocsin agreement draft --check " + file : first;
    }

    /// What a draft says, with all its problems.
    static DraftReading draft(Path file) {
        return DraftReader.read(text(content(file), file));
    }

    private static Optional<Terms> encoded(Bytes content, Path file) {
        try {
            AgreementCodec.Signed signed = AgreementCodec.decodeFile(content);
            SharingAgreement agreement = AgreementAnswers.terms(signed.terms(), file.toString());
            return Optional.of(
                    new Terms(signed.terms(), agreement, signed.signatures().size()));
        } catch (WireException noAgreementFile) {
            try {
                return Optional.of(Terms.of(content, AgreementCodec.decode(content)));
            } catch (WireException noTerms) {
                return Optional.empty();
            }
        }
    }

    private static Bytes content(Path file) {
        try {
            if (Files.size(file) > AgreementCodec.FILE_BYTES_MAX) {
                throw CommandFault.unusable(
                        "too large", file.toString(), "at most " + AgreementCodec.FILE_BYTES_MAX + " bytes");
            }
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", file.toString(), "check the file and its rights", unreadable);
        }
    }

    private static String text(Bytes content, Path file) {
        if (content.length() > DraftReader.FILE_BYTES_MAX) {
            throw CommandFault.unusable(
                    "not a draft", file.toString(), "at most " + DraftReader.FILE_BYTES_MAX + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content.array()))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw CommandFault.unusable(
                    "neither an agreement nor a draft", file.toString(), "see: tocsin agreement draft --help", notText);
        }
    }
}
