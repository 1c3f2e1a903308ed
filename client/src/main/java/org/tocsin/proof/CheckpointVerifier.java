package org.tocsin.proof;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.proof.CheckpointVerdict.Reason;
import org.tocsin.proof.CheckpointVerdict.Refused;
import org.tocsin.proof.CheckpointVerdict.Verified;

/// Checks signed checkpoints. Rules R-LED-2 and R-LED-3.
///
/// Source: C2SP signed-note, "Signatures"; C2SP tlog-checkpoint.
public final class CheckpointVerifier {
    private CheckpointVerifier() {}

    /// What a note says of itself, unproven: good only for choosing the key to verify it with.
    public static Optional<Checkpoint> claimed(Bytes note) {
        return SignedNote.parse(note).flatMap(parsed -> Checkpoint.parse(parsed.text()));
    }

    /// Whether a note names this key as its signer; whether it is, `verify` says.
    public static boolean isNamed(Bytes note, Origin origin, SuiteKey key) {
        int keyId = NoteKey.id(origin.team(), key);
        return SignedNote.parse(note).stream()
                .flatMap(parsed -> parsed.lines().stream())
                .anyMatch(line -> line.keyId() == keyId
                        && line.keyName().equals(origin.team().domain()));
    }

    /// Whether a note is a checkpoint of this ledger, signed by this key of its team.
    public static CheckpointVerdict verify(Bytes note, Origin origin, SuiteKey key) {
        return verify(note, origin.toString(), origin.team(), key);
    }

    /// As above, of a ledger of the team that has another name: the local one.
    public static CheckpointVerdict verify(Bytes note, String origin, Team team, SuiteKey key) {
        // 1. It must be a signed note within the limits.
        Optional<SignedNote> parsed = SignedNote.parse(note);
        if (parsed.isEmpty()) {
            return new Refused(Reason.NOT_A_NOTE);
        }
        // 2. Its text must be a checkpoint in its one spelling.
        Optional<Checkpoint> checkpoint = Checkpoint.parse(parsed.get().text());
        if (checkpoint.isEmpty()) {
            return new Refused(Reason.NOT_A_CHECKPOINT);
        }
        // 3. Its origin must be the ledger's.
        if (!checkpoint.get().origin().equals(origin)) {
            return new Refused(Reason.OTHER_ORIGIN);
        }
        // 4. Lines of unknown keys are ignored, even if they share the name or the id with ours; of ours there is one.
        int keyId = NoteKey.id(team, key);
        List<SignedNote.Line> ours = parsed.get().lines().stream()
                .filter(line -> line.keyId() == keyId && line.keyName().equals(team.domain()))
                .toList();
        if (ours.isEmpty()) {
            return new Refused(Reason.NOT_SIGNED);
        }
        if (ours.size() > 1) {
            return new Refused(Reason.SIGNED_TWICE);
        }
        // 5. It must verify over the exact text.
        return SuiteVerifier.verify(key, parsed.get().text(), ours.getFirst().signature())
                ? new Verified(checkpoint.get())
                : new Refused(Reason.BAD_SIGNATURE);
    }
}
