package org.tocsin.peer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;

/// What a node says to its own officers when they ask why, and what went out. Texts may quote partners and documents.
public final class Insight {
    private Insight() {}

    /// What a report is to hold.
    ///
    /// @param agreementId only under this agreement, in hex; empty: under any
    public record SharedQuestion(
            String partner, String agreementId, Instant from, Optional<Instant> until, boolean withEvidence) {}

    /// A page of releases.
    ///
    /// @param nextToken empty: no more
    /// @param manifests the own team's, if evidence was asked for
    public record SharedPage(List<Shared> releases, String nextToken, List<TeamManifest.Signed> manifests) {
        public SharedPage {
            releases = List.copyOf(releases);
            manifests = List.copyOf(manifests);
        }
    }

    /// One release to a partner.
    ///
    /// @param record empty if the node can no longer tell which it was
    /// @param receipt owed, processed, refused, void
    /// @param deletion kept, owed, deleted, none
    /// @param deletionAt since when it is owed, or when it was done
    public record Shared(
            Optional<Records.Summary> record,
            String lane,
            int laneEpoch,
            long sequence,
            Instant releasedAt,
            String agreementId,
            int agreementVersion,
            boolean inPart,
            String receipt,
            String receiptDetail,
            Optional<Instant> receiptedAt,
            String deletion,
            Optional<Instant> deletionAt,
            Optional<Instant> backupsBy,
            int ledgerEpoch,
            long index,
            Digest leaf,
            Optional<Evidence> evidence) {}
}
