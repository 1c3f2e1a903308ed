package org.tocsin.node.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyPlanResult;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StepCodec;

/// Two nodes that may call each other, `es` and `jp`, under a clock that stands still until the test moves it.
final class EmergencyScene implements AutoCloseable {
    private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");

    final OperatorRig es;
    final OperatorRig jp;

    private final Path directory;
    private final AtomicReference<Instant> now;
    private final AtomicReference<Duration> esOff = new AtomicReference<>(Duration.ZERO);
    private final AtomicReference<Duration> jpOff = new AtomicReference<>(Duration.ZERO);

    EmergencyScene(Path directory, int quota, String drillWindow, int checkInDays)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.now = new AtomicReference<>(
                Instant.ofEpochMilli(InstantSource.system().millis()));
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), () -> now(esOff));
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), () -> now(jpOff));
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
        agree(quota, drillWindow, checkInDays);
    }

    private void agree(int quota, String drillWindow, int checkInDays) throws IOException, InterruptedException {
        var emergency = new Conduct.Emergency(
                new TreeSet<>(List.of("FLASH", "IMMEDIATE", "PRIORITY")), quota, 60, false, drillWindow, true);
        var conduct = new Conduct(
                Optional.empty(), 0, 0, List.of(), Optional.of(emergency), checkInDays, List.of(), Optional.empty());
        Path file = Files.createTempFile(directory, "terms", ".bin");
        Files.write(
                file,
                AgreementCodec.encode(new SharingAgreement(
                                ID,
                                1,
                                Optional.empty(),
                                "A test",
                                "",
                                now().minusSeconds(60),
                                now().plus(Duration.ofDays(200)),
                                conduct,
                                new Direction(es.team, jp.team, Optional.of(Tlp.GREEN)),
                                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN))))
                        .array());
        OperatorRig.must(es.type("agreement", "propose", file.toString()));
        NodeRig.until("the proposal came", () -> !jp.agreements.all().isEmpty());
        OperatorRig.must(jp.type("agreement", "countersign", ID.hex()));
        NodeRig.until(
                "both have it",
                () -> es.agreements.all().stream().allMatch(one -> one.state() == Agreements.State.IN_FORCE));
        for (OperatorRig node : List.of(es, jp)) {
            OperatorRig other = node == es ? jp : es;
            NodeRig.until(
                    "the lanes are open", () -> node.lanes.status(other.team).isPresent());
        }
    }

    Instant now() {
        return Objects.requireNonNull(now.get());
    }

    private Instant now(AtomicReference<Duration> off) {
        return now().plus(Objects.requireNonNull(off.get()));
    }

    /// What the clock of a node says.
    private Instant now(OperatorRig node) {
        return now(node == es ? esOff : jpOff);
    }

    /// From now on a node's clock is off by so much.
    void isOff(OperatorRig node, Duration time) {
        (node == es ? esOff : jpOff).set(time);
        look();
    }

    /// Lets time pass, and has both nodes look at what is due.
    void pass(Duration time) {
        now.set(now().plus(time));
        look();
    }

    /// Has both nodes look at what is due; a look that is under way is not repeated.
    void look() {
        es.emergencies.tick();
        jp.emergencies.tick();
    }

    /// A plan of a ladder: first Ana, by two channels, then Ben.
    DutyPlan plan(int rounds) {
        return plan(directory, rounds);
    }

    /// As above.
    static DutyPlan plan(Path directory, int rounds) {
        String text = """
                zone = "Europe/Madrid"

                [[channel]]
                name = "wall"
                kind = "terminal"

                [[channel]]
                name = "siren"
                kind = "command"
                command = ["/usr/local/bin/siren"]

                [[officer]]
                id = "7f3a"
                name = "Ana"
                languages = ["es", "en"]
                channels = ["siren", "wall"]

                [[officer]]
                id = "b21c"
                name = "Ben"
                role = "deputy"
                zone = "Asia/Tokyo"
                languages = ["en"]
                channels = ["wall"]

                [ladder]
                rounds = ROUNDS
                silence = "20m"
                [[ladder.rung]]
                who = "officer"
                officer = "7f3a"
                wait = "90s"
                [[ladder.rung]]
                who = "head"
                [[ladder.rung]]
                who = "deputy"
                wait = "60s"
                """.replace("ROUNDS", String.valueOf(rounds));
        if (DutyPlan.parse(text, directory) instanceof DutyPlanResult.Read read) {
            return read.plan();
        }
        throw new AssertionError(DutyPlan.parse(text, directory).toString());
    }

    EmergencyView raise(Emergency.Kind kind, Precedence precedence) {
        var emergency = new Emergency(
                new TreeSet<>(List.of(jp.team)),
                kind,
                precedence,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Words("look", "en")),
                List.of(),
                now(es),
                now(es).plus(Duration.ofHours(1)),
                ZoneId.of("Europe/Madrid"));
        return es.emergencies.emergencies().raise(EmergencyCodec.encode(emergency), caller(es));
    }

    void state(OperatorRig node, Digest about, What what) {
        OperatorRig to = node == es ? jp : es;
        Bytes document = StepCodec.encode(new Step(new TreeSet<>(List.of(to.team)), about, now(node), what));
        OfficerApproval approval = OfficerApprovals.approve(
                node.papers.officer(),
                node.team,
                OfficerApprovals.Subject.EMERGENCY_STEP,
                document,
                now(node),
                new SecureRandom());
        node.emergencies.emergencies().state(document, Optional.of(approval), caller(node));
    }

    void acknowledge(Digest about, String owner) {
        state(jp, about, new What.Acknowledged(owner(owner), Optional.empty(), false));
    }

    PeerIdentity caller(OperatorRig node) {
        String subject =
                node.papers.officer().certificate().getSubjectX500Principal().getName();
        return new PeerIdentity(
                node.team,
                Role.OFFICER,
                subject.substring(subject.indexOf('=') + 1),
                Digest.ZERO,
                Digest.ZERO,
                now(node).plusSeconds(60));
    }

    static Owner owner(String name) {
        return new Owner(name, "", Optional.empty());
    }

    /// How it stands at `jp`, as a node sees it; as if just raised while that one does not hold it.
    EmergencyView.Called called(OperatorRig node, Digest id) {
        return node.emergencies.emergencies().list(false, Optional.empty(), 1_000).stream()
                .filter(view -> view.id().equals(id))
                .flatMap(view -> view.called(jp.team).stream())
                .findFirst()
                .orElseGet(() -> new EmergencyView.Called(
                        jp.team, Life.raised(Instant.EPOCH), Optional.empty(), Optional.empty()));
    }

    void until(OperatorRig node, Digest id, Life.State state) throws InterruptedException {
        NodeRig.until(node.team + " sees " + state, () -> {
            look();
            return called(node, id).life().state() == state;
        });
    }

    List<Detail> timeline(OperatorRig node, Digest id) {
        return node.emergencies.emergencies().timeline(id).stream()
                .map(Occurrence::detail)
                .toList();
    }

    /// The steps that a node holds, those of the originator first, each side's in its order.
    List<What> steps(OperatorRig node, Digest id) {
        List<Detail.Stepped> all = timeline(node, id).stream()
                .filter(detail -> detail instanceof Detail.Stepped)
                .map(detail -> (Detail.Stepped) detail)
                .toList();
        return Stream.of(es.team, jp.team)
                .flatMap(team -> all.stream().filter(one -> one.by().equals(team)))
                .map(one -> one.step().what())
                .toList();
    }

    @Override
    public void close() {
        es.close();
        jp.close();
    }
}
