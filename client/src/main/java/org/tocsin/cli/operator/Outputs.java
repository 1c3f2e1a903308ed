package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Bytes;

/// Files that commands write: whole or not at all.
final class Outputs {
    private Outputs() {}

    /// A directory to write to, made if it is not there.
    static Path directory(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException failed) {
            throw CommandFault.unusable(
                    "not a directory that can be used", directory.toString(), "name another", failed);
        }
    }

    /// Writes a new file. One that is there already is kept: that is a fault, unless `same` allows one with these
    /// bytes.
    static Path write(Path file, Bytes content, boolean same) {
        try {
            if (Files.exists(file)) {
                if (same
                        && Files.size(file) == content.length()
                        && Bytes.wrap(Files.readAllBytes(file)).equals(content)) {
                    return file;
                }
                throw CommandFault.unusable("exists already", file.toString(), "name another, or move it away");
            }
            put(file, content.array());
            return file;
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    /// As `write`, for what only the file's owner may read.
    static Path writePrivate(Path file, Bytes content) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(file, content.array());
                return file;
            }
            return write(file, content, true);
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    static void replace(Path file, String text) {
        try {
            put(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    private static void put(Path file, byte[] content) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.write(half, content);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static CommandFault unwritable(Path file, IOException cause) {
        return CommandFault.unusable("cannot be written", file.toString(), "check the directory and its rights", cause);
    }
}
