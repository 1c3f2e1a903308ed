package org.tocsin.node.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.Disk;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.store.TestStore;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// A node's ledger for tests: opens, appends, closes, opens again.
final class LedgerFixture implements AutoCloseable {
    static final Team TEAM = new Team("cert-jp.example");
    static final Instant START = Instant.parse("2026-11-22T03:00:00Z");

    final SecureRandom random = new SecureRandom();
    final SuitePrivateKey key;
    final ContentCipher cipher = new ContentCipher(random);
    final TestStore store;
    final Path highWaterPath;
    InstantSource clock = InstantSource.fixed(START);
    Disk disk = new FileDisk();
    StartGate.Asking asking = StartGate.Asking.nobody();

    private @Nullable Database database;
    private @Nullable HighWaterFile highWater;
    private @Nullable Ledger ledger;

    LedgerFixture(TestStore store, Path directory) {
        this(store, directory, SuitePrivateKey.generate(Suite.ED25519, new SecureRandom()));
    }

    private LedgerFixture(TestStore store, Path directory, SuitePrivateKey key) {
        this.key = key;
        this.store = store;
        this.highWaterPath = directory.resolve("high-water");
    }

    /// The same node, same key, on other data. This one is closed.
    LedgerFixture elsewhere(TestStore other, Path directory) {
        close();
        LedgerFixture moved = new LedgerFixture(other, directory, key);
        moved.clock = clock;
        moved.disk = disk;
        return moved;
    }

    /// Another process of the same node on the same database.
    LedgerFixture twin() {
        return new LedgerFixture(store, Objects.requireNonNull(highWaterPath.getParent()), key);
    }

    Ledger open() {
        try {
            Database opened = store.open();
            database = opened;
            LedgerView view = LedgerView.load(opened.transactions(), TEAM, key.publicKey());
            HighWaterFile file = HighWaterFile.open(disk, highWaterPath);
            highWater = file;
            StartGate gate = new StartGate(view, file.mark(), asking, clock);
            Ledger started = new Ledger(view, gate, file, new CheckpointSigner(TEAM, key), clock);
            ledger = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ledger reopen() {
        close();
        return open();
    }

    Ledger ledger() {
        return Objects.requireNonNull(ledger);
    }

    Database database() {
        return Objects.requireNonNull(database);
    }

    HighWaterFile highWater() {
        return Objects.requireNonNull(highWater);
    }

    /// A record with some text as its only object.
    Draft record(String text) {
        return draft(text, 1);
    }

    Draft draft(String text, int epoch) {
        Fragment.Frame frame = new Fragment.Frame(Tlp.GREEN, Bytes.ofUtf8("{"), Bytes.ofUtf8("}"));
        Fragment.StixObject object = new Fragment.StixObject(Tlp.GREEN, 7, Bytes.EMPTY, Bytes.ofUtf8(text));
        FragmentTree.Sealed sealed =
                FragmentTree.seal(List.of(FragmentCodec.encode(frame), FragmentCodec.encode(object)), random);
        RecordId id = new RecordId(TEAM, epoch, Bytes.wrap(bytes(16)));
        Statement statement = new Statement(
                TEAM,
                epoch,
                Bytes.wrap(bytes(32)),
                Statement.Kind.RECORD,
                Optional.of(new RecordVersion(id, 1)),
                List.of(),
                sealed.root());
        return Draft.of(
                StatementCodec.encode(statement), Statement.Kind.RECORD, FragmentCodec.encode(sealed.set()), cipher);
    }

    /// Appends and waits for the commit.
    Ledger.Done append(Draft draft) {
        return done(ledger().append(draft));
    }

    void appendMany(int count) {
        List<CompletableFuture<Ledger.Done>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(ledger().append(record("{\"n\":" + i + "}")));
        }
        futures.forEach(LedgerFixture::done);
    }

    static <T> T done(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        try {
            if (ledger != null) {
                ledger.close();
            }
            if (highWater != null) {
                highWater.close();
            }
            if (database != null) {
                database.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ledger = null;
            highWater = null;
            database = null;
        }
    }
}
