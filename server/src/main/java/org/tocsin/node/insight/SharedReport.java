package org.tocsin.node.insight;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneJournal.Answered;
import org.tocsin.node.delivery.LaneJournal.Ruling;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.RecordTracks.PartnerTrack;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.LedgerView;

/// What went out to a partner, release by release: under which agreement, whether the partner has it, whether it has
/// deleted it, and the evidence that this team stated it.
public final class SharedReport {
    private final Directory directory;
    private final HeldRecords records;
    private final RecordTracks tracks;
    private final LedgerView ledger;
    private final LaneJournal journal;

    /// Which releases are asked for: of one agreement, if it is named; from an instant on, and before another; behind
    /// a place where a page before ended.
    public record Question(
            Team partner,
            Optional<Bytes> agreementId,
            Instant from,
            Instant until,
            boolean withEvidence,
            Optional<LaneJournal.Cursor> behind) {}

    /// A page of releases, and where the next one begins, if there is more.
    public record Page(List<Release> releases, Optional<LaneJournal.Cursor> next) {
        public Page {
            releases = List.copyOf(releases);
        }
    }

    /// One release.
    ///
    /// @param record what was released; empty if it cannot be told any more
    public record Release(
            Ruling.Given given, Optional<StoredRecord> record, Deletion deletion, Optional<Evidence> evidence) {}

    /// Whether the partner still has the content, by its own signed word.
    public sealed interface Deletion {
        /// Nobody asked it to delete it.
        record Kept() implements Deletion {}

        /// It was asked to, and has not said so.
        record Owed(Instant since) implements Deletion {}

        /// It said that it did.
        record Deleted(Instant at, Optional<Instant> backupsBy) implements Deletion {}

        /// It never had it: it refused it, or it went out void.
        record None() implements Deletion {}
    }

    public SharedReport(
            Directory directory, HeldRecords records, RecordTracks tracks, LedgerView ledger, LaneJournal journal) {
        this.directory = directory;
        this.records = records;
        this.tracks = tracks;
        this.ledger = ledger;
        this.journal = journal;
    }

    /// A page of releases, in the order of the partner's lanes.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the partner is not pinned
    public Page page(Question question) {
        if (directory.view().team(question.partner()).isEmpty()) {
            throw Fault.of(Reason.NOT_FOUND, "no such team").exception();
        }
        LaneJournal.Page page = journal.given(question.partner(), question.from(), question.until(), question.behind());
        return new Page(
                page.given().stream()
                        .filter(given -> question.agreementId()
                                .map(given.agreementId()::equals)
                                .orElse(true))
                        .map(given -> release(question, given))
                        .toList(),
                page.next());
    }

    private Release release(Question question, Ruling.Given given) {
        int epoch = given.stated().ledgerEpoch();
        long index = given.stated().index();
        Optional<StoredRecord> record = ledger.entry(epoch, index).flatMap(records::statedBy);
        Optional<Evidence> evidence =
                question.withEvidence() ? ledger.evidence(epoch, index, Bytes.EMPTY) : Optional.empty();
        return new Release(given, record, deletion(question.partner(), given, record), evidence);
    }

    private Deletion deletion(Team partner, Ruling.Given given, Optional<StoredRecord> record) {
        if (given.answered().kind() == Answered.Kind.REFUSED || given.answered().kind() == Answered.Kind.VOID) {
            return new Deletion.None();
        }
        List<PartnerTrack> told = record.stream()
                .flatMap(of -> tracks.of(of).stream())
                .filter(track -> track.partner().equals(partner))
                .toList();
        Optional<Deletion> deleted = told.stream()
                .flatMap(track -> track.receipts().stream())
                .filter(receipt -> receipt.outcome() instanceof Outcome.Deleted)
                .findFirst()
                .map(SharedReport::deleted);
        // Of another team's record that this hub handed on, only its withdrawal says that it is owed.
        return deleted.or(() -> told.stream()
                        .flatMap(track -> track.deletionOwedSince().stream())
                        .findFirst()
                        .or(() -> record.flatMap(records::withdrawal).map(Withdrawals.Standing::at))
                        .map(Deletion.Owed::new))
                .orElseGet(Deletion.Kept::new);
    }

    private static Deletion deleted(RecordReceipt receipt) {
        Optional<Instant> backupsBy =
                receipt.outcome() instanceof Outcome.Deleted deleted ? deleted.backupsBy() : Optional.empty();
        return new Deletion.Deleted(receipt.at(), backupsBy);
    }
}
