package org.tocsin.node.ledger;

import com.github.luben.zstd.ZstdException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.wire.FragmentCodec;

/// Seals and opens contents: zstd where a content is not short, then AES-256-GCM with the statement's leaf hash and the
/// length as associated data. Every content
/// has
/// a secret of its own that is used for nothing else, so the nonce is zero. Safe for all threads.
public final class ContentCipher {
    public static final int SECRET_BYTES = 32;

    private final SecureRandom random;

    public ContentCipher(SecureRandom random) {
        this.random = random;
    }

    /// @param leafHash of the statement that the content belongs to
    public SealedContent seal(Digest leafHash, Bytes plain) {
        if (plain.length() > FragmentCodec.SET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a set of fragments has at most " + FragmentCodec.SET_BYTES_MAX + " bytes");
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try (CipherTools tools = CipherTools.lend()) {
            byte[] body = tools.seal(secret, leafHash.array(), plain.array());
            return new SealedContent(Bytes.wrap(body), Bytes.wrap(secret), plain.length());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot encrypt with AES-256-GCM", e);
        }
    }

    /// The content in the clear; empty if a bit of it, its secret or its length is not what was sealed for this leaf.
    static Optional<Bytes> open(Digest leafHash, SealedContent sealed) {
        if (sealed.plainLength() < 0 || sealed.plainLength() > FragmentCodec.SET_BYTES_MAX) {
            return Optional.empty();
        }
        byte[] body = sealed.body().array();
        byte[] plain = new byte[sealed.plainLength()];
        try (CipherTools tools = CipherTools.lend()) {
            int length = tools.open(sealed.secret().array(), leafHash.array(), body, plain);
            return length == plain.length ? Optional.of(Bytes.wrap(plain)) : Optional.empty();
        } catch (GeneralSecurityException | ZstdException e) {
            return Optional.empty();
        }
    }
}
