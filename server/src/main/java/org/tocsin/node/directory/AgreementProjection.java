package org.tocsin.node.directory;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.store.Session;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Makes our own signatures under agreements again, from the ledger.
public final class AgreementProjection implements Projection {
    private final Team own;

    public AgreementProjection(Team own) {
        this.own = own;
    }

    @Override
    public String name() {
        return "agreements signed";
    }

    @Override
    public List<String> tables() {
        return List.of(AgreementTable.SIGNED);
    }

    @Override
    public void replay(Session session, Entry entry, ContentStore contents) {
        if (entry.kind() != Statement.Kind.AGREEMENT
                || !(contents.get(session, entry.contentId(), entry.leafHash())
                        instanceof ContentStore.Content.Held held)) {
            return;
        }
        Bytes terms = terms(held.fragments());
        SharingAgreement agreement = agreement(terms);
        Team first = agreement.first().from();
        AgreementTable.insert(
                session,
                new Own(
                        agreement.id(),
                        agreement.version(),
                        first.equals(own) ? agreement.first().to() : first,
                        terms,
                        entry.leafHash(),
                        entry.epoch(),
                        entry.index(),
                        entry.contentId(),
                        entry.at()));
    }

    private static Bytes terms(Bytes fragments) {
        try {
            FragmentSet set = FragmentCodec.decodeSet(fragments);
            if (FragmentCodec.decode(set.fragments().getFirst().fragment()) instanceof Fragment.Document document) {
                return document.body();
            }
            throw new DirectoryDamaged("a signature of ours discloses no document");
        } catch (WireException changed) {
            throw new DirectoryDamaged("a signature of ours cannot be read: " + changed.getMessage());
        }
    }

    private static SharingAgreement agreement(Bytes terms) {
        try {
            return AgreementCodec.decode(terms);
        } catch (WireException changed) {
            throw new DirectoryDamaged("the terms of an agreement cannot be read: " + changed.getMessage());
        }
    }
}
