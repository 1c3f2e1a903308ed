package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.store.Session;
import org.tocsin.wire.WireException;

/// Makes our own signatures under agreements and what both parties stated about them again, from the ledger and from
/// what was received. Rule R-AGR-8.
public final class AgreementProjection implements Projection {
    private final Team own;

    public AgreementProjection(Team own) {
        this.own = own;
    }

    @Override
    public String name() {
        return "agreements";
    }

    @Override
    public List<String> tables() {
        return List.of(AgreementTable.SIGNED, AgreementActTable.NAME);
    }

    @Override
    public void replay(Session session, Entry entry, ContentStore contents) {
        if (!isAboutAgreements(entry.kind())
                || !(contents.get(session, entry.contentId(), entry.leafHash())
                        instanceof ContentStore.Content.Held held)) {
            return;
        }
        switch (read(entry.kind(), held.fragments())) {
            case AgreementStatement.Signature signature -> {
                Team first = signature.terms().first().from();
                AgreementTable.insert(
                        session,
                        new Own(
                                signature.terms().id(),
                                signature.terms().version(),
                                first.equals(own) ? signature.terms().first().to() : first,
                                signature.document(),
                                entry.leafHash(),
                                entry.epoch(),
                                entry.index(),
                                entry.contentId(),
                                entry.at()));
            }
            case AgreementStatement.Acted acted ->
                insert(session, own, acted, entry.leafHash(), new Place(entry.epoch(), entry.index(), entry.at()));
        }
    }

    /// Where a statement stands in its team's ledger, and when this node stored it.
    public record Place(int epoch, long index, Instant storedAt) {}

    public static boolean isAboutAgreements(Statement.Kind kind) {
        return kind == Statement.Kind.AGREEMENT || kind == Statement.Kind.AGREEMENT_ACT;
    }

    /// Makes again what follows from a statement of a partner's that was received: its acts. Its signatures are kept as
    /// evidence of their own, which nothing is made from.
    public static void received(
            Session session, Team author, Statement.Kind kind, Bytes fragments, Digest leaf, Place place) {
        if (read(kind, fragments) instanceof AgreementStatement.Acted acted) {
            insert(session, author, acted, leaf, place);
        }
    }

    private static void insert(Session session, Team by, AgreementStatement.Acted acted, Digest leaf, Place place) {
        AgreementActTable.insert(
                session,
                new AgreementActTable.Held(
                        acted.act().agreement(),
                        by,
                        acted.act().number(),
                        acted.document(),
                        leaf,
                        place.epoch(),
                        place.index(),
                        place.storedAt()));
    }

    private static AgreementStatement read(Statement.Kind kind, Bytes fragments) {
        try {
            return AgreementStatement.read(kind, fragments);
        } catch (WireException changed) {
            throw new DirectoryDamaged("a statement about an agreement cannot be read: " + changed.getMessage());
        }
    }
}
