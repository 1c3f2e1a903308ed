package org.tocsin.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tocsin.model.Bytes;

/// Reads UTF-8 and refuses what is not: no replacement characters in anything signed.
final class StrictUtf8 {
    private StrictUtf8() {}

    static Optional<String> decode(Bytes bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.array()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
