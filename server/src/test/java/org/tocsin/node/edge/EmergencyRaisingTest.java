package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.DutyOfficer;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyRole;

/// What an officer is told at once, and need not say, when one is raised and taken. Rules R-EMG-1, R-EMG-7.
class EmergencyRaisingTest {
    @TempDir
    private Path directory;

    @Test
    void whoRaisesIsToldAtOnceThatNobodyIsSummonedAnewAndAsksForWhatWasPromised() throws Exception {
        try (var scene = new EmergencyScene(directory, 1, "", 0)) {
            scene.jp.duty.plan = Optional.of(scene.plan(1));
            Digest first = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, first, State.SUMMONING);
            OperatorRig.must(scene.es.type(
                    "emergency",
                    "raise",
                    "--to",
                    "cert-jp.example",
                    "--precedence",
                    "PRIORITY",
                    "--situation",
                    "availability/ddos",
                    "--action",
                    "investigate",
                    "--lang",
                    "en"));
            Emergency raised = scene.es.emergencies.emergencies().list(true, Optional.empty(), 10).stream()
                    .filter(view -> !view.id().equals(first))
                    .map(EmergencyView::emergency)
                    .findFirst()
                    .orElseThrow();
            // Usual are four hours; within one a human's answer was promised.
            assertEquals(Duration.ofMinutes(60), Duration.between(raised.raisedAt(), raised.replyBy()));
            for (String[] late : new String[][] {{"--within", "61m"}, {"--reply-by", "2h"}}) {
                int before = scene.es
                        .emergencies
                        .emergencies()
                        .list(true, Optional.empty(), 10)
                        .size();
                OperatorRig.Typed refused = scene.es.type(
                        "emergency",
                        "raise",
                        "--to",
                        "cert-jp.example",
                        "--precedence",
                        "PRIORITY",
                        "--situation",
                        "availability/ddos",
                        "--action",
                        "investigate",
                        late[0],
                        late[1]);
                assertEquals(ExitCode.UNUSABLE, refused.exit(), refused.err());
                assertTrue(
                        refused.err().contains("the agreement with cert-jp.example has a human answer within 60m"),
                        refused.err());
                assertEquals(
                        before,
                        scene.es
                                .emergencies
                                .emergencies()
                                .list(true, Optional.empty(), 10)
                                .size());
            }
            // Partners mostly answer within the moment that is waited: of a few one is told of at once.
            String into = "coalesced it into " + first.hex().substring(0, 12);
            NodeRig.until("it is said at once", () -> raise(scene).err().contains(into));
        }
    }

    private static OperatorRig.Typed raise(EmergencyScene scene) {
        return OperatorRig.must(scene.es.type(
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
    }

    @Test
    void whoTakesOneHasTheNameOfTheDutyPlanAndTheTimelineSaysWhoSigned() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            String id = scene.caller(scene.jp).name();
            scene.jp.duty.plan = Optional.of(with(
                    scene.plan(1),
                    new DutyOfficer(
                            id,
                            "Ana Gómez",
                            DutyRole.OFFICER,
                            ZoneId.of("Asia/Tokyo"),
                            List.of("en"),
                            List.of("wall"))));
            Digest called = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.es, called, State.SUMMONING);
            OperatorRig.must(scene.jp.type("emergency", "ack", called.hex()));
            String shown = scene.jp
                    .type("emergency", "show", called.hex(), "--lang", "en")
                    .out();
            assertTrue(shown.contains("taken by Ana Gómez in Asia/Tokyo"), shown);
            List<String> raised =
                    shown.lines().filter(line -> line.contains("  raised  ")).toList();
            assertEquals(1, raised.size(), shown);
            assertTrue(raised.getFirst().endsWith("  node"), shown);
            OperatorRig.must(scene.es.type("emergency", "stand-down", called.hex()));
            OperatorRig.Typed late = scene.es.type("emergency", "update", called.hex(), "--text", "x", "--lang", "en");
            assertTrue(late.err().contains("already stood down at"), late.err());
        }
    }

    @Test
    void whoSpeaksALanguageWithoutPhrasesIsHeardAndWhoOnlyReadsIsToldWhichThereAre() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            OperatorRig.Typed raised = OperatorRig.must(scene.es.type(
                    "emergency",
                    "raise",
                    "--to",
                    "cert-jp.example",
                    "--precedence",
                    "FLASH",
                    "--situation",
                    "availability/ddos",
                    "--action",
                    "investigate",
                    "--text",
                    "olá",
                    "--lang",
                    "pt"));
            assertTrue(raised.out().contains("cert-jp.example"), raised.out());
            EmergencyView view = scene.es
                    .emergencies
                    .emergencies()
                    .list(true, Optional.empty(), 10)
                    .getFirst();
            assertEquals(Optional.of("pt"), view.emergency().text().map(Emergency.Words::language));
            OperatorRig.must(scene.es.type("emergency", "update", view.id().hex(), "--text", "olá", "--lang", "pt"));
            OperatorRig.Typed read =
                    scene.es.type("emergency", "show", view.id().hex(), "--lang", "pt");
            assertEquals(ExitCode.UNUSABLE, read.exit());
            assertTrue(read.err().contains("no phrases in this language"), read.err());
        }
    }

    @Test
    void whatCannotBeStatedIsNamedAsItWasTyped() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            OperatorRig.Typed unknown = scene.es.type(
                    "emergency",
                    "raise",
                    "--to",
                    "cert-jp.example",
                    "--precedence",
                    "FLASH",
                    "--situation",
                    "availability/ddos",
                    "--action",
                    "investigate",
                    "--record",
                    "99999999");
            assertEquals(ExitCode.REFUSED, unknown.exit());
            assertTrue(unknown.err().contains("--record 99999999"), unknown.err());
            assertEquals(List.of(), scene.es.emergencies.emergencies().list(true, Optional.empty(), 10));
            OperatorRig.Typed reason = scene.jp.type("emergency", "refuse", "abcdef", "--reason", "other");
            assertEquals(ExitCode.UNUSABLE, reason.exit());
            assertTrue(reason.err().contains("needs --text"), reason.err());
        }
    }

    @Test
    void theTelephoneCardOfADrillBeginsWithThePhraseToo() throws Exception {
        try (var scene =
                new EmergencyScene(directory, 3, "DTSTART;TZID=UTC:20260101T000000 RRULE:FREQ=DAILY DURATION:P1D", 7)) {
            Digest drill = scene.raise(Kind.EXERCISE, Precedence.PRIORITY).id();
            OperatorRig.Typed card = OperatorRig.must(scene.es.type("emergency", "card", drill.hex(), "--lang", "en"));
            assertTrue(card.out().startsWith("EXERCISE EXERCISE EXERCISE"), card.out());
        }
    }

    @Test
    void whoWatchesInLinesSeesFirstWhatIsOpenAndEndsWhenTheNodeDoes() throws Exception {
        try (var scene = new EmergencyScene(directory, 3, "", 0)) {
            Digest called = scene.raise(Kind.REAL, Precedence.FLASH).id();
            scene.until(scene.jp, called, State.UNANSWERED);
            var out = new ByteArrayOutputStream();
            var watching = new FutureTask<>(() -> scene.jp.typeTo(out, "duty", "watch", "--lang", "en"));
            Thread.ofVirtual().start(watching);
            NodeRig.until(
                    "it is listed",
                    () -> out.toString(StandardCharsets.UTF_8)
                            .contains("FLASH  in  cert-es.example  distributed denial of service"));
            scene.jp.close();
            assertEquals(ExitCode.UNREACHABLE, watching.get().exit());
            OperatorRig.Typed down = scene.jp.type("duty", "watch");
            assertEquals(ExitCode.UNREACHABLE, down.exit());
            assertTrue(down.err().contains("the node does not answer"), down.err());
        }
    }

    private static DutyPlan with(DutyPlan plan, DutyOfficer officer) {
        List<DutyOfficer> officers = new ArrayList<>(plan.officers());
        officers.add(officer);
        return new DutyPlan(plan.zone(), officers, plan.channels(), plan.rotas(), plan.ladder(), plan.liaison());
    }
}
