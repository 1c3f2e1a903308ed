package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Session;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.StatementCodec;

/// The work that states our newest manifest to the partners that were not given it, in one commit. With it our ledger
/// says from when on the manifest was in force here; it is signed by the key that the manifest lets sign. Rule R-MAN-8.
final class ManifestStating implements Work {
    private static final int BYTES = 8_192;

    private final PinnedTeam own;
    private final DirectoryView view;
    private final ProfileParts.Addressing addressing;
    private final SecureRandom random;
    private final CompletableFuture<List<Team>> done = new CompletableFuture<>();
    /// On the committer's thread.
    private List<Team> given = List.of();

    ManifestStating(PinnedTeam own, DirectoryView view, ProfileParts.Addressing addressing, SecureRandom random) {
        this.own = own;
        this.view = view;
        this.addressing = addressing;
        this.random = random;
    }

    /// The partners with a control lane that were not given this version.
    List<Team> owed(Session session) {
        Map<Team, Integer> told = DirectoryTable.told(session);
        return view.partners().stream()
                .map(PinnedTeam::team)
                .filter(partner ->
                        told.getOrDefault(partner, 0) != own.current().version() && addressing.isOpen(session, partner))
                .toList();
    }

    /// Waits until it is durable.
    ///
    /// @return the partners that it is on its way to
    List<Team> given() {
        try {
            return done.join();
        } catch (CompletionException failed) {
            throw LedgerFaults.of(failed).exception();
        }
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    @Override
    public void run(Batch batch) {
        given = owed(batch.session());
        if (given.isEmpty()) {
            return;
        }
        Draft draft = draft(batch);
        Batch.Appended appended = batch.append(draft);
        given.forEach(partner ->
                DirectoryTable.told(batch.session(), partner, own.current().version()));
        addressing.address(batch, appended.index(), draft.leafHash(), given);
    }

    private Draft draft(Batch batch) {
        Bytes document = ManifestCodec.encodeSigned(own.signed().getLast());
        FragmentTree.Sealed sealed =
                FragmentTree.seal(List.of(FragmentCodec.encode(new Fragment.Document(Tlp.CLEAR, document))), random);
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        random.nextBytes(nonce);
        Statement statement = new Statement(
                batch.origin().team(),
                batch.origin().epoch(),
                Bytes.wrap(nonce),
                Statement.Kind.MANIFEST,
                Optional.empty(),
                List.of(),
                sealed.root());
        return Draft.of(
                StatementCodec.encode(statement),
                Statement.Kind.MANIFEST,
                FragmentCodec.encode(sealed.set()),
                new ContentCipher(random));
    }

    @Override
    public void committed(Head head) {
        done.complete(given);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
