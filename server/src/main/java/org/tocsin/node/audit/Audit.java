package org.tocsin.node.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.cli.Escaper;
import org.tocsin.node.fault.Fault;

/// The audit stream: one JSON object a line, appended to a file, apart from the log. Peer-supplied words are escaped
/// and cut (I10).
public final class Audit implements AutoCloseable {
    /// Its name in the node's directory.
    public static final String FILE = "audit.jsonl";

    private static final String REMEDY = "make room on its disk or mend it, then restart the node";
    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    private final InstantSource clock;
    /// Guards what follows: lines are whole.
    private final Object lock = new Object();
    private final OutputStream out;
    private final JsonFactory json = new JsonFactory();
    /// The line before may be a part of one.
    private boolean torn;

    public Audit(Path file, InstantSource clock) throws IOException {
        this.clock = clock;
        this.torn = isTorn(file);
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Whether the last run's last line has no end: its disk was full, or it was killed.
    private static boolean isTorn(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    /// Writes down what happened. If the audit cannot be written, the log says it instead: it has happened all the
    /// same.
    public void record(AuditEvent event) {
        try {
            write(event);
        } catch (IOException failed) {
            log.error("the audit cannot be written: {} why={} event={}", REMEDY, failed.getMessage(), line(event));
        }
    }

    /// Writes down what is about to be done, by somebody who must not do it unseen.
    ///
    /// @throws FaultException `STORAGE` if the audit cannot be written: then it must not be done
    public void require(AuditEvent event) {
        try {
            write(event);
        } catch (IOException failed) {
            throw Fault.of(Fault.Reason.STORAGE, "the audit cannot be written: " + failed.getMessage() + ": " + REMEDY)
                    .exception();
        }
    }

    private void write(AuditEvent event) throws IOException {
        String line = line(event) + "\n";
        synchronized (lock) {
            byte[] bytes = (torn ? "\n" + line : line).getBytes(StandardCharsets.UTF_8);
            torn = true;
            out.write(bytes);
            torn = false;
        }
    }

    private String line(AuditEvent event) {
        var text = new StringWriter();
        try (JsonGenerator line = json.createGenerator(text)) {
            line.writeStartObject();
            line.writeStringField("at", clock.instant().toString());
            line.writeStringField("event", event.kind().name());
            line.writeStringField("actor", Escaper.show(event.actor()));
            for (var detail : new TreeMap<>(event.details()).entrySet()) {
                line.writeStringField(detail.getKey(), Escaper.show(detail.getValue()));
            }
            line.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            out.close();
        }
    }
}
