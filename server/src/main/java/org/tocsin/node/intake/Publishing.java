package org.tocsin.node.intake;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Origin;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.directory.RedRelease;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.policy.FourEyes;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.DrawnRandom;
import org.tocsin.proof.FragmentTree;
import org.tocsin.stix.ContentGlance;
import org.tocsin.stix.Reason;
import org.tocsin.stix.RecordCutter;
import org.tocsin.stix.StixDocument;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// From a document to a statement that is ready for the ledger: read strictly, cut, sealed, encrypted. All of it
/// happens
/// before the committer sees it, and on any thread.
///
/// Source: rules R-REC-1 to R-REC-7, R-FRG-1, R-LIM-2.
public final class Publishing {
    /// Bytes of statements and contents that the ledger takes as one work, unless a single record has more: several of
    /// them fit a commit, and some dozens of small records share the cost of one.
    private static final int WORK_BYTES_MAX = 64 * 1024;

    private static final int SET_BYTES_MAX = FragmentCodec.SET_BYTES_MAX;

    private final StixReader reader = new StixReader();
    private final RecordCutter cutter = new RecordCutter();
    private final Directory directory;
    private final Ledger ledger;
    private final Transactions transactions;
    private final LaneScan lanes;
    private final SecureRandom random;
    private final RedRelease red;
    private final ContentCipher cipher;

    /// Of a node at which nobody approves releases: for trials.
    public Publishing(
            Directory directory, Ledger ledger, Transactions transactions, LaneScan lanes, SecureRandom random) {
        this(directory, ledger, transactions, lanes, random, RedRelease.unattended(directory, transactions));
    }

    public Publishing(
            Directory directory,
            Ledger ledger,
            Transactions transactions,
            LaneScan lanes,
            SecureRandom random,
            RedRelease red) {
        this.red = red;
        this.directory = directory;
        this.ledger = ledger;
        this.transactions = transactions;
        this.lanes = lanes;
        this.random = random;
        this.cipher = new ContentCipher(random);
    }

    /// The version that a new one follows, and its leaf.
    private record Predecessor(RecordVersion version, Digest leaf) {}

    /// What is refused before the statement is made.
    private static final class RefusedPublication extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Publication.Outcome.Refused outcome;

        RefusedPublication(String rule, String text) {
            this(Publication.refused(rule, text));
        }

        RefusedPublication(Publication.Outcome.Refused outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    /// Makes publications ready, in their order. For a new version, everything that was published of the record before
    /// must be durable.
    ///
    /// Those of one work become durable together; none is larger than it takes to be cheap for each.
    public List<PublishWork> prepare(List<Publication> publications) {
        List<PublishWork> works = new ArrayList<>();
        List<PublishWork.Item> items = new ArrayList<>();
        int bytes = 0;
        for (Publication publication : publications) {
            PublishWork.Item item = item(publication);
            if (!items.isEmpty() && bytes + item.bytes() > WORK_BYTES_MAX) {
                works.add(new PublishWork(lanes, items));
                items = new ArrayList<>();
                bytes = 0;
            }
            items.add(item);
            bytes += item.bytes();
        }
        works.add(new PublishWork(lanes, items));
        return works;
    }

    private PublishWork.Item item(Publication publication) {
        try {
            return ready(publication);
        } catch (RefusedPublication refused) {
            return new PublishWork.Item.Refused(refused.outcome);
        }
    }

    /// Hands what was prepared to the ledger; its future tells what became of it.
    ///
    /// @throws org.tocsin.node.ledger.LedgerException if the ledger does not take it
    public void submit(PublishWork work) {
        CrashPoint.PUBLISH_PREPARED.pass();
        if (work.isRefused()) {
            work.committed(ledger.head());
        } else {
            ledger.submit(work);
        }
    }

    private PublishWork.Item ready(Publication publication) throws RefusedPublication {
        checkAudience(publication);
        StixDocument document = switch (reader.read(publication.content())) {
            case StixVerdict.Valid valid -> valid.document();
            case StixVerdict.Refused refused ->
                throw new RefusedPublication(new Publication.Outcome.Refused(refused.reasons()));
        };
        RandomGenerator drawn = new DrawnRandom(random);
        RecordCutter.Cut cut = cutter.cut(publication.content(), document, publication.conditions(), drawn);
        List<Fragment> fragments = new ArrayList<>(cut.fragments());
        addAudience(fragments, publication, cut.marking());
        Optional<Predecessor> predecessor = predecessor(publication);
        checkRed(publication, fragments);
        FragmentTree.Sealed sealed = FragmentTree.seal(encoded(fragments), drawn);
        Bytes set = FragmentCodec.encode(sealed.set());
        if (set.length() > SET_BYTES_MAX) {
            throw tooLarge("the record's fragments have more than " + SET_BYTES_MAX + " bytes");
        }
        Origin origin = ledger.head().origin();
        RecordVersion version = version(predecessor, origin, random(drawn, RecordId.LOCAL_ID_BYTES));
        Statement statement = new Statement(
                origin.team(),
                origin.epoch(),
                random(drawn, Statement.NONCE_BYTES),
                Statement.Kind.RECORD,
                Optional.of(version),
                predecessor.map(Predecessor::leaf).stream().toList(),
                sealed.root());
        Draft draft = Draft.of(StatementCodec.encode(statement), Statement.Kind.RECORD, set, cipher);
        List<Fragment> inOrder = new ArrayList<>(fragments.size());
        for (int number : sealed.order()) {
            inOrder.add(fragments.get(number));
        }
        return new PublishWork.Item.Ready(
                draft,
                version,
                new RecordSubject(RecordHeader.of(inOrder), inOrder, ContentGlance.lazily(inOrder)),
                cut.marking(),
                RecordName.of(inOrder),
                publication.content().length(),
                ends(publication));
    }

    /// What was approved ends what waited for that, however the approval came: nothing is stated twice.
    private static Optional<PublishWork.Ends> ends(Publication publication) {
        Optional<Publication.ReleaseBy> by = publication.releaseBy();
        Optional<Digest> stated = by.flatMap(Publication.ReleaseBy::draft);
        if (stated.isPresent()) {
            return stated.map(draft -> new PublishWork.Ends(draft, true));
        }
        return by.flatMap(Publication.ReleaseBy::approval)
                .filter(approval -> !publication.audience().isEmpty())
                .map(approval -> new PublishWork.Ends(wanted(publication).id(), false));
    }

    private static ReleaseDrafts.Wanted wanted(Publication publication) {
        return new ReleaseDrafts.Wanted(
                publication.content(), publication.audience(), publication.supersedes(), publication.conditions());
    }

    private static RecordVersion version(Optional<Predecessor> predecessor, Origin origin, Bytes localId) {
        return predecessor
                .map(before -> new RecordVersion(
                        before.version().record(), before.version().version() + 1))
                .orElseGet(() -> new RecordVersion(new RecordId(origin.team(), origin.epoch(), localId), 1));
    }

    /// What waits for an approval, as it would be stated: in the row the draft's id stands for the leaf, and for the
    /// name that a new record has yet to get.
    public record Sketch(StoredRecord record, List<Fragment> fragments) {
        public Sketch {
            fragments = List.copyOf(fragments);
        }
    }

    /// @throws org.tocsin.node.fault.FaultException if it could not be stated any more
    public Sketch sketch(ReleaseDrafts.Draft draft) {
        var wanted = draft.wanted();
        Publication publication = new Publication(
                wanted.content(), wanted.audience(), wanted.supersedes(), wanted.conditions(), Optional.empty());
        if (!(reader.read(wanted.content()) instanceof StixVerdict.Valid valid)) {
            throw Fault.of(Fault.Reason.MALFORMED, "the draft's document is not valid any more")
                    .exception();
        }
        RecordCutter.Cut cut =
                cutter.cut(wanted.content(), valid.document(), wanted.conditions(), new DrawnRandom(random));
        List<Fragment> fragments = new ArrayList<>(cut.fragments());
        addAudience(fragments, publication, cut.marking());
        try {
            RecordVersion version = version(
                    predecessor(publication),
                    ledger.head().origin(),
                    Bytes.wrap(Arrays.copyOf(draft.id().array(), RecordId.LOCAL_ID_BYTES)));
            return new Sketch(
                    new StoredRecord(
                            0,
                            version,
                            version.record().epoch(),
                            0,
                            draft.id(),
                            0,
                            cut.marking(),
                            RecordName.of(fragments),
                            wanted.content().length(),
                            true,
                            draft.createdAt()),
                    fragments);
        } catch (RefusedPublication gone) {
            throw Fault.of(
                            Fault.Reason.NOT_FOUND,
                            gone.outcome.reasons().getFirst().text())
                    .exception();
        }
    }

    /// What is RED at this node, and who may approve it.
    public RedRelease red() {
        return red;
    }

    private void checkAudience(Publication publication) throws RefusedPublication {
        DirectoryView view = directory.view();
        for (Team team : publication.audience()) {
            if (view.team(team).isEmpty()) {
                throw new RefusedPublication(
                        "AUDIENCE_NOT_PINNED", team + " in the audience is not pinned: run tocsin peer accept");
            }
        }
    }

    /// What is RED, or has a part that is, goes to the teams named; so they are whom it is approved for. Without any
    /// approval it waits for one. Rule R-REL-10.
    private void checkRed(Publication publication, List<Fragment> fragments) throws RefusedPublication {
        Optional<Publication.ReleaseBy> by = publication.releaseBy();
        String publisher = by.map(Publication.ReleaseBy::publisher).orElse("");
        Optional<OfficerApproval> approval = by.flatMap(Publication.ReleaseBy::approval);
        Optional<String> objection =
                red.objection(fragments, publication.content(), publication.audience(), publisher, approval);
        if (objection.isEmpty()) {
            return;
        }
        if (publisher.isEmpty() || approval.isPresent()) {
            throw new RefusedPublication(FourEyes.REASON, objection.get());
        }
        Optional<Digest> draft =
                red.drafts().keep(wanted(publication), publisher).map(ReleaseDrafts.Draft::id);
        throw new RefusedPublication(new Publication.Outcome.Refused(
                List.of(new Reason(
                        "",
                        "",
                        FourEyes.REASON,
                        draft.isPresent() ? objection.get() : objection.get() + "; too many wait for that already")),
                draft));
    }

    /// Audience fragments are marked as the record: whoever may see it may see that he is named.
    private void addAudience(List<Fragment> fragments, Publication publication, Tlp marking) {
        if (publication.audience().isEmpty()) {
            return;
        }
        fragments.add(RecordHeader.limited(marking));
        for (Team team : publication.audience()) {
            if (!team.equals(directory.view().own())) {
                fragments.add(new Fragment.Audience(marking, team));
            }
        }
    }

    private static List<Bytes> encoded(List<Fragment> fragments) throws RefusedPublication {
        if (fragments.size() > FragmentSet.LEAF_COUNT_MAX) {
            throw tooLarge("the record has more than " + FragmentSet.LEAF_COUNT_MAX + " fragments");
        }
        List<Bytes> encoded = new ArrayList<>(fragments.size());
        for (Fragment fragment : fragments) {
            Bytes bytes = FragmentCodec.encode(fragment);
            if (bytes.length() > FragmentCodec.FRAGMENT_BYTES_MAX) {
                throw tooLarge("a part of the record has more than " + FragmentCodec.FRAGMENT_BYTES_MAX + " bytes");
            }
            encoded.add(bytes);
        }
        return encoded;
    }

    private Optional<Predecessor> predecessor(Publication publication) throws RefusedPublication {
        if (publication.supersedes().isEmpty()) {
            return Optional.empty();
        }
        RecordId record = publication.supersedes().get();
        if (!record.team().equals(directory.view().own())) {
            throw new RefusedPublication("NOT_OWN_RECORD", "only its author supersedes a record");
        }
        return Optional.of(transactions
                .read(session -> RecordTable.newest(session, record))
                .map(newest -> new Predecessor(newest.version(), newest.leafHash()))
                .orElseThrow(() -> new RefusedPublication("NO_SUCH_RECORD", "there is no record " + record)));
    }

    private static Bytes random(RandomGenerator drawn, int length) {
        byte[] bytes = new byte[length];
        drawn.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static RefusedPublication tooLarge(String text) {
        return new RefusedPublication("TOO_LARGE", text);
    }
}
