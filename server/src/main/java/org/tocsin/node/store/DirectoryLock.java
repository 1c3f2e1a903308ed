package org.tocsin.node.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Holds a node's data directory for one process: two writers would sign two histories. The operating system drops the
/// lock when the process ends, however it ends.
public final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock of a directory, which is made if it is not there.
    ///
    /// @throws StoreException `REFUSED` if another process, or this one, holds it
    public static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel)) {
                return new DirectoryLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Cause.REFUSED, "cannot lock " + directory + ": " + e.getMessage(), e);
        }
        throw new StoreException(
                StoreException.Cause.REFUSED, directory + " is in use by a running node: stop it first");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException(StoreException.Cause.OTHER, "cannot release the lock: " + e.getMessage(), e);
        }
    }
}
