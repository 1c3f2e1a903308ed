package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.tocsin.cli.Console;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.document.DocumentSource;
import org.tocsin.model.Team;
import org.tocsin.peer.Records.Document;
import org.tocsin.testing.SharedData;

/// A federation of real processes for one test, in a directory that goes with it.
final class Scene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path home;
    private final Federation federation;

    private Scene(Path home, Federation federation) {
        this.home = home;
        this.federation = federation;
    }

    /// Makes and starts the nodes of some teams.
    static Scene of(List<Team> teams) throws IOException {
        return of(teams, Federation.Wiring.STRAIGHT);
    }

    /// @param wiring how the nodes reach each other
    static Scene of(List<Team> teams, Federation.Wiring wiring, String... moreFlags) throws IOException {
        return of(teams, wiring, made -> {}, moreFlags);
    }

    /// What a test changes of the nodes' directories before they are started.
    interface Preparing {
        void prepare(Federation federation) throws IOException;
    }

    static Scene of(List<Team> teams, Federation.Wiring wiring, Preparing preparing, String... moreFlags)
            throws IOException {
        Path home = Files.createTempDirectory("tocsin-it-");
        List<String> flags = new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        // Native libraries are unpacked there, and a node that is killed leaves them behind.
        flags.add("-Djava.io.tmpdir=" + Files.createDirectory(home.resolve("tmp")));
        flags.addAll(ClassCache.flags());
        flags.addAll(List.of(moreFlags));
        var federation = Federation.create(home, teams, surroundings(), flags, wiring);
        var scene = new Scene(home, federation);
        try {
            preparing.prepare(federation);
            federation.start();
            return scene;
        } catch (IOException | RuntimeException failed) {
            scene.close();
            throw failed;
        }
    }

    static Surroundings surroundings() {
        var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var console = new Console(nowhere, nowhere, false, false, false, ZoneOffset.UTC);
        return new Surroundings(
                console, Clock.systemUTC(), new SecureRandom(), Map.of(), InputStream.nullInputStream(), Path.of(""));
    }

    /// The first real incidents of the shared load.
    static List<Document> load(int count) {
        return documents(SharedData.file("corpus/load/vcdb-open-bundles-tlpmix.jsonl.gz"), count, Set.of());
    }

    static List<Document> documents(Path file, int count, Set<Team> audience) {
        List<Document> documents = new ArrayList<>();
        try (var source = new DocumentSource(List.of(file.toString()), surroundings())) {
            while (documents.size() < count && source.hasNext()) {
                var next = source.next();
                documents.add(new Document(next.label(), next.content(), audience, ""));
            }
        }
        return documents;
    }

    Federation federation() {
        return federation;
    }

    Path home() {
        return home;
    }

    /// Waits until all lanes are done, or fails with what is missing.
    void awaitSettled(Bookkeeper books) {
        await("all lanes settled", books::isSettled);
    }

    /// Looks again and again until something holds, or fails after a while.
    static void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    /// As above, for longer.
    static void await(String what, Duration patience, BooleanSupplier condition) {
        Instant end = Clock.systemUTC().instant().plus(patience);
        while (!condition.getAsBoolean()) {
            assertTrue(Clock.systemUTC().instant().isBefore(end), "still not: " + what);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /// For whoever has to find out what keeps the nodes from what is awaited: their lanes, and the ends of their audits
    /// and logs.
    String howItStands() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Team team : federation.teams()) {
            text.append(team).append(": ").append(federation.line(team).node()).append('\n');
            federation
                    .line(team)
                    .peers()
                    .forEach(peer -> text.append(peer.team())
                            .append(": ")
                            .append(peer.out())
                            .append(peer.in())
                            .append('\n'));
            List<String> audit = Files.readAllLines(federation.directory(team).resolve("audit.jsonl"));
            audit.subList(Math.max(0, audit.size() - 30), audit.size())
                    .forEach(line -> text.append(line).append('\n'));
            text.append(federation.node(team).lastOutput()).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        federation.close();
        delete(home);
    }

    /// A moment's pause of whoever gives load, so that it lasts; none when it is over.
    static void breathe(AtomicBoolean over) {
        if (!over.get()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /// A directory and everything in it.
    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
