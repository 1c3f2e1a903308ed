package org.tocsin.node.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.config.ConfigProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin node check-config`: everything that can be known of a configuration and its papers without starting.
@Command(
        name = "check-config",
        description =
                "Checks node.toml, duty.toml and the papers they need; reports all problems together; exit 2 if there is one.")
final class CheckConfigCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    CheckConfigCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path directory = surroundings.workingDirectory().resolve(node.directory());
        List<ConfigProblem> problems = ConfigCheck.problems(
                directory, surroundings.random(), surroundings.clock().instant());
        if (problems.isEmpty()) {
            surroundings
                    .console()
                    .answer(Answer.of().put("directory", directory.toString()).put("verdict", "usable"));
            return ExitCode.OK;
        }
        try (Table table = surroundings.console().table("where", "what", "remedy")) {
            for (ConfigProblem problem : problems) {
                table.row(Answer.of()
                        .put("where", problem.where())
                        .put("what", problem.what())
                        .put("remedy", problem.remedy()));
            }
        }
        return ExitCode.UNUSABLE;
    }
}
