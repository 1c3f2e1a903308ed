package org.tocsin.node.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.policy.Obligations;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;

/// What became of a version of a record at the teams that have it, by their own words. When it was released to them and
/// processed, the lanes say.
public final class RecordTracks {
    private final Transactions transactions;
    private final Agreed agreed;
    private final InstantSource clock;

    /// What was agreed with partners.
    public interface Agreed {
        Collection<Standing> with(Team partner);
    }

    /// What a team said of a version of a record, and what it was told: the latest of each kind.
    ///
    /// @param via the hub through which it said so
    /// @param withdrawalStatedAt when the withdrawal was stated that it is told of
    /// @param narrowingStatedAt when the latest narrowing was stated that it is told of
    /// @param deletionOwedSince when it was stated why the team may keep the record no longer, if it has not said that
    ///     it is deleted
    public record PartnerTrack(
            Team partner,
            Optional<Team> via,
            List<RecordReceipt> receipts,
            Optional<Instant> withdrawalStatedAt,
            Optional<Instant> narrowingStatedAt,
            Optional<Instant> deletionOwedSince) {
        public PartnerTrack {
            receipts = List.copyOf(receipts);
        }
    }

    /// Where it does not matter who may keep what is narrowed: nobody may.
    public RecordTracks(Transactions transactions) {
        this(transactions, partner -> List.of(), () -> Instant.EPOCH);
    }

    public RecordTracks(Transactions transactions, Agreed agreed, InstantSource clock) {
        this.transactions = transactions;
        this.agreed = agreed;
        this.clock = clock;
    }

    /// One a team that said something of it, or that a withdrawal or a narrowing of it goes to, by team. Of another
    /// team's record: what this team said.
    public List<PartnerTrack> of(StoredRecord record) {
        return transactions.read(session -> of(session, record));
    }

    /// What was agreed that a partner answers to each record of a team.
    public List<ReceiptOwed> receiptsOwed(Team own, Team partner) {
        return Obligations.at(agreed.with(partner), own, partner, clock.instant())
                .map(way -> way.handling().receiptsOwed())
                .orElse(List.of());
    }

    /// Which of the receipts that were agreed a team still owes of a record that it may keep. Whoever says that it
    /// declined a record has answered whether it takes it up; who has deleted it owes nothing more. That it is deleted
    /// is owed when it must be, and then as a deletion.
    ///
    /// @param said the kinds that it has stated
    public static List<ReceiptOwed> unanswered(List<ReceiptOwed> agreed, Set<ReceiptKind> said) {
        if (said.contains(ReceiptKind.DELETED)) {
            return List.of();
        }
        boolean isTakenUpOrDeclined = said.contains(ReceiptKind.ACCEPTED) || said.contains(ReceiptKind.REFUSED);
        return agreed.stream()
                .filter(owed -> switch (owed.kind()) {
                    case READ, ACTED -> !said.contains(owed.kind());
                    case ACCEPTED, REFUSED -> !isTakenUpOrDeclined;
                    case DELETED -> false;
                })
                .toList();
    }

    /// What kind of receipt an answer is.
    public static ReceiptKind kind(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Read read -> ReceiptKind.READ;
            case Outcome.Accepted accepted -> ReceiptKind.ACCEPTED;
            case Outcome.Refused refused -> ReceiptKind.REFUSED;
            case Outcome.Acted acted -> ReceiptKind.ACTED;
            case Outcome.Deleted deleted -> ReceiptKind.DELETED;
        };
    }

    /// The team's own records that are withdrawn or narrowed, each version, by name; at most so many.
    public List<StoredRecord> changed(Team own, int most) {
        return transactions.read(session -> {
            Map<RecordId, Integer> versions = new HashMap<>();
            WithdrawalTable.all(session).forEach(one -> versions.merge(one.record(), one.version(), Math::max));
            NarrowingTable.all(session).forEach(one -> versions.merge(one.record(), one.version(), Math::max));
            return versions.entrySet().stream()
                    .filter(one -> one.getKey().team().equals(own))
                    .flatMap(one -> RecordTable.upTo(session, one.getKey(), one.getValue()).stream())
                    .sorted(Comparator.comparing(StoredRecord::storedAt).reversed())
                    .limit(most)
                    .toList();
        });
    }

    private List<PartnerTrack> of(Session session, StoredRecord record) {
        Map<Team, List<RecordMarkTable.Held>> marks = new TreeMap<>();
        for (RecordMarkTable.Held mark : RecordMarkTable.of(session, record.version())) {
            marks.computeIfAbsent(mark.by(), first -> new ArrayList<>()).add(mark);
        }
        Change change = Change.of(session, record);
        TreeSet<Team> told = new TreeSet<>();
        if (change.isAny()) {
            told.addAll(LaneScan.releasedTo(session, record.ledgerEpoch(), record.index()));
        }
        TreeSet<Team> teams = new TreeSet<>(marks.keySet());
        teams.addAll(told);
        List<PartnerTrack> tracks = new ArrayList<>();
        for (Team team : teams) {
            List<RecordMarkTable.Held> said = marks.getOrDefault(team, List.of());
            Optional<Team> via =
                    said.isEmpty() ? Optional.empty() : said.getLast().via();
            tracks.add(new PartnerTrack(
                    team,
                    via,
                    said.stream().map(RecordMarkTable.Held::receipt).toList(),
                    told.contains(team) ? change.withdrawnAt() : Optional.empty(),
                    told.contains(team) ? change.narrowing().map(NarrowingTable.Standing::at) : Optional.empty(),
                    owedSince(record, change, team, via, said)));
        }
        return tracks;
    }

    /// What became of an own record since it was stated.
    private record Change(Optional<Instant> withdrawnAt, Optional<NarrowingTable.Standing> narrowing) {
        static Change of(Session session, StoredRecord record) {
            if (!record.own()) {
                return new Change(Optional.empty(), Optional.empty());
            }
            return new Change(
                    WithdrawalTable.find(session, record.version().record())
                            .filter(row -> row.version() >= record.version().version())
                            .map(Withdrawals.Standing::at),
                    NarrowingTable.find(session, record.version()));
        }

        boolean isAny() {
            return withdrawnAt.isPresent() || narrowing.isPresent();
        }
    }

    private Optional<Instant> owedSince(
            StoredRecord record, Change change, Team team, Optional<Team> via, List<RecordMarkTable.Held> said) {
        boolean isDeleted = said.stream().anyMatch(mark -> mark.receipt().outcome() instanceof Outcome.Deleted);
        if (isDeleted) {
            return Optional.empty();
        }
        return change.withdrawnAt()
                .or(() -> change.narrowing()
                        .filter(standing -> !mayKeep(record, standing, team, via.isPresent()))
                        .map(NarrowingTable.Standing::at));
    }

    /// By what is agreed now, as the team itself judges it. What was agreed with a team behind a hub is not ours to
    /// know: only what no hub hands on is owed by it.
    private boolean mayKeep(StoredRecord record, NarrowingTable.Standing standing, Team team, boolean relayed) {
        Tlp marking = standing.narrowed()
                .marking()
                .map(tighter -> Tlp.strictest(record.marking(), tighter))
                .orElse(record.marking());
        Optional<Set<Team>> named = standing.narrowed().named();
        if (relayed) {
            return named.isEmpty() && Relaying.goesOn(marking);
        }
        RecordHeader narrowed =
                new RecordHeader(Optional.of(marking), named.isPresent(), named.orElse(Set.of()), List.of());
        Team own = record.version().record().team();
        return Obligations.mayKeep(narrowed, false, agreed.with(team), own, team, clock.instant());
    }
}
