package org.tocsin.interop.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;

/// A history on disk, in the order in which things happened: what was asked is durable before it is asked, what was
/// answered after the answer came. Safe for several threads.
public final class HistoryFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private HistoryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Opens a history to go on with, or begins one.
    public static HistoryFile open(Path path) throws IOException {
        return new HistoryFile(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /// Writes acts down, in this order; durable when it returns.
    public synchronized void note(Collection<? extends Act> acts) {
        var text = new StringBuilder();
        acts.forEach(act -> text.append(act.line()).append('\n'));
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void note(Act act) {
        note(List.of(act));
    }

    public Path path() {
        return path;
    }

    /// All acts of a history.
    public static List<Act> read(Path path) throws IOException {
        return Files.readAllLines(path).stream().map(Act::parse).toList();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
