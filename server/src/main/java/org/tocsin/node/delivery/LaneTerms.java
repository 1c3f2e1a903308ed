package org.tocsin.node.delivery;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.proof.Sha256;

/// What lets flow to a partner at an instant: enough to notice that it changed. Of each agreement
/// the highest version counts, and only that (R-AGR-4).
///
/// @param fingerprint the versions in force
/// @param flows whether any of them lets anything flow
/// @param historyFrom the instant from which on history was agreed; empty if none was (R-LAN-10)
record LaneTerms(Bytes fingerprint, boolean flows, Optional<Instant> historyFrom) {
    static LaneTerms at(Collection<SharingAgreement> agreements, Team own, Team partner, Instant at) {
        Map<Bytes, SharingAgreement> latest = new TreeMap<>();
        for (SharingAgreement agreement : agreements) {
            if (agreement.isBetween(own, partner)) {
                latest.merge(agreement.id(), agreement, (a, b) -> a.version() >= b.version() ? a : b);
            }
        }
        ByteBuffer inForce = ByteBuffer.allocate(latest.size() * (SharingAgreement.ID_BYTES + Integer.BYTES));
        boolean flows = false;
        Optional<Instant> historyFrom = Optional.empty();
        for (SharingAgreement agreement : latest.values()) {
            if (!agreement.inForceAt(at)) {
                continue;
            }
            inForce.put(agreement.id().array()).putInt(agreement.version());
            flows |= agreement.ceiling(own, partner).isPresent();
            int days = agreement
                    .direction(own, partner)
                    .map(SharingAgreement.Direction::backfillDays)
                    .orElse(0);
            if (days > 0) {
                Instant from = agreement.from().minus(Duration.ofDays(days));
                historyFrom = Optional.of(
                        historyFrom.filter(before -> before.isBefore(from)).orElse(from));
            }
        }
        byte[] versions = new byte[inForce.position()];
        inForce.flip().get(versions);
        return new LaneTerms(Sha256.of(versions).bytes(), flows, historyFrom);
    }
}
