package org.tocsin.cli.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.draft.ProfileReading;
import org.tocsin.cli.draft.ProfileWriter;
import org.tocsin.model.Bytes;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.TeamLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin team edit`: writes our profile as a file to edit, or says what is wrong in one. Rule R-PRO-2.
@Command(
        name = "edit",
        description = {
            "Writes our team's profile to FILE, with every part commented, for you to edit; where there is none yet, one to",
            "begin with. With --check, says what is wrong in FILE; that asks no node. Then: tocsin team publish FILE."
        })
final class TeamFileCommand extends NodeCommand {
    @Parameters(paramLabel = "FILE", description = "the file to edit")
    private Path file = Path.of("");

    @Option(names = "--check", description = "reads FILE and names every problem in it")
    private boolean isCheck;

    TeamFileCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (!isCheck && Files.exists(resolved())) {
            throw CommandFault.unusable("exists already", file.toString(), "name another, or check this one: --check");
        }
    }

    @Override
    Optional<ExitCode> here() {
        if (!isCheck) {
            return Optional.empty();
        }
        Instant now = surroundings().clock().instant().truncatedTo(ChronoUnit.MILLIS);
        switch (ProfileInput.reading(resolved(), now)) {
            case ProfileReading.Read read -> {
                console().answer(TeamAnswers.of(read.profile(), now));
                ProfileInput.remarks(read.profile(), now).forEach(console()::note);
                return Optional.of(ExitCode.OK);
            }
            case ProfileReading.Refused refused -> {
                try (Table table = console().table("line", "part", "problem")) {
                    refused.problems()
                            .forEach(problem -> table.row(Answer.of()
                                    .put("line", problem.line())
                                    .put("part", problem.key())
                                    .put("problem", problem.what())));
                }
                return Optional.of(ExitCode.NEGATIVE);
            }
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        TeamLine.Held ours = HeldProfiles.find(client, Optional.empty());
        Instant today = surroundings().clock().instant().truncatedTo(ChronoUnit.DAYS);
        TeamProfile profile = ours.profile().orElseGet(() -> ProfileWriter.template(ours.team(), today));
        Outputs.write(resolved(), Bytes.ofUtf8(ProfileWriter.text(profile)), false);
        console()
                .answer(Answer.of()
                        .put("team", ours.team().domain())
                        .put("version", ours.profile().map(TeamProfile::version))
                        .put("file", file.toString()));
        console().say("Edit it, then: tocsin team publish " + file);
        return ExitCode.OK;
    }

    private Path resolved() {
        return surroundings().workingDirectory().resolve(file);
    }
}
