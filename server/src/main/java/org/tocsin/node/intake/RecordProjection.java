package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TableDigest;
import org.tocsin.proof.TreeDomain;
import org.tocsin.stix.Recomposer;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Makes the rows of record versions again: own ones from the ledger, received ones from their evidence.
public final class RecordProjection implements Projection {
    private final RecordPacking packing = new RecordPacking();

    @Override
    public String name() {
        return "records";
    }

    @Override
    public List<String> tables() {
        return List.of(RecordTable.PACKS);
    }

    /// Records are compared one by one: a rebuild may pack them otherwise.
    @Override
    public List<TableDigest> digests(Session session) {
        TableDigest.Sum records = new TableDigest.Sum();
        RecordTable.each(
                session,
                record -> records.add(record.toString(), record.leafHash().array()));
        return List.of(records.digest(RecordTable.PACKS));
    }

    @Override
    public void replay(Session session, Entry entry, ContentStore contents) {
        if (entry.kind() == Statement.Kind.RECORD) {
            insert(session, contents, Stated.of(entry));
        }
    }

    @Override
    public void finish(Session session, ContentStore contents) {
        ReceivedTable.each(session, held -> {
            Statement.Kind kind = statement(held.statement()).kind();
            if (kind == Statement.Kind.RECORD) {
                insert(session, contents, Stated.of(held));
            } else if (kind == Statement.Kind.RELAY) {
                RelayTable.evidence(session, held.contentId())
                        .ifPresent(author -> insert(session, contents, Stated.of(held, author)));
            }
        });
        packing.write(session);
    }

    /// A record's statement and where it is, own or received.
    private record Stated(
            Bytes statement,
            Digest leaf,
            long evidence,
            int ledgerEpoch,
            long index,
            long contentId,
            boolean own,
            Instant storedAt) {
        static Stated of(Entry entry) {
            return new Stated(
                    entry.statement(),
                    entry.leafHash(),
                    0,
                    entry.epoch(),
                    entry.index(),
                    entry.contentId(),
                    true,
                    entry.at());
        }

        /// Of a record that a hub handed on: where its author stated it.
        static Stated of(ReceivedTable.Held held, Evidence author) {
            return new Stated(
                    author.statement(),
                    TreeDomain.LEDGER.leaf(author.statement()),
                    held.evidence(),
                    RecordProjection.statement(author.statement()).epoch(),
                    author.index(),
                    held.contentId(),
                    false,
                    held.storedAt());
        }

        static Stated of(ReceivedTable.Held held) {
            return new Stated(
                    held.statement(),
                    held.leaf(),
                    held.evidence(),
                    held.ledgerEpoch(),
                    held.index(),
                    held.contentId(),
                    false,
                    held.storedAt());
        }
    }

    private void insert(Session session, ContentStore contents, Stated stated) {
        switch (contents.get(session, stated.contentId(), stated.leaf())) {
            case ContentStore.Content.Held held -> {
                List<Fragment> fragments = fragments(held.fragments());
                packing.add(
                        session,
                        stored(
                                stated,
                                RecordHeader.of(fragments).marking().orElse(Tlp.RED),
                                RecordName.of(fragments),
                                Recomposer.recompose(fragments).length()));
            }
            case ContentStore.Content.Erased erased ->
                packing.add(session, stored(stated, Tlp.RED, "", 0).skeleton());
            case ContentStore.Content.Damaged damaged -> {
                // What is lost makes no row, so the rebuild says that its table is not the same.
            }
        }
    }

    private static StoredRecord stored(Stated stated, Tlp marking, String name, long contentBytes) {
        return new StoredRecord(
                stated.contentId(),
                version(stated.statement()),
                stated.ledgerEpoch(),
                stated.index(),
                stated.leaf(),
                stated.evidence(),
                marking,
                name,
                contentBytes,
                stated.own(),
                stated.storedAt());
    }

    static List<Fragment> fragments(Bytes set) {
        try {
            FragmentSet decoded = FragmentCodec.decodeSet(set);
            List<Fragment> fragments = new ArrayList<>(decoded.fragments().size());
            for (FragmentSet.Disclosed disclosed : decoded.fragments()) {
                fragments.add(FragmentCodec.decode(disclosed.fragment()));
            }
            return fragments;
        } catch (WireException changed) {
            throw new IllegalStateException("a stored fragment set cannot be read: " + changed.getMessage(), changed);
        }
    }

    private static RecordVersion version(Bytes statement) {
        return statement(statement).version().orElseThrow();
    }

    private static Statement statement(Bytes statement) {
        try {
            return StatementCodec.decode(statement);
        } catch (WireException changed) {
            throw new IllegalStateException("a stored statement cannot be read: " + changed.getMessage(), changed);
        }
    }
}
