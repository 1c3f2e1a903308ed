package org.tocsin.node;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.CrashPoint;

/// Runs a node from start to drain, in ten steps. Every step that fails says what, where and what to do, and undoes
/// those before it.
public final class NodeMain {
    private static final String OWN_CODE = "org.tocsin";

    /// The ports that are open.
    public record Addresses(int peer, int operator) {}

    private final Path directory;
    private final InstantSource clock;
    private final SecureRandom random;
    private final String version;
    private final Consumer<Addresses> ready;

    /// @param ready is told once, when both ports are open, which supervisors wait for
    public NodeMain(
            Path directory, InstantSource clock, SecureRandom random, String version, Consumer<Addresses> ready) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
        this.version = version;
        this.ready = ready;
    }

    /// Returns when the node was told to stop (SIGTERM, SIGINT) and has drained.
    ///
    /// @throws NodeHome.UnusableException if configuration or papers cannot be used
    /// @throws IOException if a file cannot be read, or a port cannot be bound
    public void run() throws NodeHome.UnusableException, IOException, InterruptedException {
        // 1. Our own log speaks; libraries only when something is wrong.
        if (LoggerFactory.getLogger(OWN_CODE) instanceof ch.qos.logback.classic.Logger own) {
            own.setLevel(Level.INFO);
        }
        LibraryLogs.quieten();
        // 2. Configuration and papers, checked whole before anything is touched.
        NodeHome home = NodeHome.read(directory);
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Thread onSignal = Thread.ofPlatform().unstarted(() -> stopAndWait(stop, stopped));
        try {
            run(home, stop, onSignal);
        } finally {
            stopped.countDown();
        }
    }

    private void run(NodeHome home, CountDownLatch stop, Thread onSignal)
            throws NodeHome.UnusableException, IOException, InterruptedException {
        // 3. The audit.
        try (var audit = new Audit(home.config().directory().resolve(Audit.FILE), clock);
                // 4. The lock, the database, every entry of the ledger, the high-water file.
                var storage = NodeStorage.open(home, random, clock)) {
            audit.record(
                    AuditEvent.of(AuditEvent.Kind.NODE_STARTED, AuditEvent.NODE).with("version", version));
            // 5. The rooms; 6. both ports.
            try (var node = Node.open(home, storage, audit, random, clock, version)) {
                CrashPoint.START_PORTS_OPEN.pass();
                // 7. The partners are asked, and the lanes start.
                node.serve();
                CrashPoint.START_SERVING.pass();
                // 8. Signals: SIGTERM drains, SIGHUP reloads.
                Runtime.getRuntime().addShutdownHook(onSignal);
                Signals.onHangUp(() -> reload(node, audit));
                ready.accept(node.addresses());
                // 9. It runs.
                stop.await();
                CrashPoint.STOP_BEGUN.pass();
                // 10. It drains: leaving this block closes everything, the last one first.
            } finally {
                CrashPoint.STOP_DRAINED.pass();
                audit.record(AuditEvent.of(AuditEvent.Kind.NODE_STOPPED, AuditEvent.NODE));
            }
        }
    }

    private void reload(Node node, Audit audit) {
        try {
            node.reload();
        } catch (NodeHome.UnusableException | IOException | RuntimeException unusable) {
            LoggerFactory.getLogger(NodeMain.class).error("nothing was reloaded why={}", unusable.getMessage());
            audit.record(AuditEvent.of(AuditEvent.Kind.CONFIG_RELOADED, AuditEvent.NODE)
                    .with("refused", String.valueOf(unusable.getMessage())));
        }
    }

    /// The JVM ends when its hooks have: so this one waits for the drain.
    private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
