package org.tocsin.node.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.TreeMap;
import org.tocsin.cli.Escaper;

/// The audit stream: one JSON object a line, appended to a file, apart from the log. Peer-supplied words are escaped
/// and cut (I10).
/// An audit that cannot be written fails the act that asked for it.
public final class Audit implements AutoCloseable {
    /// Its name in the node's directory.
    public static final String FILE = "audit.jsonl";

    private final InstantSource clock;
    /// Guards `out`: lines are whole.
    private final Object lock = new Object();
    private final OutputStream out;
    private final JsonGenerator json;

    public Audit(Path file, InstantSource clock) throws IOException {
        this.clock = clock;
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.json = new JsonFactory().createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    public void record(AuditEvent event) {
        synchronized (lock) {
            try {
                json.writeStartObject();
                json.writeStringField("at", clock.instant().toString());
                json.writeStringField("event", event.kind().name());
                json.writeStringField("actor", Escaper.show(event.actor()));
                for (var detail : new TreeMap<>(event.details()).entrySet()) {
                    json.writeStringField(detail.getKey(), Escaper.show(detail.getValue()));
                }
                json.writeEndObject();
                json.writeRaw('\n');
                json.flush();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            json.close();
        }
    }
}
