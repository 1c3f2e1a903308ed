package org.tocsin.node.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Tocsin;
import org.tocsin.cli.operator.OperatorCommands;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NodeHome;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Database;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.StatementCodec;

/// A real node's directory, and an operator who types commands on its machine.
final class DirectoryRig {
    static final Team TEAM = new Team("cert-jp.example");
    static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    final SecureRandom random = new SecureRandom();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Path directory;

    private final Path top;

    DirectoryRig(Path top) throws IOException {
        this.top = top;
        this.directory = top.resolve("jp");
        NodeSetup.create(
                directory,
                new TeamPapers.Plan(TEAM, "CERT JP", "tokyo-1", List.of("127.0.0.1:7443"), Suite.ED25519),
                new NodeSetup.Addresses("127.0.0.1:7443", "127.0.0.1:7444"),
                random,
                NOW);
    }

    /// Appends statements as a node does.
    void append(int count) throws Exception {
        append(directory, count);
    }

    /// As `append`, in another directory of the node.
    void append(Path where, int count) throws Exception {
        NodeHome home = NodeHome.read(where);
        TeamManifest.KeyPeriod period = home.openPeriod();
        try (Database database = Database.open(home.database());
                HighWaterFile highWater = OfflineLedger.highWater(home)) {
            LedgerView view = LedgerView.load(database.transactions(), TEAM, period.key());
            InstantSource clock = InstantSource.fixed(NOW);
            StartGate gate = new StartGate(view, highWater.mark(), StartGate.Asking.nobody(), clock);
            CheckpointSigner signer = new CheckpointSigner(
                    TEAM, home.papers().ledger(period.key(), random).orElseThrow());
            try (Ledger ledger = new Ledger(view, gate, highWater, signer, clock)) {
                for (int i = 0; i < count; i++) {
                    ledger.append(statement(period.epoch())).get();
                }
            }
        }
    }

    /// Whether a node that starts in a directory signs, with these partners to ask.
    StartGate.State gate(Path where, StartGate.Asking asking, Instant later) throws Exception {
        NodeHome home = NodeHome.read(where);
        Instant[] now = {NOW};
        try (Database database = Database.open(home.database());
                HighWaterFile highWater = OfflineLedger.highWater(home)) {
            LedgerView view = LedgerView.load(
                    database.transactions(), TEAM, home.openPeriod().key());
            StartGate gate = new StartGate(view, highWater.mark(), asking, () -> now[0]);
            now[0] = later;
            gate.tick();
            return gate.state();
        }
    }

    private Draft statement(int epoch) {
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        random.nextBytes(nonce);
        Statement statement = new Statement(
                TEAM, epoch, Bytes.wrap(nonce), Statement.Kind.RECEIPT, Optional.empty(), List.of(), Digest.ZERO);
        return Draft.of(StatementCodec.encode(statement), Statement.Kind.RECEIPT);
    }

    NodeHome home() throws NodeHome.UnusableException {
        return NodeHome.read(directory);
    }

    ExitCode run(String... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                ZoneOffset.UTC);
        Surroundings surroundings = new Surroundings(
                console, InstantSource.fixed(NOW), random, Map.of(), new ByteArrayInputStream(new byte[0]), top);
        return new Tocsin(surroundings, List.of(new NodeCommands(), new OperatorCommands()), "test").run(arguments);
    }

    static String printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
