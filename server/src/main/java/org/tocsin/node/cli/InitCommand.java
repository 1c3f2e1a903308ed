package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.PassphraseOption;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.TeamPapers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin node init DIR`: everything that a new team needs to run its first node.
@Command(
        name = "init",
        description = {
            "Makes a new node's directory with everything that a new team needs; overwrites nothing.",
            "That is: root key, authorities, node and officer certificates, ledger key, manifest, node.toml, officer.toml, roles.toml, duty.toml."
        })
final class InitCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "DIR", description = "the directory to make; must not exist, or be empty")
    private Path directory = Path.of(".");

    @Option(
            names = "--team",
            required = true,
            paramLabel = "DOMAIN",
            description = "the team's DNS domain, in lower case")
    private String team = "";

    @Option(
            names = "--name",
            paramLabel = "NODE",
            defaultValue = "node-1",
            description = "the node's name (default: node-1)")
    private String nodeName = "node-1";

    @Option(
            names = "--display-name",
            paramLabel = "NAME",
            description = "what people call the team (default: its domain)")
    private String displayName = "";

    @Option(
            names = "--endpoint",
            paramLabel = "HOST:PORT",
            description =
                    "where other teams' nodes reach the peer port; goes into the manifest; may be given more than once")
    private List<String> endpoints = List.of();

    @Option(
            names = "--no-endpoint",
            description =
                    "instead of --endpoint: other teams' nodes cannot reach this one; it collects from them what they have for it")
    private boolean unreachable;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "0.0.0.0:7443",
            description = "the peer port (default: 0.0.0.0:7443)")
    private String listen = "0.0.0.0:7443";

    @Option(
            names = "--operator-listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7444",
            description = "the operator port (default: 127.0.0.1:7444)")
    private String operatorListen = "127.0.0.1:7444";

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            defaultValue = "ed25519_ml_dsa_65",
            description = "ed25519_ml_dsa_65 (default: both signatures must verify) or ed25519")
    private Suite suite = Suite.ED25519_ML_DSA_65;

    @Option(
            names = "--approvals",
            paramLabel = "N",
            description =
                    "officers that must approve what the team states about agreements, each with their own key (default: 2;"
                            + " 1 where there is one officer, who then binds the team alone)")
    private int approvals = NodeConfig.AgreementSettings.APPROVALS;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    InitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        if (!Team.isDomain(team)) {
            throw CommandFault.unusable(
                    "not a domain name in lower case", "--team " + team, "give the team's DNS domain");
        }
        if (endpoints.isEmpty() != unreachable) {
            throw CommandFault.unusable(
                    "says not where this node is reached",
                    "--endpoint or --no-endpoint",
                    "give one of them: HOST:PORT, or that nobody can dial this node");
        }
        if (approvals < 1 || approvals > Conduct.APPROVALS_MAX) {
            throw CommandFault.unusable(
                    "not a number of officers", "--approvals " + approvals, "give 1 to " + Conduct.APPROVALS_MAX);
        }
        Path target = surroundings.workingDirectory().resolve(directory);
        var plan = new TeamPapers.Plan(
                new Team(team), displayName.isEmpty() ? team : displayName, nodeName, endpoints, suite);
        TeamPapers papers;
        try {
            papers = NodeSetup.create(
                    target,
                    plan,
                    new NodeSetup.Addresses(listen, operatorListen, approvals, passphrase.protection(surroundings)),
                    surroundings.random(),
                    surroundings.clock().instant());
        } catch (KeyFault fault) {
            throw Problems.fault(fault);
        } catch (FileAlreadyExistsException inTheWay) {
            throw CommandFault.unusable("is not empty", target.toString(), "name a directory that does not exist yet");
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be made", target.toString(), "check its rights and the disk", failed);
        } catch (IllegalArgumentException unfit) {
            throw CommandFault.unusable(String.valueOf(unfit.getMessage()), "the options", "correct them", unfit);
        }
        var console = surroundings.console();
        console.answer(Answer.of()
                .put("directory", target.toString())
                .put("team", team)
                .put("fingerprint", Fingerprint.spoken(papers.rootFingerprint()))
                .put("manifest", target.resolve("papers/team.manifests").toString()));
        console.say(
                "Move keys/root.key, keys/node-authority.key and keys/officer-authority.key to a safe place off this machine.");
        console.say("Give papers/team.manifests to your partners, and read them the fingerprint over the telephone.");
        console.say("Say in duty.toml who is on duty: as it stands, the first officer always is, at the terminal.");
        console.say("The first officer may do everything: see roles.toml, and tocsin node add-officer for others.");
        console.say("Then: tocsin node run --node " + directory);
        return ExitCode.OK;
    }
}
