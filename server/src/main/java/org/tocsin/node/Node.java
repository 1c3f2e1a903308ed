package org.tocsin.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.config.Roster;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.directory.AgreementReminders;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.edge.Collector;
import org.tocsin.node.edge.OperatorPort;
import org.tocsin.node.edge.PeerPort;
import org.tocsin.node.emergency.EmergencyRoom;
import org.tocsin.node.emergency.OwnDesk;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.witness.Doubt;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TlsContexts;

/// One node, put together: the only place where rooms meet. Made in the order in which things depend on each other,
/// closed in the opposite one.
final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    static final Duration GRACE = Duration.ofSeconds(10);

    private final NodeStorage storage;
    private final Audit audit;
    private final Directory directory;
    private final TlsContexts tls;
    private final Ledger ledger;
    private final Runnable retention;
    private final Lanes lanes;
    private final Intake intake;
    private final AgreementReminders reminders;
    private final Profiles profiles;
    private final EmergencyRoom emergencies;
    private final FileDutyLine duty;
    private final AtomicReference<Roster> roster;
    private final WitnessRoom witnesses;
    private final LocalLedger local;
    private final Collector collector;
    private final PeerPort peerPort;
    private final OperatorPort operatorPort;
    private final ScheduledExecutorService timers;
    /// What to close, the last one first.
    private final Deque<AutoCloseable> closing;

    Node(NodeAssembly built, PeerPort peerPort, OperatorPort operatorPort) {
        this.storage = built.storage;
        this.audit = built.audit;
        this.directory = built.directory;
        this.tls = built.tls;
        this.ledger = built.ledger;
        this.retention = built.retention;
        this.lanes = built.lanes;
        this.intake = built.intake;
        this.reminders = built.agreements.reminders();
        this.profiles = built.profiles;
        this.emergencies = built.emergencies;
        this.duty = built.duty;
        this.roster = built.roster;
        this.witnesses = built.witnesses;
        this.local = built.local;
        this.collector = built.collector;
        this.timers = built.threads.timers();
        this.closing = built.closing;
        this.peerPort = peerPort;
        this.operatorPort = operatorPort;
    }

    /// Puts a node together on storage that is open, and opens its ports.
    ///
    /// @throws IOException if the papers cannot be read, or a port cannot be bound
    static Node open(
            NodeHome home, NodeStorage storage, Audit audit, SecureRandom random, InstantSource clock, String version)
            throws IOException {
        var built = new NodeAssembly(home, storage, audit, random, clock, version);
        try {
            return built.openPorts();
        } catch (IOException | RuntimeException failed) {
            closeAll(built.closing);
            throw failed;
        }
    }

    /// Asks the partners, starts the lanes, and watches the start gate.
    void serve() {
        warnOfEmptyRoster();
        StartGate gate = storage.gate();
        tell(gate.state());
        gate.onChange(this::tell);
        directory.onChange(view -> {
            view.partners().stream().map(PinnedTeam::team).forEach(partner -> {
                if (view.cut(partner).isPresent()) {
                    lanes.end(partner);
                    intake.expel(partner);
                    collector.end(partner);
                } else if (!view.agreementsWith(partner).isEmpty()) {
                    lanes.ensure(partner);
                }
            });
            collector.refresh();
        });
        lanes.start();
        collector.refresh();
        var looking = timers.scheduleWithFixedDelay(lanes::tick, 1, 1, TimeUnit.SECONDS);
        closing.push(() -> looking.cancel(false));
        var expiring = timers.scheduleWithFixedDelay(retention, 1, 1, TimeUnit.SECONDS);
        closing.push(() -> expiring.cancel(false));
        var tidying = timers.scheduleWithFixedDelay(ledger::tick, 1, 1, TimeUnit.SECONDS);
        closing.push(() -> tidying.cancel(false));
        var signing = timers.scheduleWithFixedDelay(this::signActs, 1, 1, TimeUnit.SECONDS);
        closing.push(() -> signing.cancel(false));
        emergencies.resume();
        var summoning = timers.scheduleWithFixedDelay(emergencies::tick, 250, 250, TimeUnit.MILLISECONDS);
        closing.push(() -> summoning.cancel(false));
        witnesses.doubts().onDoubt(this::alarm);
        var witnessing = timers.scheduleWithFixedDelay(witnesses::tick, 1, 1, TimeUnit.SECONDS);
        closing.push(() -> witnessing.cancel(false));
        var covering = timers.scheduleWithFixedDelay(duty::cover, 24, 24, TimeUnit.HOURS);
        closing.push(() -> covering.cancel(false));
        var reminding = timers.scheduleWithFixedDelay(this::remind, 1, 60, TimeUnit.SECONDS);
        closing.push(() -> reminding.cancel(false));
        var telling = timers.scheduleWithFixedDelay(this::tell, 2, 2, TimeUnit.SECONDS);
        closing.push(() -> telling.cancel(false));
        var ticking = timers.scheduleWithFixedDelay(gate::tick, 1, 1, TimeUnit.SECONDS);
        gate.onChange(state -> {
            if (!(state instanceof StartGate.State.AwaitingPartners)) {
                ticking.cancel(false);
            }
        });
    }

    /// Something speaks against a partner's ledger: its lanes stand still.
    private void alarm(Doubt doubt) {
        lanes.halt(doubt.team());
        intake.halt(doubt.team());
        OwnDesk.tell(
                duty,
                doubt.id().hex().substring(0, 32),
                doubt.team(),
                "What " + doubt.team() + " tells its partners does not agree",
                List.of(
                        doubt.kind() + ": " + doubt.what(),
                        "Its lanes stand still, but for emergencies, until an officer decides: tocsin evidence list"),
                doubt.foundAt());
    }

    /// A reminder that cannot be noted now is noted in a minute.
    private void remind() {
        try {
            reminders.tick();
            profiles.reminders().tick();
        } catch (RuntimeException failed) {
            log.error("reminders cannot be given, and are tried again", failed);
        }
    }

    /// Partners that cannot be given our profile now are given it when that is possible again.
    private void tell() {
        try {
            profiles.tell();
        } catch (RuntimeException failed) {
            log.debug("our profile cannot be given to new partners now, and is tried again", failed);
        }
    }

    private void signActs() {
        try {
            local.tick();
        } catch (RuntimeException failed) {
            log.error("the local ledger cannot be signed, and is tried again", failed);
        }
    }

    /// Where the ports are.
    NodeMain.Addresses addresses() {
        return new NodeMain.Addresses(peerPort.port(), operatorPort.port());
    }

    /// Reads certificates and manifests again; what cannot be used leaves everything as it was.
    void reload(NodeHome home) throws IOException {
        tls.reload(home.papers().node());
        directory.replaceOwn(home.own());
        duty.reload();
        roster.set(home.roster());
        warnOfEmptyRoster();
        local.node("reload", home.roster().roles().size() + " officers");
        audit.record(AuditEvent.of(AuditEvent.Kind.CONFIG_RELOADED, AuditEvent.NODE)
                .with("manifest", home.own().current().version())
                .with("officers", home.roster().roles()));
    }

    private void warnOfEmptyRoster() {
        if (Objects.requireNonNull(roster.get()).roles().isEmpty()) {
            log.error(
                    "no officer has a role, so nobody may call this node's operator port remedy={}",
                    "write roles.toml (tocsin node officers shows what is in it), then send SIGHUP");
        }
    }

    /// Drains: no new calls, what came in is finished, lanes end; then closes everything but the storage.
    @Override
    public void close() {
        closeAll(closing);
    }

    private void tell(StartGate.State state) {
        switch (state) {
            case StartGate.State.Signing signing ->
                audit.record(AuditEvent.of(AuditEvent.Kind.SIGNING_STARTED, AuditEvent.NODE)
                        .with("origin", storage.view().head().origin())
                        .with("size", storage.view().head().tree().size()));
            case StartGate.State.AwaitingPartners awaiting ->
                log.info("asking partners which head of this ledger they hold partners={}", awaiting.unheard());
            case StartGate.State.Refused refused -> {
                log.error("this node does not sign why={} remedy={}", refused.why(), refused.remedy());
                audit.record(AuditEvent.of(AuditEvent.Kind.SIGNING_REFUSED, AuditEvent.NODE)
                        .with("why", refused.why()));
            }
        }
    }

    private static void closeAll(Deque<AutoCloseable> closing) {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failed) {
                log.warn("a part did not close well", failed);
            }
        }
    }
}
