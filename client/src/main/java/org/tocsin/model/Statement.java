package org.tocsin.model;

import java.util.List;
import java.util.Optional;

/// A statement, as read from its exact bytes: who states what kind of thing. Everything descriptive stands behind
/// `fragmentsRoot`.
/// The bytes are what is signed; this record is never serialised a second time.
public record Statement(
        Team team,
        int epoch,
        Bytes nonce,
        Kind kind,
        Optional<RecordVersion> version,
        List<Digest> references,
        Digest fragmentsRoot) {
    public static final int NONCE_BYTES = 32;
    public static final int REFERENCES_MAX = 16;
    public static final int BYTES_MAX = 2_048;

    /// What a statement states.
    public enum Kind {
        /// A version of an incident record.
        RECORD,
        /// A receipt for another team's lane.
        RECEIPT,
        /// A signature under a sharing agreement.
        AGREEMENT,
        /// The first statement of an epoch that follows another.
        EPOCH,
        /// What became of one record at a team that received it.
        RECORD_RECEIPT,
        /// Retracts a record of the author's own.
        WITHDRAW,
        /// A sign of life, to try the emergency lane.
        CHECK_IN,
        /// Another team's statement, handed on unchanged.
        RELAY,
        /// What one party states about an agreement alone.
        AGREEMENT_ACT,
        /// Tightens a record of the author's own.
        NARROW,
        /// How the author's team is reached.
        TEAM_PROFILE,
        /// Calls partners' duty officers.
        EMERGENCY,
        /// What happened about an emergency.
        EMERGENCY_STEP,
        /// One of the two, on its way through a mutual partner.
        EMERGENCY_RELAY,
        /// A manifest of the author's team that is in force from now on. Lane: CONTROL.
        MANIFEST,
        /// What its author saw of a third team's ledger.
        SEEN,
        /// Evidence that a third team's ledger says two things.
        EVIDENCE,
        /// Another team, as the author knows it.
        INTRODUCTION
    }

    public Statement {
        references = List.copyOf(references);
        if (nonce.length() != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce has 32 bytes, not " + nonce.length());
        }
        if (references.size() > REFERENCES_MAX) {
            throw new IllegalArgumentException("at most 16 references, not " + references.size());
        }
        if (version.isPresent() != (kind == Kind.RECORD)) {
            throw new IllegalArgumentException("a version stands in a RECORD statement, and only there");
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("epochs count from 1, not " + epoch);
        }
        if (version.isPresent() && !version.get().record().team().equals(team)) {
            throw new IllegalArgumentException("a team states its own records only");
        }
    }

    public Origin origin() {
        return new Origin(team, epoch);
    }
}
