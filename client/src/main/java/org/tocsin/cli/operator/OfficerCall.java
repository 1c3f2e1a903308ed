package org.tocsin.cli.operator;

import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;

/// An officer's call to the team's node: opens the line, and turns what goes wrong there into one line for people.
public final class OfficerCall {
    private OfficerCall() {}

    /// What is asked.
    public interface Question {
        ExitCode ask(OperatorClient client, OfficerFile officer) throws InterruptedException;
    }

    /// What a command is about: a record, a team, an emergency.
    public interface About {
        String of(OperatorFault fault);
    }

    public static ExitCode call(Surroundings surroundings, NodeOption node, About about, Question question) {
        OfficerFile officer = OfficerFile.read(surroundings.workingDirectory().resolve(node.directory()));
        try (OperatorClient client = OfficerLine.open(officer, surroundings)) {
            return question.ask(client, officer);
        } catch (OperatorFault fault) {
            throw toldToPeople(fault, officer.address(), about.of(fault));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private static CommandFault toldToPeople(OperatorFault fault, String address, String about) {
        return switch (fault.kind()) {
            case UNREACHABLE ->
                CommandFault.unreachable(
                        "the node does not answer", address, "is it running (tocsin node run)? " + fault.getMessage());
            case NOT_ADMITTED ->
                CommandFault.refused(
                        "the node does not take the officer's certificate, or it is not this team's node",
                        address,
                        "see officer.toml, both clocks, and DOOR_REFUSED in the node's audit.jsonl; TOKEN_FAILED there says"
                                + " that the node cannot reach its own key");
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
                        whereToLook(String.valueOf(fault.getMessage())));
            case REFUSED ->
                fault.reason().equals("ROLE_NEEDED")
                        ? CommandFault.refused(
                                "not for this officer",
                                about,
                                fault.getMessage()
                                        + " (roles are given in the node's roles.toml: tocsin node officers)")
                        : CommandFault.refused("the node refused", about, fault.getMessage());
            case BROKEN ->
                CommandFault.unreachable(
                        "the node failed", address, "look at its log; is it of this version? " + fault.getMessage());
        };
    }

    static String whereToLook(String missing) {
        if (missing.contains("evidence") || missing.contains("speaks against")) {
            return "see: tocsin evidence list";
        }
        if (missing.contains("lane")) {
            return "see: tocsin lanes, tocsin peer list";
        }
        if (missing.contains("draft waits")) {
            return "see: tocsin record drafts";
        }
        if (missing.contains("agreement") || missing.contains("draft")) {
            return missing.contains("draft") ? "see: tocsin agreement list --drafts" : "see: tocsin agreement list";
        }
        if (missing.contains("emergency")) {
            return "see: tocsin emergency list --all";
        }
        if (missing.contains("team")) {
            return "see: tocsin peer list";
        }
        return missing.contains("record") ? "see: tocsin record list" : "see: tocsin record list, tocsin peer list";
    }
}
