package org.tocsin.cli.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Bytes;

/// The documents of one input.
final class Lines implements AutoCloseable {
    /// How an input is cut into documents.
    enum Cut {
        WHOLE,
        LINES,
        /// By its first line: see `DocumentSource`.
        BY_FIRST_LINE
    }

    private static final int KEPT_BYTES_MAX = SourceDocument.BYTES_MAX + 1;

    private final String name;
    private final InputStream input;
    private Cut cut;
    private int line;
    private boolean ended;
    /// The first line of an input whose cut was still open, with whether its end was read.
    private @Nullable Line held;

    private record Line(Bytes content, boolean terminated) {
        byte[] bytes() {
            return content.array();
        }
    }

    Lines(String name, InputStream input, Cut cut) {
        this.name = name;
        this.input = input;
        this.cut = cut;
    }

    /// The next document, or null at the end.
    @Nullable
    SourceDocument next() {
        try {
            if (cut == Cut.BY_FIRST_LINE) {
                decide();
            }
            return cut == Cut.WHOLE ? whole() : line();
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be read to its end", name, "check the file: " + failed.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be closed", name, "check the file", failed);
        }
    }

    private void decide() throws IOException {
        Line first = readLine(Integer.MAX_VALUE);
        held = first;
        if (first == null || !first.terminated || !JsonObjectScan.isWholeObject(first.bytes())) {
            cut = Cut.WHOLE;
            return;
        }
        input.mark(2);
        cut = input.read() < 0 ? Cut.WHOLE : Cut.LINES;
        input.reset();
    }

    private @Nullable SourceDocument whole() throws IOException {
        if (ended) {
            return null;
        }
        ended = true;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Line first = held;
        if (first != null) {
            content.writeBytes(first.bytes());
            if (first.terminated) {
                content.write('\n');
            }
        }
        byte[] rest = input.readNBytes(Math.max(0, KEPT_BYTES_MAX - content.size()));
        content.writeBytes(rest);
        return new SourceDocument(name, Bytes.wrap(content.toByteArray()));
    }

    private @Nullable SourceDocument line() throws IOException {
        while (true) {
            Line next = held;
            held = null;
            if (next == null) {
                next = readLine(KEPT_BYTES_MAX);
            }
            if (next == null) {
                return null;
            }
            line++;
            if (!isBlank(next.bytes())) {
                return new SourceDocument(name + ":" + line, next.content());
            }
        }
    }

    private @Nullable Line readLine(int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        int kept = Math.min(most, KEPT_BYTES_MAX);
        int octet = input.read();
        if (octet < 0) {
            return null;
        }
        while (octet >= 0 && octet != '\n') {
            if (bytes.size() < kept) {
                bytes.write(octet);
            } else if (most == Integer.MAX_VALUE) {
                break;
            }
            octet = input.read();
        }
        return new Line(Bytes.wrap(bytes.toByteArray()), octet == '\n');
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte octet : bytes) {
            if (octet != ' ' && octet != '\t' && octet != '\r') {
                return false;
            }
        }
        return true;
    }
}
