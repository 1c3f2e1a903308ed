package org.tocsin.cli;

import java.util.List;
import java.util.concurrent.Callable;

/// The commands that one module on the class path contributes to `tocsin`, found by `ServiceLoader`: name the
/// implementation in
/// `META-INF/services/org.tocsin.cli.CommandModule`. Several modules may mount into the same group.
public interface CommandModule {
    /// The module's commands. Called once in a run; must be cheap, and must do nothing else.
    List<Mount> commands(Surroundings surroundings);

    /// One command and the group it stands in; a command that has the group's own name is what the group does by
    /// itself.
    /// The command is a picocli `@Command` with a name; it answers through
    /// `Surroundings.console()`, and throws `CommandFault` for everything that is the user's or the node's to mend.
    record Mount(CommandGroup group, Callable<ExitCode> command) {}
}
