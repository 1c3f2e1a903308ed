package org.tocsin.cli.emergency;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step.DeclineReason;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands by which an officer states what happened about an emergency. Rules R-EMG-3, R-EMG-4.
abstract class StepCommand extends EmergencyCommand {
    @Parameters(paramLabel = "ID", description = "the emergency's id, or the first 6 digits or more")
    private String id = "";

    /// The officer as the duty plan has them.
    private Optional<EmergencyLine.OnPlan> onPlan = Optional.empty();

    StepCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /// The officer's name: as the duty plan has it, else as the certificate has.
    final String name(OfficerFile officer) {
        return onPlan.map(EmergencyLine.OnPlan::name).orElseGet(() -> OfficerNames.of(officer));
    }

    /// Where the officer is: as the duty plan has it, else this machine's.
    final ZoneId zoneOfOfficer() {
        return onPlan.map(EmergencyLine.OnPlan::zone).orElseGet(this::here);
    }

    /// What is stated.
    abstract What what(OfficerFile officer);

    /// Whether the officer signs.
    boolean signed() {
        return true;
    }

    /// The teams that are told, of those that the own team called; empty: all.
    List<String> told() {
        return List.of();
    }

    @Override
    final String about() {
        return id;
    }

    @Override
    boolean speaks() {
        return true;
    }

    @Override
    void check() {
        id(id);
        told().forEach(EmergencyCommand::team);
    }

    @Override
    final ExitCode ask(OperatorClient client, OfficerFile officer) {
        EmergencyLine line = client.emergencies();
        EmergencyLine.Story story = line.story(id(id));
        onPlan = story.officer();
        EmergencyView view = new EmergencySigning(surroundings(), officer, line)
                .state(to(story), story.view().id(), checked(officer), signed());
        Stories stories = new Stories(console(), language());
        stories.emergency(view, story.own());
        boolean isOwed = line.story(view.id().hex()).timeline().stream()
                .anyMatch(one -> one.detail() instanceof Occurrence.Detail.Stepped stepped && !stepped.isStated());
        if (isOwed) {
            console().note("it counts here; partners are told as soon as this node signs, see: tocsin node status");
        }
        return ExitCode.OK;
    }

    private What checked(OfficerFile officer) {
        try {
            return what(officer);
        } catch (IllegalArgumentException unfit) {
            throw CommandFault.unusable("cannot be stated", String.valueOf(unfit.getMessage()), "see --help");
        }
    }

    private SortedSet<Team> to(EmergencyLine.Story story) {
        SortedSet<Team> to = new TreeSet<>();
        if (!story.view().isFrom(story.own())) {
            to.add(story.view().originator());
            return to;
        }
        told().forEach(typed -> to.add(team(typed)));
        if (to.isEmpty()) {
            story.view().called().stream()
                    .filter(called -> !called.life().stoodDown())
                    .forEach(called -> to.add(called.team()));
        }
        return to.isEmpty() ? story.view().emergency().to() : to;
    }

    final Optional<Words> words(Optional<String> text) {
        return text.map(said -> new Words(said, languageTag()));
    }

    /// Who has it, from when on something is done: a picocli `@Mixin`.
    static final class Holding {
        @Option(
                names = "--owner",
                paramLabel = "NAME",
                description = "who has it (default: the officer, by the duty plan)")
        private Optional<String> owner = Optional.empty();

        @Option(names = "--channel", paramLabel = "TEXT", description = "how to reach them, as '+81 3 0000 0000'")
        private String channel = "";

        @Option(
                names = "--zone",
                paramLabel = "ZONE",
                description = "the time zone they are in (default: the duty plan's for the officer)")
        private Optional<String> zone = Optional.empty();

        @Option(names = "--eta", paramLabel = "TIME", description = "when something will be done, as 15m or 03:00")
        private Optional<String> eta = Optional.empty();

        Owner owner(Supplier<String> officer, ZoneId here) {
            return new Owner(
                    owner.orElseGet(officer),
                    channel,
                    Optional.of(zone.map(Moments::zone).orElse(here)));
        }

        Optional<Instant> eta(Instant now, ZoneId here) {
            ZoneId there = zone.map(Moments::zone).orElse(here);
            return eta.map(typed -> Moments.moment(typed, "--eta", now, there));
        }
    }

    final Instant now() {
        return Instant.ofEpochMilli(surroundings().clock().millis());
    }

    /// `tocsin emergency ack ID`.
    @Command(
            name = "ack",
            description = {
                "Takes an emergency: its originator sees who has it, how to reach them, and by when.",
                "Signed with the officer's key, unless --unsigned: then the node attests it."
            },
            footer = {"", "  tocsin emergency ack 3f9a1c --owner 'Sato' --channel '+81 3 0000 0000' --eta 15m"})
    static final class Acknowledge extends StepCommand {
        @Mixin
        private Holding holding = new Holding();

        @Option(names = "--unsigned", description = "the node attests it; the officer's key signs nothing")
        private boolean unsigned;

        Acknowledge(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        What what(OfficerFile officer) {
            return new What.Acknowledged(
                    holding.owner(() -> name(officer), zoneOfOfficer()), holding.eta(now(), zoneOfOfficer()), unsigned);
        }

        @Override
        boolean signed() {
            return !unsigned;
        }
    }

    /// `tocsin emergency refuse ID`.
    @Command(
            name = "refuse",
            description = "Declines an emergency, with a reason that its originator sees.",
            footer = {"", "  tocsin emergency refuse 3f9a1c --reason not-ours --text 'AS64500 is in France' --lang en"})
    static final class Refuse extends StepCommand {
        @Option(
                names = "--reason",
                paramLabel = "WORD",
                required = true,
                description = "not-ours, known, no-emergency, no-authority, no-means, other (with --text)")
        private String reason = "";

        @Option(names = "--text", paramLabel = "TEXT", description = "in words, at most 500 bytes")
        private Optional<String> text = Optional.empty();

        Refuse(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void check() {
            super.check();
            if (reason() == DeclineReason.OTHER && text.isEmpty()) {
                throw CommandFault.unusable("no reason", "--reason other", "needs --text, in words");
            }
        }

        private DeclineReason reason() {
            try {
                return DeclineReason.valueOf(reason.toUpperCase(Locale.ROOT).replace('-', '_'));
            } catch (IllegalArgumentException unknown) {
                throw CommandFault.unusable(
                        "not a reason",
                        "--reason " + reason,
                        "not-ours, known, no-emergency, no-authority, no-means or other");
            }
        }

        @Override
        What what(OfficerFile officer) {
            return new What.Declined(reason(), words(text));
        }
    }

    /// `tocsin emergency update ID`.
    @Command(
            name = "update",
            description = "Tells the other side what is new.",
            footer = {"", "  tocsin emergency update 3f9a1c --text 'Filtered at the border' --lang en"})
    static final class Tell extends StepCommand {
        @Option(names = "--text", paramLabel = "TEXT", required = true, description = "in words, at most 2000 bytes")
        private String text = "";

        @Option(names = "--to", paramLabel = "TEAM", split = ",", description = "of several called teams only these")
        private List<String> to = List.of();

        Tell(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        List<String> told() {
            return to;
        }

        @Override
        What what(OfficerFile officer) {
            return new What.Update(new Words(text, languageTag()));
        }
    }

    /// `tocsin emergency hand-over ID`.
    @Command(
            name = "hand-over",
            description = "Says that somebody else has it now, as at a change of shifts.",
            footer = {"", "  tocsin emergency hand-over 3f9a1c --owner 'Tanaka' --zone Asia/Tokyo --eta 1h"})
    static final class HandOver extends StepCommand {
        @Mixin
        private Holding holding = new Holding();

        HandOver(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        What what(OfficerFile officer) {
            return new What.HandedOver(
                    holding.owner(() -> name(officer), zoneOfOfficer()), holding.eta(now(), zoneOfOfficer()));
        }
    }

    /// `tocsin emergency stand-down ID`.
    @Command(
            name = "stand-down",
            description = "Says that an emergency that this team raised is over.",
            footer = {"", "  tocsin emergency stand-down 3f9a1c --text 'Gracias' --lang es"})
    static final class StandDown extends StepCommand {
        @Option(names = "--text", paramLabel = "TEXT", description = "in words, at most 500 bytes")
        private Optional<String> text = Optional.empty();

        @Option(names = "--to", paramLabel = "TEAM", split = ",", description = "of several called teams only these")
        private List<String> to = List.of();

        StandDown(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        List<String> told() {
            return to;
        }

        @Override
        What what(OfficerFile officer) {
            return new What.StoodDown(words(text));
        }
    }
}
