package org.tocsin.node.witness;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.Equivocation;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.RowSeal;
import org.tocsin.wire.WitnessCodec;

/// What speaks against partners: kept, told to the witnesses that they named, and their lanes stopped until an officer
/// has decided. Each thing alarms once, however often it is brought. Rule R-EVI-3.
public final class Doubts {
    private static final Logger log = LoggerFactory.getLogger(Doubts.class);

    private final WitnessParts parts;
    private final WitnessStating stating;
    private final Set<Team> halted = ConcurrentHashMap.newKeySet();
    private volatile Consumer<Doubt> listener = doubt -> {};

    Doubts(WitnessParts parts, WitnessStating stating) {
        this.parts = parts;
        this.stating = stating;
        load();
    }

    private void load() {
        Set<Team> standing = ConcurrentHashMap.newKeySet();
        parts.transactions().read(DoubtTable::all).stream()
                .filter(Doubt::halts)
                .map(Doubt::team)
                .forEach(standing::add);
        halted.retainAll(standing);
        halted.addAll(standing);
    }

    /// Who is told of a new one, as soon as it is durable; must be short.
    public void onDoubt(Consumer<Doubt> told) {
        listener = told;
    }

    /// Whether a lane with a partner stands still. Emergencies go on: nobody is left alone because of a doubt.
    public boolean halts(Team team, Lane lane) {
        return lane != Lane.EMERGENCY && halted.contains(team);
    }

    /// The teams whose lanes stand still.
    public List<Team> halted() {
        return halted.stream().sorted().toList();
    }

    /// All that was found, by time.
    public List<Doubt> all() {
        return parts.transactions().read(DoubtTable::all);
    }

    /// Evidence that was verified.
    ///
    /// @param what is said twice
    void proven(Batch batch, Origin origin, Equivocation evidence, Bytes document, String what, Optional<Team> by) {
        raise(
                batch,
                new Doubt(
                        DoubtTable.idOf(document),
                        origin.team(),
                        Doubt.Kind.valueOf(evidence.kind().name()),
                        origin.epoch(),
                        what,
                        document,
                        by,
                        batch.now(),
                        by.isPresent(),
                        Optional.empty()));
    }

    /// As above, of evidence that this node made itself.
    void found(Batch batch, Origin origin, Equivocation evidence, String what) {
        proven(batch, origin, evidence, WitnessCodec.encode(evidence), what, Optional.empty());
    }

    /// Its author did not show that two heads belong to one ledger.
    void unproven(Batch batch, Origin origin, String what) {
        Digest id = RowSeal.over(origin.toString(), what);
        raise(
                batch,
                new Doubt(
                        id,
                        origin.team(),
                        Doubt.Kind.NOT_CONSISTENT,
                        origin.epoch(),
                        what,
                        Bytes.EMPTY,
                        Optional.empty(),
                        batch.now(),
                        true,
                        Optional.empty()));
    }

    private void raise(Batch batch, Doubt doubt) {
        if (DoubtTable.find(batch.session(), doubt.id()).isPresent()
                || DoubtTable.count(batch.session(), doubt.team()) >= WitnessParts.Limits.DOUBTS_MAX) {
            return;
        }
        DoubtTable.put(batch.session(), doubt);
        Afterwards.of(batch, () -> alarm(doubt));
    }

    private void alarm(Doubt doubt) {
        halted.add(doubt.team());
        log.error(
                "a partner's ledger says two things, or does not show that it says one: its lanes stand still until an"
                        + " officer decides, tocsin evidence list team={} kind={} what={} told_by={}",
                doubt.team(),
                doubt.kind(),
                doubt.what(),
                doubt.toldBy().map(Team::domain).orElse("this node"));
        parts.audit()
                .record(AuditEvent.of(
                                doubt.isEvidence()
                                        ? AuditEvent.Kind.EQUIVOCATION_PROVEN
                                        : AuditEvent.Kind.CONSISTENCY_NOT_SHOWN,
                                doubt.toldBy().map(Team::domain).orElse(AuditEvent.NODE))
                        .with("team", doubt.team())
                        .with("kind", doubt.kind())
                        .with("what", doubt.what())
                        .with("evidence", doubt.id().hex()));
        listener.accept(doubt);
    }

    /// An officer decides on all that speaks against a team.
    ///
    /// @return how many that were; 0 if nothing does
    public int decide(Team team, boolean goesOn, String officer) {
        List<Doubt> about =
                all().stream().filter(doubt -> doubt.team().equals(team)).toList();
        if (!about.isEmpty()) {
            WitnessWork.noting(parts.ledger(), batch -> {
                for (Doubt doubt : DoubtTable.all(batch.session())) {
                    if (doubt.team().equals(team)) {
                        DoubtTable.put(batch.session(), decided(doubt, goesOn, officer, batch.now()));
                    }
                }
                Afterwards.of(batch, this::load);
            });
            parts.audit()
                    .record(AuditEvent.of(AuditEvent.Kind.DOUBT_DECIDED, officer)
                            .with("team", team)
                            .with("lanes", goesOn ? "go on" : "stay stopped")
                            .with("doubts", about.size()));
        }
        return about.size();
    }

    private static Doubt decided(Doubt doubt, boolean goesOn, String officer, Instant at) {
        return with(doubt, doubt.isTold(), Optional.of(new Doubt.Decision(goesOn, officer, at)));
    }

    private static Doubt with(Doubt doubt, boolean isTold, Optional<Doubt.Decision> decision) {
        return new Doubt(
                doubt.id(),
                doubt.team(),
                doubt.kind(),
                doubt.epoch(),
                doubt.what(),
                doubt.document(),
                doubt.toldBy(),
                doubt.foundAt(),
                isTold,
                decision);
    }

    /// Tells the witnesses of what this node found and they were not told.
    void tell() {
        for (Doubt doubt : all()) {
            if (!doubt.isTold()) {
                WitnessWork.stating(parts.ledger(), doubt.document().length() + 4_096, batch -> {
                    List<Team> witnesses = parts.trust()
                            .pinned(doubt.team())
                            .map(parts::witnesses)
                            .orElse(List.of());
                    if (!witnesses.isEmpty()) {
                        stating.state(batch, Statement.Kind.EVIDENCE, doubt.document(), witnesses);
                    }
                    DoubtTable.find(batch.session(), doubt.id())
                            .ifPresent(now -> DoubtTable.put(batch.session(), with(now, true, now.decision())));
                });
            }
        }
    }
}
