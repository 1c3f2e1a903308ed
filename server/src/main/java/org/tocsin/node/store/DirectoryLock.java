package org.tocsin.node.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Holds a node's data directory for one process: two writers would sign two histories. The operating system drops the
/// lock when the process ends, however it ends.
public final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final @Nullable FileChannel channel;

    private DirectoryLock(@Nullable FileChannel channel) {
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
            if (locked(channel, false)) {
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

    /// Keeps a node from starting while somebody reads its directory; several may. Makes and changes nothing: where no
    /// node ever ran there is nothing to hold.
    ///
    /// @throws StoreException `REFUSED` if a node runs
    public static DirectoryLock toRead(Path directory) {
        try {
            FileChannel channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.READ);
            if (locked(channel, true)) {
                return new DirectoryLock(channel);
            }
            channel.close();
        } catch (NoSuchFileException noNodeEverRan) {
            return new DirectoryLock(null);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Cause.REFUSED,
                    "cannot find out whether a node runs on " + directory + ": " + e.getMessage(),
                    e);
        }
        throw new StoreException(
                StoreException.Cause.REFUSED, directory + " is in use by a running node: stop it first");
    }

    private static boolean locked(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new StoreException(StoreException.Cause.OTHER, "cannot release the lock: " + e.getMessage(), e);
        }
    }
}
