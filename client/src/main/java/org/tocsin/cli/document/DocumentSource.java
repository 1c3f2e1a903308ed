package org.tocsin.cli.document;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;

/// The documents of a command line, one after the other.
///
/// A file is one document. A file whose name ends in `.jsonl` (or `.jsonl.gz`) is one document a line, without the
/// line's
/// end; empty lines are passed over. Standard input (`-`) is a series of lines if its first line is a whole JSON object
/// and anything follows it, and one document otherwise. What starts with gzip's two bytes is inflated, whatever its
/// name.
public final class DocumentSource implements Iterator<SourceDocument>, AutoCloseable {
    public static final String STANDARD_INPUT = "-";

    private final Surroundings surroundings;
    private final Deque<String> files;
    private final long bytesTotal;
    private long bytesRead;
    private @Nullable Lines open;
    private @Nullable SourceDocument next;

    /// @throws CommandFault if one of the files cannot be read: before any of them is
    public DocumentSource(List<String> files, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.files = new ArrayDeque<>(files);
        long total = 0;
        for (String file : files) {
            total = file.equals(STANDARD_INPUT) || total < 0 ? -1 : total + size(file);
        }
        this.bytesTotal = total;
    }

    /// Bytes of all files as they lie on the disk, or -1 if standard input is among them.
    public long bytesTotal() {
        return bytesTotal;
    }

    /// Bytes read of them so far.
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            if (open == null) {
                if (files.isEmpty()) {
                    return false;
                }
                open = open(files.remove());
            }
            next = open.next();
            if (next == null) {
                close();
            }
        }
        return true;
    }

    @Override
    public SourceDocument next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        SourceDocument document = next;
        next = null;
        return document;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private long size(String file) {
        Path path = surroundings.workingDirectory().resolve(file);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw CommandFault.unusable("not a readable file", file, "name a file, or - for standard input");
        }
        try {
            return Files.size(path);
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be read", file, "check the file and its rights", failed);
        }
    }

    private Lines open(String file) {
        boolean standardInput = file.equals(STANDARD_INPUT);
        try {
            InputStream raw = standardInput
                    ? surroundings.standardInput()
                    : Files.newInputStream(surroundings.workingDirectory().resolve(file));
            BufferedInputStream counted = new BufferedInputStream(new Counting(raw), 1 << 16);
            InputStream input = isGzip(counted) ? new GZIPInputStream(counted, 1 << 16) : counted;
            String name = file.endsWith(".gz") ? file.substring(0, file.length() - ".gz".length()) : file;
            Lines.Cut cut = standardInput
                    ? Lines.Cut.BY_FIRST_LINE
                    : name.endsWith(".jsonl") ? Lines.Cut.LINES : Lines.Cut.WHOLE;
            return new Lines(standardInput ? STANDARD_INPUT : file, new BufferedInputStream(input, 1 << 16), cut);
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be read", file, "check the file and its rights", failed);
        }
    }

    private static boolean isGzip(BufferedInputStream input) throws IOException {
        input.mark(2);
        int first = input.read();
        int second = input.read();
        input.reset();
        return first == 0x1f && second == 0x8b;
    }

    /// Counts what is read from the disk.
    private final class Counting extends FilterInputStream {
        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            bytesRead += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            bytesRead += Math.max(count, 0);
            return count;
        }
    }
}
