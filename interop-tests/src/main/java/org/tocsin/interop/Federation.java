package org.tocsin.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.cli.NodeSetup;
import org.tocsin.peer.OperatorClient;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.AgreementCodec;

/// Some teams with a node each, on loopback, in directories of their own: made, started and connected as their
/// operators would do it.
public final class Federation implements AutoCloseable {
    private static final Duration AGREEMENT_LIFE = Duration.ofDays(4 * 365);

    private final Surroundings surroundings;
    private final List<String> jvmFlags;
    private final Map<Team, Member> members = new TreeMap<>();

    /// One team: its directory, its papers, its node if that runs, and a line to it.
    private static final class Member {
        final Path directory;
        final TeamPapers papers;
        Optional<NodeProcess> node = Optional.empty();
        Optional<OperatorClient> line = Optional.empty();

        Member(Path directory, TeamPapers papers) {
            this.directory = directory;
            this.papers = papers;
        }
    }

    private Federation(Surroundings surroundings, List<String> jvmFlags) {
        this.surroundings = surroundings;
        this.jvmFlags = List.copyOf(jvmFlags);
    }

    /// Where partners reach a node: its own address, or a place on the way to it.
    @FunctionalInterface
    public interface Wiring {
        /// Partners dial the node where it listens.
        Wiring STRAIGHT = (team, listens) -> listens;

        /// @param listens `host:port` at which the node of a team is going to listen
        /// @return `host:port` for the team's manifest; empty if nobody can dial the node
        String endpoint(Team team, String listens) throws IOException;
    }

    /// Makes the directories of some teams' nodes under one directory; nothing is started.
    ///
    /// @param jvmFlags for the nodes' JVMs, beyond this one's
    public static Federation create(Path directory, List<Team> teams, Surroundings surroundings, List<String> jvmFlags)
            throws IOException {
        return create(directory, teams, surroundings, jvmFlags, Wiring.STRAIGHT);
    }

    public static Federation create(
            Path directory, List<Team> teams, Surroundings surroundings, List<String> jvmFlags, Wiring wiring)
            throws IOException {
        var federation = new Federation(surroundings, jvmFlags);
        Instant now = surroundings.clock().instant();
        List<Integer> ports = Ports.free(2 * teams.size());
        for (int i = 0; i < teams.size(); i++) {
            Team team = teams.get(i);
            String peer = "127.0.0.1:" + ports.get(2 * i);
            String endpoint = wiring.endpoint(team, peer);
            List<String> endpoints = endpoint.isEmpty() ? List.of() : List.of(endpoint);
            var plan = new TeamPapers.Plan(
                    team, team.domain() + " (fictional)", "node-1", endpoints, Suite.ED25519_ML_DSA_65);
            var addresses = new NodeSetup.Addresses(peer, "127.0.0.1:" + ports.get(2 * i + 1));
            Path home = directory.resolve(team.domain());
            federation.members.put(
                    team, new Member(home, NodeSetup.create(home, plan, addresses, surroundings.random(), now)));
        }
        return federation;
    }

    public List<Team> teams() {
        return List.copyOf(members.keySet());
    }

    public Path directory(Team team) {
        return member(team).directory;
    }

    public TeamPapers papers(Team team) {
        return member(team).papers;
    }

    /// Starts all nodes that do not run, side by side, and waits until they serve.
    public void start() throws IOException {
        List<Team> started = new ArrayList<>();
        for (Team team : teams()) {
            if (!isRunning(team)) {
                launch(team);
                started.add(team);
            }
        }
        for (Team team : started) {
            node(team).awaitReady();
        }
    }

    /// Starts one node and waits until it serves.
    public void start(Team team) throws IOException {
        launch(team);
        node(team).awaitReady();
    }

    /// Starts one node with flags of its own, and does not wait: perhaps it never serves.
    ///
    /// @param moreFlags for its JVM, this time
    public NodeProcess launch(Team team, List<String> moreFlags, Map<String, String> environment) throws IOException {
        hangUp(team);
        Member member = member(team);
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.addAll(moreFlags);
        NodeProcess node = NodeProcess.start(member.directory, flags, environment);
        member.node = Optional.of(node);
        return node;
    }

    /// Starts one node by another main than a user's, and waits until it serves.
    void start(Team team, Class<?> main, List<String> moreFlags) throws IOException {
        hangUp(team);
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.addAll(moreFlags);
        NodeProcess node = NodeProcess.start(main, member(team).directory, flags);
        member(team).node = Optional.of(node);
        node.awaitReady();
    }

    public boolean isRunning(Team team) {
        return member(team).node.filter(NodeProcess::isAlive).isPresent();
    }

    /// SIGKILL.
    public void kill(Team team) throws IOException {
        hangUp(team);
        node(team).kill();
    }

    /// SIGTERM, and the exit code.
    public int stop(Team team) throws IOException {
        hangUp(team);
        return node(team).stop();
    }

    public NodeProcess node(Team team) {
        return member(team)
                .node
                .orElseThrow(() -> new IllegalStateException("the node of " + team + " was never started"));
    }

    /// An officer's line to a team's node; opened once, and again after `kill` or `stop`.
    public OperatorClient line(Team team) {
        Member member = member(team);
        if (member.line.isEmpty()) {
            member.line = Optional.of(OfficerLine.open(OfficerFile.read(member.directory), surroundings));
        }
        return member.line.get();
    }

    /// Lets two teams pin each other, and sign an agreement that is in force from yesterday on.
    ///
    /// @param given the ceiling of what `one` gives to `other`; `taken` of what it takes
    public void agree(Team one, Team other, Tlp given, Tlp taken) throws IOException {
        agree(one, other, given, taken, 0);
    }

    /// As `agree`, with so many days of history before the agreement's beginning, both ways.
    public void agree(Team one, Team other, Tlp given, Tlp taken, int historyDays) throws IOException {
        agree(one, other, given, taken, historyDays, Onward.NOTHING, Conduct.PLAIN);
    }

    /// As `agree`; both conduct themselves as they say, towards each other's emergencies among others.
    public void agree(Team one, Team other, Tlp given, Tlp taken, Conduct conduct) throws IOException {
        agree(one, other, given, taken, 0, Onward.NOTHING, conduct);
    }

    /// As `agree`, with so many days of history and a conduct.
    public void agree(Team one, Team other, Tlp given, Tlp taken, int historyDays, Conduct conduct) throws IOException {
        agree(one, other, given, taken, historyDays, Onward.NOTHING, conduct);
    }

    /// As `agree`; what `one` gives may be handed on as it is marked, and `one` wants the receipts of those behind.
    public void agreeOnward(Team one, Team hub, Tlp given, Tlp taken) throws IOException {
        agree(one, hub, given, taken, 0, Onward.asMarked(true), Conduct.PLAIN);
    }

    private void agree(Team one, Team other, Tlp given, Tlp taken, int historyDays, Onward onward, Conduct conduct)
            throws IOException {
        pin(one, other);
        pin(other, one);
        boolean inOrder = one.compareTo(other) < 0;
        Team lower = inOrder ? one : other;
        Team upper = inOrder ? other : one;
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        surroundings.random().nextBytes(id);
        Instant from = surroundings.clock().instant().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        var terms = new SharingAgreement(
                Bytes.wrap(id),
                1,
                Optional.empty(),
                lower.domain() + " and " + upper.domain(),
                "Fictional memorandum between " + lower + " and " + upper,
                from,
                from.plus(AGREEMENT_LIFE),
                conduct,
                new Direction(
                        lower,
                        upper,
                        Optional.of(inOrder ? given : taken),
                        historyDays,
                        inOrder ? onward : Onward.NOTHING),
                new Direction(
                        upper,
                        lower,
                        Optional.of(inOrder ? taken : given),
                        historyDays,
                        inOrder ? Onward.NOTHING : onward));
        var signed = line(one).signTerms(AgreementCodec.encode(terms));
        var countersigned = line(other).countersign(signed);
        line(one).importAgreement(countersigned);
    }

    /// Lets one team pin another, from its manifests and the fingerprint that was read aloud.
    public void pin(Team who, Team whom) throws IOException {
        var manifests = new PapersDirectory(directory(whom)).manifests();
        line(who).addPeer(manifests, papers(whom).rootFingerprint());
    }

    @Override
    public void close() throws IOException {
        for (Team team : teams()) {
            hangUp(team);
            Optional<NodeProcess> node = member(team).node;
            if (node.isPresent()) {
                node.get().close();
            }
        }
    }

    private void launch(Team team) throws IOException {
        launch(team, List.of(), Map.of());
    }

    private void hangUp(Team team) {
        Member member = member(team);
        member.line.ifPresent(OperatorClient::close);
        member.line = Optional.empty();
    }

    private Member member(Team team) {
        Member member = members.get(team);
        if (member == null) {
            throw new IllegalArgumentException("no member of this federation: " + team);
        }
        return member;
    }
}
