package org.tocsin.node.insight;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.RecordKind;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.delivery.Subjects;
import org.tocsin.node.delivery.WithdrawnEntries;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.ReleaseDecision.Released;
import org.tocsin.node.policy.ReleaseDecision.Withheld;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.wire.WireException;

/// What proposed terms would have let through of what this team stated lately, beside what today's terms let through.
/// The
/// gate that decides for the lanes decides here, as of now.
public final class Preview {
    /// Records that one preview looks at, at most.
    public static final int RECORDS_MAX = 250_000;

    /// Records of one step, and steps under way.
    private static final int STEP_RECORDS = 512;

    private static final int STEPS_MAX = 4;
    private static final int CHANGES_MAX = 100;

    private final Directory directory;
    private final HeldRecords records;
    private final LedgerView ledger;
    private final InstantSource clock;
    private final Executor threads;

    /// What came out. `gone` counts records that are erased, withdrawn or narrowed: nobody new gets them under any
    /// terms.
    ///
    /// @param changes the newest records on which the two differ, of `changed`
    public record Outcome(
            Team partner,
            Instant at,
            Instant since,
            long records,
            long gone,
            Map<Cell, Count> cells,
            List<Change> changes,
            long changed) {
        public Outcome {
            cells = Map.copyOf(cells);
            changes = List.copyOf(changes);
        }
    }

    /// Records of a kind that come out alike: a reason, or none where they are released.
    public record Cell(RecordKind kind, Optional<String> today, Optional<String> proposed) {}

    /// How many, and of those that both release, of how many the proposed terms show less, or more.
    public record Count(long records, long showLess, long showMore) {
        Count plus(Count other) {
            return new Count(records + other.records, showLess + other.showLess, showMore + other.showMore);
        }
    }

    /// A record on which they differ.
    public record Change(
            RecordId record, String name, Tlp marking, Optional<String> today, Optional<String> proposed) {}

    /// What is asked of every record.
    private record Question(
            Team own, Team partner, Instant at, Collection<Standing> today, Collection<Standing> proposed) {}

    /// What one step found.
    private record Found(long records, long gone, Map<Cell, Count> cells, List<Change> changes) {}

    /// @param threads few of them: deciding takes processor time
    public Preview(Directory directory, HeldRecords records, LedgerView ledger, InstantSource clock, Executor threads) {
        this.directory = directory;
        this.records = records;
        this.ledger = ledger;
        this.clock = clock;
        this.threads = threads;
    }

    /// Decides on everything that was stated in the last days.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the terms are not with a team that is pinned, or there are more
    /// than `RECORDS_MAX` records
    public Outcome of(SharingAgreement proposed, Duration back) {
        DirectoryView view = directory.view();
        Team partner = partner(proposed, view);
        Instant now = clock.instant();
        Instant since = now.minus(back);
        Collection<Standing> today = view.agreementsWith(partner);
        Question question = new Question(view.own(), partner, now, today, asIfInForce(proposed, today, now));
        Gathered gathered = new Gathered();
        Deque<CompletableFuture<Found>> underWay = new ArrayDeque<>();
        long asked = 0;
        long after = 0;
        List<StoredRecord> page;
        do {
            page = records.page(Optional.of(view.own()), after, STEP_RECORDS);
            List<StoredRecord> within = page.stream()
                    .filter(record -> !record.storedAt().isBefore(since))
                    .toList();
            asked += within.size();
            if (asked > RECORDS_MAX) {
                underWay.forEach(CompletableFuture::join);
                throw Fault.of(Reason.TOO_LARGE, "more than " + RECORDS_MAX + " records: name fewer days")
                        .exception();
            }
            if (!within.isEmpty()) {
                underWay.add(CompletableFuture.supplyAsync(() -> step(question, within), threads));
            }
            if (underWay.size() == STEPS_MAX) {
                gathered.take(underWay.remove().join());
            }
            after = page.isEmpty() ? after : page.getLast().contentId();
        } while (page.size() == STEP_RECORDS);
        underWay.forEach(step -> gathered.take(step.join()));
        return gathered.outcome(partner, now, since);
    }

    private static Team partner(SharingAgreement proposed, DirectoryView view) {
        Team own = view.own();
        Team first = proposed.first().from();
        Team second = proposed.first().to();
        if (!first.equals(own) && !second.equals(own)) {
            throw Fault.of(Reason.MALFORMED, "the terms are not between our team and another")
                    .exception();
        }
        Team partner = first.equals(own) ? second : first;
        if (view.team(partner).isEmpty()) {
            throw Fault.of(Reason.NOT_PINNED, "the partner's manifest is not pinned")
                    .exception();
        }
        return partner;
    }

    /// The proposed version takes the place of the one of its agreement that counts today, under the restrictions that
    /// are live; other agreements stay beside it.
    private static List<Standing> asIfInForce(SharingAgreement proposed, Collection<Standing> today, Instant now) {
        List<Standing> standings = new ArrayList<>();
        List<Standing.Restriction> live = List.of();
        for (Standing standing : today) {
            if (standing.agreement().id().equals(proposed.id())) {
                live = standing.restrictions();
            } else {
                standings.add(standing);
            }
        }
        Instant from = proposed.from().isAfter(now) ? now : proposed.from();
        Instant until = proposed.until().isAfter(now) ? proposed.until() : now.plusMillis(1);
        SharingAgreement running = new SharingAgreement(
                proposed.id(),
                proposed.version(),
                proposed.previous(),
                proposed.title(),
                proposed.legalBasis(),
                from,
                until,
                proposed.conduct(),
                proposed.first(),
                proposed.second());
        standings.add(Standing.of(running, new TreeSet<>(), live, Optional.empty()));
        return standings;
    }

    private Found step(Question question, List<StoredRecord> step) {
        Map<Cell, Count> cells = new TreeMap<>(Gathered.ORDER);
        List<Change> changes = new ArrayList<>();
        long gone = ledger.transactions().read(session -> {
            ContentStore.Reader contents = ledger.contents().reader(session);
            Set<StoredRecord> withdrawn = withdrawn(session, step);
            long missing = 0;
            for (StoredRecord record : step) {
                if (!withdrawn.contains(record)
                        && contents.get(record.contentId(), record.leafHash())
                                instanceof ContentStore.Content.Held held) {
                    decide(question, record, subject(held), cells, changes);
                } else {
                    missing++;
                }
            }
            return missing;
        });
        return new Found(step.size(), gone, cells, changes);
    }

    private static Set<StoredRecord> withdrawn(Session session, List<StoredRecord> step) {
        Set<StoredRecord> withdrawn = new HashSet<>();
        Map<Integer, List<StoredRecord>> byEpoch =
                step.stream().collect(Collectors.groupingBy(StoredRecord::ledgerEpoch));
        byEpoch.forEach((epoch, those) -> {
            LongSummaryStatistics span =
                    those.stream().mapToLong(StoredRecord::index).summaryStatistics();
            WithdrawnEntries entries = Withdrawals.entries();
            Set<Long> indices = new HashSet<>(entries.among(session, epoch, span.getMin(), span.getMax()));
            // What is narrowed goes to nobody new.
            indices.addAll(entries.narrowed(session, epoch, span.getMin(), span.getMax())
                    .keySet());
            those.stream().filter(record -> indices.contains(record.index())).forEach(withdrawn::add);
        });
        return withdrawn;
    }

    private static RecordSubject subject(ContentStore.Content.Held held) {
        try {
            return Subjects.own(held.fragments());
        } catch (WireException changed) {
            throw new IllegalStateException("a stored fragment set cannot be read: " + changed.getMessage(), changed);
        }
    }

    private static void decide(
            Question question,
            StoredRecord record,
            RecordSubject subject,
            Map<Cell, Count> cells,
            List<Change> changes) {
        ReleaseDecision today =
                Release.decide(subject, question.today(), question.own(), question.partner(), question.at());
        ReleaseDecision proposed =
                Release.decide(subject, question.proposed(), question.own(), question.partner(), question.at());
        Cell cell = new Cell(RecordKind.of(subject.header().values(FacetKind.TYPES)), reason(today), reason(proposed));
        cells.merge(cell, count(today, proposed, subject.fragments()), Count::plus);
        if (!cell.today().equals(cell.proposed())) {
            changes.add(new Change(
                    record.version().record(), record.name(), record.marking(), cell.today(), cell.proposed()));
        }
    }

    private static Optional<String> reason(ReleaseDecision decision) {
        return decision instanceof Withheld withheld
                ? Optional.of(withheld.reason().name())
                : Optional.empty();
    }

    private static Count count(ReleaseDecision today, ReleaseDecision proposed, List<Fragment> fragments) {
        if (!(today instanceof Released before) || !(proposed instanceof Released then)) {
            return new Count(1, 0, 0);
        }
        long less = 0;
        long more = 0;
        for (Fragment fragment : fragments) {
            boolean shown = before.disclosure().shows(fragment);
            boolean wouldBe = then.disclosure().shows(fragment);
            less += shown && !wouldBe ? 1 : 0;
            more += !shown && wouldBe ? 1 : 0;
        }
        return new Count(1, less > 0 ? 1 : 0, more > 0 ? 1 : 0);
    }

    /// What all steps found together, in their order.
    private static final class Gathered {
        private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::kind)
                .thenComparing(cell -> cell.today().orElse(""))
                .thenComparing(cell -> cell.proposed().orElse(""));

        private final Map<Cell, Count> cells = new TreeMap<>(ORDER);
        private final Deque<Change> changes = new ArrayDeque<>();
        private long records;
        private long gone;
        private long changed;

        void take(Found found) {
            records += found.records();
            gone += found.gone();
            found.cells().forEach((cell, count) -> cells.merge(cell, count, Count::plus));
            for (Change change : found.changes()) {
                changed++;
                changes.addFirst(change);
                if (changes.size() > CHANGES_MAX) {
                    changes.removeLast();
                }
            }
        }

        Outcome outcome(Team partner, Instant at, Instant since) {
            return new Outcome(partner, at, since, records, gone, cells, List.copyOf(changes), changed);
        }
    }
}
