package org.tocsin.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.secret.KeyProtection;

/// The file of a private key: one PEM block of PKCS#8 for each algorithm of its suite, each with a 32-byte seed; or one
/// block with an X25519 secret. Blocks may be encrypted: see [KeyProtection].
///
/// Source: RFC 8410, section 7, for Ed25519; RFC 9881, section 6, for the seed form of ML-DSA-65; RFC 7468 for PEM.
final class KeyFile {
    private static final int BYTES_MAX = 8_192;
    private static final int SEED_BYTES = 32;
    private static final Bytes ED25519_START = Bytes.ofHex("302e020100300506032b657004220420");
    private static final Bytes ML_DSA_START = Bytes.ofHex("3034020100300b060960864801650304031204228020");
    private static final Bytes X25519_START = Bytes.ofHex("302e020100300506032b656e04220420");
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+?)-----END PRIVATE KEY-----\\s*");

    private KeyFile() {}

    static String text(Bytes ed25519Seed, Optional<Bytes> mlDsaSeed) {
        StringBuilder pem = new StringBuilder(block(ED25519_START, ed25519Seed));
        mlDsaSeed.ifPresent(seed -> pem.append(block(ML_DSA_START, seed)));
        return pem.toString();
    }

    static String textX25519(Bytes secret) {
        return block(X25519_START, secret);
    }

    static void write(Path file, String pem, KeyProtection protection, SecureRandom random) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(protection.cover(pem, random).getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    static Bytes loadX25519(Path file, KeyProtection protection) throws IOException {
        List<Bytes> blocks = blocks(file, protection);
        if (blocks.size() != 1) {
            throw new IOException(file + ": not one PEM block of a PRIVATE KEY");
        }
        return seed(file, "X25519", X25519_START, blocks.getFirst());
    }

    static SuitePrivateKey load(Path file, KeyProtection protection, SecureRandom random) throws IOException {
        List<Bytes> encoded = blocks(file, protection);
        Bytes ed25519Seed = seed(file, "Ed25519", ED25519_START, encoded.getFirst());
        return encoded.size() == 1
                ? SuitePrivateKey.ofSeeds(Suite.ED25519, ed25519Seed, Optional.empty(), random)
                : SuitePrivateKey.ofSeeds(
                        Suite.ED25519_ML_DSA_65,
                        ed25519Seed,
                        Optional.of(seed(file, "ML-DSA-65", ML_DSA_START, encoded.get(1))),
                        random);
    }

    /// One or two.
    private static List<Bytes> blocks(Path file, KeyProtection protection) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + ": too large for a key file");
        }
        // Every byte is a character: whatever is no PEM fails below, by the file's name.
        String text = protection.reveal(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        Matcher blocks = BLOCK.matcher(text);
        List<Bytes> encoded = new ArrayList<>();
        int end = 0;
        while (blocks.find() && blocks.start() == end) {
            encoded.add(decode(file, blocks.group(1)));
            end = blocks.end();
        }
        if (encoded.isEmpty() || encoded.size() > 2 || end != text.length()) {
            throw new IOException(file + ": not one or two PEM blocks of a PRIVATE KEY");
        }
        return encoded;
    }

    private static String block(Bytes start, Bytes seed) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(SuiteVerifier.concat(start, seed).array());
        return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
    }

    private static Bytes decode(Path file, String text) throws IOException {
        try {
            return Bytes.wrap(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": a PEM block is not Base 64");
        }
    }

    private static Bytes seed(Path file, String algorithm, Bytes start, Bytes encoded) throws IOException {
        if (encoded.length() != start.length() + SEED_BYTES
                || !encoded.slice(0, start.length()).equals(start)) {
            throw new IOException(file + ": not a private key of " + algorithm + " in seed form");
        }
        return encoded.slice(start.length(), encoded.length());
    }
}
