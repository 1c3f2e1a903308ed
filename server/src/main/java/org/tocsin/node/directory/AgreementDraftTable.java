package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.WireException;

/// The tables of drafts that wait for officers' approvals.
final class AgreementDraftTable {
    private static final String COLUMNS =
            "select draft_id, kind, agreement_id, partner, document, created_at, created_by from agreement_draft";

    private AgreementDraftTable() {}

    record Waiting(
            Digest id,
            Statement.Kind kind,
            Bytes agreement,
            Team partner,
            Bytes document,
            Instant createdAt,
            String createdBy) {}

    static void insert(Session session, Waiting row) {
        session.update(
                "insert into agreement_draft (draft_id, kind, agreement_id, partner, document, created_at, created_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                row.id(),
                row.kind(),
                row.agreement(),
                row.partner().domain(),
                row.document(),
                row.createdAt(),
                row.createdBy());
    }

    static long count(Session session) {
        return session.number("select count(*) from agreement_draft");
    }

    static List<Waiting> all(Session session) {
        return session.list(COLUMNS + " order by created_at, draft_id", AgreementDraftTable::read);
    }

    static Optional<Waiting> find(Session session, Digest id) {
        return session.first(COLUMNS + " where draft_id = ?", AgreementDraftTable::read, id);
    }

    static void delete(Session session, Digest id) {
        session.update("delete from agreement_draft_approval where draft_id = ?", id);
        session.update("delete from agreement_draft where draft_id = ?", id);
    }

    static void approve(Session session, Digest id, String officer, OfficerApproval approval) {
        session.update(
                "insert into agreement_draft_approval (draft_id, officer, approval) values (?, ?, ?)"
                        + " on conflict do nothing",
                id,
                officer,
                AgreementActCodec.encode(approval));
    }

    static List<String> officers(Session session, Digest id) {
        return session.list(
                "select officer from agreement_draft_approval where draft_id = ? order by officer",
                row -> row.text(1),
                id);
    }

    /// In the order of their officers' names.
    static List<OfficerApproval> approvals(Session session, Digest id) {
        return session
                .list(
                        "select approval from agreement_draft_approval where draft_id = ? order by officer",
                        row -> row.bytes(1),
                        id)
                .stream()
                .map(AgreementDraftTable::decoded)
                .toList();
    }

    private static OfficerApproval decoded(Bytes approval) {
        try {
            return AgreementActCodec.decodeApproval(approval);
        } catch (WireException changed) {
            throw new DirectoryDamaged("an approval cannot be read: " + changed.getMessage());
        }
    }

    private static Waiting read(Row row) {
        return new Waiting(
                row.digest(1),
                Statement.Kind.valueOf(row.text(2)),
                row.bytes(3),
                new Team(row.text(4)),
                row.bytes(5),
                row.instant(6),
                row.text(7));
    }
}
