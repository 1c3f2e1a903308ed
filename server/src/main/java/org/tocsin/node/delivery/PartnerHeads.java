package org.tocsin.node.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.ledger.StartGate.PartnerHead;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.trust.KeyPeriods;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.SeenCodec;

/// Asks partners which heads of our own ledger they hold, before the ledger signs. What they answer counts as far as
/// our
/// own signature is on it: a partner's mere claim stops nobody. Rule R-LED-7.
public final class PartnerHeads {
    private static final Logger log = LoggerFactory.getLogger(PartnerHeads.class);

    private final DeliveryParts parts;

    public PartnerHeads(DeliveryParts parts) {
        this.parts = parts;
    }

    /// Asks partners, each on a thread of its own, again and again until the gate is settled.
    public void ask(List<Team> partners) {
        for (Team partner : partners) {
            Thread.ofVirtual().name("heads-" + partner.domain()).start(() -> askUntilSettled(partner));
        }
    }

    private void askUntilSettled(Team partner) {
        Backoff backoff = new Backoff(parts.limits().backoff(), parts.random());
        PumpSignals waiting = new PumpSignals();
        StartGate gate = parts.ledger().gate();
        try {
            while (gate.state() instanceof StartGate.State.AwaitingPartners) {
                if (answered(partner)) {
                    return;
                }
                waiting.pause(shorter(backoff.next(), Duration.ofSeconds(5)));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answered(Team partner) {
        for (String endpoint : parts.dialer().endpoints(partner)) {
            try (PeerChannel channel = parts.dialer().dial(partner, endpoint)) {
                heard(partner, channel.seen());
                return true;
            } catch (PeerFault unanswered) {
                log.debug("a partner does not say what it has seen partner={} why={}", partner, unanswered.reason());
            }
        }
        return false;
    }

    /// A partner said what it has seen.
    void heard(Team partner, List<SeenCodec.Witnessed> witnessed) {
        List<PartnerHead> heads = new ArrayList<>();
        for (SeenCodec.Witnessed one : witnessed) {
            verified(partner, one).ifPresent(heads::add);
        }
        parts.ledger().gate().heard(partner, heads);
    }

    private Optional<PartnerHead> verified(Team partner, SeenCodec.Witnessed one) {
        Origin origin = one.seen().origin();
        TreeHead head = one.seen().head();
        Optional<PinnedTeam> own = parts.trust().pinned(parts.trust().own());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        for (KeyPeriods.Signer signer : own.get().keyPeriods().signers(origin, head)) {
            if (CheckpointVerifier.verify(one.checkpoint(), origin, signer.key())
                            instanceof CheckpointVerdict.Verified verified
                    && verified.checkpoint().head().equals(head)) {
                return Optional.of(new PartnerHead(partner, origin, head, one.checkpoint()));
            }
        }
        log.warn("a partner claims a head of ours that we did not sign partner={}", partner);
        return Optional.empty();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
