package org.tocsin.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A node as a process of its own, started as a user starts it: `tocsin node run --node DIR`. What it prints goes to
/// `node.out` in its directory;
/// it is ready when it says so.
public final class NodeProcess implements AutoCloseable {
    /// The first word of the line that a node prints when both of its ports are open.
    public static final String READY = "ready";

    private static final Pattern ALLOCATED = Pattern.compile(" allocated=(\\d+)([BKMG]) ");
    private static final Pattern NOTHING_COMPILED =
            Pattern.compile("Current compiles:\\s*C1 compile queue:\\s*Empty\\s*C2 compile queue:\\s*Empty");
    /// A line of `GC.heap_info`, of the heap or of a part of it.
    private static final Pattern HEAP_USED =
            Pattern.compile("total (?:reserved \\d+K, committed )?\\d+K, used (\\d+)K");

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path directory;
    private final Process process;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private NodeProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /// Starts a node and returns at once; `awaitReady` waits for its ports.
    ///
    /// @param jvmFlags beyond those that this JVM itself runs with, such as `-Xmx512m`
    public static NodeProcess start(Path directory, List<String> jvmFlags) throws IOException {
        return start(directory, jvmFlags, Map.of());
    }

    /// As `start`, with variables that this process does not have.
    public static NodeProcess start(Path directory, List<String> jvmFlags, Map<String, String> environment)
            throws IOException {
        return start(ChildJvm.command(jvmFlags), directory, environment);
    }

    /// As above, by another main than a user's.
    static NodeProcess start(Class<?> main, Path directory, List<String> jvmFlags) throws IOException {
        return start(ChildJvm.command(jvmFlags, main.getName()), directory, Map.of());
    }

    private static NodeProcess start(List<String> jvm, Path directory, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(hearingHangUp());
        command.addAll(jvm);
        command.addAll(List.of("node", "run", "--node", directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        var node = new NodeProcess(directory, process);
        Thread.ofPlatform().daemon().name("node-output").start(node::readOutput);
        return node;
    }

    /// What a command begins with, so that it hears SIGHUP though this process may have been started without, as by
    /// nohup: a JVM leaves an ignored signal ignored. Nothing where `env` cannot do it.
    private static List<String> hearingHangUp() throws IOException {
        List<String> prefix = List.of("env", "--default-signal=HUP");
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        try {
            Process tried = new ProcessBuilder(trial)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return tried.waitFor() == 0 ? prefix : List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node started", interrupted);
        }
    }

    /// Waits until the node serves.
    ///
    /// @throws IOException if it ends before that, or takes longer than three minutes; the message has the last lines
    /// that
    /// it printed
    public NodeProcess awaitReady() throws IOException {
        try {
            ready.get(START.toMillis(), TimeUnit.MILLISECONDS);
            return this;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node started", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("the node in " + directory + " did not get ready:\n" + lastOutput(), failed);
        }
    }

    /// SIGKILL, and gone.
    public void kill() throws IOException {
        process.destroyForcibly();
        awaitEnd();
    }

    /// SIGSTOP: the process stands still where it is, and its connections with it, until `resume` or `kill`.
    public void pause() throws IOException {
        signal("STOP");
    }

    /// SIGCONT, after `pause`.
    public void resume() throws IOException {
        signal("CONT");
    }

    /// SIGHUP: papers and officers are read again.
    public void reload() throws IOException {
        signal("HUP");
    }

    /// Collects all garbage, gives back what the C library keeps for later, and says how much of the heap is left in
    /// use, in KiB.
    public long liveHeapKib() throws IOException {
        command("GC.run");
        command("System.trim_native_heap");
        long used = 0;
        Matcher pools = HEAP_USED.matcher(command("GC.heap_info"));
        while (pools.find()) {
            used += Long.parseLong(pools.group(1));
        }
        return used;
    }

    /// Bytes that the threads that live now have taken from the heap since they began, to a megabyte a thread.
    public long allocatedBytes() throws IOException {
        long bytes = 0;
        Matcher threads = ALLOCATED.matcher(command("Thread.print -e"));
        while (threads.find()) {
            int power = "BKMG".indexOf(threads.group(2));
            bytes += Long.parseLong(threads.group(1)) << (10 * power);
        }
        return bytes;
    }

    /// Whether its JVM compiles code, or has some to compile: that takes tens of megabytes for a while.
    public boolean isCompiling() throws IOException {
        return !NOTHING_COMPILED.matcher(command("Compiler.queue")).find();
    }

    /// What lies on the heap, by class, and what the JVM holds outside it as far as it says so
    /// (`-XX:NativeMemoryTracking=summary`).
    public String memoryInventory() throws IOException {
        return command("GC.class_histogram") + command("VM.native_memory") + command("System.native_heap_info");
    }

    private String command(String diagnostic) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> asking = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid())));
        asking.addAll(List.of(diagnostic.split(" ")));
        Process asked = new ProcessBuilder(asking).redirectErrorStream(true).start();
        try (var answer = asked.inputReader(StandardCharsets.UTF_8)) {
            String text = answer.readAllAsString();
            if (asked.waitFor() != 0) {
                throw new IOException(diagnostic + ": " + text);
            }
            return text;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node's JVM was asked", interrupted);
        }
    }

    private void signal(String name) throws IOException {
        try {
            Process sent = new ProcessBuilder("kill", "-s", name, Long.toString(pid())).start();
            if (sent.waitFor() != 0) {
                throw new IOException("SIG" + name + " did not reach the node in " + directory);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a signal was sent", interrupted);
        }
    }

    /// SIGTERM: the node drains and ends.
    public int stop() throws IOException {
        // By its handle, since `Process.destroy` stops listening to what the node says while it drains.
        process.toHandle().destroy();
        return awaitEnd();
    }

    /// Waits for a node that ends by itself.
    public int awaitEnd() throws IOException {
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        "the node in " + directory + " did not end within " + STOP + ":\n" + lastOutput());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node ended", interrupted);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// The last 40 lines that the node printed, over all its runs.
    public String lastOutput() throws IOException {
        Path output = output();
        if (!Files.exists(output)) {
            return "(it printed nothing)";
        }
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            kill();
        }
    }

    private Path output() {
        return directory.resolve("node.out");
    }

    private void readOutput() {
        try (var lines = process.inputReader(StandardCharsets.UTF_8);
                var copy = Files.newBufferedWriter(output(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                if (line.startsWith(READY)) {
                    ready.complete(line);
                }
            }
        } catch (IOException cut) {
            ready.completeExceptionally(cut);
        }
        ready.completeExceptionally(new IOException("the node ended"));
    }
}
