package org.tocsin.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a SQLite file lies. Even to read, SQLite writes beside the file, unless it is told that nothing ever changes:
/// true on a medium that cannot be written, such as a backup mounted to be looked at.
final class SqliteMedium {
    private SqliteMedium() {}

    /// How to name a file to SQLite that is opened to read.
    static String nameToRead(Path file) {
        return isUnchanging(file) ? immutable(file) : file.toString();
    }

    /// As `nameToRead`, for a file that nobody writes to while it is open: then nothing is made beside it either,
    /// unless
    /// a process that was killed left its write-ahead log.
    static String nameOfStill(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        return log.toFile().length() == 0 ? immutable(file) : nameToRead(file);
    }

    private static String immutable(Path file) {
        return file.toAbsolutePath().toUri() + "?immutable=1";
    }

    /// @throws StoreException `REFUSED` if the file cannot be read whole, since what belongs to it lies in its
    /// write-ahead
    /// log and that one cannot be used where it is
    static void requireReadable(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        Path index = file.resolveSibling(file.getFileName() + "-shm");
        try {
            if (!liesWritable(file) && Files.exists(log) && Files.size(log) > 0 && Files.notExists(index)) {
                throw new StoreException(
                        StoreException.Cause.REFUSED,
                        file + " lies where nothing can be written, and a part of it is in its -wal file still:"
                                + " copy both to where they can be written");
            }
        } catch (IOException e) {
            throw new StoreException(StoreException.Cause.REFUSED, "cannot read " + log + ": " + e.getMessage(), e);
        }
    }

    private static boolean isUnchanging(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        return !liesWritable(file) && (Files.notExists(log) || log.toFile().length() == 0);
    }

    private static boolean liesWritable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null || Files.isWritable(directory);
    }
}
