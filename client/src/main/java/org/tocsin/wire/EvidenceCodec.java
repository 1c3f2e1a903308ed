package org.tocsin.wire;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.exchange.v1.ProofFile;
import org.tocsin.exchange.v1.SharedProof;
import org.tocsin.exchange.v1.SignedManifest;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;

/// Evidence, proof files and signed manifests. Rules R-LED-4, R-MAN-2 and R-MAN-4.
public final class EvidenceCodec {
    /// Hashes in one inclusion proof, at most: a tree of 2^63 entries.
    static final int PROOF_HASHES_MAX = 64;
    /// Manifests in one message, at most.
    public static final int MANIFESTS_MAX = 64;
    /// Bytes of a proof file, at most.
    public static final int PROOF_FILE_BYTES_MAX = 24 * 1024 * 1024;

    private EvidenceCodec() {}

    /// A proof file's content: the author's manifests, ascending, and the evidence.
    public record Proof(List<TeamManifest.Signed> manifests, Evidence evidence) {
        public Proof {
            manifests = List.copyOf(manifests);
        }
    }

    public static Bytes encode(Proof proof) {
        return Bytes.wrap(message(proof).toByteArray());
    }

    /// @throws WireException if the bytes are not a proof file
    public static Proof decode(Bytes bytes) throws WireException {
        return model(Parsing.strictly(ProofFile.parser(), bytes, PROOF_FILE_BYTES_MAX, "proof file"));
    }

    /// Evidence alone, as it is stored.
    public static Bytes encodeEvidence(Evidence evidence) {
        return Bytes.wrap(message(evidence).toByteArray());
    }

    /// @throws WireException if the bytes are not evidence
    public static Evidence decodeEvidence(Bytes bytes) throws WireException {
        return model(
                Parsing.strictly(org.tocsin.exchange.v1.Evidence.parser(), bytes, PROOF_FILE_BYTES_MAX, "evidence"));
    }

    public static ProofFile message(Proof proof) {
        return ProofFile.newBuilder()
                .addAllManifests(messages(proof.manifests()))
                .setEvidence(message(proof.evidence()))
                .build();
    }

    public static Proof model(ProofFile message) throws WireException {
        return new Proof(models(message.getManifestsList()), model(message.getEvidence()));
    }

    public static org.tocsin.exchange.v1.Evidence message(Evidence evidence) {
        return org.tocsin.exchange.v1.Evidence.newBuilder()
                .setCheckpoint(Parsing.string(evidence.checkpoint()))
                .setIndex(evidence.index())
                .setProof(SharedProof.newBuilder().setHashes(Parsing.concatenated(evidence.proof())))
                .setStatement(Parsing.string(evidence.statement()))
                .setFragments(Parsing.string(evidence.fragments()))
                .build();
    }

    public static Evidence model(org.tocsin.exchange.v1.Evidence message) throws WireException {
        var proof = Parsing.digests(message.getProof().getHashes(), PROOF_HASHES_MAX, "evidence.proof");
        return new Evidence(
                Parsing.bytes(message.getCheckpoint()),
                Parsing.notNegative(message.getIndex(), "evidence.index"),
                proof,
                Parsing.bytes(message.getStatement()),
                Parsing.bytes(message.getFragments()));
    }

    public static List<SignedManifest> messages(List<TeamManifest.Signed> manifests) {
        List<SignedManifest> messages = new ArrayList<>(manifests.size());
        for (TeamManifest.Signed manifest : manifests) {
            messages.add(SignedManifest.newBuilder()
                    .setManifest(Parsing.string(manifest.manifest()))
                    .setSignature(Parsing.string(manifest.signature()))
                    .build());
        }
        return messages;
    }

    public static List<TeamManifest.Signed> models(List<SignedManifest> messages) throws WireException {
        if (messages.size() > MANIFESTS_MAX) {
            throw new WireException("more than 64 manifests");
        }
        List<TeamManifest.Signed> manifests = new ArrayList<>(messages.size());
        for (SignedManifest message : messages) {
            manifests.add(new TeamManifest.Signed(
                    Parsing.bytes(message.getManifest()), Parsing.bytes(message.getSignature())));
        }
        return manifests;
    }
}
