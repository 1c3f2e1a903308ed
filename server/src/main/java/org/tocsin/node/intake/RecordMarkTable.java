package org.tocsin.node.intake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table `record_mark`: what became of records at the teams that received them.
final class RecordMarkTable {
    static final String NAME = "record_mark";

    private static final String OF_VERSION = " where team = ? and epoch = ? and local_id = ? and version = ?";

    private RecordMarkTable() {}

    /// A record receipt as it is held.
    record Held(Team by, Optional<Team> via, RecordReceipt receipt, Instant heldAt) {}

    /// Notes a receipt, unless one of its kind that its team stated later, or the same, is held: the latest one counts.
    ///
    /// @return whether it was noted
    static boolean note(Session session, Stating stating, RecordReceipt receipt) {
        RecordVersion version = receipt.version();
        String kind = kind(receipt.outcome());
        return session.update(
                        "insert into record_mark (team, epoch, local_id, version, stated_by, kind, detail, backups_by, at,"
                                + " held_at, ledger_epoch, ledger_index, via) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " on conflict (team, epoch, local_id, version, stated_by, kind) do update set"
                                + " detail = excluded.detail, backups_by = excluded.backups_by, at = excluded.at,"
                                + " held_at = excluded.held_at, ledger_epoch = excluded.ledger_epoch,"
                                + " ledger_index = excluded.ledger_index, via = excluded.via"
                                + " where record_mark.ledger_epoch < excluded.ledger_epoch"
                                + " or (record_mark.ledger_epoch = excluded.ledger_epoch"
                                + " and record_mark.ledger_index < excluded.ledger_index)",
                        version.record().team().domain(),
                        version.record().epoch(),
                        version.record().localId(),
                        version.version(),
                        stating.team().domain(),
                        kind,
                        detail(receipt.outcome()),
                        backupsBy(receipt.outcome()),
                        receipt.at(),
                        stating.at(),
                        stating.ledgerEpoch(),
                        stating.index(),
                        stating.via().map(Team::domain).orElse(null))
                == 1;
    }

    /// What is known of one version, by team and time of holding.
    static List<Held> of(Session session, RecordVersion version) {
        return session.list(
                "select stated_by, via, kind, detail, backups_by, at, held_at from record_mark" + OF_VERSION
                        + " order by stated_by, held_at, kind",
                row -> held(row, version),
                version.record().team().domain(),
                version.record().epoch(),
                version.record().localId(),
                version.version());
    }

    /// Whether a team has stated a kind for a version.
    static boolean isMarked(Session session, RecordVersion version, Team by, Outcome outcome) {
        return session.first(
                        "select 1 from record_mark" + OF_VERSION + " and stated_by = ? and kind = ?",
                        row -> true,
                        version.record().team().domain(),
                        version.record().epoch(),
                        version.record().localId(),
                        version.version(),
                        by.domain(),
                        kind(outcome))
                .isPresent();
    }

    private static Held held(Row row, RecordVersion version) {
        Optional<Team> via = row.isNull(2) ? Optional.empty() : Optional.of(new Team(row.text(2)));
        Outcome outcome = outcome(row.text(3), row.text(4), row.instant(5));
        return new Held(
                new Team(row.text(1)), via, new RecordReceipt(version, outcome, row.instant(6)), row.instant(7));
    }

    private static String kind(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Read read -> "READ";
            case Outcome.Accepted accepted -> "ACCEPTED";
            case Outcome.Refused refused -> "REFUSED";
            case Outcome.Acted acted -> "ACTED";
            case Outcome.Deleted deleted -> "DELETED";
        };
    }

    private static String detail(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused -> refused.reason();
            case Outcome.Acted acted -> acted.action();
            case Outcome.Read read -> "";
            case Outcome.Accepted accepted -> "";
            case Outcome.Deleted deleted -> "";
        };
    }

    private static Instant backupsBy(Outcome outcome) {
        return outcome instanceof Outcome.Deleted deleted ? deleted.backupsBy().orElse(Instant.EPOCH) : Instant.EPOCH;
    }

    private static Outcome outcome(String kind, String detail, Instant backupsBy) {
        return switch (kind) {
            case "READ" -> new Outcome.Read();
            case "ACCEPTED" -> new Outcome.Accepted();
            case "REFUSED" -> new Outcome.Refused(detail);
            case "ACTED" -> new Outcome.Acted(detail);
            case "DELETED" ->
                new Outcome.Deleted(backupsBy.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(backupsBy));
            default -> throw new IllegalStateException("an unknown kind of mark: " + kind);
        };
    }
}
