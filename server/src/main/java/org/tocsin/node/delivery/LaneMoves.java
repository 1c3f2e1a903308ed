package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;

/// The lanes whose ends one batch moved: told when the batch is durable and its head is published, so that exactly
/// those pumps wake.
final class LaneMoves implements Batch.Closing {
    /// The new end of a lane.
    record Move(Team partner, Lane lane, int laneEpoch, long last, Instant at) {}

    private record Key(Team partner, Lane lane) {}

    private final Consumer<Move> listener;
    private final Map<Key, Move> moves = new LinkedHashMap<>();

    private LaneMoves(Consumer<Move> listener) {
        this.listener = listener;
    }

    /// Notes that a lane ends at a sequence now.
    static void note(Batch batch, Consumer<Move> listener, OutboundLane lane, long last) {
        if (last > lane.last().sequence()) {
            batch.closing(LaneMoves.class, LaneMoves.class, () -> new LaneMoves(listener))
                    .moves
                    .put(
                            new Key(lane.partner(), lane.lane()),
                            new Move(lane.partner(), lane.lane(), lane.laneEpoch(), last, batch.now()));
        }
    }

    @Override
    public void close(Batch batch) {
        // The lanes' rows are written already.
    }

    @Override
    public void committed(Head head) {
        moves.values().forEach(listener);
    }
}
