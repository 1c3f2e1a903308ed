package org.tocsin.node.edge;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// Appends a statement with one document, and addresses it to teams on a lane.
final class Addressing implements Work {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LaneScan scan;
    private final Lane lane;
    private final List<Team> recipients;
    private final boolean isAboutAgreements;
    private final Draft draft;
    private final CompletableFuture<Head> done = new CompletableFuture<>();

    Addressing(LaneScan scan, Team own, Lane lane, int bytes, Team... recipients) {
        this(scan, own, lane, false, bytes, recipients);
    }

    /// One that goes its way as statements about agreements do.
    static Addressing introducing(LaneScan scan, Team own, Team partner) {
        return new Addressing(scan, own, Lane.CONTROL, true, 100, partner);
    }

    private Addressing(LaneScan scan, Team own, Lane lane, boolean isAboutAgreements, int bytes, Team... recipients) {
        this.scan = scan;
        this.isAboutAgreements = isAboutAgreements;
        this.lane = lane;
        this.recipients = List.of(recipients);
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        FragmentTree.Sealed sealed = FragmentTree.seal(
                List.of(FragmentCodec.encode(new Fragment.Document(Tlp.AMBER_STRICT, Bytes.wrap(new byte[bytes])))),
                RANDOM);
        Bytes statement = StatementCodec.encode(new Statement(
                own, 1, Bytes.wrap(nonce), Statement.Kind.CHECK_IN, Optional.empty(), List.of(), sealed.root()));
        this.draft = Draft.of(
                statement, Statement.Kind.CHECK_IN, FragmentCodec.encode(sealed.set()), new ContentCipher(RANDOM));
    }

    CompletableFuture<Head> done() {
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
        Batch.Appended appended = batch.append(draft);
        if (isAboutAgreements) {
            recipients.forEach(partner -> scan.introduced(batch, appended.index(), draft.leafHash(), partner));
        } else {
            scan.addressed(batch, lane, appended.index(), draft.leafHash(), recipients);
        }
    }

    @Override
    public void committed(Head head) {
        done.complete(head);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
