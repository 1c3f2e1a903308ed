package org.tocsin.node.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.tocsin.node.store.Disk;
import org.tocsin.node.store.FileDisk;

/// The file system with a fault at one operation, counted from 1, and with a look at every operation.
final class FaultyDisk implements Disk {
    private final Disk disk = new FileDisk();
    private int operations;
    private int failAt = -1;
    private boolean torn;
    private Runnable before = () -> {};

    /// The n-th operation from now fails; a write leaves half of its bytes if it is `torn`.
    void failAt(int operation, boolean torn) {
        this.operations = 0;
        this.failAt = operation;
        this.torn = torn;
    }

    /// Is run in front of every operation.
    void before(Runnable look) {
        this.before = look;
    }

    int operations() {
        return operations;
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        step();
        return new FaultyFile(disk.open(path));
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        step();
        disk.syncDirectory(directory);
    }

    private void step() throws IOException {
        before.run();
        if (++operations == failAt) {
            throw new IOException("injected fault at operation " + operations);
        }
    }

    private final class FaultyFile implements OpenFile {
        private final OpenFile file;

        FaultyFile(OpenFile file) {
            this.file = file;
        }

        @Override
        public byte[] read(long offset, int length) throws IOException {
            return file.read(offset, length);
        }

        @Override
        public void write(long offset, byte[] bytes) throws IOException {
            try {
                step();
            } catch (IOException e) {
                if (torn) {
                    file.write(offset, Arrays.copyOf(bytes, bytes.length / 2));
                }
                throw e;
            }
            file.write(offset, bytes);
        }

        @Override
        public void sync() throws IOException {
            step();
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
