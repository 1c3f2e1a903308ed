package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.model.Team;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;

/// What became of a version of a record at the teams that have it, by their own words. When it was released to them and
/// processed, the lanes say.
public final class RecordTracks {
    private final Transactions transactions;

    /// What a team said of a version of a record, and what it was told: the latest of each kind.
    ///
    /// @param via the hub through which it said so
    /// @param withdrawalStatedAt when the withdrawal was stated that it is told of
    public record PartnerTrack(
            Team partner, Optional<Team> via, List<RecordReceipt> receipts, Optional<Instant> withdrawalStatedAt) {
        public PartnerTrack {
            receipts = List.copyOf(receipts);
        }
    }

    public RecordTracks(Transactions transactions) {
        this.transactions = transactions;
    }

    /// One a team that said something of it, or that a withdrawal of it goes to, by team. Of another team's record:
    /// what
    /// this team said.
    public List<PartnerTrack> of(StoredRecord record) {
        return transactions.read(session -> of(session, record));
    }

    private static List<PartnerTrack> of(Session session, StoredRecord record) {
        Map<Team, List<RecordMarkTable.Held>> marks = new TreeMap<>();
        for (RecordMarkTable.Held mark : RecordMarkTable.of(session, record.version())) {
            marks.computeIfAbsent(mark.by(), first -> new ArrayList<>()).add(mark);
        }
        Optional<Instant> withdrawnAt = WithdrawalTable.find(
                        session, record.version().record())
                .filter(row -> record.own() && row.version() >= record.version().version())
                .map(Withdrawals.Standing::at);
        TreeSet<Team> told = new TreeSet<>();
        if (withdrawnAt.isPresent()) {
            told.addAll(LaneScan.releasedTo(session, record.ledgerEpoch(), record.index()));
        }
        TreeSet<Team> teams = new TreeSet<>(marks.keySet());
        teams.addAll(told);
        List<PartnerTrack> tracks = new ArrayList<>();
        for (Team team : teams) {
            List<RecordMarkTable.Held> said = marks.getOrDefault(team, List.of());
            tracks.add(new PartnerTrack(
                    team,
                    said.isEmpty() ? Optional.empty() : said.getLast().via(),
                    said.stream().map(RecordMarkTable.Held::receipt).toList(),
                    told.contains(team) ? withdrawnAt : Optional.empty()));
        }
        return tracks;
    }
}
