package org.tocsin.node.duty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tocsin.node.config.ConfigProblem;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// Reads `duty.toml`. All problems are reported together, by line and path; unknown keys are problems.
final class DutyPlanReader {
    static final long FILE_BYTES_MAX = 4L << 20;

    private static final int LANGUAGES_MAX = 8;
    private static final int CHANNELS_OF_ONE_MAX = 16;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}");

    private final DutyProblems problems = new DutyProblems();
    private final Path directory;
    private final Map<String, DutyOfficer> officers = new LinkedHashMap<>();
    private final Map<String, ChannelSettings> channels = new LinkedHashMap<>();
    private final Map<String, Rota> rotas = new LinkedHashMap<>();
    private final Set<String> rotasCalled = new HashSet<>();

    private DutyPlanReader(Path directory) {
        this.directory = directory;
    }

    /// @param directory in which `duty.toml` lies, and to which its paths are relative
    static DutyPlanResult read(Path directory) {
        Path file = directory.resolve(DutyPlan.FILE);
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                return unusable(DutyPlan.FILE, "is larger than 4 MiB", "leave out overrides that are over");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), directory);
        } catch (NoSuchFileException absent) {
            return new DutyPlanResult.Absent();
        } catch (IOException unreadable) {
            return unusable(file.toString(), "cannot be read as UTF-8", "check its rights, and how it was saved");
        }
    }

    private static DutyPlanResult unusable(String where, String what, String remedy) {
        return new DutyPlanResult.Unusable(List.of(new ConfigProblem(where, what, remedy)));
    }

    static DutyPlanResult parse(String text, Path directory) {
        TomlParseResult toml = Toml.parse(text);
        var reader = new DutyPlanReader(directory.toAbsolutePath().normalize());
        if (toml.hasErrors()) {
            toml.errors()
                    .forEach(error -> reader.problems.add(
                            error.position().line(), "the text", "is not TOML", String.valueOf(error.getMessage())));
            return new DutyPlanResult.Unusable(reader.problems.all());
        }
        DutyPlan plan = reader.plan(new DutyTable("", 1, toml, reader.problems));
        return reader.problems.isEmpty()
                ? new DutyPlanResult.Read(plan)
                : new DutyPlanResult.Unusable(reader.problems.all());
    }

    private DutyPlan plan(DutyTable top) {
        top.require("zone");
        ZoneId zone = top.zone("zone").orElse(ZoneOffset.UTC);
        var channelReader = new ChannelReader(directory, top);
        for (DutyTable table : top.tables("channel", DutyPlan.CHANNELS_MAX)) {
            channelReader.channel(table).ifPresent(channel -> {
                if (ChannelWords.KINDS.contains(channel.name()) || channels.put(channel.name(), channel) != null) {
                    table.problem("name", "is the name of another channel or of a kind", "give it one of its own");
                }
            });
        }
        for (DutyTable table : top.tables("officer", DutyPlan.OFFICERS_MAX)) {
            officer(table, zone);
        }
        var rotaReader = new RotaReader(zone, officers.keySet());
        for (DutyTable table : top.tables("rota", DutyPlan.ROTAS_MAX)) {
            Rota rota = rotaReader.rota(table);
            if (rotas.put(rota.name(), rota) != null) {
                table.problem("name", "is the name of another rota", "give it one of its own");
            }
        }
        Ladder ladder = ladder(top);
        for (String rota : rotas.keySet()) {
            if (!rotasCalled.contains(rota)) {
                top.problem("rota", "\"" + rota + "\" is called by no rung", "add a rung for it, or remove it");
            }
        }
        Optional<DutyOfficer> liaison = top.optionalText("liaison").flatMap(id -> known(top, "liaison", id));
        top.finish();
        return new DutyPlan(
                zone,
                List.copyOf(officers.values()),
                List.copyOf(channels.values()),
                List.copyOf(rotas.values()),
                ladder,
                liaison);
    }

    private Optional<DutyOfficer> known(DutyTable table, String key, String id) {
        DutyOfficer officer = officers.get(id);
        if (officer == null) {
            table.problem(key, "\"" + id + "\" is the id of no officer", "add [[officer]] with this id, or correct it");
        }
        return Optional.ofNullable(officer);
    }

    private void officer(DutyTable table, ZoneId zone) {
        String id = table.text("id");
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            table.problem("id", "is no officer's pseudonym", "write what follows officer/ in the certificate's URI");
        }
        String name = table.text("name");
        String role = table.choice("role", DutyRole.OFFICER.word(), DutyRole.words());
        ZoneId own = table.zone("zone").orElse(zone);
        List<String> languages = table.texts("languages", LANGUAGES_MAX);
        if (table.has("languages")
                && (languages.isEmpty()
                        || !languages.stream()
                                .allMatch(tag -> LANGUAGE.matcher(tag).matches()))) {
            table.problem("languages", "is no list of languages", "write for example languages = [\"es\", \"en\"]");
            languages = List.of();
        }
        List<String> reached =
                table.texts("channels", CHANNELS_OF_ONE_MAX).stream().distinct().toList();
        for (String channel : reached) {
            if (!channels.containsKey(channel)) {
                table.problem(
                        "channels",
                        "\"" + channel + "\" is the name of no channel",
                        "add a [[channel]] of this name, or correct it");
            }
        }
        table.finish();
        var officer = new DutyOfficer(
                id,
                name,
                DutyRole.of(role).orElse(DutyRole.OFFICER),
                own,
                languages.isEmpty() ? List.of("en") : languages,
                reached);
        if (officers.put(id, officer) != null) {
            table.problem("id", "is the id of another officer", "give each officer once");
        }
    }

    private Ladder ladder(DutyTable top) {
        top.require("ladder");
        Optional<DutyTable> found = top.table("ladder");
        if (found.isEmpty()) {
            return new Ladder(Ladder.ROUNDS, Ladder.SILENCE, List.of());
        }
        DutyTable table = found.get();
        int rounds = table.number("rounds", Ladder.ROUNDS, 1, Ladder.ROUNDS_MAX);
        Duration silence = table.duration("silence", Ladder.SILENCE, Ladder.SILENCE_MIN, Ladder.SILENCE_MAX);
        table.require("rung");
        List<Ladder.Rung> rungs = new ArrayList<>();
        for (DutyTable rung : table.tables("rung", Ladder.RUNGS_MAX)) {
            who(rung)
                    .ifPresent(who -> rungs.add(new Ladder.Rung(
                            who,
                            rungChannels(rung),
                            rung.duration("wait", Ladder.WAIT, Ladder.WAIT_MIN, Ladder.WAIT_MAX))));
            rung.finish();
        }
        table.finish();
        return new Ladder(rounds, silence, rungs);
    }

    private List<String> rungChannels(DutyTable rung) {
        List<String> wanted = rung.optionalTexts("channels", DutyPlan.CHANNELS_MAX);
        for (String channel : wanted) {
            if (!channels.containsKey(channel) && !ChannelWords.KINDS.contains(channel)) {
                rung.problem(
                        "channels",
                        "\"" + channel + "\" is the name of no channel and of no kind",
                        "write names of channels, or: " + String.join(", ", ChannelWords.KINDS));
            }
        }
        return wanted;
    }

    private Optional<Ladder.Who> who(DutyTable rung) {
        String who = rung.choice("who", "on-call", List.of("on-call", "officer", "deputy", "head", "everyone"));
        rung.require("who");
        return switch (who) {
            case "on-call" -> Optional.of(onCall(rung));
            case "officer" ->
                known(rung, "officer", rung.text("officer")).map(officer -> new Ladder.Who.Named(officer.id()));
            case "everyone" -> Optional.of(new Ladder.Who.Everyone());
            default -> DutyRole.of(who).map(Ladder.Who.InRole::new);
        };
    }

    private Ladder.Who onCall(DutyTable rung) {
        String name = rung.text("rota");
        if (!name.isEmpty() && !rotas.containsKey(name)) {
            rung.problem(
                    "rota", "\"" + name + "\" is the name of no rota", "add a [[rota]] of this name, or correct it");
        }
        rotasCalled.add(name);
        return new Ladder.Who.OnCall(name);
    }
}
