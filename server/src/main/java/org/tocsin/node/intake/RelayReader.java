package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.control.Relay;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.trust.Trust;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;

/// Reads what a hub hands on, and verifies it as if nobody had: manifests, checkpoint, inclusion, fragments. Rule
/// R-RLY-1.
///
/// An author that is pinned is known by its pinned root. Another is known by the hub's word, and from then on by the
/// root that the first hub vouched for.
final class RelayReader {
    private final Trust trust;
    private final Transactions transactions;

    RelayReader(Trust trust, Transactions transactions) {
        this.trust = trust;
        this.transactions = transactions;
    }

    /// The outcome.
    sealed interface Outcome {
        /// The author stated it.
        record Holds(Attested attested) implements Outcome {}

        /// It is refused.
        record Fails(RefusalReason reason) implements Outcome {}
    }

    /// @param statement the hub's, of kind RELAY, as it came in the arrival
    /// @throws WireException if its document cannot be read
    Outcome read(Arrival.Stated stated, Statement statement) throws WireException {
        Optional<Relay> said = document(statement, stated);
        if (said.isEmpty()) {
            return new Outcome.Fails(RefusalReason.MALFORMED);
        }
        Relay relay = said.get();
        Digest leaf = TreeDomain.LEDGER.leaf(relay.evidence().statement());
        if (!statement.references().equals(List.of(leaf)) || relay.manifests().isEmpty()) {
            return new Outcome.Fails(RefusalReason.MALFORMED);
        }
        Optional<PinnedTeam> author = author(relay.manifests());
        if (author.isEmpty()
                || !(ProofFileVerifier.verify(author.get(), relay.evidence())
                        instanceof ProofVerdict.Verified verified)) {
            return new Outcome.Fails(RefusalReason.EVIDENCE_FAILED);
        }
        return new Outcome.Holds(new Attested(
                verified.origin(),
                verified.index(),
                leaf,
                verified.statement(),
                relay.evidence().fragments(),
                Optional.of(relay)));
    }

    private static Optional<Relay> document(Statement statement, Arrival.Stated stated) throws WireException {
        var document = ControlReader.document(statement, stated.fragments());
        return document.isEmpty() ? Optional.empty() : Optional.of(ControlCodec.relay(document.get()));
    }

    /// The author by the longest chain of its manifests that is known; empty if what came does not begin with its root.
    private Optional<PinnedTeam> author(List<TeamManifest.Signed> manifests) throws WireException {
        TeamManifest first = ManifestCodec.decode(manifests.getFirst().manifest());
        Optional<PinnedTeam> pinned = trust.pinned(first.team());
        List<TeamManifest.Signed> known = pinned.map(PinnedTeam::signed).orElseGet(() -> vouched(first.team()));
        Digest root = pinned.map(PinnedTeam::rootFingerprint)
                .orElse(Fingerprint.of((known.isEmpty() ? first : root(known)).root()));
        if (!(ManifestChain.verify(root, manifests) instanceof ManifestVerdict.Verified came)) {
            return Optional.empty();
        }
        if (known.size() <= manifests.size()) {
            return Optional.of(came.team());
        }
        return ManifestChain.verify(root, known) instanceof ManifestVerdict.Verified held
                ? Optional.of(held.team())
                : Optional.empty();
    }

    private List<TeamManifest.Signed> vouched(Team team) {
        return transactions.read(session -> RelayTable.vouched(session, team));
    }

    private static TeamManifest root(List<TeamManifest.Signed> known) throws WireException {
        return ManifestCodec.decode(known.getFirst().manifest());
    }
}
