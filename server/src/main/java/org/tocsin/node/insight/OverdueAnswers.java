package org.tocsin.node.insight;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneJournal.Answered;
import org.tocsin.node.delivery.LaneJournal.Ruling;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.ledger.LedgerView;

/// Own records about which a partner has not said in time what it agreed to say.
public final class OverdueAnswers {
    private final RecordTracks tracks;
    private final HeldRecords records;
    private final LedgerView ledger;
    private final LaneJournal journal;
    private final InstantSource clock;

    public OverdueAnswers(
            RecordTracks tracks, HeldRecords records, LedgerView ledger, LaneJournal journal, InstantSource clock) {
        this.tracks = tracks;
        this.records = records;
        this.ledger = ledger;
        this.journal = journal;
        this.clock = clock;
    }

    /// Records that went out in the last days and are not answered though it is time, in the order of their going out
    /// to each partner. What is owed of each, its track says.
    ///
    /// @param back how far back it is looked
    /// @param most at most so many
    public List<StoredRecord> find(Team own, Collection<Team> partners, Duration back, int most) {
        Instant now = clock.instant();
        List<StoredRecord> found = new ArrayList<>();
        for (Team partner : partners) {
            List<ReceiptOwed> agreed = tracks.receiptsOwed(own, partner);
            Optional<LaneJournal.Cursor> cursor = Optional.empty();
            boolean isMore = !agreed.isEmpty();
            while (isMore && found.size() < most) {
                LaneJournal.Page page = journal.given(partner, now.minus(back), now, cursor);
                for (Ruling.Given given : page.given()) {
                    List<ReceiptOwed> due = due(given, agreed, now);
                    if (!due.isEmpty() && found.size() < most) {
                        statedBy(given)
                                .filter(record -> record.own() && isOverdue(record, partner, due))
                                .ifPresent(found::add);
                    }
                }
                cursor = page.next();
                isMore = cursor.isPresent();
            }
        }
        return found;
    }

    /// What is due of what was agreed. What the partner refused, or got void, it owes nothing about.
    private static List<ReceiptOwed> due(Ruling.Given given, List<ReceiptOwed> agreed, Instant now) {
        if (given.answered().kind() != Answered.Kind.PROCESSED) {
            return List.of();
        }
        return agreed.stream()
                .filter(owed -> given.answered()
                        .at()
                        .filter(at ->
                                !at.plus(Duration.ofHours(owed.withinHours())).isAfter(now))
                        .isPresent())
                .toList();
    }

    private Optional<StoredRecord> statedBy(Ruling.Given given) {
        return ledger.entry(given.stated().ledgerEpoch(), given.stated().index())
                .flatMap(records::statedBy);
    }

    private boolean isOverdue(StoredRecord record, Team partner, List<ReceiptOwed> due) {
        Set<ReceiptKind> said = tracks.of(record).stream()
                .filter(track -> track.partner().equals(partner))
                .flatMap(track -> track.receipts().stream())
                .map(receipt -> RecordTracks.kind(receipt.outcome()))
                .collect(Collectors.toSet());
        return !RecordTracks.unanswered(due, said).isEmpty();
    }
}
