package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NodeHome;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.config.ConfigProblem;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.RosterReader;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyPlanResult;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;

/// Checks a node's configuration against its papers: the node that `node.toml` names must be the one that the papers
/// speak for.
final class ConfigCheck {
    private ConfigCheck() {}

    static List<ConfigProblem> problems(Path directory, SecureRandom random, Instant now) {
        List<ConfigProblem> problems = new ArrayList<>(
                switch (ConfigReader.read(directory)) {
                    case ConfigResult.Unusable unusable -> unusable.problems();
                    case ConfigResult.Read read -> papers(read.config(), random, now);
                });
        if (RosterReader.read(directory) instanceof RosterReader.Result.Unusable unusable) {
            problems.addAll(unusable.problems());
        }
        switch (DutyPlan.read(directory)) {
            case DutyPlanResult.Unusable unusable -> problems.addAll(unusable.problems());
            case DutyPlanResult.Read read -> problems.addAll(channels(directory, read.plan()));
            case DutyPlanResult.Absent absent -> {
                // Nobody is summoned: a choice, not a fault.
            }
        }
        return problems;
    }

    private static List<ConfigProblem> channels(Path directory, DutyPlan plan) {
        if (!(ConfigReader.read(directory) instanceof ConfigResult.Read read)) {
            return List.of();
        }
        Team own = new Team(read.config().identity().team());
        return Channels.check(plan.channels(), own).stream()
                .map(problem -> new ConfigProblem(
                        "duty.toml, channel " + problem.channel(), problem.what(), "correct it, or mend the file"))
                .toList();
    }

    private static List<ConfigProblem> papers(NodeConfig config, SecureRandom random, Instant now) {
        List<ConfigProblem> problems = new ArrayList<>();
        PapersDirectory papers = NodeHome.papers(config);
        try {
            for (Path exposed : papers.exposedKeys()) {
                problems.add(Problems.problem(FileModes.exposed(exposed)));
            }
            PinnedTeam own = papers.own();
            Credentials node = papers.node();
            String team = config.identity().team();
            if (!own.team().domain().equals(team)) {
                problems.add(new ConfigProblem(
                        "team", "is " + team + ", but the manifest is of " + own.team(), "correct one of them"));
            } else if (!own.namesNodeKey(config.identity().node(), TeamPapers.spki(node))) {
                problems.add(new ConfigProblem(
                        "node",
                        "the manifest does not name this key for "
                                + config.identity().node(),
                        "correct the name, or sign a manifest that names the key in keys/node.key"));
            }
            Instant end = node.certificate().getNotAfter().toInstant();
            if (!now.isBefore(end)) {
                problems.add(new ConfigProblem("papers/node.pem", "expired at " + end, "issue a new node certificate"));
            }
            Optional<TeamManifest.KeyPeriod> open = own.keyPeriods().open();
            if (open.isEmpty()) {
                problems.add(new ConfigProblem(
                        "papers/team.manifests", "no ledger-key period is open", "sign a manifest that opens one"));
            } else if (!hasLedgerKey(papers, own, random)) {
                problems.add(new ConfigProblem(
                        "keys",
                        "no ledger key here belongs to the manifest's open key period",
                        "put keys/ledger*.key back"));
            }
        } catch (KeyFault fault) {
            problems.add(Problems.problem(fault));
        } catch (IOException unusable) {
            problems.add(new ConfigProblem(
                    "papers",
                    String.valueOf(unusable.getMessage()),
                    "put the file back from a copy: nothing else has this team's keys"));
        }
        return problems;
    }

    /// While a key is replaced, the next one may not be here yet.
    private static boolean hasLedgerKey(PapersDirectory papers, PinnedTeam own, SecureRandom random)
            throws IOException {
        for (TeamManifest.KeyPeriod period : own.keyPeriods().allOpen()) {
            if (papers.ledger(period.key(), random).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
