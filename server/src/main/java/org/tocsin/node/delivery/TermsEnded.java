package org.tocsin.node.delivery;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// Notes that nothing flows to a partner that is cut off. When it is let back, its terms are news, and what was
/// withheld
/// meanwhile is decided again. Rule R-PEER-6.
final class TermsEnded implements Work {
    private static final Logger log = LoggerFactory.getLogger(TermsEnded.class);

    private final DeliveryParts parts;
    private final Team partner;

    TermsEnded(DeliveryParts parts, Team partner) {
        this.parts = parts;
        this.partner = partner;
    }

    /// Hands itself to the ledger. Where that takes nothing, the next start does it again.
    void submit() {
        try {
            parts.ledger().submit(this);
        } catch (LedgerException refused) {
            failed(refused);
        }
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
        LaneTerms none = LaneTerms.at(List.of(), parts.trust().own(), partner, batch.now());
        for (Lane kind : List.of(Lane.ROUTINE, Lane.BULK)) {
            LaneOutTable.find(batch.session(), partner, kind)
                    .ifPresent(
                            lane -> LaneOutTable.terms(batch.session(), lane, none.fingerprint(), lane.historyFrom()));
        }
    }

    @Override
    public void committed(Head head) {
        log.debug("nothing flows to a team that is cut off partner={}", partner);
    }

    @Override
    public void failed(LedgerException cause) {
        log.warn(
                "what is withheld while a team is cut off is noted later partner={} why={}",
                partner,
                cause.getMessage());
    }
}
