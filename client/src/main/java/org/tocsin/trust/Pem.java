package org.tocsin.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.tocsin.secret.KeyProtection;

/// Reads and writes keys and certificates as PEM files. Messages name the file and never its content.
///
/// Source: RFC 7468.
final class Pem {
    private static final long FILE_BYTES_MAX = 64 * 1024;
    private static final int OBJECTS_MAX = 8;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private Pem() {}

    static List<X509Certificate> readCertificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject object : read(file, CERTIFICATE, KeyProtection.none())) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(object.getContent())));
            }
        } catch (CertificateException e) {
            throw new IOException(file + ": a certificate cannot be read");
        }
        return certificates;
    }

    static PrivateKey readKey(Path file, KeyProtection protection) throws IOException {
        List<PemObject> objects = read(file, PRIVATE_KEY, protection);
        if (objects.size() != 1) {
            throw new IOException(file + ": not exactly one private key");
        }
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(objects.getFirst().getContent()));
        } catch (GeneralSecurityException e) {
            // Without the cause: what a parser says of a key may hold parts of it.
            throw new IOException(file + ": not a P-256 private key in PKCS#8");
        }
    }

    /// A public key as X.509 has it: PEM, or the bare bytes that tools for tokens write.
    static PublicKey readPublicKey(Path file) throws IOException {
        byte[] content = Files.size(file) > FILE_BYTES_MAX ? new byte[0] : Files.readAllBytes(file);
        byte[] spki = CertificateProfile.isP256(content)
                ? content
                : read(file, PUBLIC_KEY, KeyProtection.none()).getFirst().getContent();
        try {
            if (CertificateProfile.isP256(spki)) {
                return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
            }
        } catch (GeneralSecurityException notOnTheCurve) {
            throw new IOException(file + ": not a P-256 public key", notOnTheCurve);
        }
        throw new IOException(file + ": not a P-256 public key");
    }

    private static List<PemObject> read(Path file, String type, KeyProtection protection) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException(file + ": larger than " + FILE_BYTES_MAX + " bytes");
        }
        String text = protection.reveal(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        List<PemObject> objects = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject object = reader.readPemObject(); object != null; object = reader.readPemObject()) {
                if (!object.getType().equals(type) || objects.size() == OBJECTS_MAX) {
                    throw new IOException("another block, or too many");
                }
                objects.add(object);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException(file + ": not PEM of type " + type);
        }
        if (objects.isEmpty()) {
            throw new IOException(file + ": no PEM block of type " + type);
        }
        return objects;
    }

    /// Writes a new file that only its owner can read.
    static void writeKey(Path file, PrivateKey key, KeyProtection protection) throws IOException {
        write(
                file,
                protection.cover(text(PRIVATE_KEY, List.of(key.getEncoded()))).getBytes(StandardCharsets.US_ASCII),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    static void writeCertificates(Path file, List<X509Certificate> certificates) throws IOException {
        List<byte[]> encoded = new ArrayList<>();
        try {
            for (X509Certificate certificate : certificates) {
                encoded.add(certificate.getEncoded());
            }
        } catch (CertificateException e) {
            throw new IOException(file + ": a certificate cannot be written");
        }
        replace(file, text(CERTIFICATE, encoded).getBytes(StandardCharsets.US_ASCII));
    }

    /// Writes a file whole or not at all.
    static void replace(Path file, byte[] content) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        write(
                half,
                content,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Puts a file in another's place, and syncs the directory of both.
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = to.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void write(
            Path file, byte[] content, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, options, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String text(String type, List<byte[]> encoded) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (byte[] object : encoded) {
                writer.writeObject(new PemObject(type, object));
            }
        }
        return text.toString();
    }
}
