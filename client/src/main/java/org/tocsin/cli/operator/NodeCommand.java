package org.tocsin.cli.operator;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;
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
        OfficerFile officer = OfficerFile.read(surroundings.workingDirectory().resolve(node.directory()));
        try (OperatorClient client = OfficerLine.open(officer, surroundings)) {
            return ask(client);
        } catch (OperatorFault fault) {
            throw toldToPeople(
                    fault, officer.address(), about(fault.getMessage().contains("team")));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
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

    /// @param address of the node
    /// @param about what the command is about
    static CommandFault toldToPeople(OperatorFault fault, String address, String about) {
        return switch (fault.kind()) {
            case UNREACHABLE ->
                CommandFault.unreachable(
                        "the node does not answer", address, "is it running (tocsin node run)? " + fault.getMessage());
            case NOT_ADMITTED ->
                CommandFault.refused(
                        "the node does not take the officer's certificate, or it is not this team's node",
                        address,
                        "see officer.toml, and DOOR_REFUSED in the node's audit.jsonl");
            case NOT_READY ->
                CommandFault.unreachable(
                        fault.getMessage(),
                        address,
                        switch (fault.reason()) {
                            case "NOT_SIGNING" -> "see: tocsin node status";
                            case "STORAGE" -> "see its log; when its disk has room and is well, restart the node";
                            default -> "try again, or ask: tocsin node status";
                        });
            case NOT_FOUND ->
                CommandFault.refused(
                        fault.getMessage().isEmpty() ? "no such thing" : fault.getMessage(),
                        about,
                        fault.getMessage().contains("agreement")
                                        || fault.getMessage().contains("draft")
                                ? "see: tocsin agreement list"
                                : "see: tocsin record list, tocsin peer list");
            case REFUSED -> CommandFault.refused("the node refused", about, fault.getMessage());
            case BROKEN ->
                CommandFault.unreachable(
                        "the node failed", address, "look at its log; is it of this version? " + fault.getMessage());
        };
    }
}
