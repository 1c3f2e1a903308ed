package org.tocsin.node.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Version;
import org.tocsin.node.NodeHome;
import org.tocsin.node.NodeMain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin node run`: the node itself, in the foreground.
@Command(
        name = "run",
        description = {
            "Runs the node until SIGTERM or Ctrl-C, which drain it; SIGHUP reads certificates and manifests again.",
            "Prints a line that begins with \"ready\" when both ports are open. The log goes to standard error."
        })
final class RunCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        var directory = surroundings.workingDirectory().resolve(node.directory());
        try {
            new NodeMain(
                            directory,
                            surroundings.clock(),
                            surroundings.random(),
                            Version.ofThisBuild(),
                            line -> surroundings.console().say(line))
                    .run();
            return ExitCode.OK;
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (IOException failed) {
            throw CommandFault.unusable(
                    "the node cannot run", directory.toString(), String.valueOf(failed.getMessage()), failed);
        }
    }
}
