package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.PassphraseOption;
import org.tocsin.model.Team;
import org.tocsin.node.NodeHome;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.config.Roster;
import org.tocsin.node.config.RosterReader;
import org.tocsin.node.config.RosterTemplate;
import org.tocsin.secret.KeyFault;
import org.tocsin.secret.KeyFiles;
import org.tocsin.secret.KeyProtection;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin node add-officer DIR`: a further officer of the team, with a key and a certificate of their own.
@Command(
        name = "add-officer",
        description = {
            "Makes a directory for a further officer of the team: a key, a certificate that the officer authority issues",
            "for a year, and officer.toml, by which their commands reach the node (tocsin --node DIR); and writes their",
            "roles into the node's roles.toml, which a running node reads on SIGHUP: until then they may do nothing.",
            "keys/officer-authority.key (officer-authority-next.key, while that is replaced) must be back in the node's",
            "directory for that; take it away again."
        })
final class OfficerAddCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "DIR", description = "the officer's directory, which must not exist yet")
    private Path directory = Path.of("");

    @Option(
            names = "--id",
            paramLabel = "ID",
            description =
                    "what the officer is called in certificates, audit and duty.toml: 1 to 32 letters in lower case"
                            + " and digits (default: four random hex digits); it should say nothing of the person")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            split = ",",
            required = true,
            description =
                    "what they may be: analyst, duty-officer, liaison, signatory, auditor, operator; several with commas")
    private List<String> roles = List.of();

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    @Option(
            names = "--plain-key",
            description = "writes the officer's key in the clear, although the node's own keys are encrypted")
    private boolean plainKey;

    OfficerAddCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        String name = id.orElseGet(
                () -> HexFormat.of().toHexDigits((short) surroundings.random().nextInt()));
        if (!RosterReader.OFFICER.matcher(name).matches()) {
            throw CommandFault.unusable(
                    "not an officer's id", "--id " + name, "1 to 32 letters in lower case and digits");
        }
        Set<OfficerRole> named = named();
        Path home = surroundings.workingDirectory().resolve(node.directory());
        refuseKnown(home, name);
        Path target = surroundings.workingDirectory().resolve(directory);
        if (Files.exists(target)) {
            throw CommandFault.unusable("exists already", target.toString(), "name a directory that does not");
        }
        OfficerFile ours = OfficerFile.read(home);
        PapersDirectory papers = papers(home);
        KeyProtection protection = protection(papers);
        try {
            Team team = papers.own().team();
            Credentials made = issue(Issuers.newest(papers, papers.own(), Role.OFFICER), team, name);
            PapersDirectory.saveOfficer(target, made, papers.manifests(), protection);
            Files.writeString(
                    target.resolve(OfficerFile.NAME),
                    OfficerFile.text(ours.address(), ours.fingerprint(), protection),
                    StandardCharsets.UTF_8);
            Files.writeString(
                    home.resolve(Roster.FILE),
                    RosterTemplate.entry(name, named),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (KeyFault fault) {
            throw Problems.fault(fault);
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be made", target.toString(), "check its rights and the disk", failed);
        }
        var console = surroundings.console();
        console.answer(Answer.of()
                .put("directory", target.toString())
                .put("officer", name)
                .put("roles", named.stream().map(OfficerRole::text).toList()));
        console.say("Give the directory to the officer, and to nobody else: who has its key speaks as this officer.");
        protection
                .passphrase()
                .ifPresent(
                        place -> console.say(
                                "The key is encrypted with the passphrase in " + place
                                        + ": give that to the officer by another way, and correct passphrase_file in officer.toml there."));
        console.say("A running node takes the officer after SIGHUP (kill -HUP PID), or a restart.");
        console.say("Take keys/officer-authority.key off this machine again.");
        return ExitCode.OK;
    }

    /// As the officer's passphrase says. Where the node's keys are encrypted, a plain one is not written unasked.
    private KeyProtection protection(PapersDirectory papers) {
        KeyProtection protection = passphrase.protection(surroundings);
        if (protection.passphrase().isEmpty() && !plainKey && hasEncryptedKeys(papers)) {
            throw CommandFault.unusable(
                    "this node's keys are encrypted, and the officer's would not be",
                    directory.toString(),
                    "write a passphrase of the officer's own into a file of mode 0600: --passphrase-file FILE; or, for a key"
                            + " in the clear: --plain-key");
        }
        try {
            // Before anything is made: a passphrase that cannot be read leaves no half of a directory.
            protection.cover("");
        } catch (KeyFault fault) {
            throw Problems.fault(fault);
        } catch (IOException unreadable) {
            throw OfflineLedger.fault(unreadable);
        }
        return protection;
    }

    private static boolean hasEncryptedKeys(PapersDirectory papers) {
        try {
            for (Path file : KeyFiles.in(papers.keys())) {
                if (KeyFiles.isEncrypted(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            throw OfflineLedger.fault(unreadable);
        }
    }

    private Set<OfficerRole> named() {
        Set<OfficerRole> named = EnumSet.noneOf(OfficerRole.class);
        for (String role : roles) {
            named.add(OfficerRole.of(role.strip())
                    .orElseThrow(() -> CommandFault.unusable(
                            "no such role",
                            "--roles " + role,
                            "give some of: analyst, duty-officer, liaison, signatory, auditor, operator")));
        }
        return named;
    }

    private static void refuseKnown(Path home, String name) {
        switch (RosterReader.read(home)) {
            case RosterReader.Result.Unusable unusable ->
                throw CommandFault.unusable(
                        unusable.problems().getFirst().what(),
                        unusable.problems().getFirst().where(),
                        unusable.problems().getFirst().remedy());
            case RosterReader.Result.Read read -> {
                if (read.roster().roles().containsKey(name)) {
                    throw CommandFault.unusable("is an officer already", name, "give another id, or edit roles.toml");
                }
            }
        }
    }

    /// As node.toml says; without one, with plain keys.
    private static PapersDirectory papers(Path home) {
        return ConfigReader.read(home) instanceof ConfigResult.Read read
                ? NodeHome.papers(read.config())
                : new PapersDirectory(home);
    }

    private Credentials issue(Credentials authority, Team team, String name) {
        Instant now = surroundings.clock().instant();
        return new CertificateIssuer(surroundings.random())
                .issue(
                        authority,
                        Subject.of(team, Role.OFFICER, name, now.minus(Issuers.SKEW), Issuers.until(authority, now)));
    }
}
