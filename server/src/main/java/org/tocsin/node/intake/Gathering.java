package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.node.ledger.SealedContent;
import org.tocsin.node.policy.Standing;

/// What was judged of a lane and is not handed to the ledger yet: while further messages wait to be verified, several
/// make one work, as far as it leaves the others their share of a commit. Each commit costs its signature, its syncs
/// and a receipt. Belongs to one session.
final class Gathering {
    private final Lane lane;
    private final ArrivalReader reader;
    private final Relaying relaying;
    private List<IntakeWork.Prepared> items = new ArrayList<>();
    private List<Integer> messages = new ArrayList<>();
    private long bytes;

    Gathering(Lane lane, ArrivalReader reader, Relaying relaying) {
        this.lane = lane;
        this.reader = reader;
        this.relaying = relaying;
    }

    /// What is to become of arrivals, up to the first one that is not judged yet, and why it waits.
    record Judged(List<IntakeWork.Prepared> items, Optional<HoldReason> hold) {}

    /// Items for one work, and the bytes of each message they came with.
    record Gathered(List<IntakeWork.Prepared> items, List<Integer> messages) {}

    Judged judge(List<Arrival> arrivals, Collection<Standing> agreements, Instant at) {
        List<IntakeWork.Prepared> judged = new ArrayList<>(arrivals.size());
        for (Arrival arrival : arrivals) {
            Judgement judgement = reader.judge(lane, arrival, agreements, at);
            if (judgement instanceof Judgement.Wait waiting) {
                return new Judged(judged, Optional.of(waiting.reason()));
            }
            judged.add(prepare(judgement));
        }
        return new Judged(judged, Optional.empty());
    }

    /// Encrypts what is going to be stored, and makes what a hub hands on.
    private IntakeWork.Prepared prepare(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Admit admit ->
                new IntakeWork.Prepared(
                        admit, seal(admit.attested().leaf(), admit.attested().fragments()), relaying.hand(admit));
            case Judgement.Control control ->
                IntakeWork.Prepared.of(
                        control,
                        control.isOpened()
                                ? seal(
                                        control.attested().leaf(),
                                        control.attested().fragments())
                                : seal(control.leaf(), control.arrival().fragments()));
            case Judgement.Ahead ahead -> {
                IntakeWork.Prepared inner = prepare(ahead.inner());
                yield new IntakeWork.Prepared(ahead, inner.sealed(), inner.handing());
            }
            case Judgement.Refuse refuse -> IntakeWork.Prepared.of(refuse, Optional.empty());
            case Judgement.PassOver passed -> IntakeWork.Prepared.of(passed, Optional.empty());
            case Judgement.Wait waiting -> IntakeWork.Prepared.of(waiting, Optional.empty());
        };
    }

    private Optional<SealedContent> seal(Digest leaf, Bytes fragments) {
        return Optional.of(relaying.marking().maker().cipher().seal(leaf, fragments));
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /// Whether more fits into the work that what is gathered becomes.
    ///
    /// @param bytesMax what a work may take of a commit now
    boolean fits(List<IntakeWork.Prepared> more, int bytesMax) {
        return isEmpty() || bytes + IntakeWork.bytes(more) <= bytesMax;
    }

    void add(List<IntakeWork.Prepared> more, int message) {
        items.addAll(more);
        messages.add(message);
        bytes += IntakeWork.bytes(more);
    }

    /// Everything, and begins anew.
    Gathered take() {
        Gathered gathered = new Gathered(items, messages);
        items = new ArrayList<>();
        messages = new ArrayList<>();
        bytes = 0;
        return gathered;
    }
}
