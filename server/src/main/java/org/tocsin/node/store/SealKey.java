package org.tocsin.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The secret that rows are sealed with: whoever can write the database and has not this cannot make a row that passes.
/// Made by the store itself, kept in a file for its owner only.
final class SealKey {
    static final int SEAL_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    /// For a database without a file: then seals find what rots, and no forger.
    private static final SealKey KNOWN = new SealKey(new SecretKeySpec(new byte[BYTES], ALGORITHM));

    private final SecretKey key;

    private SealKey(SecretKey key) {
        this.key = key;
    }

    static SealKey known() {
        return KNOWN;
    }

    static SealKey fresh() {
        try {
            return new SealKey(KeyGenerator.getInstance(ALGORITHM).generateKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /// The key in a file; empty if there is no file.
    ///
    /// @throws StoreException `REFUSED` if it cannot be read, or is no such key
    static Optional<SealKey> in(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != BYTES) {
                throw new StoreException(
                        StoreException.Cause.REFUSED,
                        file + " is no key of " + BYTES + " bytes: put it back from a copy");
            }
            return Optional.of(new SealKey(new SecretKeySpec(bytes, ALGORITHM)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException(StoreException.Cause.REFUSED, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Keeps the key in a file, whole or not at all; durable when it returns.
    void save(Path file) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(key.getEncoded());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                new FileDisk().syncDirectory(parent);
            }
        } catch (IOException e) {
            throw new StoreException(StoreException.Cause.REFUSED, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /// What seals with it; for one thread at a time.
    Sealer sealer() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return new Sealer(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /// Computes seals: HMAC-SHA-256, the first half of it.
    static final class Sealer {
        private final Mac mac;
        private final ByteBuffer head = ByteBuffer.allocate(1 + Integer.BYTES);

        private Sealer(Mac mac) {
            this.mac = mac;
        }

        /// Takes a name or a value in, with its type and its length in front.
        ///
        /// @param value as a driver gives it or as it is bound: `byte[]`, `String`, a whole number, or null
        Sealer add(@Nullable Object value) {
            switch (value) {
                case null -> head('0', 0);
                case byte[] bytes -> {
                    head('b', bytes.length);
                    mac.update(bytes);
                }
                case Long number -> number(number);
                case Integer number -> number(number);
                case String text -> {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    head('t', bytes.length);
                    mac.update(bytes);
                }
                default -> {
                    // Nothing that a node writes: a value that was changed to another type.
                    byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
                    head('?', bytes.length);
                    mac.update(bytes);
                }
            }
            return this;
        }

        private void number(long number) {
            head('n', Long.BYTES);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        }

        private void head(char type, int length) {
            mac.update(head.clear().put((byte) type).putInt(length).flip());
        }

        /// The seal over all that was added; then it begins anew.
        byte[] seal() {
            byte[] whole = mac.doFinal();
            byte[] seal = new byte[SEAL_BYTES];
            System.arraycopy(whole, 0, seal, 0, SEAL_BYTES);
            return seal;
        }
    }
}
