package org.tocsin.node.witness;

import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.control.Equivocation;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.trust.Trust;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;
import org.tocsin.witness.Equivocations;
import org.tocsin.witness.Witnessed;

/// The parts of this room, put together: what lanes tell it, what partners state to it, and what it does by itself.
public final class WitnessRoom {
    private static final Logger log = LoggerFactory.getLogger(WitnessRoom.class);

    private final WitnessParts parts;
    private final Doubts doubts;
    private final Comparing comparing;
    private final Sightings sightings;
    private final Asking asking;
    private final AtomicBoolean ticking = new AtomicBoolean();

    public WitnessRoom(WitnessParts parts) {
        this.parts = parts;
        WitnessStating stating = new WitnessStating(parts);
        this.doubts = new Doubts(parts, stating);
        this.comparing = new Comparing(parts, doubts);
        this.sightings = new Sightings(parts, stating);
        this.asking = new Asking(parts, comparing);
    }

    public Doubts doubts() {
        return doubts;
    }

    /// Takes in what partners state.
    public WitnessIntake intake() {
        return new WitnessIntake(trust(), doubts, comparing);
    }

    private Trust trust() {
        return parts.trust();
    }

    /// A partner's ledger went on by something that is worth telling its witnesses.
    public void news(Batch batch, Team author) {
        sightings.news(batch, author);
    }

    /// A head that a partner signed came by a lane on which nothing showed that it belongs to the highest that was
    /// seen.
    public void unordered(Batch batch, Origin origin, Witnessed shown, String lane) {
        ClaimTable.note(
                batch.session(), new ClaimTable.Claim(origin, lane, shown.head(), shown.checkpoint(), batch.now()));
    }

    /// A partner showed a head that does not go on from what was seen: evidence is made of it if there is any, and its
    /// lanes stop. Returns when that is durable; a ledger that takes nothing now leaves it to the lane's own stop.
    public void contradicted(Origin origin, Witnessed shown) {
        try {
            WitnessWork.noting(
                    parts.ledger(),
                    batch -> comparing.contradicts(
                            batch,
                            origin,
                            shown,
                            "its ledger of size " + shown.head().size() + " does not go on from what was seen"));
        } catch (LedgerException | CompletionException failed) {
            log.error("what speaks against a partner was not kept team={}", origin.team(), failed);
        }
    }

    /// A partner stated two things of one version of one record, each proven.
    public void twice(Batch batch, Origin origin, Evidence held, Evidence brought) {
        trust().pinned(origin.team()).ifPresent(accused -> {
            Equivocation evidence = Equivocations.of(Equivocation.Kind.TWO_VERSIONS, accused.signed(), held, brought);
            if (EquivocationVerifier.verify(accused, evidence) instanceof EquivocationVerdict.Proven proven) {
                doubts.found(batch, origin, evidence, proven.what());
            }
        });
    }

    /// Whether nothing waits to be asked of partners, and no witness waits to be told.
    public boolean isSettled() {
        return parts.transactions()
                .read(session -> ClaimTable.all(session).isEmpty()
                        && SightingTable.all(session).stream().noneMatch(SightingTable.Sight::isDue));
    }

    /// Does what is due. To be called about once a second; does not block.
    public void tick() {
        if (!ticking.compareAndSet(false, true)) {
            return;
        }
        try {
            parts.tasks().execute(() -> {
                try {
                    look();
                } finally {
                    ticking.set(false);
                }
            });
        } catch (RejectedExecutionException stopping) {
            log.debug("the node stops: what is due is done after the next start");
        }
    }

    /// As `tick`, on this thread.
    public void look() {
        try {
            asking.tick();
            if (parts.ledger().gate().isSigning()) {
                doubts.tell();
                sightings.tell();
            }
        } catch (LedgerException | CompletionException busy) {
            log.debug("the ledger takes nothing now: witnesses are told later");
        } catch (RuntimeException failed) {
            log.error("looking after what was seen of partners failed, and goes on", failed);
        }
    }
}
