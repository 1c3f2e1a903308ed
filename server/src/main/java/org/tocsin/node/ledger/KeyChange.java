package org.tocsin.node.ledger;

import java.util.concurrent.CompletableFuture;
import org.tocsin.proof.CheckpointSigner;

/// The work behind which another key signs. It takes its turn between two commits, so that the last head of the key
/// before is known exactly: no head beyond it has that key's signature.
final class KeyChange implements Work {
    private final Commits commits;
    private final CheckpointSigner next;
    private final CompletableFuture<Head> done = new CompletableFuture<>();

    KeyChange(Commits commits, CheckpointSigner next) {
        this.commits = commits;
        this.next = next;
    }

    CompletableFuture<Head> done() {
        return done;
    }

    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
    }

    @Override
    public boolean states() {
        return false;
    }

    @Override
    public void run(Batch batch) {}

    @Override
    public void committed(Head head) {
        commits.signWith(next);
        done.complete(head);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
