package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// Looks whether other agreements with a partner are in force than before, and has decided again what they may let
/// through: what was withheld on the routine lane, and the history that was agreed, on the bulk lane. What is durable
/// is
/// which terms were looked at last, so a change is noticed whenever it came: while this node ran, by a date, or while
/// it
/// was down. Rule R-LAN-10.
final class TermsChange implements Work {
    private static final Logger log = LoggerFactory.getLogger(TermsChange.class);

    private final DeliveryParts parts;
    private final Team partner;
    private final boolean again;
    private final Consumer<LaneTerms> looked;
    private @Nullable LaneTerms terms;

    /// @param again has history decided on from its beginning, whatever was looked at before
    /// @param looked is told what is in force, when it is durable; never told if it failed
    TermsChange(DeliveryParts parts, Team partner, boolean again, Consumer<LaneTerms> looked) {
        this.parts = parts;
        this.partner = partner;
        this.again = again;
        this.looked = looked;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
    }

    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public boolean states() {
        return false;
    }

    @Override
    public void run(Batch batch) {
        terms = look(parts, partner, batch, again);
    }

    /// Looks, and sets the scans that follow.
    static LaneTerms look(DeliveryParts parts, Team partner, Batch batch, boolean again) {
        LaneTerms terms =
                LaneTerms.at(parts.partners().agreements(partner), parts.trust().own(), partner, batch.now());
        LedgerPlace end = end(parts, batch);
        for (Lane kind : List.of(Lane.ROUTINE, Lane.BULK)) {
            LaneOutTable.find(batch.session(), partner, kind).ifPresent(lane -> {
                boolean news = !lane.terms().equals(Optional.of(terms.fingerprint()));
                boolean freed = news && terms.flows() && LanePackTable.holdsBack(batch.session(), lane);
                Optional<Instant> historyFrom = lane.historyFrom();
                if (kind == Lane.ROUTINE && freed) {
                    scan(batch, lane, lane.began(), end);
                } else if (kind == Lane.BULK && terms.historyFrom().isPresent()) {
                    Instant from = terms.historyFrom().get();
                    boolean longer = historyFrom.map(from::isBefore).orElse(true);
                    historyFrom = longer ? Optional.of(from) : historyFrom;
                    if (longer || freed || again) {
                        int first = parts.ledger().view().epochs().getFirst();
                        scan(batch, lane, new LedgerPlace(first, 0), lane.began());
                    }
                }
                if (news || !historyFrom.equals(lane.historyFrom())) {
                    LaneOutTable.terms(batch.session(), lane, terms.fingerprint(), historyFrom);
                }
            });
        }
        return terms;
    }

    /// The end of our ledger before this batch; what the batch appends is decided at its end.
    static LedgerPlace end(DeliveryParts parts, Batch batch) {
        return new LedgerPlace(
                batch.origin().epoch(), parts.ledger().head().tree().size());
    }

    private static void scan(Batch batch, OutboundLane lane, LedgerPlace from, LedgerPlace until) {
        if (from.compareTo(until) < 0) {
            LaneOutTable.scan(batch.session(), lane, Optional.of(new OutboundLane.Scan(from, until)));
        }
    }

    /// Hands itself to the ledger.
    ///
    /// @return false if the ledger takes nothing now
    boolean submit() {
        try {
            parts.ledger().submit(this);
            return true;
        } catch (LedgerException refused) {
            failed(refused);
            return false;
        }
    }

    @Override
    public void committed(Head head) {
        LaneTerms found = terms;
        if (found != null) {
            looked.accept(found);
        }
    }

    @Override
    public void failed(LedgerException cause) {
        log.warn("a change of terms is looked at later partner={} why={}", partner, cause.getMessage());
    }
}
