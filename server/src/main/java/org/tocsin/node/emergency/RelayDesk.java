package org.tocsin.node.emergency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.emergency.EmergencyRelay;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.emergency.EmergencyRelayTable.Handed;
import org.tocsin.node.emergency.EmergencyRelayTable.Handing;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.proof.RelaySeal;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.EmergencyCodec;

/// Hands our statements about emergencies to mutual partners, sealed to whom they are for: what is owed is a row first,
/// and is stated once, with its own proof, when it is durable. Rules R-EMG-8, R-EMG-9.
final class RelayDesk {
    /// Handed over in one look.
    static final int DUE_MAX = 256;
    /// Why nothing is handed over: the team's profile names no key that it could be sealed to.
    static final String NO_KEY = "no-sealing-key";

    private static final Logger log = LoggerFactory.getLogger(RelayDesk.class);

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final AtomicBoolean looking = new AtomicBoolean();
    private @Nullable EmergencyStating stating;

    RelayDesk(EmergencyParts parts, EmergencyFeed feed) {
        this.parts = parts;
        this.feed = feed;
    }

    /// What states tells what it stated, and states what that makes due.
    void statesBy(EmergencyStating states) {
        stating = states;
    }

    /// A step of ours is stated: it goes to these teams also by the ways that there are.
    void stated(Batch batch, Digest emergency, Digest leaf, LaneJournal.Stated place, Collection<Team> to) {
        for (Team team : to) {
            for (Team via : EmergencyRelayTable.ways(batch.session(), emergency, team)) {
                owe(batch, new Handing(leaf, emergency, parts.own(), team, via, place, batch.now(), Optional.empty()));
            }
        }
    }

    /// Has an emergency of ours handed to a mutual partner, and, from now on, the steps that go there.
    void call(Batch batch, EmergencyTable.Held held, Team team, Team via) {
        EmergencyRelayTable.way(batch.session(), held.id(), team, via);
        var place = new LaneJournal.Stated(held.ledgerEpoch(), held.index());
        owe(batch, new Handing(held.id(), held.id(), parts.own(), team, via, place, batch.now(), Optional.empty()));
        for (EmergencyStepTable.Held step : EmergencyStepTable.of(batch.session(), held.id(), parts.own())) {
            if (step.step().to().contains(team)) {
                var stood = new LaneJournal.Stated(step.ledgerEpoch(), step.index());
                owe(
                        batch,
                        new Handing(
                                step.leaf(), held.id(), parts.own(), team, via, stood, batch.now(), Optional.empty()));
            }
        }
    }

    private void owe(Batch batch, Handing one) {
        if (EmergencyRelayTable.owe(batch.session(), one)) {
            feed.after(batch, () -> parts.tasks().execute(this::tick));
        }
    }

    /// Hands over what is owed, unless somebody does already; blocks until it is durable.
    void tick() {
        if (!parts.ledger().gate().isSigning() || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            List<CompletableFuture<Boolean>> begun = new ArrayList<>();
            for (Handing one :
                    parts.transactions().read(session -> EmergencyRelayTable.due(session, parts.own(), DUE_MAX))) {
                Optional<Evidence> evidence = evidence(one);
                if (evidence.isPresent()) {
                    Optional<Bytes> document = sealed(one, evidence.get());
                    begun.add(EmergencyWork.begin(
                            parts.ledger(),
                            new WorkOrigin.Emergency(one.via()),
                            batch -> document.map(body -> state(batch, one, body))
                                    .orElseGet(() -> fails(batch, one))));
                }
            }
            begun.forEach(CompletableFuture::join);
        } catch (FaultException | CompletionException later) {
            log.warn("what goes through mutual partners cannot be stated now, and is tried again", later);
        } finally {
            looking.set(false);
        }
    }

    /// The statement with its proof and its fragments; empty while it is not released.
    private Optional<Evidence> evidence(Handing one) {
        LedgerView view = parts.ledger().view();
        int epoch = one.of().ledgerEpoch();
        long index = one.of().index();
        Optional<Entry> entry = view.entry(epoch, index);
        if (entry.isEmpty()
                || !(view.contents().get(entry.get().contentId(), one.leaf())
                        instanceof ContentStore.Content.Held content)) {
            return Optional.empty();
        }
        return view.evidence(epoch, index, content.fragments());
    }

    private Optional<Bytes> sealed(Handing one, Evidence whole) {
        Optional<Bytes> key = key(one.team());
        var context = new RelaySeal.Context(parts.own(), one.team(), one.leaf());
        var bare = new Evidence(whole.checkpoint(), whole.index(), whole.proof(), whole.statement(), Bytes.EMPTY);
        return key.flatMap(to -> RelaySeal.seal(to, context, whole.fragments(), parts.random()))
                .map(seal -> {
                    Bytes document = EmergencyCodec.encode(new EmergencyRelay(one.team(), bare, seal, manifests()));
                    return document.length() <= EmergencyCodec.RELAY_BYTES_MAX
                            ? document
                            : EmergencyCodec.encode(new EmergencyRelay(one.team(), bare, seal, List.of()));
                });
    }

    /// A team's own, by its profile, or where that has not come, by its manifest.
    private Optional<Bytes> key(Team team) {
        return parts.transactions()
                .read(session -> Profiles.find(session, team))
                .flatMap(held -> held.profile().sealingKey())
                .or(() -> parts.trust()
                        .pinned(team)
                        .flatMap(pinned -> pinned.current().provisions().sealingKeys().stream()
                                .findFirst()));
    }

    /// Those that a team that pinned us may not have: all but the first.
    private List<TeamManifest.Signed> manifests() {
        List<TeamManifest.Signed> all =
                parts.trust().pinned(parts.own()).map(PinnedTeam::signed).orElse(List.of());
        return all.subList(Math.min(1, all.size()), all.size());
    }

    private boolean state(Batch batch, Handing one, Bytes document) {
        EmergencyStating states = stating;
        if (states == null || !batch.signs() || !EmergencyRelayTable.isDue(batch.session(), one)) {
            return false;
        }
        LaneJournal.Stated by = states.relay(batch, one.leaf(), document, one.via());
        EmergencyRelayTable.done(batch.session(), one, new Handed(batch.now(), by, ""));
        return true;
    }

    private boolean fails(Batch batch, Handing one) {
        var nowhere = new LaneJournal.Stated(0, 0);
        if (!EmergencyRelayTable.done(batch.session(), one, new Handed(batch.now(), nowhere, NO_KEY))) {
            return false;
        }
        if (one.isCall()) {
            feed.note(batch, new Occurrence(one.emergency(), batch.now(), failed(one, NO_KEY)));
        }
        return true;
    }

    static Occurrence.Detail failed(Handing one, String why) {
        return new Occurrence.Detail.Tried(one.team(), "relay-failed", one.via() + ": " + why);
    }
}
