package org.tocsin.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/// Where a command prints. Answers go to standard output, in the format that the user chose; everything else (notes,
/// progress, faults) to standard error. All text is escaped here, so that no command needs to think of it.
public final class Console {
    /// Moves to the top left corner, and clears from there to the end.
    private static final String SCREEN = "\u001b[H\u001b[J";

    private static final String BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";
    private static final String AS_BEFORE = "\u001b[0m";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final boolean colour;
    private final Shapes shapes;
    private final ZoneId zone;
    private OutputFormat format = OutputFormat.TABLE;

    /// @param colour whether the user wants colour where there is a terminal (`NO_COLOR` is not set)
    public Console(
            PrintStream out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            boolean colour,
            ZoneId zone) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.colour = colour;
        this.shapes = new Shapes(zone);
        this.zone = zone;
    }

    void useFormat(OutputFormat chosen) {
        format = chosen;
    }

    public boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /// Whether a person watches standard output.
    public boolean isTerminal() {
        return outIsTerminal;
    }

    /// The time zone that people read here.
    public ZoneId zone() {
        return zone;
    }

    /// Whether colour is wanted, and seen.
    public boolean isColoured() {
        return coloured();
    }

    /// Prints one answer: a line of JSON, or a block of `name  value` lines.
    public void answer(Answer answer) {
        if (isJson()) {
            line(shapes.json(answer));
        } else {
            shapes.block(answer).forEach(this::line);
        }
    }

    /// An answer as a line of JSON, whatever the format: for a file.
    public String json(Answer answer) {
        return shapes.json(answer);
    }

    /// Opens a series of answers: a line of JSON each, as they come; or an aligned table, printed when it is closed.
    ///
    /// @param columns names of the values that people are shown; programs get all
    public Table table(String... columns) {
        return new Table(this, shapes, List.of(columns));
    }

    /// A sentence of the answer, for people only.
    public void say(String text) {
        if (!isJson()) {
            line(Escaper.show(text));
        }
    }

    /// Begins the screen anew: what is printed next stands at its top. Nothing where nobody watches.
    public void screen() {
        if (outIsTerminal && !isJson()) {
            out.print(SCREEN);
            requireWritten();
        }
    }

    /// A drawing of block elements, for people only: in black on white where colour is wanted, whatever the terminal's
    /// own
    /// colours are.
    public void drawing(List<String> lines) {
        if (!isJson()) {
            lines.forEach(
                    line -> line(coloured() ? BLACK_ON_WHITE + Escaper.show(line) + AS_BEFORE : Escaper.show(line)));
        }
    }

    /// A remark beside the answer, on standard error, in every format.
    public void note(String text) {
        err.println(Escaper.show(text));
        err.flush();
    }

    /// Progress of long work, on standard error; shown only where a person watches.
    ///
    /// @param total the number of steps, or -1 if it is not known
    public Progress progress(String task, long total) {
        return errIsTerminal && !isJson() ? Progress.bar(task, total, err) : Progress.NONE;
    }

    /// Standard output for content as it is: exact bytes into a file or a pipe. Where a person watches, forbidden
    /// characters are shown escaped instead. Close it to flush; the console stays open. Only after a flush without
    /// exception
    /// is what was written out of this process.
    public OutputStream content() {
        return new FilterOutputStream(
                outIsTerminal ? new TerminalContent(out) : new BufferedOutputStream(out, 1 << 16)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                super.out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                super.flush();
                if (Console.this.out.checkError()) {
                    throw new IOException("standard output cannot be written");
                }
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /// One line of `--help`-like or generated text of our own.
    ///
    /// @throws CommandFault if it cannot be written
    void line(String text) {
        out.println(text);
        requireWritten();
    }

    /// What was printed has arrived: a full disk or a reader that went away must not look like success.
    ///
    /// @throws CommandFault if something could not be written: not as unusable input, for what was asked is done
    void requireWritten() {
        if (out.checkError()) {
            throw new CommandFault(
                    ExitCode.NEGATIVE,
                    "the answer cannot be written",
                    "standard output",
                    "check the disk, and who reads it; what was asked of a node is done, look before you repeat it");
        }
    }

    void fault(String text) {
        err.println("tocsin: " + Escaper.show(text));
        err.flush();
    }

    boolean coloured() {
        return colour && outIsTerminal;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /// Content on a terminal: whole lines, decoded and escaped but not cut.
    private static final class TerminalContent extends OutputStream {
        private final PrintStream out;
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

        TerminalContent(PrintStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) {
            line.write(octet);
            if (octet == '\n') {
                flush();
            }
        }

        @Override
        public void flush() {
            out.print(Escaper.json(line.toString(StandardCharsets.UTF_8).replaceAll("[\\x00-\\x08\\x0b-\\x1f]", "?")));
            out.flush();
            line.reset();
        }
    }
}
