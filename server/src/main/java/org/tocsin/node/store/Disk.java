package org.tocsin.node.store;

import java.io.IOException;
import java.nio.file.Path;

/// The few things that the node asks of the file system for files of its own, so that each can be made to fail.
public interface Disk {
    /// Opens a file to read and write; makes it, empty, if it is not there.
    OpenFile open(Path path) throws IOException;

    boolean exists(Path path);

    /// Makes the entries of a directory durable.
    void syncDirectory(Path directory) throws IOException;

    /// A file, open.
    interface OpenFile extends AutoCloseable {
        /// Reads from an offset as much as there is, at most `length` bytes.
        byte[] read(long offset, int length) throws IOException;

        /// Writes all bytes at an offset.
        void write(long offset, byte[] bytes) throws IOException;

        /// Makes what was written durable.
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
