package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.interop.Federation;
import org.tocsin.interop.NodeProcess;
import org.tocsin.interop.Ports;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.peer.PeerFault;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;

/// One node with hundreds of partners, all of them stand-ins in this JVM.
final class Hub implements AutoCloseable {
    static final Team TEAM = new Team("hub.example");
    /// What one partner may send a second: the least that a node can be told, so that little is needed to exceed it.
    static final long PARTNER_BYTES_PER_SECOND = 1024 * 1024;

    private static final long OPEN_SECONDS = 60;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);

    private final Federation federation;
    private final Surroundings surroundings;
    private final StandIn.Parts parts;
    private final String endpoint;
    private final Thread leaving;
    private final List<StandIn> standIns = new ArrayList<>();
    private final List<StandInLane> lanes = new ArrayList<>();

    private Hub(Federation federation, Surroundings surroundings, StandIn.Arrivals arrivals) {
        this.federation = federation;
        this.surroundings = surroundings;
        this.parts = new StandIn.Parts(
                federation.papers(TEAM).pinned(), surroundings.random(), surroundings.clock(), arrivals);
        this.endpoint = parts.node().current().nodes().getFirst().endpoints().getFirst();
        this.leaving = Thread.ofPlatform().unstarted(this::leave);
        Runtime.getRuntime().addShutdownHook(leaving);
    }

    /// Makes the node and starts it, without a partner.
    static Hub start(Path home, Surroundings surroundings, List<String> nodeFlags, StandIn.Arrivals arrivals)
            throws IOException {
        var federation = Federation.create(home, List.of(TEAM), surroundings, nodeFlags);
        Path config = federation.directory(TEAM).resolve("node.toml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("(?m)^# (partner_bytes_per_second) = .*$", "$1 = " + PARTNER_BYTES_PER_SECOND));
        var hub = new Hub(federation, surroundings, arrivals);
        try {
            federation.start();
            return hub;
        } catch (IOException | RuntimeException failed) {
            hub.close();
            throw failed;
        }
    }

    /// Adds partners: each with papers of its own, pinned and under an agreement, connected both ways.
    ///
    /// @param given the ceiling of what the node gives them; none: nothing
    List<StandIn> add(int count, String name, Optional<Tlp> given, Progress progress)
            throws IOException, InterruptedException {
        List<StandIn> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // One at a time: others on this machine may take a port that nobody listens on yet.
            int port = Ports.free(1).getFirst();
            var standIn = new StandIn(new Team(name + (standIns.size() + 1) + ".example"), port, parts);
            standIns.add(standIn);
            added.add(standIn);
            standIn.listen();
            agree(standIn, given);
            StandInLane lane;
            try {
                lane = standIn.openLane(endpoint);
            } catch (PeerFault unreachable) {
                throw new IOException("the node cannot be dialled", unreachable);
            }
            if (!lane.awaitOpen(OPEN_SECONDS)) {
                throw new IOException(standIn.team() + " cannot open its lane: "
                        + lane.broken().orElse("no answer"));
            }
            lanes.add(lane);
            progress.step(1);
        }
        return added;
    }

    /// A stand-in's own lane to the node.
    StandInLane laneOf(StandIn standIn) {
        return lanes.get(standIns.indexOf(standIn));
    }

    private void agree(StandIn standIn, Optional<Tlp> given) {
        federation
                .line(TEAM)
                .addPeer(standIn.papers().pinned().signed(), standIn.papers().rootFingerprint());
        Instant from = surroundings.clock().instant().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        surroundings.random().nextBytes(id);
        Team other = standIn.team();
        var there = new Direction(TEAM, other, given);
        var back = new Direction(other, TEAM, Optional.of(Tlp.AMBER));
        boolean inOrder = TEAM.compareTo(other) < 0;
        Bytes terms = AgreementCodec.encode(new SharingAgreement(
                Bytes.wrap(id),
                1,
                TEAM + " and " + other,
                "Fictional memorandum",
                from,
                from.plus(Duration.ofDays(365)),
                inOrder ? there : back,
                inOrder ? back : there));
        List<EvidenceCodec.Proof> signatures =
                new ArrayList<>(federation.line(TEAM).signTerms(terms).signatures());
        signatures.add(standIn.sign(terms));
        federation.line(TEAM).importAgreement(new AgreementCodec.Signed(terms, signatures));
    }

    /// Publishes one document.
    ///
    /// @return its leaf
    Digest publish(Document document) throws IOException, InterruptedException {
        List<Digest> leaves = publish(List.of(document));
        return leaves.getFirst();
    }

    List<Digest> publish(List<Document> documents) throws IOException, InterruptedException {
        List<Digest> leaves = new ArrayList<>();
        federation.line(TEAM).publish(documents.iterator(), (document, outcome) -> {
            if (outcome instanceof Outcome.Published published) {
                leaves.add(published.leafHash());
            }
        });
        if (leaves.size() != documents.size()) {
            throw new IOException("the node refused a document");
        }
        return leaves;
    }

    /// A document for these only.
    static Document limited(Document document, Collection<StandIn> audience) {
        List<Team> teams = audience.stream().map(StandIn::team).toList();
        return new Document(document.label(), document.content(), Set.copyOf(teams), "");
    }

    /// Waits until the node is connected to these partners, and what it gave out to them is covered by receipts.
    Instant awaitSettled(Collection<StandIn> among) throws IOException, InterruptedException {
        Set<Team> teams = Set.copyOf(among.stream().map(StandIn::team).toList());
        Instant begin = surroundings.clock().instant();
        while (true) {
            List<Peers.Summary> owing = federation.line(TEAM).peers().stream()
                    .filter(peer -> teams.contains(peer.team()))
                    .filter(peer -> peer.out().lag() != 0 || !peer.out().state().equals("connected"))
                    .toList();
            Instant now = surroundings.clock().instant();
            if (owing.isEmpty()) {
                return now;
            }
            if (begin.plus(STANDSTILL_MAX).isBefore(now)) {
                throw new IOException(owing.size() + " partners are not settled, the first: " + owing.getFirst() + "\n"
                        + federation.node(TEAM).lastOutput());
            }
            Pauses.of(LOOK_EVERY);
        }
    }

    NodeProcess node() {
        return federation.node(TEAM);
    }

    private void leave() {
        try {
            federation.close();
        } catch (IOException failed) {
            surroundings.console().note("left behind: " + failed.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        standIns.forEach(StandIn::close);
        federation.close();
        Runtime.getRuntime().removeShutdownHook(leaving);
    }
}
