package org.tocsin.node.intake;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.StoreException;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Checks the evidence of what was received: every statement still stands under the root that its author signed, the
/// signature holds, and every admitted one has its content.
public final class ReceivedInspector implements Inspector {
    private static final String SEGMENTS = "received_segment";
    private static final String RELAYED = "relayed_record";

    private final Function<Team, Optional<PinnedTeam>> teams;

    /// @param teams the pinned teams, as the directory's inspector verified them
    public ReceivedInspector(Function<Team, Optional<PinnedTeam>> teams) {
        this.teams = teams;
    }

    @Override
    public String name() {
        return "received evidence";
    }

    @Override
    public void inspect(Session session, Report report) {
        long last = ReceivedTable.lastSegment(session);
        // Frame after frame comes under one checkpoint: its signature is checked once.
        Map<Origin, Bytes> signed = new HashMap<>();
        for (long id = 1; id <= last; id++) {
            segment(session, id, signed, report);
            report.checked();
        }
    }

    private void segment(Session session, long id, Map<Origin, Bytes> signed, Report report) {
        try {
            Optional<ReceivedTable.Segment> found = ReceivedTable.segment(session, id);
            if (found.isEmpty()) {
                throw report.bad(SEGMENTS, id, "id", 0, "the segment is missing");
            }
            ProvenFrame frame = found.get().frame();
            if (!frame.entries().isEmpty()
                    && !root(frame).equals(Optional.of(frame.head().root()))) {
                throw report.bad(SEGMENTS, id, "body", 0, "the statements do not stand under the signed root");
            }
            if (!frame.checkpoint().equals(signed.getOrDefault(frame.origin(), Bytes.EMPTY))) {
                signature(id, frame, report);
                signed.put(frame.origin(), frame.checkpoint());
            }
            for (ReceivedTable.Held held : found.get().admitted()) {
                content(session, held, report);
            }
        } catch (IllegalArgumentException | StoreException unreadable) {
            throw report.bad(SEGMENTS, id, "body", 0, "it cannot be read: " + unreadable.getMessage());
        }
    }

    private void signature(long id, ProvenFrame frame, Report report) {
        PinnedTeam author = teams.apply(frame.origin().team())
                .orElseThrow(
                        () -> report.bad(SEGMENTS, id, "team", 0, frame.origin().team() + " is not pinned"));
        if (!author.everSigned(frame.checkpoint(), frame.origin(), frame.head())) {
            throw report.bad(SEGMENTS, id, "body", 0, "the checkpoint is not signed by a key of its author");
        }
    }

    private static Optional<Digest> root(ProvenFrame frame) {
        List<ProvenFrame.Entry> ordered = frame.entries().stream()
                .sorted(Comparator.comparingLong(ProvenFrame.Entry::index))
                .toList();
        return MerkleProofs.sharedRoot(
                TreeDomain.LEDGER,
                frame.head().size(),
                ordered.stream().mapToLong(ProvenFrame.Entry::index).toArray(),
                ordered.stream().map(ProvenFrame.Entry::leaf).toList(),
                frame.proof());
    }

    private void content(Session session, ReceivedTable.Held held, Report report) {
        try {
            Statement statement = StatementCodec.decode(held.statement());
            boolean isRelay =
                    statement.kind() == Statement.Kind.RELAY || statement.kind() == Statement.Kind.EMERGENCY_RELAY;
            Optional<Evidence> author = isRelay ? RelayTable.evidence(session, held.contentId()) : Optional.empty();
            if (author.isPresent()) {
                relayed(session, held, statement, author.get(), report);
            } else {
                report.content(SEGMENTS, held.evidence(), held.contentId(), held.leaf(), statement.fragmentsRoot());
            }
            report.checked();
        } catch (WireException unreadable) {
            throw report.bad(SEGMENTS, held.evidence(), "admitted", 0, "an admitted statement cannot be read");
        }
    }

    /// What came through a hub is proven by its author's evidence, from the root that is pinned or was vouched for.
    private void relayed(Session session, ReceivedTable.Held held, Statement hub, Evidence author, Report report)
            throws WireException {
        Statement statement = StatementCodec.decode(author.statement());
        Digest leaf = TreeDomain.LEDGER.leaf(author.statement());
        boolean holds = hub.references().equals(List.of(leaf))
                && author(session, statement.team())
                        .filter(team -> ProofFileVerifier.verify(team, author) instanceof ProofVerdict.Verified)
                        .isPresent();
        if (!holds) {
            throw report.bad(RELAYED, held.contentId(), "evidence", 0, "it does not prove what the hub handed on");
        }
        report.content(SEGMENTS, held.evidence(), held.contentId(), leaf, statement.fragmentsRoot());
    }

    private Optional<PinnedTeam> author(Session session, Team team) throws WireException {
        Optional<PinnedTeam> pinned = teams.apply(team);
        List<TeamManifest.Signed> vouched = RelayTable.vouched(session, team);
        if (pinned.isPresent() || vouched.isEmpty()) {
            return pinned;
        }
        Digest root = Fingerprint.of(
                ManifestCodec.decode(vouched.getFirst().manifest()).root());
        return ManifestChain.verify(root, vouched) instanceof ManifestVerdict.Verified verified
                ? Optional.of(verified.team())
                : Optional.empty();
    }
}
