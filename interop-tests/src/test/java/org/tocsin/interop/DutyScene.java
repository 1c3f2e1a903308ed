package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.peer.Transit;
import org.tocsin.wire.EmergencyCodec;

/// Nodes of teams that may call each other out of bed, each with a ladder of its own, and a bell that rings instead of
/// the officers' telephones.
final class DutyScene implements AutoCloseable {
    static final Team ES = Demo.SPAIN;
    static final Team JP = Demo.JAPAN;
    static final Team FUSION = Demo.FUSION;
    /// A drill window that is always open.
    static final String ALWAYS = "DTSTART;TZID=Etc/UTC:20260101T000000 RRULE:FREQ=DAILY DURATION:P1D";

    private static final Pattern OFFICER = Pattern.compile("(?m)^id = \"([^\"]+)\"");

    private final Scene scene;
    private final WebhookBell bell;

    private DutyScene(Scene scene, WebhookBell bell) {
        this.scene = scene;
        this.bell = bell;
    }

    /// @param ladder of every team, in TOML, with `FIRST` for its officer's id
    static DutyScene of(List<Team> teams, String ladder) throws IOException {
        return of(teams, Federation.Wiring.STRAIGHT, ladder);
    }

    /// @param wiring how the nodes reach each other
    static DutyScene of(List<Team> teams, Federation.Wiring wiring, String ladder) throws IOException {
        var bell = new WebhookBell();
        try {
            return new DutyScene(
                    Scene.of(teams, wiring, made -> {
                        for (Team team : teams) {
                            plan(made.directory(team), bell, ladder);
                        }
                    }),
                    bell);
        } catch (IOException | RuntimeException failed) {
            bell.close();
            throw failed;
        }
    }

    /// One officer, always on call, at the bell.
    private static void plan(Path directory, WebhookBell bell, String ladder) throws IOException {
        Path file = directory.resolve("duty.toml");
        Matcher first = OFFICER.matcher(Files.readString(file));
        if (!first.find()) {
            throw new IOException("no officer in " + file);
        }
        String text = "zone = \"Etc/UTC\"\n\n" + bell.channel(directory) + """

                [[officer]]
                id = "FIRST"
                name = "First officer"
                languages = ["en"]
                channels = ["bell"]

                [[rota]]
                name = "first"
                [[rota.turn]]
                officers = ["FIRST"]
                start = 2026-01-05T09:00:00
                rule = "FREQ=WEEKLY"

                """ + ladder;
        Files.writeString(file, text.replace("FIRST", first.group(1)));
    }

    /// A ladder of two rungs: the officer on call, then everybody.
    static String ladder(int rounds, Duration wait) {
        return """
                [ladder]
                rounds = %d
                silence = "30m"
                [[ladder.rung]]
                who = "on-call"
                rota = "first"
                wait = "%ds"
                [[ladder.rung]]
                who = "everyone"
                wait = "%ds"
                """.formatted(rounds, wait.toSeconds(), wait.toSeconds());
    }

    /// Both may call each other, with any precedence, so often in a day until the rest is joined to the first.
    void agree(Team one, Team other, int quota, String drillWindow) throws IOException {
        var emergencies =
                new Conduct.Emergency(Conduct.Emergency.PRECEDENCES, quota, 15, true, drillWindow, true, true);
        scene.federation()
                .agree(
                        one,
                        other,
                        Tlp.AMBER,
                        Tlp.AMBER,
                        new Conduct(
                                Optional.empty(),
                                0,
                                0,
                                List.of("en"),
                                Optional.of(emergencies),
                                30,
                                List.of(),
                                Optional.empty()));
    }

    Federation federation() {
        return scene.federation();
    }

    WebhookBell bell() {
        return bell;
    }

    /// Raises a real one.
    Digest raise(Team from, Team to, Duration within) {
        return raise(from, to, Emergency.Kind.REAL, within).id();
    }

    EmergencyView raise(Team from, Team to, Emergency.Kind kind, Duration within) {
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        var emergency = new Emergency(
                new TreeSet<>(List.of(to)),
                kind,
                Precedence.FLASH,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Emergency.Words("fictional: everything burns", "en")),
                List.of(),
                now,
                now.plus(within),
                ZoneId.of("Europe/Madrid"));
        return federation().line(from).emergencies().raise(EmergencyCodec.encode(emergency));
    }

    /// As an officer types it.
    CommandRun tocsin(Team team, String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--node", federation().directory(team).toString()));
        var surroundings = Scene.surroundings();
        return CommandRun.of(surroundings.clock(), surroundings.random(), line.toArray(String[]::new));
    }

    /// As `tocsin`, and it works.
    String does(Team team, String... words) {
        CommandRun run = tocsin(team, words);
        assertEquals(ExitCode.OK, run.exit(), run.out() + run.err());
        return run.out();
    }

    /// How it stands at one of both, as one of both knows it.
    Life life(Team asked, Digest emergency, Team called) {
        return view(asked, emergency)
                .called(called)
                .map(EmergencyView.Called::life)
                .orElseThrow();
    }

    EmergencyView view(Team asked, Digest emergency) {
        return federation().line(asked).emergencies().story(emergency.hex()).view();
    }

    /// Waits until both nodes see it so.
    void await(Digest emergency, Team originator, Team called, String what, Predicate<Life> so) {
        for (Team team : List.of(originator, called)) {
            Scene.await(
                    what + " as " + team + " sees it",
                    () -> isHeld(team, emergency) && so.test(life(team, emergency, called)));
        }
    }

    /// A lane to a partner, as its author's node has it.
    Transit.Lane lane(Team from, Team to, String name) {
        try (var watch = federation().line(from).delivery().watch(Optional.of(to))) {
            return watch.ask().lanes().stream()
                    .filter(lane -> !lane.inbound() && lane.lane().equals(name))
                    .findFirst()
                    .orElseThrow();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    boolean isHeld(Team team, Digest emergency) {
        return federation().line(team).emergencies().list(false, Optional.empty(), 1_000).emergencies().stream()
                .anyMatch(view -> view.id().equals(emergency));
    }

    /// The steps that one node holds, in its order: who states what.
    List<String> steps(Team asked, Digest emergency) {
        List<String> steps = new ArrayList<>();
        for (Occurrence occurrence :
                federation().line(asked).emergencies().story(emergency.hex()).timeline()) {
            if (occurrence.detail() instanceof Occurrence.Detail.Stepped stepped) {
                steps.add(stepped.by() + " " + stepped.step().what());
            }
        }
        return steps;
    }

    /// The steps of one kind that a node holds.
    long count(Team asked, Digest emergency, Class<? extends Step.What> kind) {
        return federation().line(asked).emergencies().story(emergency.hex()).timeline().stream()
                .filter(one -> one.detail() instanceof Occurrence.Detail.Stepped stepped
                        && kind.isInstance(stepped.step().what()))
                .count();
    }

    @Override
    public void close() throws IOException {
        try {
            scene.close();
        } finally {
            bell.close();
        }
    }
}
