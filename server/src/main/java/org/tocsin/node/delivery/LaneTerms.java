package org.tocsin.node.delivery;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.Sha256;

/// What lets flow to a partner at an instant: enough to notice that it changed. Of each agreement
/// the highest version counts, and only that (R-AGR-4).
///
/// @param fingerprint the versions whose dates run, and what was stated about them since
/// @param flows whether any of them lets anything flow
/// @param historyFrom the instant from which on history was agreed; empty if none was (R-LAN-10)
record LaneTerms(Bytes fingerprint, boolean flows, Optional<Instant> historyFrom) {
    private static final int RUNNING_BYTES = SharingAgreement.ID_BYTES + Integer.BYTES + Digest.LENGTH;

    static LaneTerms at(Collection<Standing> standings, Team own, Team partner, Instant at) {
        Map<Bytes, Standing> latest = new TreeMap<>();
        for (Standing standing : standings) {
            if (standing.isBetween(own, partner)) {
                latest.merge(
                        standing.agreement().id(),
                        standing,
                        (a, b) -> a.agreement().version() >= b.agreement().version() ? a : b);
            }
        }
        ByteBuffer running = ByteBuffer.allocate(latest.size() * RUNNING_BYTES);
        boolean flows = false;
        boolean suspended = false;
        Optional<Instant> historyFrom = Optional.empty();
        for (Standing standing : latest.values()) {
            if (!standing.runsAt(at)) {
                continue;
            }
            SharingAgreement agreement = standing.agreement();
            running.put(agreement.id().array())
                    .putInt(agreement.version())
                    .put(stated(standing).array());
            suspended |= standing.isSuspended();
            Optional<SharingAgreement.Direction> direction = standing.direction(own, partner);
            flows |= direction.flatMap(SharingAgreement.Direction::ceiling).isPresent();
            int days = direction.map(SharingAgreement.Direction::backfillDays).orElse(0);
            if (days > 0) {
                Instant from = agreement.from().minus(Duration.ofDays(days));
                historyFrom = Optional.of(
                        historyFrom.filter(before -> before.isBefore(from)).orElse(from));
            }
        }
        byte[] versions = new byte[running.position()];
        running.flip().get(versions);
        return new LaneTerms(
                Sha256.of(versions).bytes(), flows && !suspended, suspended ? Optional.empty() : historyFrom);
    }

    /// Whether a party has an agreement suspended whose dates run.
    static boolean areSuspended(Collection<Standing> standings, Team own, Team partner, Instant at) {
        for (Standing standing : standings) {
            if (standing.isSuspended() && standing.runsAt(at) && standing.isBetween(own, partner)) {
                return true;
            }
        }
        return false;
    }

    /// A hash of what the parties stated about a version: who suspended it, and which restrictions live.
    private static Digest stated(Standing standing) {
        StringBuilder said = new StringBuilder();
        standing.suspendedBy()
                .forEach(team -> said.append("suspended ").append(team).append('\n'));
        standing.restrictions().stream()
                .map(restriction -> "restricted " + restriction.by() + " " + restriction.number() + "\n")
                .sorted()
                .forEach(said::append);
        return Sha256.of(Bytes.ofUtf8(said.toString()).array());
    }
}
