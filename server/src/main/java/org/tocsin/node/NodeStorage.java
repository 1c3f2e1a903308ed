package org.tocsin.node;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.DirectoryLock;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.store.Transactions;
import org.tocsin.node.witness.SeenHeads;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.PinnedTeam;

/// What a node keeps on disk, open and locked: the database, the ledger's entries, the high-water file; and the start
/// gate that compares them.
final class NodeStorage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeStorage.class);

    private final Database database;
    private final LedgerView view;
    private final HighWaterFile highWater;
    private final SeenHeads seen;
    private final CheckpointSigner signer;
    private final StartGate gate;
    private final Deque<AutoCloseable> closing;

    private NodeStorage(
            Database database,
            LedgerView view,
            HighWaterFile highWater,
            SeenHeads seen,
            CheckpointSigner signer,
            StartGate gate,
            Deque<AutoCloseable> closing) {
        this.database = database;
        this.view = view;
        this.highWater = highWater;
        this.seen = seen;
        this.signer = signer;
        this.gate = gate;
        this.closing = closing;
    }

    /// Locks the directory, opens the database, and walks the entries of the open epoch once. Closed epochs are walked
    /// by
    /// `tocsin ledger verify`.
    ///
    /// @throws NodeHome.UnusableException if the ledger's private key is not here
    /// @throws IOException if a file cannot be read
    static NodeStorage open(NodeHome home, SecureRandom random, InstantSource clock)
            throws NodeHome.UnusableException, IOException {
        Deque<AutoCloseable> closing = new ArrayDeque<>();
        try {
            return open(home, random, clock, closing);
        } catch (NodeHome.UnusableException | IOException | RuntimeException failed) {
            closeAll(closing);
            throw failed;
        }
    }

    private static NodeStorage open(
            NodeHome home, SecureRandom random, InstantSource clock, Deque<AutoCloseable> closing)
            throws NodeHome.UnusableException, IOException {
        closing.push(DirectoryLock.take(home.dataDirectory()));
        CrashPoint.START_LOCKED.pass();
        Database database = Database.open(home.database());
        closing.push(database);
        CrashPoint.START_DATABASE_OPEN.pass();
        // First: what else is wrong with older manifests would be mended the wrong way.
        home.requireNewestManifests(database.transactions());
        TeamManifest.KeyPeriod period = home.openPeriod();
        SuitePrivateKey key = home.ledgerKey(random)
                .orElseThrow(() -> NodeHome.unusable(
                        "keys",
                        "no ledger key here belongs to the manifest's open key period",
                        "put keys/ledger*.key back"));
        LedgerView view = LedgerView.load(database.transactions(), home.team(), home::isSigned);
        if (view.head().origin().epoch() != period.epoch()) {
            throw NodeHome.unusable(
                    "papers/team.manifests",
                    "opens epoch " + period.epoch() + ", while the database is in epoch "
                            + view.head().origin().epoch(),
                    "run: tocsin ledger reopen, to finish what was begun");
        }
        SeenHeads seen = seenHeads(home, database);
        closing.push(seen);
        HighWaterFile highWater =
                HighWaterFile.open(new FileDisk(), home.config().ledger().highWaterFile());
        closing.push(highWater);
        boolean alone = home.config().ledger().start() == NodeConfig.StartRule.ALONE;
        var asking = alone
                ? StartGate.Asking.nobody()
                : Lanes.witnesses(
                        database.transactions(),
                        view.head().origin().epoch(),
                        Directory.cutOff(database.transactions()));
        var gate = new StartGate(view, highWater.mark(), asking, clock);
        CrashPoint.START_LEDGER_WALKED.pass();
        return new NodeStorage(database, view, highWater, seen, new CheckpointSigner(home.team(), key), gate, closing);
    }

    /// A database that is behind what was seen of partners is put back from a copy: it is marked, and gets back what it
    /// had lost of that.
    private static SeenHeads seenHeads(NodeHome home, Database database) throws IOException {
        Transactions transactions = database.transactions();
        SeenHeads seen = SeenHeads.open(new FileDisk(), seenHeadsFile(home), transactions);
        if (seen.isDamaged()) {
            log.error("what was seen of partners outside the database cannot be read file={}", seenHeadsFile(home));
        }
        List<SeenTable.Witness> beyond = beyondDatabase(seen, transactions);
        if (!beyond.isEmpty()) {
            log.error(
                    "the database is older than what this node had seen of partners seen={} file={}",
                    beyond.stream().map(SeenTable.Witness::seen).toList(),
                    seenHeadsFile(home));
            Set<Team> pinned = Directory.pinnedTeams(transactions).keySet();
            transactions.writing(session -> {
                LedgerView.markAsOutdated(session);
                SeenHeads.restore(
                        session,
                        beyond.stream()
                                .filter(head ->
                                        pinned.contains(head.seen().origin().team()))
                                .toList());
            });
        }
        return seen;
    }

    /// A team that the database does not even know speaks against it too: teams are never forgotten.
    static List<SeenTable.Witness> beyondDatabase(SeenHeads seen, Transactions transactions) {
        Map<Team, PinnedTeam> teams = Directory.pinnedTeams(transactions);
        return seen.beyondDatabase(head -> {
            PinnedTeam author = teams.get(head.seen().origin().team());
            return author == null
                    || author.everSigned(
                            head.checkpoint(), head.seen().origin(), head.seen().head());
        });
    }

    /// Beside the high-water file, which belongs on another disk than the database.
    static Path seenHeadsFile(NodeHome home) {
        return home.config().ledger().highWaterFile().resolveSibling("seen-heads");
    }

    /// What was seen of partners, outside the database.
    SeenHeads seen() {
        return seen;
    }

    Database database() {
        return database;
    }

    LedgerView view() {
        return view;
    }

    StartGate gate() {
        return gate;
    }

    /// Starts the committer; close it before this.
    Ledger startLedger(InstantSource clock) {
        return new Ledger(view, gate, highWater, signer, clock);
    }

    @Override
    public void close() {
        closeAll(closing);
    }

    private static void closeAll(Deque<AutoCloseable> closing) {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failed) {
                throw new IllegalStateException("the storage did not close well", failed);
            }
        }
    }
}
