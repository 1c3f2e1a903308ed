package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.Escaper;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.directory.Agreements;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import org.tocsin.testing.EmergencySamples;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.HostileStrings;
import org.tocsin.trust.TlsContexts;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EmergencyCodec;

/// Officers of two teams type what there is to be done about emergencies. Rules R-EMG-1, R-EMG-3, R-EMG-4, R-EMG-5.
class EmergencyCommandsTest {
    private static final Bytes AGREEMENT = Bytes.ofHex("00112233445566778899aabbccddeeff");

    /// Emergencies with hostile texts, of `TEXT_BYTES_MAX` / 2 bytes each: those made for terminals first.
    private static final int PIECES = 4;

    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path directory = Path.of("");

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), CLOCK);
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), CLOCK);
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
        agree();
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void aPartnerIsCalledAnswersAndBothReadTheSameInTheirOwnLanguage() throws Exception {
        String raised = OperatorRig.must(es.type(
                        "emergency",
                        "raise",
                        "--to",
                        "cert-jp.example",
                        "--precedence",
                        "flash",
                        "--situation",
                        "ddos",
                        "--action",
                        "investigate,rate-limit-network",
                        "--text",
                        "Tráfico",
                        "--lang",
                        "es",
                        "--within",
                        "30m"))
                .out();
        assertTrue(raised.contains("Qué ocurre: denegación"), raised);
        String id = raised.lines()
                .filter(line -> line.startsWith("Identificador: "))
                .map(line -> line.substring("Identificador: ".length()))
                .findFirst()
                .orElseThrow();
        NodeRig.until("it came", () -> jp.type("emergency", "show", id).exit() == ExitCode.OK);

        String japanese = OperatorRig.must(jp.type("emergency", "show", id.substring(0, 6), "--lang", "ja"))
                .out();
        assertTrue(japanese.contains("調査（investigate）"), japanese);
        assertTrue(japanese.contains("  > Tráfico"), japanese);
        OperatorRig.must(jp.type(
                "emergency",
                "ack",
                id.substring(0, 8),
                "--owner",
                "佐藤",
                "--channel",
                "+81 3 0000 0000",
                "--zone",
                "Asia/Tokyo",
                "--eta",
                "15m"));
        NodeRig.until(
                "they took it",
                () -> es.type("emergency", "list", "--lang", "en").out().contains("a human has it: 佐藤"));
        OperatorRig.Typed second = jp.type("emergency", "ack", id, "--owner", "B");
        assertEquals(ExitCode.REFUSED, second.exit());
        assertTrue(second.err().contains("already taken by 佐藤"), second.err());

        OperatorRig.must(es.type("emergency", "update", id, "--text", "¡Ahora también IPv6!", "--lang", "es"));
        OperatorRig.must(jp.type("emergency", "hand-over", id, "--owner", "Tanaka"));
        OperatorRig.must(es.type("emergency", "stand-down", id, "--text", "Gracias", "--lang", "es"));
        String here = OperatorRig.must(es.type("emergency", "show", id, "--lang", "en"))
                .out();
        assertTrue(here.contains("taken by 佐藤 in Asia/Tokyo, reached by +81 3 0000 0000"), here);
        assertTrue(here.contains("officer "), "signed steps say by whom");
        assertEquals(
                1,
                es.type("emergency", "list", "--all", "--output", "json")
                        .lines()
                        .size());
        assertEquals(
                List.of("None is open; --all shows those that are over."),
                es.type("emergency", "list").lines());
    }

    @Test
    void anAcknowledgementMayBeAttestedByTheNodeAndARefusalHasAReason() throws Exception {
        String unsigned = raise("one");
        OperatorRig.must(jp.type("emergency", "ack", unsigned, "--owner", "A", "--unsigned"));
        String shown =
                jp.type("emergency", "show", unsigned, "--output", "json").out();
        assertTrue(shown.contains("\"by_node\":true"), shown);
        String declined = raise("two");
        OperatorRig.must(jp.type("emergency", "refuse", declined, "--reason", "not-ours"));
        NodeRig.until(
                "they declined",
                () -> es.type("emergency", "show", declined, "--lang", "fr")
                        .out()
                        .contains("déclinée : hors du périmètre de cette équipe"));
    }

    @Test
    void whatCannotBeIsSaidInOneLineWithAnExitCode() {
        assertSaid(
                ExitCode.UNUSABLE,
                "name one of these classes to see its types: abusive-content",
                "--situation",
                "flood");
        assertSaid(ExitCode.UNUSABLE, "availability/ddos, availability/", "--situation", "availability");
        assertSaid(ExitCode.UNUSABLE, "not an action", "--action", "shrug");
        assertSaid(ExitCode.UNUSABLE, "not a team", "--to", "jp");
        assertSaid(ExitCode.REFUSED, "ROUTINE", "--precedence", "ROUTINE");
        assertSaid(ExitCode.REFUSED, "drill window", "--exercise");
        assertSaid(ExitCode.REFUSED, "no agreement with cert-kr.example", "--to", "cert-kr.example");
        assertEquals(ExitCode.UNUSABLE, es.type("emergency", "show", "abc").exit());
        OperatorRig.Typed unknown = es.type("emergency", "show", "abcdef");
        assertEquals(ExitCode.REFUSED, unknown.exit());
        assertTrue(unknown.err().contains("no such emergency"), unknown.err());
    }

    private void assertSaid(ExitCode exit, String words, String option, String... value) {
        List<String> typed = new ArrayList<>(List.of(
                "emergency",
                "raise",
                "--to",
                "cert-jp.example",
                "--precedence",
                "FLASH",
                "--situation",
                "availability/ddos",
                "--action",
                "investigate"));
        int at = typed.indexOf(option);
        if (at >= 0) {
            typed.set(at + 1, value[0]);
        } else {
            typed.add(option);
            typed.addAll(List.of(value));
        }
        OperatorRig.Typed answer = es.type(typed.toArray(String[]::new));
        assertEquals(exit, answer.exit(), answer.err());
        assertTrue(answer.err().contains(words), answer.err());
        assertEquals(1, answer.err().lines().count(), answer.err());
    }

    /// Threat S-SCREEN.
    @Test
    void whateverAPartnerWritesDoesNothingWhereItIsShown() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String hostile : HostileStrings.all().reversed()) {
            all.append(hostile);
        }
        String text = all.toString();
        int pieces = 0;
        for (int at = 0; at < text.length() && pieces < PIECES; pieces++) {
            String piece = EmergencySamples.bounded(text.substring(at), Emergency.TEXT_BYTES_MAX / 2);
            at += piece.length();
            String id = raise(piece);
            String owner = EmergencySamples.bounded(piece, 90);
            OperatorRig.must(jp.type("emergency", "ack", id, "--owner", owner, "--channel", owner));
            OperatorRig.must(jp.type("emergency", "update", id, "--text", piece));
            NodeRig.until(
                    "they took it",
                    () -> es.type("emergency", "show", id, "--output", "json")
                            .out()
                            .contains("\"what\":\"update\""));
            for (String format : List.of("table", "json")) {
                assertHarmless(es.type("emergency", "show", id, "--output", format));
                assertHarmless(jp.type("emergency", "show", id, "--output", format));
                OperatorRig.Typed list = es.type("emergency", "list", "--all", "--output", format);
                assertHarmless(list);
                assertEquals(
                        pieces + (format.equals("json") ? 1 : 2), list.lines().size(), "a line each");
            }
        }
    }

    private static void assertHarmless(OperatorRig.Typed typed) {
        OperatorRig.must(typed);
        assertTrue(
                typed.out().codePoints().noneMatch(point -> point != '\n' && Escaper.isForbidden(point)), typed.out());
    }

    @Test
    void whoeverWatchesIsToldOfEverythingThatHappensAfterwards() throws Exception {
        try (OperatorClient client = client();
                EmergencyLine.Watch<Occurrence> watch = client.emergencies().watch(Optional.empty())) {
            EmergencyView raised = client.emergencies().raise(EmergencyCodec.encode(emergency("watched")));
            Occurrence first = watch.next(Duration.ofSeconds(90)).orElseThrow();
            assertEquals(new Occurrence(raised.id(), first.at(), new Occurrence.Detail.Raised()), first);
            assertFalse(watch.next(Duration.ofSeconds(90))
                    .filter(one -> !one.emergency().equals(raised.id()))
                    .isPresent());
        }
    }

    private OperatorClient client() throws IOException {
        return OperatorClient.dial(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), es.operatorPort),
                new TlsContexts(es.trust, es.papers.officer(), TlsContexts.Classical.REFUSE, CLOCK, refusal -> {}),
                es.team);
    }

    private String raise(String text) throws Exception {
        try (OperatorClient client = client()) {
            String id = client.emergencies()
                    .raise(EmergencyCodec.encode(emergency(text)))
                    .id()
                    .hex();
            NodeRig.until("it came", () -> jp.type("emergency", "show", id).exit() == ExitCode.OK);
            return id;
        }
    }

    private Emergency emergency(String text) {
        Instant now = Instant.ofEpochMilli(CLOCK.millis());
        return new Emergency(
                new TreeSet<>(List.of(jp.team)),
                Emergency.Kind.REAL,
                Precedence.IMMEDIATE,
                "availability/outage",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Emergency.Words(text, "en")),
                List.of(),
                now,
                now.plusSeconds(900),
                ZoneId.of("Europe/Madrid"));
    }

    private void agree() throws Exception {
        var emergency = new Conduct.Emergency(
                new TreeSet<>(List.of("FLASH", "IMMEDIATE", "PRIORITY")), 100, 60, false, "", false);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 0, List.of(), Optional.empty());
        Path file = Files.createTempFile(directory, "terms", ".bin");
        var terms = new SharingAgreement(
                AGREEMENT,
                1,
                Optional.empty(),
                "A test",
                "",
                CLOCK.instant().minusSeconds(60),
                CLOCK.instant().plus(Duration.ofDays(200)),
                conduct,
                new Direction(es.team, jp.team, Optional.of(Tlp.GREEN)),
                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN)));
        Files.write(file, AgreementCodec.encode(terms).array());
        OperatorRig.must(es.type("agreement", "propose", file.toString()));
        NodeRig.until("the proposal came", () -> !jp.agreements.all().isEmpty());
        OperatorRig.must(jp.type("agreement", "countersign", AGREEMENT.hex()));
        NodeRig.until(
                "both have it",
                () -> es.agreements.all().stream().allMatch(one -> one.state() == Agreements.State.IN_FORCE));
        for (OperatorRig node : List.of(es, jp)) {
            OperatorRig other = node == es ? jp : es;
            NodeRig.until(
                    "the lanes are open", () -> node.lanes.status(other.team).isPresent());
        }
    }
}
