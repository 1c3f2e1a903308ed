package org.tocsin.model.emergency;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;

/// A statement about an emergency on its way through a mutual partner, who cannot read it. Rule R-EMG-9.
///
/// @param to the team that it is for
/// @param evidence the author's own, without fragments
/// @param seal the statement's fragments, for that team alone
/// @param manifests the author's after the first one, ascending
public record EmergencyRelay(Team to, Evidence evidence, Seal seal, List<TeamManifest.Signed> manifests) {
    /// What was sealed, and the key to find its key with.
    ///
    /// @param ephemeral 32 bytes
    /// @param sealed ciphertext, with its tag behind it
    public record Seal(Bytes ephemeral, Bytes sealed) {
        public static final int EPHEMERAL_BYTES = 32;
        public static final int TAG_BYTES = 16;
        public static final int SEALED_BYTES_MAX = 32 * 1024;

        public Seal {
            if (ephemeral.length() != EPHEMERAL_BYTES
                    || sealed.length() < TAG_BYTES
                    || sealed.length() > SEALED_BYTES_MAX) {
                throw new IllegalArgumentException("a seal has a key of 32 bytes, and 16 to 32,768 bytes under it");
            }
        }
    }

    public EmergencyRelay {
        manifests = List.copyOf(manifests);
        if (!evidence.fragments().isEmpty()) {
            throw new IllegalArgumentException("a relay shows no fragments");
        }
    }
}
