package org.tocsin.interop.bench;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32C;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.SuiteVerifier;
import org.tocsin.proof.TreeDomain;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;

/// The receiver's share of the bare steps, those of the prototype that the targets were set by: verify a batch's
/// signature over its Merkle root, read each document, append the leaves to a tree and the batch to a log with a
/// checksum, sync, answer. No database, no policy, no receipts, no second signature: what a node does beyond it costs
/// the rest.
///
/// As in a node, transport threads only hand over, one thread verifies, and one commits whatever waits with one sync.
final class BareReceiver {
    private static final byte[] ACK = new byte[RawService.ACK_BYTES];

    private final SuiteKey author;
    private final FileChannel log;
    private final MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
    private final BlockingQueue<Step> arrived = new LinkedBlockingQueue<>();
    private final BlockingQueue<Step> verified = new LinkedBlockingQueue<>();

    /// A batch on its way, or the end of its stream: no bytes.
    private record Step(StreamObserver<byte[]> answers, Bytes bytes, List<Digest> leaves) {
        Step(StreamObserver<byte[]> answers, Bytes bytes) {
            this(answers, bytes, List.of());
        }

        boolean isEnd() {
            return bytes.isEmpty();
        }
    }

    private BareReceiver(SuiteKey author, FileChannel log) {
        this.author = author;
        this.log = log;
    }

    /// Starts both threads; they end with the process.
    ///
    /// @param directory for the log, which is gone when it is closed
    static BareReceiver start(SuiteKey author, Path directory) throws IOException {
        var receiver = new BareReceiver(
                author,
                FileChannel.open(
                        directory.resolve("bare.log"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE));
        Thread.ofPlatform().daemon().name("bare-verify").start(receiver::verifyAll);
        Thread.ofPlatform().daemon().name("bare-commit").start(receiver::commitAll);
        return receiver;
    }

    StreamObserver<byte[]> receive(StreamObserver<byte[]> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                arrived.add(new Step(answers, Bytes.wrap(message)));
            }

            @Override
            public void onError(Throwable cut) {
                // The caller went away: there is nobody to answer.
            }

            @Override
            public void onCompleted() {
                arrived.add(new Step(answers, Bytes.EMPTY));
            }
        };
    }

    private void verifyAll() {
        var reader = new StixReader();
        try {
            while (true) {
                Step step = arrived.take();
                if (step.isEnd()) {
                    verified.add(step);
                    continue;
                }
                List<Digest> leaves = verify(step.bytes().array(), reader);
                if (leaves.isEmpty()) {
                    step.answers().onError(Status.INVALID_ARGUMENT.asException());
                } else {
                    verified.add(new Step(step.answers(), step.bytes(), leaves));
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return the records' leaves; none if anything is wrong with the batch
    private List<Digest> verify(byte[] batch, StixReader reader) {
        ByteBuffer message = ByteBuffer.wrap(batch);
        byte[] signature = new byte[Suite.ED25519.signatureBytes()];
        message.get(signature);
        MerkleTree of = new MerkleTree(TreeDomain.LEDGER);
        List<Digest> leaves = new ArrayList<>();
        while (message.hasRemaining()) {
            byte[] record = new byte[message.getInt()];
            message.get(record);
            Bytes content = Bytes.wrap(record);
            if (!(reader.read(content) instanceof StixVerdict.Valid)) {
                return List.of();
            }
            Digest leaf = TreeDomain.LEDGER.leaf(content);
            of.append(leaf);
            leaves.add(leaf);
        }
        boolean signed = SuiteVerifier.verify(author, of.root().bytes(), Bytes.wrap(signature));
        return signed ? leaves : List.of();
    }

    private void commitAll() {
        List<Step> steps = new ArrayList<>();
        try {
            while (true) {
                steps.add(verified.take());
                verified.drainTo(steps);
                commit(steps);
                steps.clear();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            steps.forEach(step -> step.answers()
                    .onError(Status.INTERNAL.withDescription("the log").asException()));
        }
    }

    private void commit(List<Step> steps) throws IOException {
        boolean grown = false;
        for (Step step : steps) {
            if (!step.isEnd()) {
                tree.appendAll(step.leaves());
                append(step.bytes().array());
                grown = true;
            }
        }
        if (grown) {
            log.force(false);
        }
        for (Step step : steps) {
            if (step.isEnd()) {
                step.answers().onCompleted();
                log.truncate(0);
            } else {
                step.answers().onNext(ACK);
            }
        }
    }

    private void append(byte[] batch) throws IOException {
        var checksum = new CRC32C();
        checksum.update(batch);
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(batch.length)
                .putLong(checksum.getValue())
                .flip();
        ByteBuffer[] parts = {head, ByteBuffer.wrap(batch)};
        while (parts[1].hasRemaining()) {
            log.write(parts);
        }
    }
}
