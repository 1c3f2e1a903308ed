package org.tocsin.node.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.directory.Profiles;
import org.tocsin.proof.SealingKey;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.StepCodec;

/// Two teams, `es` and `jp`, between which every line is dead, and mutual partners whom both reach. The clock of `es`
/// moves when the test says so, and not otherwise.
final class EmergencyRelayScene implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    final NodeRig es;
    final NodeRig jp;
    final NodeRig fusion;
    final NodeRig other;

    /// How long ago the profiles were stated: they hold for 200 days.
    Duration profileAge = Duration.ZERO;

    private final Path directory;
    private final Detour toEs;
    private final Detour toJp;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    EmergencyRelayScene(Path directory) throws Exception {
        this.directory = directory;
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        fusion = new NodeRig(directory, "fusion.example");
        other = new NodeRig(directory, "fusion-two.example");
        toEs = new Detour(es.port);
        toJp = new Detour(jp.port);
        Instant begun = Instant.now();
        es.clock = () -> begun.plus(ahead.get());
        es.others.add(far(jp, toJp));
        jp.others.add(far(es, toEs));
        agree(es, jp, true);
        for (NodeRig node : List.of(es, jp)) {
            for (NodeRig between : List.of(fusion, other)) {
                node.others.add(between.papers.pinned());
                between.others.add(node.papers.pinned());
                agree(node, between, true);
            }
        }
    }

    /// A team as it was seen before it moved back: at an address where nobody is.
    private static PinnedTeam far(NodeRig node, Detour line) {
        PinnedTeam known = node.papers.pinned();
        TeamManifest.NodeEntry entry = known.current().nodes().getFirst();
        var moved = new TeamManifest.NodeEntry(entry.name(), entry.spkiHashes(), List.of("127.0.0.1:" + line.port()));
        TeamManifest.Signed next =
                new ManifestSigner(node.papers.root()).renameNodes(known, List.of(moved), Instant.now());
        if (ManifestChain.extend(known, List.of(next)) instanceof ManifestVerdict.Verified verified) {
            return verified.team();
        }
        throw new AssertionError("a manifest that does not hold");
    }

    /// What two nodes agreed of emergencies.
    static void agree(NodeRig one, NodeRig two, boolean relay) {
        var emergency = new Conduct.Emergency(
                new TreeSet<>(List.of("FLASH", "IMMEDIATE", "PRIORITY")), 3, 60, false, "", relay);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 0, List.of(), Optional.empty());
        NodeRig first = one.team.compareTo(two.team) < 0 ? one : two;
        NodeRig second = first == one ? two : one;
        var agreement = new SharingAgreement(
                Bytes.wrap(new byte[16]),
                1,
                Optional.empty(),
                "a test",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.now().plus(Duration.ofDays(10)),
                conduct,
                new Direction(first.team, second.team, Optional.of(Tlp.AMBER)),
                new Direction(second.team, first.team, Optional.of(Tlp.GREEN)));
        one.agreements.put(two.team, List.of(agreement));
        two.agreements.put(one.team, List.of(agreement));
    }

    void start(NodeRig... nodes) throws Exception {
        for (NodeRig node : nodes) {
            node.start();
            for (NodeRig of : List.of(es, jp)) {
                knows(node, of);
            }
        }
    }

    /// A node holds the profile of a team, with its sealing key.
    private void knows(NodeRig node, NodeRig of) throws Exception {
        Bytes key = SealingKey.in(directory.resolve(of.team.domain() + ".sealing"), RANDOM)
                .publicKey();
        TeamProfile filled = ProfileSamples.filled();
        Instant updated = Instant.ofEpochMilli(InstantSource.system().millis()).minus(profileAge);
        var profile = new TeamProfile(
                of.team,
                filled.version(),
                updated,
                updated.plus(Duration.ofDays(100)),
                updated.plus(Duration.ofDays(200)),
                filled.names(),
                filled.reach(),
                filled.openPgpKeys(),
                Optional.of(key),
                filled.constituency(),
                filled.memberships(),
                filled.passages());
        node.database()
                .transactions()
                .writing(session -> Profiles.replay(
                        session, new Profiles.Held(profile, ProfileCodec.encode(profile), Instant.now(), 1, 0)));
    }

    void heal() {
        toEs.heal();
        toJp.heal();
    }

    /// Waits until the line brought a node once more what it has of another one.
    static void untilHeardAgain(NodeRig at, NodeRig by, long statements) throws InterruptedException {
        try {
            NodeRig.until(
                    "the direct line brings it too",
                    () -> at.intake().inbound().stream()
                            .anyMatch(lane -> lane.author().equals(by.team) && lane.duplicates() >= statements));
        } catch (AssertionError never) {
            throw new AssertionError(at.intake().inbound() + "\n" + by.lanes().all(), never);
        }
    }

    /// Lets time pass at `es`.
    void pass(Duration time) {
        ahead.updateAndGet(before -> before.plus(time));
    }

    void look(NodeRig... nodes) {
        for (NodeRig node : nodes) {
            node.emergencies().tick();
        }
    }

    Digest raise(Precedence precedence) {
        Instant now = Instant.ofEpochMilli(es.clock.millis());
        var emergency = new Emergency(
                new TreeSet<>(List.of(jp.team)),
                Emergency.Kind.REAL,
                precedence,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Emergency.Words("x".repeat(1_900), "en")),
                List.of(),
                now,
                now.plus(Duration.ofHours(5)),
                ZoneOffset.UTC);
        return es.emergencies()
                .emergencies()
                .raise(EmergencyCodec.encode(emergency), caller(es))
                .id();
    }

    void state(NodeRig node, Digest about, What what) {
        NodeRig to = node == es ? jp : es;
        Instant now = Instant.ofEpochMilli(node.clock.millis());
        Bytes document = StepCodec.encode(new Step(new TreeSet<>(List.of(to.team)), about, now, what));
        var approval = OfficerApprovals.approve(
                node.papers.officer(),
                node.team,
                OfficerApprovals.Subject.EMERGENCY_STEP,
                document,
                now,
                new SecureRandom());
        node.emergencies().emergencies().state(document, Optional.of(approval), caller(node));
    }

    private static PeerIdentity caller(NodeRig node) {
        String subject =
                node.papers.officer().certificate().getSubjectX500Principal().getName();
        return new PeerIdentity(
                node.team,
                Role.OFFICER,
                subject.substring(subject.indexOf('=') + 1),
                Digest.ZERO,
                Digest.ZERO,
                Instant.now().plusSeconds(3_600));
    }

    Optional<EmergencyView.Called> called(NodeRig node, Digest id) {
        return node.emergencies().emergencies().list(false, Optional.empty(), 100).stream()
                .filter(view -> view.id().equals(id))
                .flatMap(view -> view.called(jp.team).stream())
                .findFirst();
    }

    void until(NodeRig node, Digest id, Life.State state) throws InterruptedException {
        NodeRig.until(node.team + " sees " + state, () -> {
            look(es, jp);
            return called(node, id).filter(one -> one.life().state() == state).isPresent();
        });
    }

    /// What was done to reach `jp`, word by word.
    List<String> tried(NodeRig node, Digest id) {
        List<String> tried = new ArrayList<>();
        for (Occurrence one : node.emergencies().emergencies().timeline(id)) {
            if (one.detail() instanceof Detail.Tried detail) {
                tried.add(detail.what() + (detail.said().isEmpty() ? "" : " " + detail.said()));
            }
        }
        return tried;
    }

    /// The steps of one team that a node holds.
    List<What> steps(NodeRig node, Digest id, Team by) {
        List<What> steps = new ArrayList<>();
        for (Occurrence one : node.emergencies().emergencies().timeline(id)) {
            if (one.detail() instanceof Detail.Stepped stepped && stepped.by().equals(by)) {
                steps.add(stepped.step().what());
            }
        }
        return steps;
    }

    @Override
    public void close() throws IOException {
        for (NodeRig node : List.of(es, jp, fusion, other)) {
            node.close();
        }
        toEs.close();
        toJp.close();
    }
}
