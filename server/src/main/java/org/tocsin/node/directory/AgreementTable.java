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

    /// The partner with whom an agreement is: that of any version that either signed.
    static Optional<Team> partnerOf(Session session, Bytes id) {
        return partner(session, id)
                .or(() -> session.first(
                        "select partner from agreement_evidence where agreement_id = ? limit 1",
                        row -> new Team(row.text(1)),
                        id));
    }

    /// The highest version of an agreement that the partner signed, or 0.
    static int highestOffered(Session session, Bytes id) {
        return (int)
                session.number("select coalesce(max(version), 0) from agreement_evidence where agreement_id = ?", id);
    }

    /// The highest version of an agreement that either party stated, or 0.
    static int highestStated(Session session, Bytes id) {
        return Math.max(highestSigned(session, id), highestOffered(session, id));
    }

    /// The terms of a version that either party signed, ours first; empty if neither did.
    static Optional<SharingAgreement> stated(Session session, Bytes id, int version) {
        return own(session, id, version)
                .map(Own::terms)
                .or(() -> theirs(session, id, version).map(Theirs::terms))
                .map(AgreementTable::decoded);
    }

    /// The terms of the highest version that the partner signed and we did not.
    static Optional<Bytes> offered(Session session, Bytes id) {
        return session.first(
                "select e.terms from agreement_evidence e where e.agreement_id = ? and not exists (select 1 from"
                        + " agreement_signed s where s.agreement_id = e.agreement_id and s.version = e.version)"
                        + " order by e.version desc limit 1",
                row -> row.bytes(1),
                id);
    }

    static boolean isSignedBy(Session session, Bytes id, int version, Team by) {
        return own(session, id, version)
                        .filter(own -> !own.partner().equals(by))
                        .isPresent()
                || theirs(session, id, version)
                        .filter(theirs -> theirs.partner().equals(by))
                        .isPresent();
    }

    /// Whether a version waits for the other party: one signed it, and not both the same terms.
    static boolean isOpen(Session session, Bytes id, int version) {
        Optional<Own> own = own(session, id, version);
        Optional<Theirs> theirs = theirs(session, id, version);
        boolean both = own.isPresent()
                && theirs.isPresent()
                && own.get().terms().equals(theirs.get().terms());
        return !both && (own.isPresent() || theirs.isPresent());
    }

    /// The terms of the highest version that both parties signed.
    static Optional<Bytes> countersigned(Session session, Bytes id) {
        return session.first(
                "select s.terms from agreement_signed s join agreement_evidence e"
                        + " on e.agreement_id = s.agreement_id and e.version = s.version"
                        + " where e.terms = s.terms and s.agreement_id = ? order by s.version desc limit 1",
                row -> row.bytes(1),
                id);
    }

    /// How many signatures of a partner have none of ours beside them.
    static long unanswered(Session session, Team partner) {
        return session.number(
                "select count(*) from agreement_evidence e where e.partner = ? and not exists (select 1 from"
                        + " agreement_signed s where s.agreement_id = e.agreement_id and s.version = e.version)",
                partner.domain());
    }

    /// Agreements that both parties signed, with what was stated about them since, by partner.
    static Map<Team, List<Standing>> inForce(Session session) {
        Map<Bytes, List<AgreementActTable.Held>> acts = new HashMap<>();
        AgreementActTable.all(session)
                .forEach(act -> acts.computeIfAbsent(act.agreement(), first -> new ArrayList<>())
                        .add(act));
        Map<Team, List<Standing>> agreements = new HashMap<>();
        session.each(
                "select s.partner, s.terms from agreement_signed s join agreement_evidence e"
                        + " on e.agreement_id = s.agreement_id and e.version = s.version"
                        + " where e.terms = s.terms order by s.partner, s.agreement_id, s.version",
                row -> {
                    SharingAgreement agreement = decoded(row.bytes(2));
                    agreements
                            .computeIfAbsent(new Team(row.text(1)), first -> new ArrayList<>())
                            .add(AgreementActs.of(acts.getOrDefault(agreement.id(), List.of()))
                                    .standing(agreement));
                });
        agreements.replaceAll((partner, list) -> List.copyOf(list));
        return agreements;
    }

    static SharingAgreement decoded(Bytes terms) {
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
