package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Bytes;
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
import org.tocsin.stix.Recomposer;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Makes the rows of record versions again: own ones from the ledger.
public final class RecordProjection implements Projection {
    @Override
    public String name() {
        return "records";
    }

    @Override
    public List<String> tables() {
        return List.of(RecordTable.NAME);
    }

    @Override
    public void replay(Session session, Entry entry, ContentStore contents) {
        if (entry.kind() != Statement.Kind.RECORD) {
            return;
        }
        RecordVersion version = version(entry);
        if (!(contents.get(session, entry.contentId(), entry.leafHash()) instanceof ContentStore.Content.Held held)) {
            return;
        }
        List<Fragment> fragments = fragments(held.fragments());
        RecordTable.insert(
                session,
                new StoredRecord(
                        entry.contentId(),
                        version,
                        entry.epoch(),
                        entry.index(),
                        entry.leafHash(),
                        RecordHeader.of(fragments).marking().orElse(Tlp.RED),
                        RecordName.of(fragments),
                        Recomposer.recompose(fragments).length(),
                        true,
                        entry.at()));
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

    private static RecordVersion version(Entry entry) {
        try {
            return StatementCodec.decode(entry.statement()).version().orElseThrow();
        } catch (WireException changed) {
            throw new IllegalStateException("a stored statement cannot be read: " + changed.getMessage(), changed);
        }
    }
}
