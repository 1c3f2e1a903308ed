package org.tocsin.node.cli;

import org.tocsin.cli.CommandFault;
import org.tocsin.node.NodeHome;
import org.tocsin.node.config.ConfigProblem;
import org.tocsin.secret.KeyFault;

/// A directory that cannot be used, as one line for the user.
final class Problems {
    private Problems() {}

    static CommandFault fault(KeyFault unusable) {
        return CommandFault.unusable(unusable.what(), unusable.where(), unusable.remedy(), unusable);
    }

    static ConfigProblem problem(KeyFault unusable) {
        return new ConfigProblem(unusable.where(), unusable.what(), unusable.remedy());
    }

    static CommandFault fault(NodeHome.UnusableException unusable) {
        ConfigProblem first = unusable.problems().getFirst();
        int more = unusable.problems().size() - 1;
        String remedy =
                more == 0 ? first.remedy() : first.remedy() + " (and " + more + " more: tocsin node check-config)";
        return CommandFault.unusable(first.what(), first.where(), remedy);
    }
}
