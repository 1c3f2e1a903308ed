package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.NodeHome;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.node.duty.DutyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin duty try-channel`: one notice that says that it is a trial, by one channel of the plan. The node need not
/// run.
@Command(
        name = "try-channel",
        description = {
            "Sends a trial notice by one channel of duty.toml, and audits it; exit 1 if the channel does not take it.",
            "A channel of kind terminal is not tried: open tocsin duty watch, and have a drill or a check-in."
        })
final class DutyTryChannelCommand implements Callable<ExitCode> {
    private static final int ATTEMPT_BYTES = 12;
    private static final List<String> LINES = List.of(
            "This is a trial of a channel. Nothing has happened, and there is nothing to do.",
            "Esto es una prueba de un canal. No ha ocurrido nada y no hay que hacer nada.",
            "これは連絡手段の試験です。何も起きていません。対応は不要です。",
            "Ceci est l'essai d'un canal. Rien ne s'est passé, il n'y a rien à faire.");

    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "NAME", description = "the channel's name in duty.toml")
    private String name = "";

    DutyTryChannelCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws IOException {
        ChannelSettings settings = settings();
        if (settings instanceof ChannelSettings.Terminal) {
            surroundings.console().answer(untried());
            return ExitCode.NEGATIVE;
        }
        Path directory = surroundings.workingDirectory().resolve(node.directory());
        Team own = own(directory);
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
                // Opened first: what cannot be audited is not done.
                var audit = new Audit(directory.resolve(Audit.FILE), surroundings.clock())) {
            var channels = Channels.open(
                    List.of(settings), new Channels.Parts(own, new DutyFeed(), tasks, surroundings.clock()));
            if (!channels.problems().isEmpty()) {
                throw CommandFault.unusable(
                        channels.problems().getFirst().what(), name, "correct it, then run tocsin node check-config");
            }
            Notice trial = trial(own);
            Outcome outcome = channels.named(name).deliver(trial);
            Answer answer = answer(trial.attempt(), outcome);
            audit.record(AuditEvent.of(AuditEvent.Kind.CHANNEL_TRIED, AuditEvent.NODE)
                    .with("channel", name)
                    .with("attempt", trial.attempt())
                    .with("outcome", word(outcome)));
            surroundings.console().answer(answer);
            return outcome instanceof Outcome.Delivered ? ExitCode.OK : ExitCode.NEGATIVE;
        }
    }

    private ChannelSettings settings() {
        DutyPlan plan = DutyDirectory.plan(surroundings, node);
        ChannelSettings settings = plan.channel(name)
                .orElseThrow(() -> CommandFault.unusable(
                        "is the name of no channel",
                        name,
                        "write one of: "
                                + String.join(
                                        ", ",
                                        plan.channels().stream()
                                                .map(ChannelSettings::name)
                                                .toList())));
        return settings;
    }

    /// Whoever watches is known to the running node alone.
    private Answer untried() {
        return Answer.of()
                .put("channel", name)
                .put("outcome", "untried")
                .put("detail", "a terminal: open tocsin duty watch, and have a drill or a check-in");
    }

    private static Team own(Path directory) {
        try {
            return new Team(NodeHome.read(directory).config().identity().team());
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        }
    }

    private Notice trial(Team own) {
        byte[] id = new byte[ATTEMPT_BYTES];
        surroundings.random().nextBytes(id);
        Instant now = surroundings.clock().instant();
        return new Notice(
                "trial-" + HexFormat.of().formatHex(id),
                Notice.Purpose.TRIAL,
                false,
                Precedence.ROUTINE,
                own,
                "channel " + name + " of " + own.domain(),
                LINES,
                "mul",
                Optional.empty(),
                now);
    }

    private Answer answer(String attempt, Outcome outcome) {
        String detail = switch (outcome) {
            case Outcome.Delivered delivered -> delivered.detail();
            case Outcome.Failed failed -> failed.detail();
        };
        return Answer.of()
                .put("channel", name)
                .put("attempt", attempt)
                .put("outcome", word(outcome))
                .put("detail", detail);
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> "delivered";
            case Outcome.Failed failed -> failed.reason().word();
        };
    }
}
