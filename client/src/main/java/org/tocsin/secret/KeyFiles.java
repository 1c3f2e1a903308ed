package org.tocsin.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The key files of a directory, encrypted or not, and the way from the one to the other: each file is replaced whole
/// or
/// not at all, after what was written had been read back.
public final class KeyFiles {
    private static final long FILE_BYTES_MAX = 64 * 1024;

    private static final String PRIVATE_KEY = "PRIVATE KEY-----";

    private KeyFiles() {}

    /// All files `*.key` of a directory that hold private keys, by name; others there are no secrets of PKCS#8.
    public static List<Path> in(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.key")) {
            for (Path file : files) {
                if (text(file).contains(PRIVATE_KEY)) {
                    found.add(file);
                }
            }
        }
        found.sort(null);
        return found;
    }

    public static boolean isEncrypted(Path file) throws IOException {
        return KeyProtection.isEncrypted(text(file));
    }

    /// Encrypts a file.
    ///
    /// @param protection with a passphrase, for writing
    public static void encrypt(Path file, KeyProtection protection) throws IOException {
        String plain = text(file);
        String encrypted = protection.cover(plain);
        if (!KeyProtection.isEncrypted(encrypted)) {
            throw new KeyFault("holds no private key that can be encrypted", file.toString(), "look at the file");
        }
        replace(file, encrypted, protection, plain);
    }

    /// Writes an encrypted file's keys in the clear.
    public static void decrypt(Path file, KeyProtection protection) throws IOException {
        String plain = protection.reveal(file, text(file));
        replace(file, plain, protection, plain);
    }

    private static void replace(Path file, String text, KeyProtection protection, String meant) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        try (FileChannel channel = FileChannel.open(
                half,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (!protection.reveal(half, text(half)).equals(meant)) {
            Files.delete(half);
            throw new KeyFault("was not read back as it was", file.toString(), "check the disk; the file is as it was");
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new KeyFault("is too large for a key file", file.toString(), "look at the file");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
