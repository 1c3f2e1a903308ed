package org.tocsin.node.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Session;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// The work that appends a statement of ours about an agreement, notes what follows from it, and sends it to the other
/// party, in one commit. Whether it may be stated is decided there: of two that race one comes first.
final class AgreementStating implements Work {
    /// Agreement documents are for the two parties.
    private static final Tlp MARKING = Tlp.AMBER;

    private final AgreementParts parts;
    private final AgreementStatement said;
    private final Team partner;
    private final Optional<Theirs> theirs;
    private final Draft draft;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    /// What the last run came to, on the committer's thread.
    private @Nullable FaultException refused;

    /// @param theirs the other party's signature under the same terms, to be kept with ours
    AgreementStating(
            AgreementParts parts,
            AgreementStatement said,
            Team partner,
            Optional<Digest> countersigned,
            Optional<Theirs> theirs) {
        this.parts = parts;
        this.said = said;
        this.partner = partner;
        this.theirs = theirs;
        this.draft = draft(parts, said, countersigned);
    }

    /// States it, and waits until it is durable.
    ///
    /// @throws FaultException if it may not be stated, or the ledger does not take it
    void durably() {
        try {
            parts.ledger().submit(this);
            done.join();
        } catch (LedgerException failed) {
            throw LedgerFaults.of(failed).exception();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof FaultException fault) {
                throw fault;
            }
            throw LedgerFaults.of(failed).exception();
        }
    }

    private static Draft draft(AgreementParts parts, AgreementStatement said, Optional<Digest> countersigned) {
        List<Bytes> fragments = new ArrayList<>();
        fragments.add(FragmentCodec.encode(new Fragment.Document(MARKING, said.document())));
        for (OfficerApproval approval : said.approvals()) {
            fragments.add(FragmentCodec.encode(new Fragment.Approval(MARKING, AgreementActCodec.encode(approval))));
        }
        FragmentTree.Sealed sealed = FragmentTree.seal(fragments, parts.random());
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        parts.random().nextBytes(nonce);
        var origin = parts.ledger().head().origin();
        Statement statement = new Statement(
                origin.team(),
                origin.epoch(),
                Bytes.wrap(nonce),
                said.kind(),
                Optional.empty(),
                countersigned.stream().toList(),
                sealed.root());
        return Draft.of(
                StatementCodec.encode(statement),
                said.kind(),
                FragmentCodec.encode(sealed.set()),
                new ContentCipher(parts.random()));
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
        refused = objection(batch.session()).orElse(null);
        if (refused != null) {
            return;
        }
        Batch.Appended appended = batch.append(draft);
        int epoch = batch.origin().epoch();
        switch (said) {
            case AgreementStatement.Signature signature -> {
                AgreementTable.insert(
                        batch.session(),
                        new Own(
                                signature.terms().id(),
                                signature.terms().version(),
                                partner,
                                signature.document(),
                                draft.leafHash(),
                                epoch,
                                appended.index(),
                                appended.contentId(),
                                batch.now()));
                theirs.ifPresent(row -> AgreementTable.insert(batch.session(), row));
            }
            case AgreementStatement.Acted acted ->
                AgreementActTable.insert(
                        batch.session(),
                        new AgreementActTable.Held(
                                acted.act().agreement(),
                                batch.origin().team(),
                                acted.act().number(),
                                acted.document(),
                                draft.leafHash(),
                                epoch,
                                appended.index(),
                                batch.now()));
        }
        parts.announcing().announce(batch, appended.index(), draft.leafHash(), partner);
        AgreementNews.note(
                batch,
                parts.directory()::stored,
                AgreementIntake.event(batch.session(), batch.origin().team(), said));
    }

    private Optional<FaultException> objection(Session session) {
        StatingRules rules = StatingRules.of(parts);
        Optional<Fault> fault = switch (said) {
            case AgreementStatement.Signature signature ->
                rules.terms(session, signature.document(), signature.terms(), partner, theirs);
            case AgreementStatement.Acted acted ->
                rules.act(session, acted.act()).or(() -> unapproved(session, rules.own(), acted));
        };
        return fault.map(Fault::exception);
    }

    /// What remains of the rules for a partner's acts: as many approvals as the terms say.
    private static Optional<Fault> unapproved(Session session, Team own, AgreementStatement.Acted acted) {
        return AgreementIntake.objection(session, own, acted)
                .map(reason -> Fault.of(Reason.NOT_VERIFIED, "too few officers approved it"));
    }

    @Override
    public void committed(Head head) {
        FaultException why = refused;
        if (why == null) {
            done.complete(true);
        } else {
            done.completeExceptionally(why);
        }
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
