package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.draft.ManifestReader;
import org.tocsin.cli.draft.ManifestReading;
import org.tocsin.cli.draft.ManifestWriter;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.secret.KeyFault;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin team manifest …`: the life of a manifest, on a machine that has no node. Rules R-MAN-1 to R-MAN-7.
abstract class ManifestCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    ManifestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    final Path resolved(Path file) {
        return surroundings.workingDirectory().resolve(file);
    }

    final Console console() {
        return surroundings.console();
    }

    final Instant now() {
        return surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    final void writeDraft(Path draft, TeamManifest manifest) {
        Outputs.write(resolved(draft), Bytes.ofUtf8(ManifestWriter.text(manifest)), false);
        console()
                .answer(Answer.of()
                        .put("team", manifest.team().domain())
                        .put("version", manifest.version())
                        .put("file", draft.toString()));
    }

    /// The draft of a first manifest.
    @Command(
            name = "init",
            description = {
                "Writes the draft of a team's first manifest, with every part explained; what the options do not name is left to",
                "fill in. A team made by `tocsin node init` has its first manifest already: go on with `edit`."
            })
    static final class Init extends ManifestCommand {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "DRAFT", description = "the draft to write")
        private Path draft = Path.of("");

        @Option(names = "--team", paramLabel = "TEAM", required = true, description = "the team's domain")
        private String team = "";

        @Option(names = "--name", paramLabel = "NAME", description = "what people call it (default: the domain)")
        private Optional<String> name = Optional.empty();

        @Mixin
        private ManifestChanges changes = new ManifestChanges();

        Init(Surroundings surroundings) {
            super(surroundings);
            this.surroundings = surroundings;
        }

        @Override
        public ExitCode call() {
            if (!Team.isDomain(team)) {
                throw CommandFault.unusable("not a team", "--team " + team, "its domain in lower case");
            }
            // Replaced by --root; a draft without one is refused when it is signed.
            var nobody = SuitePrivateKey.generate(Suite.ED25519, surroundings.random())
                    .publicKey();
            TeamManifest empty = new TeamManifest(
                    new Team(team),
                    name.orElse(team),
                    1,
                    Optional.empty(),
                    nobody,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    now());
            writeDraft(draft, changes.applied(empty, surroundings.workingDirectory()));
            console().say("Fill in what is missing, then: tocsin team manifest sign " + draft);
            return ExitCode.OK;
        }
    }

    /// The draft of the next manifest.
    @Command(
            name = "edit",
            description = {
                "Writes the draft of the team's next manifest, with every part explained: the newest one of the chain with the",
                "changes that are named here. Edit it further, or sign it as it is."
            })
    static final class Redraft extends ManifestCommand {
        private final Surroundings surroundings;

        @Mixin
        private NodeOption node = new NodeOption();

        @Parameters(paramLabel = "DRAFT", description = "the draft to write")
        private Path draft = Path.of("");

        @Option(
                names = "--manifests",
                paramLabel = "FILE",
                description = "the team's manifests (default: papers/team.manifests of the node's directory)")
        private Optional<Path> manifests = Optional.empty();

        @Mixin
        private ManifestChanges changes = new ManifestChanges();

        Redraft(Surroundings surroundings) {
            super(surroundings);
            this.surroundings = surroundings;
        }

        @Override
        public ExitCode call() {
            PinnedTeam team =
                    ManifestFiles.chain(resolved(manifests.orElse(ManifestFiles.ofNode(resolved(node.directory())))));
            TeamManifest current = team.current();
            TeamManifest next = new TeamManifest(
                    current.team(),
                    current.displayName(),
                    current.version() + 1,
                    Optional.of(Sha256.of(team.signed().getLast().manifest())),
                    current.root(),
                    current.nodeAuthorities(),
                    current.officerAuthorities(),
                    current.nodes(),
                    current.ledgerKeys(),
                    now(),
                    current.provisions());
            writeDraft(draft, changes.applied(next, surroundings.workingDirectory()));
            console().say("Then, where the root key is: tocsin team manifest sign " + draft);
            return ExitCode.OK;
        }
    }

    /// Signs a draft.
    @Command(
            name = "sign",
            description = {
                "Signs a draft with the team's root key, where that key is, and appends it to the team's manifests. Shows what",
                "changes. Then, at the node: tocsin node manifest FILE. Nothing is put in force here: beside a node's own",
                "manifests, which a running node looks at, papers/team.manifests.signed is written. Exit 1: the draft is",
                "incomplete; what is missing is named, and nothing is signed."
            })
    static final class Sign extends ManifestCommand {
        private final Surroundings surroundings;

        @Mixin
        private NodeOption node = new NodeOption();

        @Parameters(paramLabel = "DRAFT", description = "as init or edit wrote it")
        private Path draft = Path.of("");

        @Option(
                names = "--manifests",
                paramLabel = "FILE",
                description =
                        "the team's manifests, to append to; made for a first one (default: papers/team.manifests of the node's directory)")
        private Optional<Path> manifests = Optional.empty();

        @Option(
                names = "--root-key",
                paramLabel = "FILE",
                description = "the root key in force (default: keys/root.key of the node's directory)")
        private Optional<Path> rootKey = Optional.empty();

        @Mixin
        private PassphraseOption passphrase = new PassphraseOption();

        Sign(Surroundings surroundings) {
            super(surroundings);
            this.surroundings = surroundings;
        }

        @Override
        public ExitCode call() {
            Optional<TeamManifest> read = reading();
            if (read.isEmpty()) {
                return ExitCode.NEGATIVE;
            }
            TeamManifest next = read.get();
            Path file = resolved(manifests.orElse(ManifestFiles.ofNode(resolved(node.directory()))));
            List<TeamManifest.Signed> all = new ArrayList<>();
            Optional<TeamManifest> before = Optional.empty();
            if (next.version() > 1 || Files.exists(file)) {
                PinnedTeam team = ManifestFiles.chain(file);
                all.addAll(team.signed());
                before = Optional.of(team.current());
            }
            SuitePrivateKey root = root();
            requireBelonging(next, root, before);
            all.add(new ManifestSigner(root).sign(next));
            Digest fingerprint = Fingerprint.of(Inputs.first(file, all).root());
            if (ManifestChain.verify(fingerprint, all) instanceof ManifestVerdict.Refused refused) {
                throw ManifestFiles.refused(resolved(draft), refused);
            }
            Path target = ManifestFiles.signedBeside(file);
            try {
                PapersDirectory.writeManifests(target, all);
            } catch (IOException failed) {
                throw CommandFault.unusable(
                        "cannot be written", target.toString(), "check the disk and rights", failed);
            }
            ManifestAnswers.print(console(), next, before);
            console()
                    .say("Signed, in " + target + ". At the node: tocsin node manifest "
                            + (target.equals(file) ? "FILE" : target));
            return ExitCode.OK;
        }

        private Optional<TeamManifest> reading() {
            Path file = resolved(draft);
            switch (ManifestReader.read(ManifestFiles.text(file), now())) {
                case ManifestReading.Read read -> {
                    return Optional.of(read.manifest());
                }
                case ManifestReading.Refused refused -> {
                    try (Table table = console().table("line", "part", "problem")) {
                        refused.problems()
                                .forEach(problem -> table.row(Answer.of()
                                        .put("line", problem.line())
                                        .put("part", problem.key())
                                        .put("problem", problem.what())));
                    }
                    return Optional.empty();
                }
            }
        }

        /// What is put together from the wrong files is said as such, before anything is signed.
        private void requireBelonging(TeamManifest next, SuitePrivateKey root, Optional<TeamManifest> before) {
            TeamManifest signing = before.orElse(next);
            if (!signing.team().equals(next.team())) {
                throw CommandFault.unusable(
                        "of another team", draft.toString(), "the manifests are " + signing.team() + "'s");
            }
            if (before.isPresent() && next.version() != signing.version() + 1) {
                throw CommandFault.unusable(
                        "not the next version",
                        draft + ", version " + next.version(),
                        "version " + signing.version()
                                + " is the newest of the manifests: make the draft anew with edit");
            }
            if (!signing.root().equals(root.publicKey())) {
                throw CommandFault.unusable(
                        "not the root key in force",
                        rootKeyFile().toString(),
                        "its fingerprint must be " + Fingerprint.spoken(Fingerprint.of(signing.root())));
            }
        }

        private Path rootKeyFile() {
            return rootKey.orElse(new PapersDirectory(node.directory()).rootKeyFile());
        }

        private SuitePrivateKey root() {
            Path file = resolved(rootKeyFile());
            try {
                return SuitePrivateKey.load(file, passphrase.protection(surroundings), surroundings.random());
            } catch (KeyFault fault) {
                throw CommandFault.unusable(fault.what(), fault.where(), fault.remedy(), fault);
            } catch (IOException missing) {
                throw CommandFault.unusable(
                        Files.exists(file) ? "not a root key's file" : "no root key",
                        rootKeyFile().toString(),
                        "sign where the root key is, or name it: --root-key",
                        missing);
            }
        }
    }

    /// Shows a manifest.
    @Command(
            name = "show",
            description = {
                "Shows the newest manifest of a file, or an earlier one, and what changed against the version before it.",
                "That the file is the team's, only its fingerprint says: verify."
            })
    static final class Show extends ManifestCommand {
        @Parameters(paramLabel = "FILE", description = "a team's manifests")
        private Path file = Path.of("");

        @Option(names = "--version-number", paramLabel = "N", description = "this version (default: the newest)")
        private Optional<Integer> version = Optional.empty();

        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public ExitCode call() {
            List<TeamManifest> all = ManifestFiles.chain(resolved(file)).manifests();
            int shown = version.orElse(all.size());
            if (shown < 1 || shown > all.size()) {
                throw CommandFault.unusable("no such version", "--version-number " + shown, "1 to " + all.size());
            }
            ManifestAnswers.print(
                    console(), all.get(shown - 1), shown == 1 ? Optional.empty() : Optional.of(all.get(shown - 2)));
            return ExitCode.OK;
        }
    }

    /// Verifies a file of manifests.
    @Command(
            name = "verify",
            description = {
                "Verifies that all manifests of a file follow from the root key whose fingerprint was compared (exit 1 if not)."
            })
    static final class Verify extends ManifestCommand {
        @Parameters(paramLabel = "FILE", description = "a team's manifests")
        private Path file = Path.of("");

        @Option(
                names = "--fingerprint",
                paramLabel = "HEX",
                required = true,
                description = "of the team's first root key, as compared")
        private String fingerprint = "";

        Verify(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public ExitCode call() {
            Digest compared = Fingerprint.parse(fingerprint)
                    .orElseThrow(() ->
                            CommandFault.unusable("not a fingerprint", fingerprint, "64 hex digits, in any grouping"));
            switch (ManifestChain.verify(compared, Inputs.manifests(resolved(file)))) {
                case ManifestVerdict.Verified verified -> {
                    console().answer(ManifestAnswers.of(verified.team()).put("holds", true));
                    return ExitCode.OK;
                }
                case ManifestVerdict.Refused refused -> {
                    console()
                            .answer(Answer.of()
                                    .put("holds", false)
                                    .put("manifest", refused.place())
                                    .put("reason", refused.reason().name())
                                    .put("detail", refused.detail()));
                    return ExitCode.NEGATIVE;
                }
            }
        }
    }
}
