package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tocsin.cli.ExitCode;
import org.tocsin.interop.faults.Chronicle;
import org.tocsin.interop.faults.Links;
import org.tocsin.interop.history.HistoryChecker;
import org.tocsin.interop.history.HistoryFile;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Records.Document;

/// Two nodes that publish to each other over links, while a test breaks something; and the judgement in the end.
final class Trial implements AutoCloseable {
    static final Team ES = Demo.SPAIN;
    static final Team JP = Demo.JAPAN;

    private static final int DOCUMENTS = 2_000;

    private final Scene scene;
    private final Links links;
    private final HistoryFile file;
    private final Chronicle chronicle;
    private final List<Document> documents;
    private int next;

    private Trial(Scene scene, Links links, HistoryFile file) {
        this.scene = scene;
        this.links = links;
        this.file = file;
        this.chronicle = new Chronicle(scene.federation(), file);
        this.documents = Scene.load(DOCUMENTS);
    }

    /// Nodes that run and have signed an agreement.
    static Trial begin(long seed, String... moreFlags) throws IOException {
        var links = new Links(seed);
        var scene = Scene.of(List.of(ES, JP), links, moreFlags);
        scene.federation().agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
        return new Trial(scene, links, HistoryFile.open(scene.home().resolve("history")));
    }

    /// Whether the long version was asked for, with `-Dlong`.
    static boolean isLong() {
        return System.getProperty("long") != null;
    }

    /// How often the long version does something: so often, or as often as `-Dlong=N` says if that is less.
    static int longTimes(int most) {
        return Math.min(most, Integer.getInteger("long", most));
    }

    Federation federation() {
        return scene.federation();
    }

    /// A directory for the test's own files.
    Path home() {
        return scene.home();
    }

    Links links() {
        return links;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    static Team other(Team team) {
        return team.equals(ES) ? JP : ES;
    }

    /// The next documents of the load, round and round.
    synchronized List<Document> documents(int count) {
        if (next + count > documents.size()) {
            next = 0;
        }
        next += count;
        return documents.subList(next - count, next);
    }

    void awaitSettled() {
        Scene.await("all lanes settled", chronicle::isSettled);
    }

    /// Settles, and proves that nothing was lost, doubled, reordered or made up, and that both databases are whole.
    void judge() throws IOException {
        awaitSettled();
        chronicle.close();
        assertEquals(List.of(), HistoryChecker.check(HistoryFile.read(file.path())));
        for (Team team : federation().teams()) {
            verify(federation().directory(team));
        }
    }

    /// `tocsin ledger verify`, beside a node or without.
    static void verify(Path directory) {
        var surroundings = Scene.surroundings();
        var verified = CommandRun.of(
                surroundings.clock(), surroundings.random(), "ledger", "verify", "--node", directory.toString());
        assertEquals(ExitCode.OK, verified.exit(), verified.out() + verified.err());
    }

    @Override
    public void close() throws IOException {
        file.close();
        scene.close();
        links.close();
    }
}
