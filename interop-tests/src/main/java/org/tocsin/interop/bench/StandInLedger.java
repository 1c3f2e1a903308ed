package org.tocsin.interop.bench;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.TreeDomain;
import org.tocsin.stix.RecordCutter;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ReceiptCodec;
import org.tocsin.wire.StatementCodec;

/// A stand-in's ledger: in memory, but what it signs is what a node signs. Not thread-safe.
final class StandInLedger {
    private static final int EPOCH = 1;

    private final Team team;
    private final CheckpointSigner signer;
    private final SecureRandom random;
    private final MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
    /// The size under which the partner last saw this ledger on a lane.
    private long shown;

    /// A statement in the ledger, and its fragments.
    record Entry(long index, Bytes statement, Bytes fragments) {}

    StandInLedger(Team team, SuitePrivateKey key, SecureRandom random) {
        this.team = team;
        this.signer = new CheckpointSigner(team, key);
        this.random = random;
    }

    /// Signs an agreement's terms.
    Evidence sign(Bytes terms) {
        return evidence(state(
                Statement.Kind.AGREEMENT, Optional.empty(), List.of(new Fragment.Document(Tlp.AMBER_STRICT, terms))));
    }

    /// States a receipt, and gives it as it travels.
    Delivery.Answer.ReceiptDelivery receipt(Receipt receipt) {
        Entry entry = state(
                Statement.Kind.RECEIPT,
                Optional.empty(),
                List.of(new Fragment.Document(Tlp.AMBER_STRICT, ReceiptCodec.encode(receipt))));
        return new Delivery.Answer.ReceiptDelivery(evidence(entry), consistency());
    }

    /// States a record.
    Entry record(Bytes content) {
        if (!(new StixReader().read(content) instanceof StixVerdict.Valid valid)) {
            throw new IllegalArgumentException("not a valid document");
        }
        return state(
                Statement.Kind.RECORD,
                Optional.of(new RecordVersion(new RecordId(team, EPOCH, drawn(RecordId.LOCAL_ID_BYTES)), 1)),
                new RecordCutter().cut(content, valid.document(), random).fragments());
    }

    /// A frame of entries under sequences from `first` on, proven under the ledger as it is now.
    Delivery.Frame frame(long first, List<Entry> entries) {
        List<Delivery.Item> items = new ArrayList<>();
        long sequence = first;
        for (Entry entry : entries) {
            items.add(new Delivery.Item.Stated(sequence, entry.index(), entry.statement(), entry.fragments(), false));
            sequence++;
        }
        long[] indices = entries.stream().mapToLong(Entry::index).toArray();
        Optional<Delivery.Consistency> consistency = consistency();
        return new Delivery.Frame(checkpoint(), consistency, tree.shared(indices, tree.size()), items);
    }

    private Entry state(Statement.Kind kind, Optional<RecordVersion> version, List<Fragment> fragments) {
        FragmentTree.Sealed sealed =
                FragmentTree.seal(fragments.stream().map(FragmentCodec::encode).toList(), random);
        Bytes statement = StatementCodec.encode(
                new Statement(team, EPOCH, drawn(Statement.NONCE_BYTES), kind, version, List.of(), sealed.root()));
        long index = tree.append(TreeDomain.LEDGER.leaf(statement));
        return new Entry(index, statement, FragmentCodec.encode(sealed.set()));
    }

    private Evidence evidence(Entry entry) {
        return new Evidence(
                checkpoint(),
                entry.index(),
                tree.shared(new long[] {entry.index()}, tree.size()),
                entry.statement(),
                entry.fragments());
    }

    /// From what the partner saw last to what it is shown now.
    private Optional<Delivery.Consistency> consistency() {
        long from = shown;
        shown = tree.size();
        return from == 0 || from == shown
                ? Optional.empty()
                : Optional.of(new Delivery.Consistency(from, tree.consistency(from, shown)));
    }

    private Bytes checkpoint() {
        return signer.sign(new Checkpoint(new Origin(team, EPOCH), tree.head()));
    }

    private Bytes drawn(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
