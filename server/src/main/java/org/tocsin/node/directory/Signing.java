package org.tocsin.node.directory;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// The work that appends a signature and notes it, with the partner's if there is one, in the same transaction.
final class Signing implements Work {
    private final Draft draft;
    private final SharingAgreement agreement;
    private final Team partner;
    private final Bytes terms;
    private final Optional<Theirs> theirs;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    Signing(Draft draft, SharingAgreement agreement, Team partner, Bytes terms, Optional<Theirs> theirs) {
        this.draft = draft;
        this.agreement = agreement;
        this.partner = partner;
        this.terms = terms;
        this.theirs = theirs;
    }

    CompletableFuture<Boolean> done() {
        return done;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Operator();
    }

    @Override
    public int bytes() {
        return draft.bytes();
    }

    @Override
    public void run(Batch batch) {
        var appended = batch.append(draft);
        AgreementTable.insert(
                batch.session(),
                new Own(
                        agreement.id(),
                        agreement.version(),
                        partner,
                        terms,
                        draft.leafHash(),
                        batch.origin().epoch(),
                        appended.index(),
                        appended.contentId(),
                        batch.now()));
        theirs.ifPresent(row -> AgreementTable.insert(batch.session(), row));
    }

    @Override
    public void committed(Head head) {
        done.complete(true);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
