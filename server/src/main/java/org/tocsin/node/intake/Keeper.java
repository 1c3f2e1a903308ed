package org.tocsin.node.intake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.WithdrawnEntries.Narrowed;
import org.tocsin.node.policy.Obligations;
import org.tocsin.node.policy.RecordHeader;

/// Says whether this team may keep a record that its author narrowed, by what was agreed with whoever brought it. Rule
/// R-CTL-5.
record Keeper(Team own, Partners partners) {
    /// @param record as it was stated
    /// @param from who brought it
    boolean mayKeep(StoredRecord record, Team from, Narrowed narrowed, Instant at) {
        // Whoever holds a RED record was named when it was admitted.
        Set<Team> named = record.marking() == Tlp.RED ? Set.of(own) : Set.of();
        RecordHeader now = new RecordHeader(Optional.of(record.marking()), !named.isEmpty(), named, List.of())
                .narrowedBy(narrowed.marking(), narrowed.named());
        boolean relayed = !from.equals(record.version().record().team());
        return Obligations.mayKeep(now, relayed, partners.agreements(from), from, own, at);
    }
}
