package org.tocsin.witness;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.control.Equivocation;
import org.tocsin.proof.CheckpointVerifier;

/// Makes evidence of two statements that exclude each other. Rule R-EVI-2.
public final class Equivocations {
    private Equivocations() {}

    /// Evidence of two proven statements, the one with the smaller checkpoint first, without their fragments.
    public static Equivocation of(
            Equivocation.Kind kind, List<TeamManifest.Signed> manifests, Evidence one, Evidence other) {
        boolean isOrdered = size(one) <= size(other);
        return new Equivocation(kind, manifests, bare(isOrdered ? one : other), bare(isOrdered ? other : one));
    }

    private static long size(Evidence evidence) {
        return CheckpointVerifier.claimed(evidence.checkpoint())
                .map(checkpoint -> checkpoint.head().size())
                .orElse(0L);
    }

    private static Evidence bare(Evidence evidence) {
        return new Evidence(
                evidence.checkpoint(), evidence.index(), evidence.proof(), evidence.statement(), Bytes.EMPTY);
    }
}
