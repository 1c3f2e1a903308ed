package org.tocsin.node.directory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Introduction;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// The work that states an introduction and addresses it to one partner, in one commit. Rule R-PEER-4.
final class IntroductionStating implements Work {
    /// It is for that partner alone.
    private static final Tlp MARKING = Tlp.RED;

    private final ProfileParts parts;
    private final Bytes document;
    private final Team to;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private long index;

    IntroductionStating(ProfileParts parts, Introduction introduction, Team to) {
        this.parts = parts;
        this.document = ControlCodec.encode(introduction);
        this.to = to;
    }

    /// States it, and waits until it is durable.
    ///
    /// @return its place in the ledger
    /// @throws org.tocsin.node.fault.FaultException if the ledger does not take it, or the partner has no lane yet
    long durably() {
        try {
            parts.ledger().submit(this);
            return done.join();
        } catch (LedgerException | CompletionException failed) {
            throw LedgerFaults.of(failed).exception();
        }
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Operator();
    }

    @Override
    public int bytes() {
        return document.length();
    }

    @Override
    public void run(Batch batch) {
        if (!parts.addressing().isOpen(batch.session(), to)) {
            throw Fault.of(Fault.Reason.NOT_AGREED, "there is no lane to " + to + " yet: try again")
                    .exception();
        }
        FragmentTree.Sealed sealed = FragmentTree.seal(
                List.of(FragmentCodec.encode(new Fragment.Document(MARKING, document))), parts.random());
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        parts.random().nextBytes(nonce);
        Statement statement = new Statement(
                batch.origin().team(),
                batch.origin().epoch(),
                Bytes.wrap(nonce),
                Statement.Kind.INTRODUCTION,
                Optional.empty(),
                List.of(),
                sealed.root());
        Draft draft = Draft.of(
                StatementCodec.encode(statement),
                Statement.Kind.INTRODUCTION,
                FragmentCodec.encode(sealed.set()),
                new ContentCipher(parts.random()));
        index = batch.append(draft).index();
        parts.addressing().address(batch, index, draft.leafHash(), List.of(to));
    }

    @Override
    public void committed(Head head) {
        done.complete(index);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
