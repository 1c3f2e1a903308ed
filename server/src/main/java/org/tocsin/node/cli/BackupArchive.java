package org.tocsin.node.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.cli.Progress;
import org.tocsin.model.Digest;

/// A backup as one file: a tar archive of `backup.json` and the parts that it names, in its order.
final class BackupArchive {
    private static final int BUFFER = 1 << 20;
    private static final int MODE = 0600;

    private BackupArchive() {}

    /// A file to go into a backup, as long as it was when it was looked at; it may grow.
    ///
    /// @param name in the node's directory
    record Piece(String name, Path file, long bytes) {
        BackupManifest.Part part() throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return new BackupManifest.Part(name, bytes, copy(in, OutputStream.nullOutputStream(), bytes));
            }
        }
    }

    /// What is done with a part while it is read.
    interface Unpacking {
        OutputStream begin(BackupManifest.Part part) throws IOException;
    }

    /// The hashes of all files, by which the manifest names them.
    static List<BackupManifest.Part> parts(List<Piece> files) throws IOException {
        List<BackupManifest.Part> parts = new ArrayList<>();
        for (Piece file : files) {
            parts.add(file.part());
        }
        return parts;
    }

    /// Writes the archive to a file that is not there yet, for its owner only; durable when it returns.
    static void write(Path archive, BackupManifest manifest, List<Piece> files, Progress progress) throws IOException {
        long at = manifest.madeAt().getEpochSecond();
        try (FileChannel channel = FileChannel.open(
                        archive,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            byte[] first = manifest.encode();
            put(out, new Tar.Header(BackupManifest.NAME, first.length, MODE), new ByteArrayInputStream(first), at);
            for (Piece file : files) {
                try (InputStream in = Files.newInputStream(file.file())) {
                    put(out, new Tar.Header(file.name(), file.bytes(), MODE), in, at);
                }
                progress.step(file.bytes());
            }
            Tar.end(out);
            channel.force(true);
        }
    }

    private static void put(OutputStream out, Tar.Header header, InputStream in, long at) throws IOException {
        Tar.begin(out, header, at);
        copy(in, out, header.size());
        Tar.pad(out, header.size());
    }

    /// Reads a whole archive and compares every part with what the manifest says of it.
    ///
    /// @param unpacking where the parts go
    /// @throws IOException if anything is missing, added or different, with a message for people
    static BackupManifest read(Path archive, Unpacking unpacking, Progress progress) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), BUFFER)) {
            BackupManifest manifest = manifest(in);
            for (BackupManifest.Part part : manifest.parts()) {
                Tar.Header header = Tar.next(in).orElseThrow(() -> new IOException("breaks off before " + part.name()));
                if (!header.name().equals(part.name()) || header.size() != part.bytes()) {
                    throw new IOException("has " + header.name() + " where " + part.name() + " should be");
                }
                try (OutputStream out = unpacking.begin(part)) {
                    if (!copy(in, out, part.bytes()).equals(part.sha256())) {
                        throw new IOException(part.name() + " in it is damaged");
                    }
                }
                Tar.skip(in, part.bytes());
                progress.step(part.bytes());
            }
            if (Tar.next(in).isPresent()) {
                throw new IOException("has more parts than it names");
            }
            return manifest;
        }
    }

    /// What an archive says of itself; its parts are not looked at.
    static BackupManifest manifest(Path archive) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            return manifest(in);
        }
    }

    private static BackupManifest manifest(InputStream in) throws IOException {
        Optional<Tar.Header> first = Tar.next(in);
        if (first.isEmpty()
                || !first.get().name().equals(BackupManifest.NAME)
                || first.get().size() > BackupManifest.BYTES_MAX) {
            throw new IOException("is not a backup");
        }
        byte[] text = in.readNBytes((int) first.get().size());
        if (text.length < first.get().size()) {
            throw new EOFException("breaks off");
        }
        Tar.skip(in, text.length);
        return BackupManifest.decode(text);
    }

    /// Copies exactly so many bytes, and says what they hash to.
    private static Digest copy(InputStream in, OutputStream out, long bytes) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, bytes))];
        long left = bytes;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("breaks off");
            }
            out.write(buffer, 0, read);
            digest.update(buffer, 0, read);
            left -= read;
        }
        return Digest.wrap(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
