package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.JsonTree;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.AgreementCodec;

/// What `tocsin explain` tells, case by case, as committed: somebody who knows TLP, and not the program, can read from
/// each what to change. Rules R-REL-1 to R-REL-8.
class ExplainGoldenTest {
    private static final String PARTNER = "cert-jp.example";
    private static final String LATE = "cert-late.example";
    private static final GoldenText GOLDEN = new GoldenText("explain");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2036-01-01T00:00:00Z");

    @TempDir
    static Path directory;

    private static OperatorRig es;
    private static OperatorRig jp;
    private static final List<String> DIFFERENT = new ArrayList<>();
    private static int told;
    private static int version;
    private static Optional<Digest> previous = Optional.empty();

    @BeforeAll
    static void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, PARTNER, FreePorts.next(), InstantSource.system());
    }

    @AfterAll
    static void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void everyCaseIsToldAsCommitted() throws Exception {
        withoutAgreement();
        byMarkingAndAudience();
        byScope();
        byConditions();
        byDisclosure();
        byWhatBecameOfIt();
        inbound();
        refused();
        byActs();
        relayed();
        assertEquals("", String.join("\n", DIFFERENT), "run with -Dtocsin.golden=DIR, and look at what is different");
        assertTrue(told >= 40, told + " cases");
    }

    private void withoutAgreement() throws Exception {
        String early = publish(StixText.bundle(StixText.incident(Tlp.GREEN)));
        tell("01-unknown-team", "explain", early, "--to", PARTNER);
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
        TeamPapers fusion = TeamPapers.create(
                directory.resolve("fusion"),
                new TeamPapers.Plan(new Team("fusion.example"), "Fusion", "node-1", List.of(), Suite.ED25519),
                new SecureRandom(),
                Instant.now());
        OperatorRig.must(es.type(
                "peer",
                "accept",
                directory.resolve("fusion/papers/team.manifests").toString(),
                "--fingerprint",
                fusion.rootFingerprint().hex()));
        tell("02-no-agreement", "explain", early, "--to", PARTNER);
        tell("03-lane-without-agreement", "explain", "lane", PARTNER);
        tell("04-unknown-record", "explain", "cert-es.example/1/" + "0".repeat(32), "--to", PARTNER);
        agree(new Given().from(Instant.parse("2035-01-01T00:00:00Z")));
        tell("05-not-yet-in-force", "explain", early, "--to", PARTNER);
        agree(new Given().until(Instant.parse("2026-02-01T00:00:00Z")));
        tell("06-lapsed", "explain", early, "--to", PARTNER);
        connected(jp);
        tell("07-lane-lapsed", "explain", "lane", PARTNER, "--since", "2026-01-01");
    }

    private void byMarkingAndAudience() throws Exception {
        agree(new Given().ceiling(Tlp.GREEN));
        to("08-marking-above-ceiling", StixText.bundle(StixText.incident(Tlp.AMBER)));
        to("09-no-tlp-is-red", StixText.bundle(StixText.unmarked()));
        agree(new Given().ceiling(Tlp.RED));
        to("10-red-without-audience", StixText.bundle(StixText.incident(Tlp.RED)));
        to("11-audience-names-another", StixText.bundle(StixText.incident(Tlp.GREEN)), "--audience", "fusion.example");
        String named = publish(StixText.bundle(StixText.incident(Tlp.RED)), "--audience", PARTNER);
        processed(named);
        tell("12-red-and-named", "explain", named, "--to", PARTNER);
        agree(new Given().nothing());
        to("13-nothing-flows", StixText.bundle(StixText.incident(Tlp.CLEAR)));
        tell("14-sent-before-withheld-now", "explain", named, "--to", PARTNER);
    }

    private void byScope() throws Exception {
        String incident =
                StixText.incident(Tlp.GREEN, "\"confidence\":40", "\"labels\":[\"rsit:fraud=\\\"masquerade\\\"\"]");
        Scope all = Scope.ALL;
        Selection some = Selection.of(List.of("REPORT", "VULNERABILITY"));
        agree(new Given().scope(new Scope(some, all.rsit(), all.sectors(), all.countries(), 0, all.papCeiling())));
        to("15-kind-out-of-scope", StixText.bundle(incident));
        agree(new Given()
                .scope(new Scope(
                        all.kinds(),
                        Selection.of(List.of("intrusions")),
                        all.sectors(),
                        all.countries(),
                        0,
                        all.papCeiling())));
        to("16-rsit-out-of-scope", StixText.bundle(incident));
        agree(new Given()
                .scope(new Scope(
                        all.kinds(),
                        all.rsit(),
                        Selection.of(List.of("energy")),
                        all.countries(),
                        0,
                        all.papCeiling())));
        to("17-sector-out-of-scope", StixText.bundle(incident, StixText.identity(Tlp.GREEN, "healthcare")));
        to("18-no-sector-stated", StixText.bundle(incident));
        agree(new Given()
                .scope(new Scope(
                        all.kinds(), all.rsit(), all.sectors(), Selection.of(List.of("JP")), 0, all.papCeiling())));
        to("19-country-out-of-scope", StixText.bundle(incident, StixText.location(Tlp.GREEN, "FR")));
        agree(new Given()
                .scope(new Scope(all.kinds(), all.rsit(), all.sectors(), all.countries(), 60, all.papCeiling())));
        to("20-confidence-too-low", StixText.bundle(incident));
        agree(new Given()
                .scope(new Scope(all.kinds(), all.rsit(), all.sectors(), all.countries(), 0, Optional.of(Pap.GREEN))));
        to("21-pap-above-ceiling", StixText.bundle(incident), "--pap", "AMBER");
    }

    private void byConditions() throws Exception {
        agree(new Given());
        String green = StixText.bundle(StixText.incident(Tlp.GREEN));
        to("22-embargo", green, "--embargo-until", "2035-06-01T08:00:00Z");
        to("23-policy-ended", green, "--iep", policy("ended", "\"end_date\":\"2026-03-01T00:00:00Z\""));
        to("24-policy-not-begun", green, "--iep", policy("later", "\"start_date\":\"2035-03-01T00:00:00Z\""));
        agree(new Given().attribution(Attribution.MUST_NOT));
        to("25-attribution-conflict", green, "--iep", policy("must", "\"attribution\":\"must\""));
    }

    private void byDisclosure() throws Exception {
        agree(new Given().withholding(new Withholding(new TreeSet<>(List.of("indicator")), true, false)));
        String parts = publish(StixText.bundle(
                StixText.incident(Tlp.GREEN), StixText.indicator(Tlp.GREEN), StixText.identity(Tlp.GREEN, "energy")));
        processed(parts);
        tell("26-objects-left-out", "explain", parts, "--to", PARTNER);
        to("27-nothing-left", StixText.bundle(StixText.indicator(Tlp.GREEN)));
        agree(new Given().ceiling(Tlp.GREEN));
        String granular = publish(StixText.bundle(StixText.incident(
                Tlp.GREEN, "\"description\":\"what only we know\"", StixText.granular(Tlp.RED, "description"))));
        processed(granular);
        tell("28-property-left-out", "explain", granular, "--to", PARTNER);
        OperatorRig.must(es.type("record", "withdraw", granular, "--reason", "a wrong address"));
        tell("29-withdrawn", "explain", granular, "--to", PARTNER);
    }

    private void byWhatBecameOfIt() throws Exception {
        agree(new Given().ceiling(Tlp.CLEAR));
        String amber = publish(StixText.bundle(StixText.incident(Tlp.AMBER)));
        tell("30-withheld-before", "explain", amber, "--to", PARTNER);
    }

    private void inbound() throws Exception {
        agree(new Given());
        String green = publish(StixText.bundle(StixText.incident(Tlp.GREEN)));
        processed(green);
        Typed admitted = jp.type("explain", green, "--from", "cert-es.example");
        told("32-admitted", "explain " + green + " --from cert-es.example", admitted);
        Typed nothing = jp.type("explain", "--from", "cert-es.example");
        told("33-nothing-was-refused", "explain --from cert-es.example", nothing);
        tell("34-own-record-needs-a-team", "explain", green);
    }

    /// The receiver's clock decides: what comes to it after the agreement lapsed there is refused, and both can ask
    /// why.
    private void refused() throws Exception {
        var ahead = new AtomicReference<>(Duration.ZERO);
        try (OperatorRig late = new OperatorRig(
                directory, LATE, FreePorts.next(), () -> Instant.now().plus(ahead.get()))) {
            OperatorRig.pin(es, late);
            OperatorRig.pin(late, es);
            Instant tonight = Instant.now().plus(Duration.ofHours(12));
            sign(new Given().until(tonight), late, "fedcba9876543210", 1, Optional.empty());
            connected(late);
            Instant before = Instant.now();
            publish(StixText.bundle(StixText.incident(Tlp.RED)));
            told(
                    "31-lane-that-withholds",
                    "explain lane " + LATE + " --since TIME",
                    es.type("explain", "lane", LATE, "--since", before.toString()));
            ahead.set(Duration.ofDays(1));
            String record = publish(StixText.bundle(StixText.incident(Tlp.GREEN)));
            NodeRig.until(
                    "it is refused",
                    () -> es.type("explain", record, "--to", LATE).out().contains("refused it by"));
            String command = "explain " + record;
            told("35-refused-by-the-partner", command + " --to " + LATE, es.type("explain", record, "--to", LATE));
            String from = "cert-es.example";
            told("36-why-it-was-refused", command + " --from " + from, late.type("explain", record, "--from", from));
        }
    }

    /// What either party states alone.
    private void byActs() throws Exception {
        String id = "0123456789abcdef".repeat(2);
        agree(new Given());
        Instant before = Instant.now();
        OperatorRig.must(es.type("agreement", "suspend", id));
        to("37-suspended", StixText.bundle(StixText.incident(Tlp.GREEN)));
        lane("38-lane-suspended", before);
        OperatorRig.must(es.type("agreement", "resume", id));
        OperatorRig.must(jp.type("agreement", "suspend", id));
        arrived(standing -> standing.isSuspended());
        to("39-suspended-by-the-partner", StixText.bundle(StixText.incident(Tlp.CLEAR)));
        OperatorRig.must(jp.type("agreement", "resume", id));
        arrived(standing -> !standing.isSuspended());

        Path limits = es.home.resolve("limits");
        SharingAgreement agreement = standing().agreement();
        Files.write(limits, AgreementCodec.encode(limited(agreement)).array());
        OperatorRig.must(es.type("agreement", "restrict", id, limits.toString()));
        Instant restricted = Instant.now();
        to("40-restricted", StixText.bundle(StixText.incident(Tlp.AMBER)));
        lane("41-lane-restricted", restricted);

        OperatorRig.must(es.type("agreement", "terminate", id));
        Instant terminated = Instant.now();
        to("42-terminated", StixText.bundle(StixText.incident(Tlp.CLEAR)));
        lane("43-lane-terminated", terminated);
    }

    private static SharingAgreement limited(SharingAgreement agreement) {
        return new SharingAgreement(
                agreement.id(),
                agreement.version(),
                agreement.previous(),
                agreement.title(),
                agreement.legalBasis(),
                agreement.from(),
                agreement.until(),
                agreement.conduct(),
                new Direction(es.team, jp.team, Optional.of(Tlp.GREEN)),
                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN)));
    }

    private static Standing standing() {
        return es.teams.view().agreementsWith(jp.team).getLast();
    }

    private static void arrived(Predicate<Standing> what) throws InterruptedException {
        NodeRig.until("the act came", () -> what.test(standing()));
    }

    private void lane(String name, Instant since) throws IOException {
        told(
                name,
                "explain lane " + PARTNER + " --since TIME",
                es.type("explain", "lane", PARTNER, "--since", since.toString()));
    }

    /// A hub hands on what its agreement with the author lets go on; what it may not, it keeps.
    private void relayed() throws Exception {
        InstantSource clock = InstantSource.system();
        String member = "cert-cl.example";
        try (OperatorRig hub = new OperatorRig(directory, "hub.example", FreePorts.next(), clock, true);
                OperatorRig behind = new OperatorRig(directory, member, FreePorts.next(), clock)) {
            OperatorRig.pin(hub, behind);
            OperatorRig.pin(behind, hub);
            OperatorRig.pin(behind, es);
            OperatorRig.pin(hub, es);
            OperatorRig.pin(es, hub);
            sign(hub, new Given(), behind, "66ff001122334455", 1, Optional.empty());
            Digest first = sign(new Given().onward(), hub, "00112233445566ff", 1, Optional.empty());
            connected(hub);
            String on = publish(StixText.bundle(StixText.incident(Tlp.GREEN)));
            NodeRig.until(
                    "the member has it",
                    () -> behind.type("record", "show", on).exit().equals(ExitCode.OK));
            NodeRig.until(
                    "the hub knows",
                    () -> hub.type("explain", on, "--to", member).out().contains("processed it"));
            String command = "explain " + on;
            told("44-relayed-at-the-hub", command + " --to " + member, hub.type("explain", on, "--to", member));
            String author = es.team.domain();
            told(
                    "45-relayed-at-the-member",
                    command + " --from " + author,
                    behind.type("explain", on, "--from", author));
            told("46-relayed-back-to-its-author", command + " --to " + author, hub.type("explain", on, "--to", author));
            sign(new Given(), hub, "00112233445566ff", 2, Optional.of(first));
            String stays = publish(StixText.bundle(StixText.incident(Tlp.GREEN)));
            NodeRig.until(
                    "the hub has it",
                    () -> hub.type("record", "show", stays).exit().equals(ExitCode.OK));
            told(
                    "47-not-handed-on",
                    "explain " + stays + " --to " + member,
                    hub.type("explain", stays, "--to", member));
            told("48-handed-on-before", command + " --to " + member, hub.type("explain", on, "--to", member));
        }
    }

    private void to(String name, String document, String... options) throws Exception {
        tell(name, "explain", publish(document, options), "--to", PARTNER);
    }

    private void tell(String name, String... command) throws IOException {
        told(name, String.join(" ", command), es.type(command));
    }

    private void told(String name, String command, Typed typed) throws IOException {
        String text = GoldenText.of(command, typed, Instant.now());
        GOLDEN.offer(name, text);
        told++;
        if (!GOLDEN.committed(name).equals(Optional.of(text))) {
            DIFFERENT.add(name + ":\n" + text);
        }
    }

    /// Publishes and returns the record.
    private static String publish(String document, String... options) throws IOException {
        Path file = es.home.resolve("document.json");
        Files.writeString(file, document, StandardCharsets.UTF_8);
        List<String> typed = new ArrayList<>(List.of("record", "publish", file.toString(), "--output", "json"));
        typed.addAll(List.of(options));
        Typed answer = OperatorRig.must(es.type(typed.toArray(String[]::new)));
        return JsonTree.read(answer.lines().getFirst().getBytes(StandardCharsets.UTF_8))
                .at("record")
                .text();
    }

    private static void processed(String record) throws InterruptedException {
        NodeRig.until(
                "it is processed",
                () -> es.type("explain", record, "--to", PARTNER).out().contains("processed it"));
    }

    private static void connected(OperatorRig partner) throws InterruptedException {
        NodeRig.until(
                "its lane is open",
                () -> es.lanes
                        .status(partner.team)
                        .filter(lane -> lane.state() == LaneStatus.State.CONNECTED)
                        .isPresent());
    }

    private static String policy(String name, String fields) throws IOException {
        Path file = es.home.resolve(name + ".iep.json");
        Files.writeString(file, "{\"id\":\"a\",\"name\":\"A policy\"," + fields + "}", StandardCharsets.UTF_8);
        return file.toString();
    }

    /// Puts the next version of the agreement in force, signed by both.
    private static void agree(Given given) {
        version++;
        previous = Optional.of(sign(given, jp, "0123456789abcdef", version, previous));
    }

    private static Digest sign(Given given, OperatorRig partner, String id, int number, Optional<Digest> before) {
        return sign(es, given, partner, id, number, before);
    }

    private static Digest sign(
            OperatorRig giver, Given given, OperatorRig partner, String id, int number, Optional<Digest> before) {
        Direction there = given.direction(giver, partner);
        Direction back = new Direction(partner.team, giver.team, Optional.of(Tlp.GREEN));
        boolean inOrder = giver.team.compareTo(partner.team) < 0;
        SharingAgreement terms = new SharingAgreement(
                Bytes.ofHex(id.repeat(2)),
                number,
                before,
                "Mutual warning",
                "",
                given.from,
                given.until,
                Conduct.PLAIN,
                inOrder ? there : back,
                inOrder ? back : there);
        Bytes encoded = AgreementCodec.encode(terms);
        try (var first = giver.officer();
                var second = partner.officer()) {
            first.importAgreement(second.countersign(first.signTerms(encoded)));
        }
        return Sha256.of(encoded);
    }

    /// What the agreement lets flow to the partner.
    private static final class Given {
        private Instant from = FROM;
        private Instant until = UNTIL;
        private Optional<Tlp> ceiling = Optional.of(Tlp.AMBER);
        private Scope scope = Scope.ALL;
        private Withholding withholding = Withholding.NOTHING;
        private Onward onward = Onward.NOTHING;
        private Handling handling = Handling.OPEN;

        Given from(Instant instant) {
            from = instant;
            return this;
        }

        Given until(Instant instant) {
            until = instant;
            return this;
        }

        Given onward() {
            onward = Onward.asMarked(true);
            return this;
        }

        Given ceiling(Tlp strictest) {
            ceiling = Optional.of(strictest);
            return this;
        }

        Given nothing() {
            ceiling = Optional.empty();
            return this;
        }

        Given scope(Scope some) {
            scope = some;
            return this;
        }

        Given withholding(Withholding some) {
            withholding = some;
            return this;
        }

        Given attribution(Attribution attribution) {
            handling = new Handling(Iep.OPEN, attribution, 0, false, List.of());
            return this;
        }

        Direction direction(OperatorRig giving, OperatorRig taking) {
            return new Direction(giving.team, taking.team, ceiling, 0, onward, scope, withholding, handling);
        }
    }

    @Test
    void whatCannotBeExplainedIsSaidInOneLineAndExitsWithTwo() {
        for (Typed typed : List.of(
                es.type("explain"),
                es.type("explain", "12345678"),
                es.type("explain", "--to", PARTNER),
                es.type("explain", "12345678", "--to", "no team"),
                es.type("explain", "lane", "\u001b[31m"),
                es.type("explain", "12345678", "--to", PARTNER, "--from", PARTNER),
                es.type("explain", "lane", PARTNER, "--since", "Tuesday"),
                es.type("agreement", "preview", "nowhere"))) {
            assertEquals(ExitCode.UNUSABLE, typed.exit(), typed.err());
            assertEquals(1, typed.err().lines().count(), typed.err());
        }
    }
}
