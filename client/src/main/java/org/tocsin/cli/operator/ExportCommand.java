package org.tocsin.cli.operator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.RecordVersion;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Records.Exported;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin record export`: what was received, out to local tools.
@Command(
        name = "export",
        description = {
            "Gives out the content of records: all that were received, or those of one team (the own one too).",
            "To standard output: STIX, one record a line, whatever --output says. The bytes are those that were published;",
            "only where a record itself has line breaks are they given as spaces, so that it stays one line.",
            "With --out: exact bytes always, one file a record, and an answer a file.",
            "The cursor behind the last record is noted on standard error; --cursor-file keeps it."
        })
final class ExportCommand extends NodeCommand {
    @Option(names = "--from", paramLabel = "TEAM", description = "only records of this team")
    private Optional<String> from = Optional.empty();

    @Option(names = "--since", paramLabel = "CURSOR", description = "go on behind this cursor of an earlier export")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--cursor-file",
            paramLabel = "FILE",
            description = "go on behind the cursor in this file if there is one, and keep it there")
    private @Nullable Path cursorFile;

    @Option(names = "--follow", description = "do not end: give out records as they arrive")
    private boolean follow;

    @Option(names = "--out", paramLabel = "DIR", description = "write each record to a file of its own in DIR")
    private @Nullable Path out;

    private String cursor = "";

    ExportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.optional(from);
        if (cursorFile != null && since.isPresent()) {
            throw CommandFault.unusable("two cursors", "--since, --cursor-file", "give one of them");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Optional<String> start = cursorFile == null ? since : readCursor(cursorFile);
        if (out == null) {
            try (OutputStream content = console().content()) {
                client.export(TeamArgument.optional(from), start, follow, exported -> write(content, exported));
            } catch (IOException closed) {
                throw nobodyReads(closed);
            }
        } else {
            Path directory = Outputs.directory(surroundings().workingDirectory().resolve(out));
            try (Table table = console().table("record", "version", "marking", "file")) {
                client.export(TeamArgument.optional(from), start, follow, exported -> {
                    Path file = Outputs.write(directory.resolve(fileName(exported)), exported.content(), true);
                    table.row(Answers.of(exported.summary())
                            .put("file", file.toString())
                            .put("cursor", exported.cursor()));
                    if (follow) {
                        table.flush();
                    }
                    moveTo(exported.cursor());
                });
            }
        }
        if (!cursor.isEmpty()) {
            console().note("cursor: " + cursor);
        }
        return ExitCode.OK;
    }

    private void write(OutputStream content, Exported exported) {
        try {
            content.write(line(exported));
            content.flush();
        } catch (IOException closed) {
            throw nobodyReads(closed);
        }
        moveTo(exported.cursor());
    }

    private static CommandFault nobodyReads(IOException cause) {
        return CommandFault.unusable("cannot be written", "standard output", "whoever reads it went away", cause);
    }

    /// The record on one line: line breaks in JSON text stand between its tokens, where a space says the same.
    private byte[] line(Exported exported) {
        byte[] bytes = exported.content().array();
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
        }
        byte[] line = new byte[end + 1];
        boolean changed = false;
        for (int i = 0; i < end; i++) {
            boolean breaks = bytes[i] == '\n' || bytes[i] == '\r';
            changed |= breaks;
            line[i] = breaks ? (byte) ' ' : bytes[i];
        }
        line[end] = '\n';
        if (changed) {
            console()
                    .note(exported.summary().version().record()
                            + " has line breaks, given as spaces: --out DIR gives its exact bytes");
        }
        return line;
    }

    /// Keeps the cursor only after the record is given out: whoever is cut off gets a record twice, and loses none.
    private void moveTo(String next) {
        cursor = next;
        if (cursorFile != null) {
            Outputs.replace(surroundings().workingDirectory().resolve(cursorFile), next + "\n");
        }
    }

    private Optional<String> readCursor(Path file) {
        Path path = surroundings().workingDirectory().resolve(file);
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(path, StandardCharsets.US_ASCII).strip());
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be read", file.toString(), "check the file and its rights", failed);
        }
    }

    /// Made from the record's identity only: nothing that a peer worded becomes part of a path.
    private static String fileName(Exported exported) {
        RecordVersion version = exported.summary().version();
        return version.record().team().domain() + "_" + version.record().epoch() + "_"
                + version.record().localId().hex() + "_v" + version.version() + ".json";
    }
}
