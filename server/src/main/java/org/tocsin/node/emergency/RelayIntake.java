package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.emergency.EmergencyRelay;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.store.Session;
import org.tocsin.proof.RelaySeal;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Takes in emergencies that come through a mutual partner: as that partner, which hands on what it cannot read, or as
/// the team that it is for, which verifies it as if nobody had been between. Rule R-EMG-9.
public final class RelayIntake {
    /// Statements of one team that this node hands on in `DutyDesk.WINDOW`; beyond it they are refused.
    public static final int RELAYS_MAX = 1_000;

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final EmergencyStating stating;

    RelayIntake(EmergencyParts parts, EmergencyFeed feed, EmergencyStating stating) {
        this.parts = parts;
        this.feed = feed;
        this.stating = stating;
    }

    /// What a proven relay is.
    public sealed interface Read {
        /// It is for another team: the commit decides whether it is handed on.
        ///
        /// @param emergency which the statement is about
        record Onward(Team author, Team to, Digest leaf, Digest emergency, Bytes document) implements Read {}

        /// It is for us, its author's evidence holds, and it is open.
        ///
        /// @param evidence the author's, without fragments
        record Opened(
                ProofVerdict.Verified author, Bytes fragments, Evidence evidence, List<TeamManifest.Signed> manifests)
                implements Read {
            public Opened {
                manifests = List.copyOf(manifests);
            }
        }

        /// It has no effect, whatever is held.
        record Refused(RefusalReason reason) implements Read {}
    }

    /// Reads a relay, and verifies the evidence of its author.
    ///
    /// @param from the team that states the relay
    /// @param references those of its statement
    /// @throws WireException if it is not what a relay is
    public Read read(Team from, List<Digest> references, Bytes document, Instant at) throws WireException {
        EmergencyRelay relay = EmergencyCodec.relay(document);
        Digest leaf = TreeDomain.LEDGER.leaf(relay.evidence().statement());
        if (!references.equals(List.of(leaf))) {
            throw new WireException("a relay refers to the statement that it hands on");
        }
        Optional<ProofVerdict.Verified> proven = author(relay)
                .flatMap(author ->
                        ProofFileVerifier.verify(author, relay.evidence()) instanceof ProofVerdict.Verified verified
                                ? Optional.of(verified)
                                : Optional.empty());
        if (proven.isEmpty()) {
            return new Read.Refused(RefusalReason.EVIDENCE_FAILED);
        }
        ProofVerdict.Verified verified = proven.get();
        Team author = verified.origin().team();
        if (!EmergencyStatement.is(verified.statement().kind())) {
            return new Read.Refused(RefusalReason.KIND_NOT_CARRIED);
        }
        // One mutual partner is between, never two; and nobody is between a team and itself.
        boolean isForUs = relay.to().equals(parts.own());
        if (author.equals(parts.own()) || author.equals(relay.to()) || author.equals(from) == isForUs) {
            return new Read.Refused(RefusalReason.NOT_ENTITLED);
        }
        if (!relays(author, at) || !relays(isForUs ? from : relay.to(), at)) {
            return new Read.Refused(RefusalReason.RELAY_NOT_AGREED);
        }
        if (!isForUs) {
            return new Read.Onward(author, relay.to(), leaf, emergency(verified, leaf), document);
        }
        var context = new RelaySeal.Context(author, parts.own(), leaf);
        return parts.sealing()
                .open(context, relay.seal())
                .<Read>map(fragments -> new Read.Opened(verified, fragments, relay.evidence(), relay.manifests()))
                .orElseGet(() -> new Read.Refused(RefusalReason.EVIDENCE_FAILED));
    }

    private static Digest emergency(ProofVerdict.Verified verified, Digest leaf) throws WireException {
        List<Digest> about = verified.statement().references();
        return switch (verified.statement().kind()) {
            case EMERGENCY -> leaf;
            default -> {
                if (about.size() != 1) {
                    throw new WireException("a step refers to its emergency");
                }
                yield about.getFirst();
            }
        };
    }

    /// The author by the longest chain of its manifests that is known; empty if it is not pinned, or what came does not
    /// go on from what is.
    private Optional<PinnedTeam> author(EmergencyRelay relay) throws WireException {
        // What it claims chooses the root, and nothing else is believed of it yet.
        Team team = StatementCodec.decode(relay.evidence().statement()).team();
        return parts.trust()
                .pinned(team)
                .flatMap(pinned ->
                        ManifestChain.extend(pinned, relay.manifests()) instanceof ManifestVerdict.Verified verified
                                ? Optional.of(verified.team())
                                : Optional.empty());
    }

    private boolean relays(Team team, Instant at) {
        return EmergencyRules.terms(parts.agreements().apply(team), parts.own(), team, at)
                .filter(EmergencyTerms::relay)
                .isPresent();
    }

    /// Hands a statement on, in the commit that stores its relay: each once to each team.
    public EmergencyIntake.Outcome handOn(Batch batch, Read.Onward relay) {
        Session session = batch.session();
        if (EmergencyRelayTable.within(session, relay.author(), parts.own(), DutyDesk.window(batch.now()))
                >= RELAYS_MAX) {
            return new EmergencyIntake.Outcome.Refused(RefusalReason.QUOTA);
        }
        var handing = new EmergencyRelayTable.Handing(
                relay.leaf(),
                relay.emergency(),
                relay.author(),
                relay.to(),
                parts.own(),
                new LaneJournal.Stated(0, 0),
                batch.now(),
                Optional.empty());
        if (!EmergencyRelayTable.owe(session, handing)) {
            return new EmergencyIntake.Outcome.Same();
        }
        LaneJournal.Stated by = stating.relay(batch, relay.leaf(), relay.document(), relay.to());
        EmergencyRelayTable.done(session, handing, new EmergencyRelayTable.Handed(batch.now(), by, ""));
        AuditEvent event = AuditEvent.of(
                        AuditEvent.Kind.EMERGENCY_RELAYED, relay.author().domain())
                .with("emergency", relay.emergency().hex())
                .with("to", relay.to());
        feed.after(batch, () -> parts.audit().record(event));
        return new EmergencyIntake.Outcome.Taken();
    }
}
