package org.tocsin.node.duty;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.calendar.Span;

/// Who is on duty, how they are reached, and in which order they are summoned: `duty.toml`, read and checked whole.
///
/// @param zone of times that do not say otherwise
/// @param rotas each of another name
/// @param liaison the officer who is told of missed check-ins
public record DutyPlan(
        ZoneId zone,
        List<DutyOfficer> officers,
        List<ChannelSettings> channels,
        List<Rota> rotas,
        Ladder ladder,
        Optional<DutyOfficer> liaison) {
    /// In the node's directory.
    public static final String FILE = "duty.toml";

    public static final int OFFICERS_MAX = 500;
    public static final int CHANNELS_MAX = 1_000;
    public static final int ROTAS_MAX = 32;

    public DutyPlan {
        officers = List.copyOf(officers);
        channels = List.copyOf(channels);
        rotas = List.copyOf(rotas);
    }

    /// Reads `duty.toml` in a node's directory.
    public static DutyPlanResult read(Path directory) {
        return DutyPlanReader.read(directory);
    }

    /// As `read`, of a text that is no file yet.
    ///
    /// @param directory to which its paths are relative
    public static DutyPlanResult parse(String text, Path directory) {
        return DutyPlanReader.parse(text, directory);
    }

    public Optional<DutyOfficer> officer(String id) {
        return officers.stream().filter(officer -> officer.id().equals(id)).findFirst();
    }

    public Optional<ChannelSettings> channel(String name) {
        return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
    }

    public Optional<Rota> rota(String name) {
        return rotas.stream().filter(rota -> rota.name().equals(name)).findFirst();
    }

    /// The ladder with the people who stand on it at this instant.
    public LadderSnapshot snapshot(Instant instant) {
        List<LadderSnapshot.Rung> rungs = new ArrayList<>();
        for (Ladder.Rung rung : ladder.rungs()) {
            Reach.Found found = Reach.of(this, rung)
                    .within(new Span(instant, instant.plusMillis(1)))
                    .getFirst();
            rungs.add(new LadderSnapshot.Rung(rung.who().words(), found.people(), rung.patience(), found.why()));
        }
        return new LadderSnapshot(instant, ladder.rounds(), ladder.silence(), rungs);
    }
}
