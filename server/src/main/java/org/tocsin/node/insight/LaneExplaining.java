package org.tocsin.node.insight;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Agreements.State;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// Why a partner has or has not received anything since an instant: the agreements with it, its lanes, and what was
/// decided for it.
public final class LaneExplaining {
    private final Directory directory;
    private final Agreements agreements;
    private final Lanes lanes;
    private final HeldRecords records;
    private final LedgerView ledger;
    private final LaneJournal journal;
    private final InstantSource clock;

    /// How it stands with a partner.
    ///
    /// @param since the instant that was asked about; if none was, the last receipt on any lane that carries records
    public record Explained(
            Instant at, Instant since, List<Agreed> agreements, List<LaneStatus> lanes, Outcome outcome) {
        public Explained {
            agreements = List.copyOf(agreements);
            lanes = List.copyOf(lanes);
        }
    }

    /// An agreement with the partner.
    ///
    /// @param given what it lets flow to the partner; empty if it cannot be read
    public record Agreed(SharingAgreement terms, State state, Optional<Standing> standing, Optional<Direction> given) {}

    /// What was decided for the partner since then.
    ///
    /// @param receipted sequences that its receipts have covered since then
    public record Outcome(
            long receipted,
            long stated,
            long released,
            List<Withheld> withheld,
            Map<String, Long> refused,
            Map<String, Long> voided) {
        public Outcome {
            withheld = List.copyOf(withheld);
            refused = Map.copyOf(refused);
            voided = Map.copyOf(voided);
        }
    }

    /// What is withheld for one reason, with the newest records of it.
    public record Withheld(WithholdReason reason, long count, List<RecordId> newest) {
        public Withheld {
            newest = List.copyOf(newest);
        }
    }

    public LaneExplaining(
            Directory directory,
            Agreements agreements,
            Lanes lanes,
            HeldRecords records,
            LedgerView ledger,
            LaneJournal journal,
            InstantSource clock) {
        this.directory = directory;
        this.agreements = agreements;
        this.lanes = lanes;
        this.records = records;
        this.ledger = ledger;
        this.journal = journal;
        this.clock = clock;
    }

    /// Explains.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the partner is not pinned
    public Explained explain(Team partner, Optional<Instant> asked) {
        if (directory.view().team(partner).isEmpty()
                || partner.equals(directory.view().own())) {
            throw Fault.of(Reason.NOT_FOUND, "no such team").exception();
        }
        Instant now = clock.instant();
        List<LaneStatus> found = lanes.all().stream()
                .filter(lane -> lane.partner().equals(partner))
                .toList();
        Instant since = asked.or(() -> found.stream()
                        .filter(lane -> lane.lane().name().equals("ROUTINE"))
                        .flatMap(lane -> lane.receiptAt().stream())
                        .findFirst())
                .orElse(Instant.EPOCH);
        return new Explained(now, since, agreed(partner), found, outcome(journal.since(partner, since)));
    }

    private Outcome outcome(LaneJournal.Since since) {
        return new Outcome(
                since.receipted(),
                since.stated(),
                since.released(),
                since.withheld().stream()
                        .map(group -> new Withheld(group.reason(), group.count(), named(group.newest())))
                        .toList(),
                since.refused(),
                since.voided());
    }

    private List<RecordId> named(List<LaneJournal.Stated> stated) {
        return stated.stream()
                .flatMap(place -> ledger.entry(place.ledgerEpoch(), place.index()).stream())
                .flatMap(entry -> records.statedBy(entry).stream())
                .map(record -> record.version().record())
                .toList();
    }

    private List<Agreed> agreed(Team partner) {
        List<Agreed> agreed = new ArrayList<>();
        for (Agreements.Listed listed : agreements.all()) {
            if (listed.partner().equals(partner)) {
                agreed.add(agreed(listed));
            }
        }
        agreed.sort(Comparator.<Agreed>comparingInt(one -> rank(one.state()))
                .thenComparing(one -> one.terms().id())
                .thenComparing(
                        Comparator.<Agreed>comparingInt(one -> one.terms().version())
                                .reversed()));
        return agreed;
    }

    private Agreed agreed(Agreements.Listed listed) {
        SharingAgreement terms = decoded(listed);
        Optional<Standing> standing = directory.view().agreementsHeldWith(listed.partner()).stream()
                .filter(one -> one.agreement().equals(terms))
                .findFirst();
        Team own = directory.view().own();
        return new Agreed(
                terms,
                listed.state(),
                standing,
                standing.map(one -> one.direction(own, listed.partner()))
                        .orElseGet(() -> terms.direction(own, listed.partner())));
    }

    /// What decides first stands first.
    private static int rank(State state) {
        return switch (state) {
            case SUSPENDED -> 0;
            case IN_FORCE -> 1;
            case NOT_YET_IN_FORCE -> 2;
            case TERMINATED, LAPSED -> 3;
            case PROPOSED, CROSSED, DECLINED, OVERTAKEN -> 4;
            case REPLACED -> 5;
        };
    }

    private static SharingAgreement decoded(Agreements.Listed listed) {
        try {
            return AgreementCodec.decode(listed.terms());
        } catch (WireException changed) {
            throw Fault.of(Reason.STORAGE, "the terms of an agreement cannot be read: tocsin ledger verify")
                    .exception();
        }
    }
}
