package org.tocsin.node.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.SealedContent;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TestStore;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.Trust;
import org.tocsin.wire.FragmentCodec;

/// A ledger of a node without its ports, whose commits do what a test says: what several of them leave behind is seen
/// in the tables.
final class CommitRig implements AutoCloseable {
    static final Team OWN = new Team("cert-es.example");
    static final Team PARTNER = new Team("cert-jp.example");
    static final Team ELSEWHERE = new Team("cert-fr.example");
    static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    final SecureRandom random = new SecureRandom();
    final TeamPapers papers;
    final Database database;
    final Ledger ledger;
    final LaneScan scan = new LaneScan(OWN, partner -> List.of());
    final ControlParts control;
    final HeldRecords held;
    final Publishing publishing;
    private final ContentCipher cipher = new ContentCipher(random);
    private final HighWaterFile highWater;
    private final Audit audit;

    CommitRig(Path directory) throws IOException {
        InstantSource clock = InstantSource.fixed(NOW);
        var plan = new TeamPapers.Plan(OWN, "es", "node-1", List.of(), Suite.ED25519);
        papers = TeamPapers.make(plan, random, clock.instant());
        database = TestStore.sqlite(directory).open();
        audit = new Audit(directory.resolve("audit.jsonl"), clock);
        Directory teams = Directory.open(
                papers.pinned(), database.transactions(), new Trust(OWN, List.of(papers.pinned())), audit, clock);
        LedgerView view =
                LedgerView.load(database.transactions(), OWN, papers.ledger().publicKey());
        highWater = HighWaterFile.open(new FileDisk(), directory.resolve("high-water"));
        StartGate gate = new StartGate(view, highWater.mark(), StartGate.Asking.nobody(), clock);
        ledger = new Ledger(view, gate, highWater, new CheckpointSigner(OWN, papers.ledger()), clock);
        control = new ControlParts(OWN, ledger, database.transactions(), new ReceiptMaker(cipher, random), scan);
        held = new HeldRecords(teams, view, database.transactions());
        publishing = new Publishing(teams, ledger, database.transactions(), scan, random);
    }

    /// Does something in a commit, and waits until it is durable.
    <R> R commit(Function<Batch, R> body) {
        return ControlWork.durably(ledger, new WorkOrigin.Operator(), body);
    }

    void committing(Consumer<Batch> body) {
        commit(batch -> {
            body.accept(batch);
            return true;
        });
    }

    <R> R read(Function<Session, R> body) {
        return database.transactions().read(body);
    }

    int update(String sql) {
        return database.transactions().write(session -> session.update(sql));
    }

    /// A name that nobody has, or one whose local id begins with these bytes.
    RecordVersion version(Team team, int version, int... start) {
        byte[] localId = bytes(RecordId.LOCAL_ID_BYTES);
        for (int i = 0; i < start.length; i++) {
            localId[i] = (byte) start[i];
        }
        return new RecordVersion(new RecordId(team, 1, Bytes.wrap(localId)), version);
    }

    static RecordVersion later(RecordVersion version, int number) {
        return new RecordVersion(version.record(), number);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Stores a record with a content, in a commit: reserved, sealed and added.
    StoredRecord add(Batch batch, RecordVersion version, Tlp marking, Fragment... more) {
        RecordBatch.of(batch).reserve(version);
        Digest leaf = Digest.wrap(bytes(Digest.LENGTH));
        List<Fragment> fragments = new ArrayList<>(List.of(more));
        fragments.add(new Fragment.Frame(marking, Bytes.ofUtf8("{"), Bytes.ofUtf8("}")));
        fragments.add(new Fragment.Facet(marking, Fragment.FacetKind.MARKING, List.of(marking.name())));
        FragmentTree.Sealed sealed =
                FragmentTree.seal(fragments.stream().map(FragmentCodec::encode).toList(), random);
        SealedContent content = cipher.seal(leaf, FragmentCodec.encode(sealed.set()));
        long contentId = batch.store(content);
        StoredRecord record = new StoredRecord(
                contentId,
                version,
                1,
                contentId,
                leaf,
                0,
                marking,
                "a record",
                2,
                version.record().team().equals(OWN),
                batch.now());
        RecordBatch.of(batch).add(record);
        return record;
    }

    StoredRecord stored(RecordVersion version, Tlp marking, Fragment... more) {
        return commit(batch -> add(batch, version, marking, more));
    }

    /// Where a team stated something.
    static Stating stating(Team team, long index) {
        return new Stating(team, 1, index, NOW, Optional.empty());
    }

    @Override
    public void close() throws IOException {
        ledger.close();
        highWater.close();
        database.close();
        audit.close();
    }
}
