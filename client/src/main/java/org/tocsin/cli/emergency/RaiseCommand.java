package org.tocsin.cli.emergency;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Rsit;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Called;
import org.tocsin.model.emergency.EmergencyView.Reference;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;
import org.tocsin.wire.EmergencyCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin emergency raise`: calls partners' duty officers. Rule R-EMG-1.
@Command(
        name = "raise",
        description = {
            "Calls partners' duty officers. The answer says that it is durable here; with --wait, what happens is shown",
            "until every team has answered or the time is over: exit 1 if one did not.",
            "Situations are types of the RSIT, actions those of IODEF: each reader sees them in a language of theirs."
        },
        footer = {
            "",
            "  tocsin emergency raise --to cert-jp.example --precedence FLASH --situation availability/ddos \\",
            "    --action investigate --action rate-limit-network --text 'Trafico desde AS64500' --lang es --wait",
            "  tocsin emergency raise --to cert-jp.example --precedence PRIORITY --situation test/test --action other \\",
            "    --exercise --within 10m"
        })
final class RaiseCommand extends EmergencyCommand {
    /// How long after its end a deadline is still looked at: the node says itself that nobody answered.
    private static final Duration GRACE = Duration.ofSeconds(15);

    private static final Duration LOOK = Duration.ofSeconds(1);
    /// How long partners' nodes are given to say at once how it stands, and how often it is looked at most.
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private static final int LOOKS = 20;

    @Option(names = "--to", paramLabel = "TEAM", required = true, split = ",", description = "whom to call, 1 to 16")
    private List<String> to = List.of();

    @Option(
            names = "--precedence",
            paramLabel = "WORD",
            required = true,
            description = "FLASH, IMMEDIATE, PRIORITY or ROUTINE")
    private Precedence precedence = Precedence.ROUTINE;

    @Option(
            names = "--situation",
            paramLabel = "TYPE",
            required = true,
            description = "what happens: a type of the RSIT, as availability/ddos; or its last part, as ddos")
    private String situation = "";

    @Option(
            names = "--action",
            paramLabel = "WORD",
            required = true,
            split = ",",
            description = "what is asked for, 1 to 8 of IODEF's actions, as investigate")
    private List<String> actions = List.of();

    @Option(names = "--text", paramLabel = "TEXT", description = "in words, at most 2000 bytes")
    private Optional<String> text = Optional.empty();

    @Option(names = "--record", paramLabel = "RECORD", split = ",", description = "what it is about, at most 16")
    private List<String> records = List.of();

    @Option(
            names = "--within",
            paramLabel = "SPAN",
            description =
                    "until when a human answers, as 30m; no longer than what was agreed (default: by the precedence)")
    private Optional<String> within = Optional.empty();

    @Option(names = "--reply-by", paramLabel = "TIME", description = "until when, as 03:00 or 2026-03-29T03:00")
    private Optional<String> replyBy = Optional.empty();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "the time zone that you think in (default: this one's)")
    private Optional<String> zone = Optional.empty();

    @Option(names = "--exercise", description = "it is a drill; only within the drill window of the agreement")
    private boolean exercise;

    @Option(names = "--wait", description = "shows what happens until everybody has answered, or the time is over")
    private boolean wait;

    RaiseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return "emergency";
    }

    @Override
    boolean speaks() {
        return true;
    }

    @Override
    void check() {
        to.forEach(EmergencyCommand::team);
        type(situation);
        if (within.isPresent() && replyBy.isPresent()) {
            throw CommandFault.unusable("two deadlines", "--within and --reply-by", "give one of them");
        }
        for (String action : actions) {
            if (!Emergency.ACTIONS.contains(action)) {
                throw CommandFault.unusable(
                        "not an action", action, "one of " + String.join(", ", new TreeSet<>(Emergency.ACTIONS)));
            }
        }
    }

    /// A type with its class, from what was typed.
    static String type(String typed) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        List<String> found = Rsit.all().stream()
                .filter(type -> type.indexOf('/') > 0)
                .filter(type -> type.equals(wanted) || type.endsWith("/" + wanted))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        List<String> near = found.isEmpty() ? types(wanted) : found;
        throw CommandFault.unusable(
                "not a type of the RSIT",
                "--situation " + typed,
                near.isEmpty()
                        ? "name one of these classes to see its types: " + String.join(", ", classes())
                        : "as " + String.join(", ", near));
    }

    private static List<String> classes() {
        return Rsit.all().stream().filter(type -> type.indexOf('/') < 0).toList();
    }

    private static List<String> types(String near) {
        List<String> types =
                Rsit.all().stream().filter(type -> type.indexOf('/') > 0).toList();
        return types.stream()
                .filter(type -> type.startsWith(near.split("/", 2)[0] + "/"))
                .toList();
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) throws InterruptedException {
        Emergency emergency = emergency(client);
        EmergencyLine line = client.emergencies();
        try (EmergencyLine.Watch<Occurrence> watch = line.watch(Optional.empty())) {
            EmergencyView raised = line.raise(EmergencyCodec.encode(emergency));
            if (wait) {
                shown(raised);
                return follow(line, watch, raised);
            }
            shown(soon(line, watch, raised));
            carried(line, raised);
            return ExitCode.OK;
        }
    }

    /// How it stands a moment later: partners' nodes mostly answer at once.
    private static EmergencyView soon(EmergencyLine line, EmergencyLine.Watch<Occurrence> watch, EmergencyView raised)
            throws InterruptedException {
        EmergencyView now = raised;
        for (int look = 0; look < LOOKS && (isUndecided(now) || isQuiet(now)); look++) {
            Optional<Occurrence> next = watch.next(AT_ONCE);
            boolean isNews =
                    next.filter(one -> one.emergency().equals(raised.id())).isPresent();
            if (isNews || isUndecided(now)) {
                now = line.story(raised.id().hex()).view();
            }
        }
        return now;
    }

    /// What becomes of records is said by nothing that happens: it is looked at.
    private static boolean isUndecided(EmergencyView view) {
        return view.records().stream().anyMatch(one -> one.standing() == Reference.Standing.PENDING);
    }

    private static boolean isQuiet(EmergencyView view) {
        return view.called().stream().anyMatch(RaiseCommand::isQuiet);
    }

    private static boolean isQuiet(Called called) {
        return called.refused().isEmpty() && called.life().state() == Life.State.RAISED;
    }

    /// Says where nobody is summoned anew.
    private void carried(EmergencyLine line, EmergencyView raised) {
        for (Occurrence one : line.story(raised.id().hex()).timeline()) {
            if (one.detail() instanceof Occurrence.Detail.Stepped stepped
                    && stepped.step().what() instanceof What.Coalesced coalesced) {
                String into = coalesced.into().hex().substring(0, EmergencyView.SHOWN_DIGITS);
                console()
                        .note(stepped.by() + " coalesced it into " + into
                                + ": beyond the agreement's quota nobody is summoned anew; if that one does not cover it,"
                                + " telephone them: tocsin emergency card " + stepped.by());
            }
        }
    }

    private Emergency emergency(OperatorClient client) {
        SortedSet<Team> teams = new TreeSet<>();
        to.forEach(typed -> teams.add(team(typed)));
        List<RecordVersion> versions = new ArrayList<>();
        for (String record : records) {
            versions.add(version(client, record));
        }
        ZoneId there = zone.map(Moments::zone).orElse(here());
        Instant now = Instant.ofEpochMilli(surroundings().clock().millis());
        try {
            return new Emergency(
                    teams,
                    exercise ? Emergency.Kind.EXERCISE : Emergency.Kind.REAL,
                    precedence,
                    type(situation),
                    new TreeSet<>(actions),
                    text.map(words -> new Words(words, languageTag())),
                    versions,
                    now,
                    deadline(client, teams, now, there),
                    there);
        } catch (IllegalArgumentException unfit) {
            throw CommandFault.unusable("not an emergency", String.valueOf(unfit.getMessage()), "see --help");
        }
    }

    private static RecordVersion version(OperatorClient client, String record) {
        try {
            return client.record(record).summary().version();
        } catch (OperatorFault fault) {
            if (fault.kind() == OperatorFault.Kind.NOT_FOUND) {
                throw CommandFault.refused(fault.getMessage(), "--record " + record, "see: tocsin record list");
            }
            throw fault;
        }
    }

    private Instant deadline(OperatorClient client, SortedSet<Team> teams, Instant now, ZoneId there) {
        if (replyBy.isPresent()) {
            Instant end = Moments.moment(replyBy.get(), "--reply-by", now, there);
            if (!end.isAfter(now)) {
                throw CommandFault.unusable("--reply-by is over", replyBy.get(), "a time to come, or --within 30m");
            }
            return agreed(client, teams, "--reply-by " + replyBy.get(), now, end);
        }
        return within.map(span -> Moments.span(span, "--within"))
                .map(span -> agreed(client, teams, "--within " + within.get(), now, now.plus(span)))
                .orElseGet(() -> now.plus(AnswerTimes.atMost(client, teams, usual(precedence))));
    }

    /// The node goes by what was agreed in any case: nobody is led to believe in a later deadline.
    private static Instant agreed(
            OperatorClient client, SortedSet<Team> teams, String typed, Instant now, Instant end) {
        AnswerTimes.shortest(client, teams)
                .filter(promise -> end.isAfter(now.plus(promise.within())))
                .ifPresent(promise -> {
                    throw CommandFault.unusable(
                            "later than what was agreed",
                            typed,
                            "the agreement with " + promise.partner() + " has a human answer within "
                                    + promise.within().toMinutes() + "m: give no more, or no deadline at all");
                });
        return end;
    }

    static Duration usual(Precedence precedence) {
        return switch (precedence) {
            case FLASH -> Duration.ofMinutes(15);
            case IMMEDIATE -> Duration.ofMinutes(30);
            case PRIORITY -> Duration.ofHours(4);
            case ROUTINE -> Duration.ofHours(24);
        };
    }

    private void shown(EmergencyView raised) {
        Stories stories = new Stories(console(), language());
        stories.emergency(raised, new Team(raised.originator().domain()));
    }

    private ExitCode follow(EmergencyLine line, EmergencyLine.Watch<Occurrence> watch, EmergencyView raised)
            throws InterruptedException {
        Stories stories = new Stories(console(), language());
        Instant end = raised.emergency().replyBy().plus(GRACE);
        Set<Team> waiting = new HashSet<>(raised.emergency().to());
        EmergencyView now = raised;
        while (!waiting.isEmpty() && surroundings().clock().instant().isBefore(end)) {
            Optional<Occurrence> next = watch.next(LOOK);
            if (next.isPresent() && next.get().emergency().equals(raised.id())) {
                now = line.story(raised.id().hex()).view();
                stories.happened(next.get(), Optional.of(now));
                now.called().stream().filter(RaiseCommand::isOver).forEach(called -> waiting.remove(called.team()));
            }
        }
        boolean answered =
                now.called().stream().allMatch(called -> called.life().isAnswered());
        if (!answered) {
            now.called().stream()
                    .filter(called -> !called.life().isAnswered())
                    .forEach(called -> console().note(unanswered(called)));
        }
        return answered ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static String unanswered(Called called) {
        return called.life().state() == Life.State.COALESCED
                ? called.team() + " answers it together with an earlier one, see: tocsin emergency list"
                : "nobody answered at " + called.team() + ": telephone them, see: tocsin emergency card "
                        + called.team();
    }

    private static boolean isOver(Called called) {
        return called.refused().isPresent()
                || called.life().state() == Life.State.COALESCED
                || called.life().isAnswered()
                || called.life().state() == Life.State.UNANSWERED
                || called.life().state() == Life.State.STOOD_DOWN;
    }
}
