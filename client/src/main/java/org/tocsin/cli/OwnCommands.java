package org.tocsin.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The commands of the root itself.
final class OwnCommands {
    private OwnCommands() {}

    static List<CommandModule.Mount> of(Surroundings surroundings, CommandLine root) {
        return List.of(new CommandModule.Mount(CommandGroup.ROOT, new Completion(surroundings.console(), root)));
    }

    /// Prints the completion script of all commands that are mounted.
    @Command(
            name = "completion",
            description = "Prints a completion script for bash and zsh: source <(tocsin completion)")
    record Completion(Console console, CommandLine root) implements Callable<ExitCode> {
        @Override
        public ExitCode call() {
            console.line(AutoComplete.bash("tocsin", root));
            return ExitCode.OK;
        }
    }
}
