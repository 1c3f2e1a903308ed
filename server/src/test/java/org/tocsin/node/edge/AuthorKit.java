package org.tocsin.node.edge;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Consistency;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.proof.ChannelHash;
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

/// An author's ledger and lane in a test's own hands: says what an honest author says, and whatever else a test wants.
final class AuthorKit {
    private static final SecureRandom RANDOM = new SecureRandom();

    final Team team;
    private final int epoch;
    private final CheckpointSigner signer;
    final MerkleTree tree;

    /// A statement in the ledger, with what is shown of it.
    record Entry(long index, Bytes statement, Bytes fragments) {
        Digest leaf() {
            return TreeDomain.LEDGER.leaf(statement);
        }
    }

    AuthorKit(Team team, SuitePrivateKey key) {
        this(team, key, 1);
    }

    AuthorKit(Team team, SuitePrivateKey key, int epoch) {
        this(team, epoch, key, new MerkleTree(TreeDomain.LEDGER));
    }

    private AuthorKit(Team team, int epoch, SuitePrivateKey key, MerkleTree tree) {
        this.team = team;
        this.epoch = epoch;
        this.signer = new CheckpointSigner(team, key);
        this.tree = tree;
    }

    /// The same ledger under another key.
    AuthorKit signingWith(SuitePrivateKey key) {
        return new AuthorKit(team, epoch, key, tree);
    }

    Entry record(Bytes content) {
        return record(content, newVersion(), fragments -> fragments);
    }

    RecordVersion newVersion() {
        return new RecordVersion(new RecordId(team, epoch, random(RecordId.LOCAL_ID_BYTES)), 1);
    }

    /// States a record whose fragments a test may change before they are sealed.
    Entry record(Bytes content, RecordVersion version, UnaryOperator<List<Fragment>> change) {
        StixVerdict verdict = new StixReader().read(content);
        List<Fragment> fragments = verdict instanceof StixVerdict.Valid valid
                ? new RecordCutter().cut(content, valid.document(), RANDOM).fragments()
                : List.of(
                        new Fragment.Frame(Tlp.GREEN, content, Bytes.EMPTY),
                        new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN")));
        return state(team, version, change.apply(fragments));
    }

    /// States a record in the name of any team.
    Entry state(Team named, RecordVersion version, List<Fragment> fragments) {
        FragmentTree.Sealed sealed =
                FragmentTree.seal(fragments.stream().map(FragmentCodec::encode).toList(), RANDOM);
        Bytes statement = StatementCodec.encode(new Statement(
                named,
                epoch,
                random(Statement.NONCE_BYTES),
                Statement.Kind.RECORD,
                Optional.of(version),
                List.of(),
                sealed.root()));
        long index = tree.append(TreeDomain.LEDGER.leaf(statement));
        return new Entry(index, statement, FragmentCodec.encode(sealed.set()));
    }

    /// States one document, of any kind.
    Entry document(Statement.Kind kind, List<Digest> references, Bytes body) {
        return document(kind, references, List.of(new Fragment.Document(Tlp.AMBER_STRICT, body)));
    }

    /// States some fragments of a kind that is no record.
    Entry document(Statement.Kind kind, List<Digest> references, List<Fragment> fragments) {
        FragmentTree.Sealed sealed =
                FragmentTree.seal(fragments.stream().map(FragmentCodec::encode).toList(), RANDOM);
        Bytes statement = StatementCodec.encode(new Statement(
                team, epoch, random(Statement.NONCE_BYTES), kind, Optional.empty(), references, sealed.root()));
        long index = tree.append(TreeDomain.LEDGER.leaf(statement));
        return new Entry(index, statement, FragmentCodec.encode(sealed.set()));
    }

    /// States a receipt, and gives it as it travels.
    Answer.ReceiptDelivery receipt(Receipt receipt) {
        Fragment document = new Fragment.Document(Tlp.GREEN, ReceiptCodec.encode(receipt));
        FragmentTree.Sealed sealed = FragmentTree.seal(List.of(FragmentCodec.encode(document)), RANDOM);
        Bytes statement = StatementCodec.encode(new Statement(
                team,
                epoch,
                random(Statement.NONCE_BYTES),
                Statement.Kind.RECEIPT,
                Optional.empty(),
                List.of(),
                sealed.root()));
        long index = tree.append(TreeDomain.LEDGER.leaf(statement));
        Evidence evidence = new Evidence(
                checkpoint(),
                index,
                tree.shared(new long[] {index}, tree.size()),
                statement,
                FragmentCodec.encode(sealed.set()));
        return new Answer.ReceiptDelivery(evidence, Optional.empty());
    }

    /// The signed checkpoint of the ledger as it is now.
    Bytes checkpoint() {
        return signer.sign(new Checkpoint(new Origin(team, epoch), tree.head()));
    }

    /// A frame of these entries under sequences from `first` on, proven under the ledger as it is now.
    ///
    /// @param seen the size that the receiver saw before; 0 if none
    Frame frame(long first, long seen, List<Entry> entries) {
        return frame(first, seen, entries, checkpoint());
    }

    Frame frame(long first, long seen, List<Entry> entries, Bytes checkpoint) {
        List<Item> items = new ArrayList<>();
        long sequence = first;
        for (Entry entry : entries) {
            items.add(new Item.Stated(sequence++, entry.index(), entry.statement(), entry.fragments(), false));
        }
        long[] indices = entries.stream().mapToLong(Entry::index).sorted().toArray();
        Optional<Consistency> consistency = seen == 0 || seen == tree.size()
                ? Optional.empty()
                : Optional.of(new Consistency(seen, tree.consistency(seen, tree.size())));
        return new Frame(checkpoint, consistency, tree.shared(indices, tree.size()), items);
    }

    /// The channel hash of a lane of these entries.
    Lane.Position channel(Team receiver, int laneEpoch, List<Entry> entries) {
        return channel(receiver, Lane.ROUTINE, laneEpoch, entries);
    }

    Lane.Position channel(Team receiver, Lane lane, int laneEpoch, List<Entry> entries) {
        Lane.Position position = ChannelHash.start(team, receiver, lane, laneEpoch);
        for (Entry entry : entries) {
            position = ChannelHash.next(position, entry.leaf());
        }
        return position;
    }

    private static Bytes random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
