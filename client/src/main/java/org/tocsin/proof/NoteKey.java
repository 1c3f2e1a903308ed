package org.tocsin.proof;

import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;

/// A key as signed notes name it: the team's domain and an id of four bytes. Rule R-LED-3.
///
/// Source: C2SP signed-note, "Signatures".
final class NoteKey {
    private static final String HYBRID_TYPE = "tocsin/ed25519-ml-dsa-65";

    private NoteKey() {}

    /// The start of SHA-256(key name || 0x0A || signature type || public key), big-endian.
    static int id(Team team, SuiteKey key) {
        Bytes type = switch (key.suite()) {
            case ED25519 -> Bytes.wrap(new byte[] {0x01});
            case ED25519_ML_DSA_65 ->
                SuiteVerifier.concat(Bytes.wrap(new byte[] {(byte) 0xff}), Bytes.ofUtf8(HYBRID_TYPE));
        };
        Bytes name = Bytes.ofUtf8(team.domain() + "\n");
        Digest hash = Sha256.of(SuiteVerifier.concat(SuiteVerifier.concat(name, type), key.key()));
        return hash.hashCode();
    }
}
