package org.tocsin.proof;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;

/// Signs checkpoints of a team's ledger with one key. What it is given it signs: that no two histories are signed is
/// the
/// ledger's care. Rule R-LED-3.
public final class CheckpointSigner {
    private final Team team;
    private final SuitePrivateKey key;
    private final int keyId;

    public CheckpointSigner(Team team, SuitePrivateKey key) {
        this.team = team;
        this.key = key;
        this.keyId = NoteKey.id(team, key.publicKey());
    }

    /// The signed note: exact bytes.
    public Bytes sign(Checkpoint checkpoint) {
        Bytes text = checkpoint.text();
        return new SignedNote(text, List.of(new SignedNote.Line(team.domain(), keyId, key.sign(text)))).bytes();
    }
}
