package org.tocsin.node.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// The tables of signatures under agreements: our own, which follow from the ledger, and our partners' evidence.
final class AgreementTable {
    static final String SIGNED = "agreement_signed";

    private AgreementTable() {}

    /// Our own signature, and where it stands in our ledger.
    record Own(
            Bytes id,
            int version,
            Team partner,
            Bytes terms,
            Digest leaf,
            int epoch,
            long index,
            long contentId,
            Instant signedAt) {}

    /// A partner's signature: the bytes of a verified proof file.
    record Theirs(Bytes id, int version, Team partner, Bytes terms, Digest leaf, Bytes proof, Instant heldAt) {}

    static void insert(Session session, Own own) {
        session.update(
                "insert into agreement_signed (agreement_id, version, partner, terms, leaf, ledger_epoch,"
                        + " ledger_index, content_id, signed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                own.id(),
                own.version(),
                own.partner().domain(),
                own.terms(),
                own.leaf(),
                own.epoch(),
                own.index(),
                own.contentId(),
                own.signedAt());
    }

    static void insert(Session session, Theirs theirs) {
        session.update(
                "insert into agreement_evidence (agreement_id, version, partner, terms, leaf, proof, held_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                theirs.id(),
                theirs.version(),
                theirs.partner().domain(),
                theirs.terms(),
                theirs.leaf(),
                theirs.proof(),
                theirs.heldAt());
    }

    static Optional<Own> own(Session session, Bytes id, int version) {
        return session.first(
                "select agreement_id, version, partner, terms, leaf, ledger_epoch, ledger_index, content_id, signed_at"
                        + " from agreement_signed where agreement_id = ? and version = ?",
                AgreementTable::readOwn,
                id,
                version);
    }

    static Optional<Theirs> theirs(Session session, Bytes id, int version) {
        return session.first(
                "select agreement_id, version, partner, terms, leaf, proof, held_at"
                        + " from agreement_evidence where agreement_id = ? and version = ?",
                AgreementTable::readTheirs,
                id,
                version);
    }

    static List<Own> allOwn(Session session) {
        return session.list(
                "select agreement_id, version, partner, terms, leaf, ledger_epoch, ledger_index, content_id, signed_at"
                        + " from agreement_signed order by partner, agreement_id, version",
                AgreementTable::readOwn);
    }

    static List<Theirs> allTheirs(Session session) {
        return session.list(
                "select agreement_id, version, partner, terms, leaf, proof, held_at"
                        + " from agreement_evidence order by partner, agreement_id, version",
                AgreementTable::readTheirs);
    }

    /// The highest version of an agreement that we signed, or 0.
    static int highestSigned(Session session, Bytes id) {
        return (int) session.number("select max(version) from agreement_signed where agreement_id = ?", id);
    }

    /// The partner with whom any version of an agreement is signed.
    static Optional<Team> partner(Session session, Bytes id) {
        return session.first(
                "select partner from agreement_signed where agreement_id = ? limit 1",
                row -> new Team(row.text(1)),
                id);
    }

    /// Agreements that both parties signed, by partner.
    static Map<Team, List<Standing>> inForce(Session session) {
        Map<Team, List<Standing>> agreements = new HashMap<>();
        session.each(
                "select s.partner, s.terms from agreement_signed s join agreement_evidence e"
                        + " on e.agreement_id = s.agreement_id and e.version = s.version"
                        + " where e.terms = s.terms order by s.partner, s.agreement_id, s.version",
                row -> agreements
                        .computeIfAbsent(new Team(row.text(1)), first -> new ArrayList<>())
                        .add(Standing.of(decoded(row.bytes(2)))));
        agreements.replaceAll((partner, list) -> List.copyOf(list));
        return agreements;
    }

    private static SharingAgreement decoded(Bytes terms) {
        try {
            return AgreementCodec.decode(terms);
        } catch (WireException changed) {
            throw new DirectoryDamaged("the terms of an agreement cannot be read: " + changed.getMessage());
        }
    }

    private static Own readOwn(Row row) {
        return new Own(
                row.bytes(1),
                row.count(2),
                new Team(row.text(3)),
                row.bytes(4),
                row.digest(5),
                row.count(6),
                row.number(7),
                row.number(8),
                row.instant(9));
    }

    private static Theirs readTheirs(Row row) {
        return new Theirs(
                row.bytes(1),
                row.count(2),
                new Team(row.text(3)),
                row.bytes(4),
                row.digest(5),
                row.bytes(6),
                row.instant(7));
    }
}
