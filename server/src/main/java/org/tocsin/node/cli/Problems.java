package org.tocsin.node.cli;

import org.tocsin.cli.CommandFault;
import org.tocsin.node.NodeHome;
import org.tocsin.node.config.ConfigProblem;

/// A directory that cannot be used, as one line for the user.
final class Problems {
    private Problems() {}

    static CommandFault fault(NodeHome.UnusableException unusable) {
        ConfigProblem first = unusable.problems().getFirst();
        int more = unusable.problems().size() - 1;
        String remedy =
                more == 0 ? first.remedy() : first.remedy() + " (and " + more + " more: tocsin node check-config)";
        return CommandFault.unusable(first.what(), first.where(), remedy);
    }
}
