package org.tocsin.node.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.channel.Notice.Purpose;

/// Nobody waits for a signature to be woken: a desk that may not sign yet goes on climbing, tells its own officers, and
/// states what it owes when it signs. Rule R-EMG-8.
class UnsignedDeskTest {
    @TempDir
    private Path home;

    @Test
    void anOriginatorWhosePartnersAreAllDownTellsItsOwnDeskBeforeItSigns() throws Exception {
        try (var desk = new DeskRig(home)) {
            desk.start(true);
            Digest id = desk.raise(Precedence.FLASH);
            desk.crash();
            desk.start(false);

            desk.move(Duration.ofSeconds(9));
            desk.settle();
            assertEquals(List.of(), desk.duty.purposes());
            desk.move(Duration.ofSeconds(1));
            desk.settle();
            assertEquals(List.of(Purpose.NOTICE), desk.duty.purposes());
            assertTrue(desk.timeline(id).stream()
                    .anyMatch(one -> one.detail() instanceof Detail.Tried tried
                            && tried.what().equals("no-receipt")));

            Instant due = desk.now().plus(Duration.ofMinutes(60));
            desk.move(Duration.ofMinutes(60));
            desk.settle();
            desk.settle();
            assertEquals(List.of(Purpose.NOTICE, Purpose.NOTICE), desk.duty.purposes());
            assertEquals(Life.State.UNANSWERED, state(desk, id, DeskRig.PARTNER));
            assertEquals(List.of(false), stated(desk, id));
            assertFalse(desk.isSigning());

            desk.crash();
            desk.start(false);
            desk.settle();
            desk.heard();
            desk.move(Duration.ofMinutes(5));
            desk.settle();
            assertEquals(List.of(true), stated(desk, id));
            assertEquals(due, desk.steps(id).getFirst().step().at());
            assertEquals(List.of(new What.Unanswered(0, 0)), whats(desk, id));
            assertEquals(2, desk.duty.made.size());
        }
    }

    @Test
    void aCalledDeskGoesOnClimbingAndStatesItsRungsInTheirOrderWhenItSigns() throws Exception {
        try (var desk = new DeskRig(home)) {
            desk.start(true);
            Digest id = desk.called(Precedence.FLASH);
            desk.settle();
            desk.crash();
            desk.start(false);
            desk.move(Duration.ofSeconds(90));
            desk.settle();
            assertEquals(List.of(Purpose.SUMMONS, Purpose.SUMMONS), desk.duty.purposes());
            assertEquals(List.of(true, false, false), stated(desk, id));

            // Whoever was woken may say so at once.
            desk.state(id, DeskRig.taken("Ben"));
            assertEquals(Life.State.ACKNOWLEDGED, state(desk, id, DeskRig.OWN));
            assertEquals(List.of(true, false, false, false), stated(desk, id));
            desk.move(Duration.ofSeconds(60));
            desk.settle();
            assertEquals(2, desk.duty.made.size());

            desk.heard();
            // What is said now stands behind what is owed.
            desk.state(id, new What.HandedOver(((What.Acknowledged) DeskRig.taken("Ana")).owner(), Optional.empty()));
            assertEquals(List.of(true, true, true, true, true), stated(desk, id));
            desk.settle();
            assertEquals(
                    List.of(
                            new What.Summoning(1, 1, false),
                            new What.Summoning(1, 2, true),
                            new What.Summoning(1, 3, false)),
                    whats(desk, id).subList(0, 3));
            assertEquals(5, whats(desk, id).size());
            assertEquals(Life.State.ACKNOWLEDGED, state(desk, id, DeskRig.OWN));
        }
    }

    private static Life.State state(DeskRig desk, Digest id, Team at) {
        return desk.view(id).called(at).orElseThrow().life().state();
    }

    private static List<Boolean> stated(DeskRig desk, Digest id) {
        return desk.steps(id).stream().map(EmergencyStepTable.Held::isStated).toList();
    }

    private static List<What> whats(DeskRig desk, Digest id) {
        return desk.steps(id).stream().map(held -> held.step().what()).toList();
    }
}
