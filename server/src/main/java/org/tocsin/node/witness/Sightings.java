package org.tocsin.node.witness;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.Sighting;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.witness.SightingTable.Sight;
import org.tocsin.wire.WitnessCodec;

/// Tells the witnesses that a partner named what was seen of its ledger: a new head at once, the next ones at most so
/// often. Sightings themselves are no news, or two witnesses would keep each other awake for ever. Rule R-SEE-2.
final class Sightings {
    private final WitnessParts parts;
    private final WitnessStating stating;
    /// Teams whose row says already that there is news: spares most commits a write.
    private final Set<Team> due = ConcurrentHashMap.newKeySet();

    Sightings(WitnessParts parts, WitnessStating stating) {
        this.parts = parts;
        this.stating = stating;
    }

    /// Something came from a partner's ledger that is worth telling.
    void news(Batch batch, Team author) {
        boolean hasWitnesses = parts.trust()
                .pinned(author)
                .filter(team -> !parts.witnesses(team).isEmpty())
                .isPresent();
        if (!hasWitnesses || due.contains(author)) {
            return;
        }
        SightingTable.put(batch.session(), new Sight(author, true, toldAt(batch, author)));
        Afterwards.of(batch, () -> due.add(author));
    }

    private static Instant toldAt(Batch batch, Team author) {
        return SightingTable.all(batch.session()).stream()
                .filter(sight -> sight.team().equals(author))
                .map(Sight::toldAt)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /// Tells what is due.
    void tell() {
        Instant now = parts.clock().instant();
        for (Sight sight : parts.transactions().read(SightingTable::all)) {
            // A clock that was put back keeps nobody silent.
            boolean isTime =
                    !now.isBefore(sight.toldAt().plus(parts.limits().toldEvery())) || now.isBefore(sight.toldAt());
            if (sight.isDue() && isTime) {
                WitnessWork.stating(
                        parts.ledger(), WitnessCodec.SIGHTING_BYTES_MAX / 8, batch -> tell(batch, sight.team()));
            }
        }
    }

    private void tell(Batch batch, Team author) {
        List<Team> witnesses =
                parts.trust().pinned(author).map(parts::witnesses).orElse(List.of());
        Optional<SeenTable.Witness> seen = SeenTable.newest(batch.session(), author);
        if (seen.isPresent() && !witnesses.isEmpty()) {
            Bytes document = WitnessCodec.encode(
                    new Sighting(seen.get().seen(), seen.get().checkpoint()));
            stating.state(batch, Statement.Kind.SEEN, document, witnesses);
        }
        SightingTable.put(batch.session(), new Sight(author, false, batch.now()));
        Afterwards.of(batch, () -> due.remove(author));
    }
}
