package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.node.store.TestStore;
import org.tocsin.proof.TreeDomain;

class SqliteLedgerTest extends LedgerContractTest {
    @Override
    TestStore store(Path directory) {
        return TestStore.sqlite(directory);
    }

    @Test
    void whatWasErasedLeavesTheFilesThoughCommitsKeepWaiting() throws IOException {
        SealedContent sealed =
                node.cipher.seal(TreeDomain.LEDGER.leaf(Bytes.ofUtf8("x")), Bytes.ofUtf8("secret".repeat(50)));
        Probe storing = new Probe(false, batch -> batch.store(sealed));
        node.ledger().submit(storing);
        storing.await();
        String body = new String(sealed.body().array(), StandardCharsets.ISO_8859_1);
        assertEquals(1, holding(body).size());

        // Each commit hands in the next before it is done, so that there is always one that waits.
        Probe last = new Probe(false, batch -> holding(body));
        Probe next = last;
        for (int i = 0; i < Commits.SCRUB_COMMITS_MAX; i++) {
            next = before(next, batch -> "");
        }
        Probe erasing = before(next, batch -> batch.erase((long) storing.result()));
        node.ledger().submit(erasing);
        last.await();
        assertEquals(List.of(), last.result());
    }

    /// A long read keeps the write-ahead log: the erasure is not held up by it, and is finished when it ends.
    @Test
    void whatWasErasedDuringALongReadLeavesTheFilesAfterIt() throws InterruptedException {
        SealedContent sealed =
                node.cipher.seal(TreeDomain.LEDGER.leaf(Bytes.ofUtf8("x")), Bytes.ofUtf8("secret".repeat(50)));
        Probe storing = new Probe(false, batch -> batch.store(sealed));
        node.ledger().submit(storing);
        storing.await();
        String body = new String(sealed.body().array(), StandardCharsets.ISO_8859_1);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = new Thread(() -> node.database().transactions().read(session -> {
            long contents = session.number("select count(*) from content");
            reading.countDown();
            Probe.await(ended);
            return contents;
        }));
        reader.start();
        Probe.await(reading);
        Probe erasing = new Probe(false, batch -> batch.erase((long) storing.result()));
        node.ledger().submit(erasing);
        erasing.await();
        // Tried again and again while the read goes on, and without waiting for it.
        for (int i = 0; i < 3; i++) {
            tick();
        }
        assertEquals(1, Math.min(1, holding(body).size()));
        ended.countDown();
        reader.join();
        while (!holding(body).isEmpty()) {
            tick();
        }
        tick();
    }

    private void tick() {
        node.ledger().tick();
        Probe behind = new Probe(false, batch -> 0);
        node.ledger().submit(behind);
        behind.await();
    }

    private Probe before(Probe next, Function<Batch, Object> body) {
        return new Probe(false, batch -> {
            node.ledger().submit(next);
            return body.apply(batch);
        });
    }

    private List<Path> holding(String bytes) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, bytes))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String bytes) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
