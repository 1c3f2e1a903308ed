package org.tocsin.cli.operator;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// A command that asks the team's node: opens the officer's line to it, and turns what goes wrong there into one line.
abstract class NodeCommand implements Callable<ExitCode> {
    /// Options that say what a command is about, where it has no argument that does.
    private static final Set<String> ABOUT = Set.of("--to", "--from", "--with", "--partner", "--supersedes");

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private NodeOption node = new NodeOption();

    NodeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// What the command asks.
    abstract ExitCode ask(OperatorClient client) throws InterruptedException;

    /// Looks at what was typed, before the node is called.
    void check() {}

    /// The end of a command that needs no node; called after `check`.
    Optional<ExitCode> here() {
        return Optional.empty();
    }

    @Override
    public final ExitCode call() {
        check();
        Optional<ExitCode> end = here();
        if (end.isPresent()) {
            return end.get();
        }
        return OfficerCall.call(
                surroundings,
                node,
                fault -> about(fault.getMessage().contains("team")),
                (client, officer) -> ask(client));
    }

    final Surroundings surroundings() {
        return surroundings;
    }

    final Console console() {
        return surroundings.console();
    }

    /// Where the command was told that the node is.
    final NodeOption node() {
        return node;
    }

    /// What the command is about, as it was typed: a record, a team, an agreement, a file; else itself.
    ///
    /// @param team whether it is a team that something is wrong with
    private String about(boolean team) {
        CommandSpec command = spec;
        if (command == null || command.commandLine().getParseResult() == null) {
            return "";
        }
        ParseResult typed = command.commandLine().getParseResult();
        Stream<ArgSpec> named = typed.matchedPositionals().stream().map(ArgSpec.class::cast);
        Stream<ArgSpec> teams = typed.matchedOptions().stream()
                .filter(option -> ABOUT.contains(option.longestName()))
                .map(ArgSpec.class::cast);
        return Stream.concat(team ? teams : named, team ? named : teams)
                .flatMap(argument -> argument.originalStringValues().stream())
                .findFirst()
                .orElse(command.qualifiedName());
    }
}
