package org.tocsin.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Called;
import org.tocsin.model.emergency.Life;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.EmergencyLine.Notice;

/// A drill: one team calls another's duty officer, who lets the first rung of the ladder pass and answers at the
/// second.
/// Everything by the commands that officers type; the demonstration itself sits at the duty screen.
final class DemoDrill {
    /// How long a rung waits here: in earnest it is minutes.
    private static final String RUNG = "2s";

    private static final int RUNGS = 2;
    private static final Duration STEP_MAX = Duration.ofSeconds(30);
    private static final String OFFICER = "Sato (fictional)";

    private final Surroundings surroundings;
    private final Federation federation;

    /// What came of it.
    ///
    /// @param subjects of the summonses, as the duty screen shows them
    /// @param untilReceipt from raising it to the partner's signed machine receipt, by the originator's books
    /// @param untilHuman from raising it to the acknowledgement there
    /// @param state as the originator sees it in the end
    record Drilled(
            String emergency,
            Team from,
            Team to,
            List<String> subjects,
            Duration untilReceipt,
            Duration untilHuman,
            String acknowledgedBy,
            String state) {
        Drilled {
            subjects = List.copyOf(subjects);
        }

        boolean isAnswered() {
            return subjects.size() >= RUNGS && acknowledgedBy.equals(OFFICER);
        }

        Answer answer() {
            return Answer.of()
                    .put("emergency", emergency)
                    .put("from", from.domain())
                    .put("to", to.domain())
                    .put("summonses", subjects)
                    .put("seconds_to_receipt", untilReceipt.toMillis() / 1000.0)
                    .put("seconds_to_human", untilHuman.toMillis() / 1000.0)
                    .put("acknowledged_by", acknowledgedBy)
                    .put("state", state);
        }
    }

    DemoDrill(Surroundings surroundings, Federation federation) {
        this.surroundings = surroundings;
        this.federation = federation;
    }

    /// Shortens the waits of a team's ladder, before its node starts.
    static void hurry(Path directory) throws IOException {
        Path plan = directory.resolve("duty.toml");
        Files.writeString(plan, Files.readString(plan).replaceAll("(?m)^wait = \".*\"", "wait = \"" + RUNG + "\""));
    }

    Drilled run(Team from, Team to) throws InterruptedException {
        try (EmergencyLine.Watch<Notice> screen =
                federation.line(to).emergencies().duty()) {
            tocsin(
                    from,
                    List.of(
                            "emergency",
                            "raise",
                            "--to",
                            to.domain(),
                            "--precedence",
                            "FLASH",
                            "--situation",
                            "test/test",
                            "--action",
                            "training",
                            "--within",
                            "10m",
                            "--exercise"));
            EmergencyView raised = emergencies(from)
                    .list(true, Optional.of(to), 1)
                    .emergencies()
                    .getFirst();
            String id = raised.id().hex();
            List<String> subjects = summonses(screen, id);
            tocsin(to, List.of("emergency", "ack", id, "--owner", OFFICER, "--eta", "5m"));
            Called taken = await(from, to, id, Life.State.ACKNOWLEDGED);
            tocsin(from, List.of("emergency", "stand-down", id));
            Called over = await(from, to, id, Life.State.STOOD_DOWN);
            Instant begin = raised.emergency().raisedAt();
            return new Drilled(
                    raised.shortId(),
                    from,
                    to,
                    subjects,
                    Duration.between(begin, taken.receivedAt().orElse(begin)),
                    Duration.between(begin, taken.life().since()),
                    taken.life().owner().orElseThrow().name(),
                    over.life().state().name());
        }
    }

    private EmergencyLine emergencies(Team team) {
        return federation.line(team).emergencies();
    }

    /// Waits at the duty screen until both rungs were summoned.
    private List<String> summonses(EmergencyLine.Watch<Notice> screen, String id) throws InterruptedException {
        List<String> subjects = new ArrayList<>();
        Instant end = surroundings.clock().instant().plus(STEP_MAX);
        while (subjects.size() < RUNGS && surroundings.clock().instant().isBefore(end)) {
            screen.next(Duration.ofSeconds(1))
                    .filter(notice -> notice.purpose().equals("summons"))
                    .filter(notice -> notice.emergency().equals(id))
                    .ifPresent(notice -> subjects.add(notice.subject()));
        }
        return subjects;
    }

    private Called await(Team asked, Team called, String id, Life.State state) throws InterruptedException {
        Instant end = surroundings.clock().instant().plus(STEP_MAX);
        try (EmergencyLine.Watch<?> happening = emergencies(asked).watch(Optional.of(id))) {
            while (true) {
                Called now = emergencies(asked).story(id).view().called(called).orElseThrow();
                if (now.life().state() == state) {
                    return now;
                }
                if (surroundings.clock().instant().isAfter(end)) {
                    throw new IllegalStateException("the drill does not get to " + state + ": " + now);
                }
                happening.next(Duration.ofSeconds(1));
            }
        }
    }

    private void tocsin(Team team, List<String> words) {
        List<String> line = new ArrayList<>(words);
        line.addAll(List.of("--node", federation.directory(team).toString()));
        CommandRun run = CommandRun.of(surroundings.clock(), surroundings.random(), line.toArray(String[]::new));
        if (run.exit() != ExitCode.OK) {
            throw new IllegalStateException(String.join(" ", line) + ": " + run.err());
        }
    }
}
