package org.tocsin.node.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.Obligations;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;

/// Erases partners' records whose agreed time is over, and those that came under an agreement that has ended and says
/// so; whoever brought them is told that they are deleted. A step is one row of evidence, a work of the ledger's
/// upkeep.
///
/// What is durable is which terms bound a partner's records from when on, and how far it is: times that pass while the
/// node is down are noticed when it starts. Rule R-CTL-6. Called by one thread; the works run on the committer's.
final class Retention implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final String DAYS = "days";
    private static final Instant EVER = Instant.ofEpochMilli(0);

    private final ControlParts parts;
    private final Partners partners;
    private final Supplier<? extends Collection<Team>> teams;
    private final InstantSource clock;
    private final Map<Team, Watch> watches = new HashMap<>();
    /// Whether a step is under way.
    private volatile boolean busy;

    /// What is known of a partner, so that a look costs nothing: its terms, and when the next of its records is due.
    private static final class Watch {
        List<RetentionTable.Term> terms = List.of();
        Optional<RetentionTable.Arrived> next = Optional.empty();
        /// Nothing of the partner is behind the row `through` and up to it.
        long looked = -1;

        final Set<String> ended = new HashSet<>();
    }

    Retention(ControlParts parts, Partners partners, Supplier<? extends Collection<Team>> teams, InstantSource clock) {
        this.parts = parts;
        this.partners = partners;
        this.teams = teams;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            if (!busy) {
                Instant now = clock.instant();
                teams.get().stream()
                        .filter(partner -> !partners.agreements(partner).isEmpty())
                        .flatMap(partner -> step(partner, now).stream())
                        .findFirst()
                        .ifPresent(this::submit);
            }
        } catch (RuntimeException bug) {
            log.error("looking for records whose time is over failed, and goes on", bug);
        }
    }

    private void submit(Step step) {
        busy = true;
        try {
            parts.ledger().submit(step);
        } catch (LedgerException later) {
            busy = false;
        }
    }

    /// What is to be done for a partner, if anything is.
    private Optional<Step> step(Team partner, Instant now) {
        Collection<Standing> agreed = partners.agreements(partner);
        int days = Obligations.at(agreed, partner, parts.own(), now)
                .map(Direction::handling)
                .map(handling -> handling.retentionDays())
                .orElse(0);
        Watch watch = watches.computeIfAbsent(partner, first -> {
            Watch made = new Watch();
            made.terms = parts.transactions().read(session -> RetentionTable.terms(session, first));
            return made;
        });
        int bound = watch.terms.isEmpty() ? 0 : watch.terms.getLast().days();
        if (days != bound) {
            return Optional.of(new Step(partner, new Binding(new RetentionTable.Term(now, days))));
        }
        for (Obligations.Ended ended : Obligations.ended(agreed, partner, parts.own(), now)) {
            String cause = ended.agreementId().hex();
            if (!watch.ended.contains(cause)) {
                Optional<RetentionTable.Arrived> next =
                        parts.transactions().read(session -> next(session, partner, cause, ended.from(), ended.end()));
                if (next.isPresent()) {
                    return Optional.of(
                            new Step(partner, new Erasing(cause, next.get().segment())));
                }
                watch.ended.add(cause);
            }
        }
        return watch.terms.isEmpty() ? Optional.empty() : overdue(partner, watch, now);
    }

    private Optional<Step> overdue(Team partner, Watch watch, Instant now) {
        long last = parts.transactions().read(ReceivedTable::lastSegment);
        if (watch.next.isEmpty() && watch.looked < last) {
            watch.next = parts.transactions().read(session -> next(session, partner, DAYS, EVER, Instant.MAX));
            watch.looked = last;
        }
        return watch.next
                .filter(next -> RetentionTable.due(watch.terms, next.at())
                        .filter(due -> !due.isAfter(now))
                        .isPresent())
                .map(next -> new Step(partner, new Erasing(DAYS, next.segment())));
    }

    private static Optional<RetentionTable.Arrived> next(
            Session session, Team partner, String cause, Instant from, Instant to) {
        Instant end = to.equals(Instant.MAX) ? Instant.ofEpochMilli(Long.MAX_VALUE) : to;
        return RetentionTable.next(session, partner, RetentionTable.through(session, partner, cause), from, end);
    }

    private sealed interface Doing {}

    /// Other terms bind from now on.
    private record Binding(RetentionTable.Term term) implements Doing {}

    /// The records of a row of evidence are erased.
    private record Erasing(String cause, long segment) implements Doing {}

    private final class Step implements Work {
        private static final int BYTES = 128 * 1024;

        private final Team partner;
        private final Doing doing;

        Step(Team partner, Doing doing) {
            this.partner = partner;
            this.doing = doing;
        }

        @Override
        public WorkOrigin origin() {
            return new WorkOrigin.Maintenance();
        }

        @Override
        public int bytes() {
            return BYTES;
        }

        @Override
        public void run(Batch batch) {
            switch (doing) {
                case Binding binding -> RetentionTable.bind(batch.session(), partner, binding.term());
                case Erasing erasing -> {
                    ReceivedTable.segment(batch.session(), erasing.segment())
                            .ifPresent(evidence -> evidence.admitted().forEach(held -> erase(batch, held.contentId())));
                    RetentionTable.through(batch.session(), partner, erasing.cause(), erasing.segment());
                }
            }
        }

        private void erase(Batch batch, long contentId) {
            Optional<StoredRecord> record = RecordTable.find(batch.session(), contentId);
            if (record.isPresent()) {
                // A hub's own statement that hands it on holds it too.
                RelayTable.statedFor(batch.session(), contentId).ifPresent(stated -> batch.erase(stated.contentId()));
                RecordBatch.of(batch).erase(record.get());
                new RecordMarking(parts.maker(), parts.scan()).deleted(batch, record.get(), partner);
            }
        }

        @Override
        public void committed(Head head) {
            // Looked at anew: nobody else does while a step is under way.
            watches.remove(partner);
            busy = false;
        }

        @Override
        public void failed(LedgerException cause) {
            busy = false;
        }
    }
}
