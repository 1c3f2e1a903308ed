package org.tocsin.proof;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.SuiteKey;
import org.tocsin.proof.CheckpointVerdict.Verified;

/// Remembers checkpoints that verified, by the hash of the note's exact bytes together with the key: a frame after
/// frame
/// under one checkpoint costs one signature check. Refusals are not remembered. Bounded; safe for all threads.
public final class VerifiedCheckpoints {
    private record Seen(Digest note, Origin origin, SuiteKey key) {}

    private final Cache<Seen, Verified> verified;

    public VerifiedCheckpoints(int entriesMax) {
        verified = Caffeine.newBuilder().maximumSize(entriesMax).build();
    }

    /// As `CheckpointVerifier.verify`.
    public CheckpointVerdict verify(Bytes note, Origin origin, SuiteKey key) {
        Seen seen = new Seen(Sha256.of(note), origin, key);
        Verified known = verified.getIfPresent(seen);
        if (known != null) {
            return known;
        }
        CheckpointVerdict verdict = CheckpointVerifier.verify(note, origin, key);
        if (verdict instanceof Verified fresh) {
            verified.put(seen, fresh);
        }
        return verdict;
    }
}
