package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.node.directory.ProfileReminders;
import org.tocsin.node.directory.ProfileReminders.Reminder;
import org.tocsin.node.directory.Profiles;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.wire.ProfileCodec;

/// Profiles between two nodes that tell each other on the control lane. Rules R-PRO-1, R-PRO-4, R-PRO-5, R-PRO-6,
/// R-LAN-11.
class ProfileLanesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @TempDir
    private Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        now.set(Instant.ofEpochMilli(InstantSource.system().millis()));
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), this::now);
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), this::now);
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void aProfileGoesToEveryPartnerAndToNewOnesWhenTheyAreOne() throws Exception {
        // Before there is any agreement nobody is told.
        Profiles.Stated first = jp.profiles.publish(document(jp.team, 1), "officer");
        assertTrue(first.isNew());
        assertEquals(List.of(), first.given());
        OperatorRig.connect(es, jp, "amber", "amber");
        assertEquals(Optional.empty(), es.profiles.find(jp.team));
        NodeRig.until("the control lane is open", () -> {
            jp.profiles.tell();
            return es.profiles.find(jp.team).isPresent();
        });
        assertEquals(
                jp.profiles.find(jp.team).orElseThrow().document(),
                es.profiles.find(jp.team).orElseThrow().document());
        es.audited("PROFILE_TAKEN");

        // A change reaches it at once, and what says the same is not stated again.
        TeamProfile held = jp.profiles.find(jp.team).orElseThrow().profile();
        assertFalse(jp.profiles.publish(ProfileCodec.encode(held), "officer").isNew());
        long size = jp.ledger.head().tree().size();
        jp.profiles.tell();
        assertEquals(size, jp.ledger.head().tree().size());
        Profiles.Stated second = jp.profiles.publish(document(jp.team, 100), "officer");
        assertEquals(2, second.profile().version());
        assertEquals(List.of(es.team), second.given());
        NodeRig.until("the change came", () -> version(es, jp.team) == 2);
        rebuildsTheSame();
    }

    @Test
    void theLastGoodOneStaysWhateverComesLater() throws Exception {
        OperatorRig.connect(es, jp, "amber", "amber");
        NodeRig.until("the control lane is open", () -> {
            jp.profiles.publish(document(jp.team, 10), "officer");
            return version(es, jp.team) > 0;
        });
        refused(Fault.Reason.MALFORMED, () -> jp.profiles.publish(document(es.team, 1), "officer"));
        refused(Fault.Reason.MALFORMED, () -> jp.profiles.publish(Bytes.ofUtf8("no profile"), "officer"));
        Instant end = jp.profiles.find(jp.team).orElseThrow().profile().validUntil();
        now.set(end);
        refused(Fault.Reason.MALFORMED, () -> jp.profiles.publish(document(jp.team, 10, now()), "officer"));
        assertEquals(1, version(es, jp.team));
        assertFalse(es.profiles.card(jp.team, now()).isValid());
        assertFalse(es.profiles.card(jp.team, now()).calls().isEmpty(), "an old number is better than none");
    }

    @Test
    void aStaleProfileIsAuditedOnceAndShownAsLongAsItIs() throws Exception {
        OperatorRig.connect(es, jp, "amber", "amber");
        NodeRig.until("the control lane is open", () -> {
            jp.profiles.publish(document(jp.team, 360), "officer");
            return version(es, jp.team) > 0;
        });
        TeamProfile profile = es.profiles.find(jp.team).orElseThrow().profile();
        for (int days : List.of(31, 30, 8, 7, 1, 0)) {
            now.set(profile.review().minus(Duration.ofDays(days)));
            es.profiles.reminders().tick();
            es.profiles.reminders().tick();
            assertEquals(
                    days > 30 ? List.of() : List.of(days > 7 ? 30 : days > 0 ? 7 : 0),
                    es.profiles.reminders().due().stream().map(Reminder::days).toList(),
                    days + " days before");
        }
        now.set(profile.validUntil());
        es.profiles.reminders().tick();
        Reminder past = es.profiles.reminders().due().getFirst();
        assertEquals(0, past.days());
        assertEquals(1, es.profiles.reminders().due().size());
        assertEquals(
                4,
                es.audit()
                        .lines()
                        .filter(line -> line.contains("PROFILE_STALE"))
                        .count());
    }

    @Test
    void aMissingProfileIsSaidADayAfterEmergenciesWereAgreedOn() throws Exception {
        Path apart = Files.createDirectories(directory.resolve("apart"));
        try (var scene = new EmergencyScene(apart, 1, "", 0)) {
            ProfileReminders reminders = scene.es.profiles.reminders();
            scene.pass(Duration.ofHours(23));
            assertEquals(List.of(), reminders.due());
            scene.pass(Duration.ofHours(1));
            assertEquals(
                    List.of(scene.jp.team, scene.es.team),
                    reminders.due().stream()
                            .filter(one -> one.what() == ProfileReminders.What.MISSING)
                            .map(ProfileReminders.Reminder::team)
                            .toList());
            reminders.tick();
            reminders.tick();
            assertEquals(
                    2,
                    scene.es
                            .audit()
                            .lines()
                            .filter(line -> line.contains("PROFILE_STALE") && line.contains("missing"))
                            .count());
        }
    }

    @Test
    void bothSidesComputeTheSameWordsWithoutAskingEachOther() throws Exception {
        assertEquals(List.of(), es.profiles.card(jp.team, now()).weSay());
        OperatorRig.connect(es, jp, "amber", "amber");
        VoiceCard inMadrid = es.profiles.card(jp.team, now());
        VoiceCard inTokyo = jp.profiles.card(es.team, now());
        assertEquals(3, inMadrid.weSay().size());
        assertEquals(inMadrid.weSay(), inTokyo.theySay());
        assertEquals(inMadrid.theySay(), inTokyo.weSay());
        assertEquals(List.of(), inMadrid.calls());
    }

    private Bytes document(Team team, int days) {
        return document(team, days, now().plus(Duration.ofDays(days)));
    }

    private Bytes document(Team team, int days, Instant until) {
        TeamProfile sample = ProfileSamples.filled();
        return ProfileCodec.encode(new TeamProfile(
                team,
                1,
                until.minus(Duration.ofDays(days)),
                until.minus(Duration.ofDays(days / 2)),
                until,
                sample.names(),
                sample.reach(),
                sample.openPgpKeys(),
                Optional.empty(),
                sample.constituency(),
                sample.memberships(),
                sample.passages()));
    }

    private static int version(OperatorRig node, Team team) {
        return node.profiles.find(team).map(held -> held.profile().version()).orElse(0);
    }

    private static void refused(Fault.Reason reason, Runnable act) {
        assertEquals(
                reason, assertThrows(FaultException.class, act::run).fault().reason());
    }

    private void rebuildsTheSame() {
        for (OperatorRig node : List.of(es, jp)) {
            Rebuild.Report report =
                    new Rebuild(node.ledger.view(), List.of(new ControlProjection(node.team))).run((done, total) -> {});
            assertTrue(report.same(), report.toString());
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(Objects.requireNonNull(now.get()).toEpochMilli());
    }
}
