package org.tocsin.node.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Version;
import org.tocsin.node.NodeHome;
import org.tocsin.node.NodeMain;
import org.tocsin.node.PortException;
import org.tocsin.node.directory.DirectoryDamaged;
import org.tocsin.node.ledger.LedgerDamaged;
import org.tocsin.node.store.StoreException;
import org.tocsin.secret.KeyFault;
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

    private static void ready(Console console, NodeMain.Addresses addresses) {
        if (console.isJson()) {
            console.answer(Answer.of()
                    .put("event", "ready")
                    .put("peer", addresses.peer())
                    .put("operator", addresses.operator()));
        } else {
            console.say("ready peer=" + addresses.peer() + " operator=" + addresses.operator());
        }
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
                            addresses -> ready(surroundings.console(), addresses))
                    .run();
            return ExitCode.OK;
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (StoreException | LedgerDamaged | DirectoryDamaged unfit) {
            throw CommandFault.unusable(
                    String.valueOf(unfit.getMessage()),
                    directory.toString(),
                    "mend that, then start the node again (tocsin ledger verify names what is damaged)",
                    unfit);
        } catch (PortException taken) {
            throw CommandFault.unusable(
                    "cannot be listened on",
                    taken.key() + " " + taken.address(),
                    "stop what uses it, or change node.toml",
                    taken);
        } catch (KeyFault unusable) {
            throw Problems.fault(unusable);
        } catch (IOException failed) {
            throw CommandFault.unusable(
                    String.valueOf(failed.getMessage()), directory.toString(), "check the file and its rights", failed);
        }
    }
}
