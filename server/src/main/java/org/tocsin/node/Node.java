package org.tocsin.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.config.Roster;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.directory.AgreementReminders;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.directory.OwnManifests;
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

/// One node, put together: the only place where rooms meet. Made in the order in which things depend on each other,
/// closed in the opposite one.
final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUARTER = Duration.ofMillis(250);

    private final NodeStorage storage;
    private final Audit audit;
    private final Directory directory;
    private final OwnPapers papers;
    private final OwnManifests manifests;
    /// As it was read last.
    private final ReentrantLock reloading = new ReentrantLock();
    private volatile NodeHome current;
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
    private final TokenWatch token;
    private final ScheduledExecutorService timers;
    /// What to close, the last one first.
    private final Deque<AutoCloseable> closing;

    Node(NodeAssembly built, PeerPort peerPort, OperatorPort operatorPort) {
        this.storage = built.storage;
        this.audit = built.audit;
        this.directory = built.directory;
        this.papers = built.papers;
        this.manifests = built.manifests;
        this.current = built.home;
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
        this.token = built.token;
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
        current.warnOfPlainKeys();
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
        var rounds = new Rounds(timers, closing::push);
        rounds.every(SECOND, "lanes", lanes::tick);
        rounds.every(SECOND, "retention", retention::run);
        rounds.every(SECOND, "ledger", ledger::tick);
        rounds.every(SECOND, "local ledger", local::tick);
        emergencies.resume();
        rounds.every(QUARTER, "emergencies", emergencies::tick);
        witnesses.doubts().onDoubt(this::alarm);
        rounds.every(SECOND, "witnesses", witnesses::tick);
        rounds.every(Duration.ofDays(1), "duty plan", duty::cover);
        rounds.every(SECOND, Duration.ofMinutes(1), "reminders", this::remind);
        rounds.every(SECOND, "papers", this::lookAtPapers);
        rounds.every(SECOND.multipliedBy(5), "token", token::run);
        rounds.every(QUARTER, "connections", papers::sweep);
        rounds.every(SECOND.multipliedBy(2), "telling partners", this::tell);
        rounds.every(SECOND, "start gate", gate::tick);
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

    private void remind() throws IOException {
        reminders.tick();
        profiles.reminders().tick();
        papers.remind(current);
    }

    /// Partners that cannot be given our profile now are given it when that is possible again.
    private void tell() {
        try {
            manifests.tell();
            profiles.tell();
        } catch (RuntimeException failed) {
            log.debug("our manifest or profile cannot be given to partners now, and is tried again", failed);
        }
    }

    /// The ports.
    NodeMain.Addresses addresses() {
        return new NodeMain.Addresses(peerPort.port(), operatorPort.port());
    }

    /// Reads certificates and manifests again; what cannot be used leaves everything as it was.
    void reload() throws NodeHome.UnusableException, IOException {
        // One after the other: what was read earlier must not be set later.
        reloading.lock();
        try {
            reload(NodeHome.read(current.config().directory()));
        } finally {
            reloading.unlock();
        }
    }

    private void reload(NodeHome home) throws IOException {
        papers.take(home, lanes::untold);
        lanes.reopen();
        token.watch(home.papers().token());
        current = home;
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

    /// Looks for new papers in the directory, and for a certificate that may be used now.
    private void lookAtPapers() {
        try {
            if (papers.haveChanged(current)) {
                reload();
            }
            papers.promote(current, lanes::untold);
        } catch (NodeHome.UnusableException | IOException | RuntimeException unusable) {
            papers.refused(String.valueOf(unusable.getMessage()));
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
