package org.tocsin.node.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.DeclineReason;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.fault.FaultException;

/// A duty desk that is called, under a clock that is moved. Rules R-EMG-3, R-EMG-5, R-EMG-7, R-EMG-8.
class DutyDeskTest {
    @TempDir
    private Path home;

    private DeskRig desk;

    @BeforeEach
    void open() throws IOException {
        desk = new DeskRig(home);
        desk.start(true);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void whatNobodyWasToBeSummonedForIsTakenUpWhenThereIsADutyPlan() throws IOException {
        desk.duty.plan = Optional.empty();
        Digest id = desk.called(Precedence.FLASH);
        Digest over = desk.called(Precedence.FLASH);
        desk.partner(over, new What.StoodDown(Optional.empty()));
        Digest drill = desk.called(Kind.EXERCISE, Precedence.FLASH);
        desk.settle();
        assertEquals(Life.State.UNANSWERED, state(id));

        desk.move(Duration.ofHours(2));
        desk.duty.plan = Optional.of(DeskRig.plan(home));
        desk.settle();
        assertEquals(Life.State.SUMMONING, state(id));
        assertEquals(List.of(new What.Unanswered(0, 0), new What.Summoning(1, 1, false)), steps(id));
        assertEquals(Life.State.STOOD_DOWN, state(over));
        assertEquals(Life.State.UNANSWERED, state(drill), "its deadline is past");
        assertEquals(1, desk.duty.made.size());

        // Neither another look nor another start begins it again.
        desk.settle();
        desk.crash();
        desk.start(true);
        desk.settle();
        assertEquals(2, steps(id).size());
        assertEquals(1, desk.duty.made.size());
    }

    @Test
    void aFloodOfOnePartnerDelaysNoSummonsForAnother() throws InterruptedException {
        List<Team> callers = new ArrayList<>(Collections.nCopies(400, DeskRig.PARTNER));
        callers.add(DeskRig.OTHER);
        Digest others = desk.calledAtOnce(callers).getLast();
        desk.settle();
        List<String> calls = desk.duty.made.stream()
                .map(made -> made.notice().emergency().orElseThrow())
                .distinct()
                .toList();
        // Behind the flood's first, not behind its many.
        assertEquals(1, calls.indexOf(others.hex()), calls.toString());
        assertEquals(Life.State.SUMMONING, state(others));
    }

    @Test
    void nobodyIsSummonedForADrillBeyondItsDeadline() {
        Digest id = desk.called(Kind.EXERCISE, Precedence.FLASH);
        desk.settle();
        assertEquals(1, desk.duty.made.size());
        desk.move(Duration.ofMinutes(60));
        desk.settle();
        assertEquals(1, desk.duty.made.size());
        assertEquals(List.of(new What.Summoning(1, 1, false), new What.Unanswered(1, 1)), steps(id));
    }

    @Test
    void aRungOnWhichNobodyCanBeReachedIsNotWaitedOn() {
        desk.duty.answers = attempt -> Optional.of(new Outcome.Failed(Outcome.Reason.REFUSED, ""));
        Digest id = desk.called(Precedence.FLASH);
        Digest less = desk.called(Precedence.PRIORITY);
        desk.settle();
        // The next look does what is due.
        desk.settle();
        List<What> round = List.of(
                new What.Summoning(1, 1, false), new What.Summoning(1, 2, true), new What.Summoning(1, 3, false));
        assertEquals(round, steps(id));
        assertEquals(round, steps(less), "as long as nobody is reached");
        desk.settle();
        assertEquals(round, steps(id), "a round without anybody is not begun again at once");
        desk.duty.answers = attempt -> Optional.of(new Outcome.Delivered(""));
        for (int waited = 0; waited < 4; waited++) {
            desk.move(Duration.ofSeconds(90));
            desk.settle();
        }
        assertEquals(new What.Unanswered(2, 2), steps(id).getLast(), "two were reached in the second round");
        assertEquals(
                List.of(new What.Summoning(2, 1, false), new What.Unanswered(2, 1)),
                steps(less).subList(3, 5),
                "one was");
    }

    @Test
    void thePartnerIsToldThatNobodyWasReached() {
        desk.duty.answers = attempt -> Optional.of(new Outcome.Failed(Outcome.Reason.REFUSED, ""));
        Digest id = desk.called(Precedence.FLASH);
        for (int waited = 0; waited < 8; waited++) {
            desk.settle();
            desk.move(Duration.ofSeconds(60));
        }
        assertEquals(new What.Unanswered(2, 0), steps(id).getLast());
    }

    @Test
    void whereTheClockWasPutBackTheWaitBeginsAnew() {
        Digest id = desk.called(Precedence.FLASH);
        desk.settle();
        desk.move(Duration.ofHours(-2));
        desk.settle();
        desk.move(Duration.ofSeconds(89));
        desk.settle();
        assertEquals(1, desk.duty.made.size());
        desk.move(Duration.ofSeconds(1));
        desk.settle();
        assertEquals(2, desk.duty.made.size(), "not two hours later");
        assertEquals(3, desk.view(id).called(DeskRig.OWN).orElseThrow().life().rung());
    }

    @Test
    void whatIsOverdueAfterALongPauseIsDoneAtOnceAndOnce() {
        Digest id = desk.called(Precedence.FLASH);
        desk.settle();
        desk.move(Duration.ofHours(8));
        desk.settle();
        desk.settle();
        assertEquals(2, desk.duty.made.size());
        assertEquals(3, steps(id).size());
        desk.move(Duration.ofSeconds(59));
        desk.settle();
        assertEquals(3, steps(id).size(), "what follows is awaited from then on");
    }

    @Test
    void whereAHumanHadItTheTimeForAnAnswerBeginsAnew() {
        Digest id = desk.raise(Precedence.FLASH);
        desk.move(Duration.ofMinutes(30));
        desk.partner(id, DeskRig.taken("Garcia"));
        desk.move(Duration.ofMinutes(29));
        desk.partner(id, new What.Resumed(20));
        desk.move(Duration.ofMinutes(59));
        desk.settle();
        assertEquals(List.of(), steps(id), "answered in time, and asked for again half an hour before");
        desk.move(Duration.ofMinutes(1));
        desk.settle();
        assertEquals(List.of(new What.Unanswered(0, 0)), steps(id));
    }

    @Test
    void nothingIsNewAboutWhatWasStoodDown() {
        Digest id = desk.called(Precedence.FLASH);
        desk.partner(id, new What.StoodDown(Optional.empty()));
        FaultException refused = assertThrows(
                FaultException.class, () -> desk.state(id, new What.Update(new Words("still here", "en"))));
        assertEquals(Reason.ALREADY_TAKEN, refused.fault().reason());
    }

    @Test
    void theReportShowsWhoCalledForNothing() {
        Digest declined = desk.called(Precedence.FLASH);
        desk.state(declined, new What.Declined(DeclineReason.NO_EMERGENCY, Optional.empty()));
        Digest known = desk.called(Precedence.PRIORITY);
        desk.state(known, new What.Declined(DeclineReason.KNOWN, Optional.empty()));
        Digest soon = desk.called(Precedence.FLASH);
        Digest late = desk.called(Precedence.FLASH);
        desk.move(DutyFigures.SOON);
        desk.partner(soon, new What.StoodDown(Optional.empty()));
        desk.move(Duration.ofMillis(1));
        desk.partner(late, new What.StoodDown(Optional.empty()));
        Digest taken = desk.called(Precedence.IMMEDIATE);
        desk.state(taken, DeskRig.taken("Ana"));

        Instant from = desk.now().minus(Duration.ofDays(1));
        DutyFigures figures = desk.room()
                .emergencies()
                .statistics(from, desk.now().plusMillis(1))
                .getFirst();
        assertEquals(
                List.of(5L, 3L, 3L, 2L, 1L, 1L),
                List.of(
                        figures.raised(),
                        figures.flash(),
                        figures.answered(),
                        figures.declined(),
                        figures.noEmergency(),
                        figures.stoodDownSoon()));
    }

    @Test
    void whatWokeNobodyForNothingIsNotInTheReport() {
        Digest taken = desk.called(Precedence.FLASH);
        desk.state(taken, DeskRig.taken("Ana"));
        desk.duty.plan = Optional.empty();
        Digest unanswered = desk.called(Precedence.FLASH);
        for (int i = 2; i < DeskRig.QUOTA; i++) {
            desk.called(Precedence.FLASH);
        }
        Digest coalesced = desk.called(Precedence.FLASH);
        assertEquals(Life.State.COALESCED, state(coalesced));
        for (Digest over : List.of(taken, unanswered, coalesced)) {
            desk.partner(over, new What.StoodDown(Optional.empty()));
        }
        DutyFigures figures = desk.room()
                .emergencies()
                .statistics(desk.now().minus(Duration.ofDays(1)), desk.now().plusMillis(1))
                .getFirst();
        assertEquals(List.of(1L, 1L, 0L), List.of(figures.answered(), figures.coalesced(), figures.stoodDownSoon()));
    }

    private Life.State state(Digest id) {
        return desk.view(id).called(DeskRig.OWN).orElseThrow().life().state();
    }

    private List<What> steps(Digest id) {
        return desk.steps(id).stream().map(held -> held.step().what()).toList();
    }
}
