package org.tocsin.node.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.tocsin.node.duty.ChannelSettings;

/// A program of this machine: the words are its arguments as they stand, no shell reads them, and nothing of a notice
/// is
/// among them. It gets the text on its standard input, and its parts in `TOCSIN_…` variables. Exit 0 means delivered.
/// An
/// attempt that ends before the program does kills it, with its children.
final class CommandChannel implements Channel {
    /// Bytes of a program's output that are kept; the rest is read and dropped.
    static final int OUTPUT_BYTES_MAX = 1024;

    /// What the program sees of the node's own environment.
    private static final Set<String> PASSED = Set.of("PATH", "HOME", "TMPDIR", "TZ");

    /// How long what a program said is waited for after its end: its children may keep its output open.
    private static final long OUTPUT_PATIENCE_MILLIS = 200;

    private final ChannelSettings.Command settings;
    private final ExecutorService tasks;

    CommandChannel(ChannelSettings.Command settings, ExecutorService tasks) {
        this.settings = settings;
        this.tasks = tasks;
    }

    /// Whether its program can be run, as far as can be seen without running it.
    static boolean isThere(ChannelSettings.Command settings) {
        return Files.isExecutable(Path.of(settings.words().getFirst()));
    }

    @Override
    public Outcome deliver(Notice notice) {
        Process process;
        try {
            process = start(notice);
        } catch (IOException | SecurityException unusable) {
            return new Outcome.Failed(
                    Outcome.Reason.UNUSABLE,
                    "cannot be run: " + settings.words().getFirst());
        }
        try (InputStream output = process.getInputStream()) {
            // Beside each other: a program may say a lot before it reads, or never read.
            Future<String> said = tasks.submit(() -> read(output));
            tasks.execute(() -> write(process, notice.text()));
            int code = process.waitFor();
            return outcome(code, said);
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(Outcome.Reason.DEADLINE, "killed: it did not end in time");
        } catch (IOException | RejectedExecutionException stopping) {
            return new Outcome.Failed(Outcome.Reason.BROKEN, "the node stops");
        } finally {
            kill(process);
        }
    }

    private Process start(Notice notice) throws IOException {
        var builder = new ProcessBuilder(settings.words()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED);
        environment.put("LANG", "C.UTF-8");
        environment.put("TOCSIN_ATTEMPT", notice.attempt());
        environment.put("TOCSIN_PURPOSE", notice.purpose().name());
        environment.put("TOCSIN_EXERCISE", Boolean.toString(notice.exercise()));
        environment.put("TOCSIN_PRECEDENCE", notice.precedence().name());
        environment.put("TOCSIN_TEAM", notice.team().domain());
        environment.put("TOCSIN_TITLE", notice.title());
        environment.put("TOCSIN_LANGUAGE", notice.language());
        environment.put("TOCSIN_EMERGENCY", notice.emergency().orElse(""));
        environment.put("TOCSIN_AT", notice.at().toString());
        return builder.start();
    }

    private static void write(Process process, String text) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unread) {
            // It need not read.
        }
    }

    private static String read(InputStream output) throws IOException {
        byte[] kept = output.readNBytes(OUTPUT_BYTES_MAX);
        output.transferTo(OutputStream.nullOutputStream());
        return new String(kept, StandardCharsets.UTF_8).strip();
    }

    private static Outcome outcome(int code, Future<String> said) throws InterruptedException {
        if (code == 0) {
            return new Outcome.Delivered("exit 0");
        }
        String words;
        try {
            words = ": " + said.get(OUTPUT_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException none) {
            words = "";
        }
        return new Outcome.Failed(Outcome.Reason.REFUSED, "exit " + code + words);
    }

    /// Its children first: once it is gone nobody knows them.
    private static void kill(Process process) {
        List<ProcessHandle> children;
        try (Stream<ProcessHandle> all = process.descendants()) {
            children = all.toList();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
