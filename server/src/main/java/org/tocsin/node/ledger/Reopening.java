package org.tocsin.node.ledger;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.StartGate.PartnerHead;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.StatementCodec;

/// Ends an epoch of the ledger and begins the next one: what `tocsin ledger reopen` does, with the node stopped. First
/// `ending` says where the old epoch ends; then the caller has the team's root key sign the manifest that says so; then
/// `begin` makes the new epoch durable, with that manifest as its first statement.
///
/// Cut short between the two, nothing is lost: the manifest then names an epoch that nothing is signed in, and `begin`
/// is
/// called with it again. Rule R-LED-8.
public final class Reopening {
    /// The holder of a head that the database itself holds.
    public static final String DATABASE = "database";

    private final Transactions transactions;
    private final Team team;
    private final HighWaterFile highWater;

    /// Where the old epoch ends.
    ///
    /// @param last the highest size that anyone is known to hold, and its root
    /// @param holder who holds it: "database", "high-water file" or a partner
    public record Ending(Origin old, TreeHead last, String holder) {
        public Origin next() {
            return new Origin(old.team(), old.epoch() + 1);
        }
    }

    public Reopening(Transactions transactions, Team team, HighWaterFile highWater) {
        this.transactions = transactions;
        this.team = team;
        this.highWater = highWater;
    }

    /// Whether the database is a copy, which does not go on in its epoch even if nothing is known beyond it.
    public boolean isCopy() {
        return CopyMark.of(transactions).isPresent();
    }

    /// The end of the newest epoch that anyone knows of: from the database, the high-water file, and heads of partners,
    /// those
    /// that a refused start wrote down and those that were asked for now.
    ///
    /// @param asked heads that partners hold, their signatures verified
    public Ending ending(List<PartnerHead> asked) {
        List<Ending> known = new ArrayList<>();
        transactions.read(session -> {
            EpochTable.all(session)
                    .forEach(row ->
                            known.add(new Ending(row.head().origin(), row.head().tree(), DATABASE)));
            PartnerHeadTable.all(session, team).forEach(head -> known.add(ending(head)));
            return true;
        });
        asked.forEach(head -> known.add(ending(head)));
        if (highWater.mark() instanceof HighWaterFile.Mark.At at) {
            known.add(new Ending(at.origin(), at.head(), "high-water file"));
        }
        // Of several at one size the first one counts: the database's own, whose entries can be shown.
        return known.stream()
                .filter(ending -> ending.old().team().equals(team))
                .sorted(Comparator.comparingInt((Ending ending) -> ending.old().epoch())
                        .thenComparingLong(ending -> ending.last().size())
                        .reversed())
                .findFirst()
                .orElseThrow(() -> new LedgerDamaged("the database holds no ledger of " + team));
    }

    /// The head of an epoch that the database holds. Rule R-MAN-6.
    public Optional<TreeHead> held(Origin origin) {
        return transactions.read(session -> EpochTable.all(session).stream()
                .map(EpochTable.EpochRow::head)
                .filter(head -> head.origin().equals(origin))
                .map(Head::tree)
                .findFirst());
    }

    private static Ending ending(PartnerHead head) {
        return new Ending(head.origin(), head.head(), head.partner().domain());
    }

    /// Begins the next epoch. Durable when it returns, high-water file included.
    ///
    /// @param manifest the current manifest: closes the old key period at `ending.last()` and opens one for `signer`'s
    /// key
    /// @param signer of the new epoch
    public Head begin(
            Ending ending, TeamManifest.Signed manifest, CheckpointSigner signer, SecureRandom random, Instant now)
            throws IOException {
        Draft first = statement(ending.next(), manifest, random);
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        tree.append(first.leafHash());
        TreeHead tip = tree.head();
        Head head = new Head(ending.next(), tip, signer.sign(new Checkpoint(ending.next(), tip)));
        transactions.writing(session -> {
            for (EpochTable.EpochRow row : EpochTable.all(session)) {
                Origin origin = row.head().origin();
                if (row.closed().isEmpty()) {
                    EpochTable.close(
                            session,
                            row.head(),
                            origin.equals(ending.old())
                                    ? ending.last()
                                    : row.head().tree());
                }
            }
            EpochTable.insert(session, head);
            CopyMarkTable.clear(session);
            long contentId = ContentTable.lastId(session) + 1;
            ContentTable.insert(session, contentId, List.of(first.content().orElseThrow()));
            SegmentTable.insert(
                    session,
                    SegmentTable.lastId(session) + 1,
                    Segment.of(head.origin().epoch(), 0, now, List.of(first), List.of(contentId)));
        });
        CrashPoint.REOPEN_EPOCH_BEGUN.pass();
        highWater.write(head.origin(), head.tree());
        return head;
    }

    private static Draft statement(Origin origin, TeamManifest.Signed manifest, SecureRandom random) {
        Bytes document = FragmentCodec.encode(new Fragment.Document(Tlp.CLEAR, ManifestCodec.encodeSigned(manifest)));
        FragmentTree.Sealed sealed = FragmentTree.seal(List.of(document), random);
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        random.nextBytes(nonce);
        Digest root = sealed.root();
        Statement statement = new Statement(
                origin.team(),
                origin.epoch(),
                Bytes.wrap(nonce),
                Statement.Kind.EPOCH,
                Optional.empty(),
                List.of(),
                root);
        return Draft.of(
                StatementCodec.encode(statement),
                Statement.Kind.EPOCH,
                FragmentCodec.encode(sealed.set()),
                new ContentCipher(random));
    }
}
