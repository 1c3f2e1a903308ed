package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NodeHome;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin node rotate certificate|authority|ledger-key|officer-authority|officer`: makes what comes next, beside what
/// is in use. The running node changes over by itself, when partners know what they must.
@Command(
        name = "rotate",
        description = {
            "Makes what comes next, beside what is in use, and says what to do with it; nothing is interrupted.",
            "certificate: another one for the node, from the authority whose key must be back in keys/ (--new-key: with another",
            "key; --public-key: for a key made elsewhere, as in a token). authority, officer-authority: another one that issues",
            "for nodes, or for officers. officer: another certificate for an officer's key, in the place of the one in use.",
            "ledger-key: another key that signs the ledger."
        })
final class NodeRotateCommand implements Callable<ExitCode> {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
    private static final String TOKEN_CERTIFICATE = "node-elsewhere.pem";
    private static final int LEDGER_KEYS_MAX = 1_000;

    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "WHAT", description = "certificate, authority, ledger-key, officer-authority or officer")
    private String what = "";

    @Option(names = "--new-key", description = "certificate: for another key, which the manifest must name first")
    private boolean newKey;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "certificate: for this key (PEM or DER), whose private half is in a token, say; the running"
                    + " node does not change over to it")
    private Optional<Path> publicKey = Optional.empty();

    @Option(
            names = "--for",
            paramLabel = "PEM",
            description = "officer: the certificate to replace (default: the first officer's, in the node's directory)")
    private Optional<Path> certificate = Optional.empty();

    NodeRotateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        try {
            NodeHome home = NodeHome.read(surroundings.workingDirectory().resolve(node.directory()));
            switch (what) {
                case "certificate" -> certificate(home);
                case "authority" -> authority(home, Role.NODE);
                case "officer-authority" -> authority(home, Role.OFFICER);
                case "officer" -> new OfficerRenewal(surroundings, home).renew(certificate);
                case "ledger-key" -> ledgerKey(home);
                default ->
                    throw CommandFault.unusable(
                            "nothing to rotate",
                            what,
                            "certificate, authority, ledger-key, officer-authority or officer");
            }
            return ExitCode.OK;
        } catch (NodeHome.UnusableException unusable) {
            throw Problems.fault(unusable);
        } catch (IOException failed) {
            throw OfflineLedger.fault(failed);
        }
    }

    private void certificate(NodeHome home) throws IOException {
        PapersDirectory papers = home.papers().writing(surroundings.random());
        if (newKey && papers.token().isPresent()) {
            throw CommandFault.unusable(
                    "the node's key is in a token, and another one is made there",
                    papers.token().get().toString(),
                    "leave --new-key away to renew the certificate of the key in the token; or make a key there, and name"
                            + " its public half with --public-key");
        }
        if (publicKey.isPresent()) {
            forKey(home, surroundings.workingDirectory().resolve(publicKey.get()));
            return;
        }
        if (papers.nextNodeChain().isPresent()) {
            throw CommandFault.unusable(
                    "there is a next certificate already",
                    papers.nextNodeCertificateFile().toString(),
                    "the running node uses it as soon as it may; or delete it");
        }
        Credentials authority = Issuers.newest(papers, home.own(), Role.NODE);
        Subject subject = node(home, authority);
        CertificateIssuer issuer = new CertificateIssuer(surroundings.random());
        Credentials next = newKey ? issuer.issue(authority, subject) : renewed(papers.node(), authority, subject);
        papers.saveNextNode(next, newKey);
        answer(papers.nextNodeCertificateFile(), next.certificate());
        if (newKey) {
            say(edit(home, papers.nextNodeCertificateFile()));
        } else {
            surroundings
                    .console()
                    .say("The running node uses it as soon as every partner knows the manifest in force.");
        }
    }

    private Credentials renewed(Credentials node, Credentials authority, Subject subject) {
        PublicKey key = node.certificate().getPublicKey();
        return new Credentials(
                node.key(), List.of(new CertificateIssuer(surroundings.random()).certify(authority, key, subject)));
    }

    /// A certificate for a key that is not here. The running node could not use it: whoever has the key changes over.
    private void forKey(NodeHome home, Path file) throws IOException {
        PublicKey key = PapersDirectory.readPublicKey(file);
        Credentials authority = Issuers.newest(home.papers(), home.own(), Role.NODE);
        X509Certificate made =
                new CertificateIssuer(surroundings.random()).certify(authority, key, node(home, authority));
        Path place = home.papers().papers().resolve(TOKEN_CERTIFICATE);
        PapersDirectory.writeCertificate(place, made);
        answer(place, made);
        say(edit(home, place));
        surroundings
                .console()
                .say("4. when every partner knows that manifest (tocsin peer show TEAM, there): stop the node, put "
                        + place
                        + " in the place of node.pem, name the token in node.toml ([tls.token]), tocsin node check-config,"
                        + " and start it. Then take the old key out (--drop-node-key).");
    }

    private Subject node(NodeHome home, Credentials authority) {
        Instant now = surroundings.clock().instant();
        String name = home.config().identity().node();
        return Subject.of(home.team(), Role.NODE, name, now.minus(Issuers.SKEW), Issuers.until(authority, now))
                .reachedAt(home.own().current().nodes().stream()
                        .filter(entry -> entry.name().equals(name))
                        .flatMap(entry -> entry.endpoints().stream())
                        .toList());
    }

    private static String edit(NodeHome home, Path certificate) {
        return "tocsin team manifest edit next.toml --node-key "
                + home.config().identity().node() + "=" + certificate;
    }

    private void answer(Path place, X509Certificate certificate) {
        surroundings
                .console()
                .answer(Answer.of()
                        .put("certificate", place.toString())
                        .put("key", hash(certificate))
                        .put("until", certificate.getNotAfter().toInstant()));
    }

    private void authority(NodeHome home, Role role) throws IOException {
        Instant now = surroundings.clock().instant();
        String domain = home.team().domain();
        String what = role.segment() + " authority";
        String name = domain + " " + what;
        Credentials next = new CertificateIssuer(surroundings.random())
                .authority(name.length() <= 64 ? name : what, now.minus(Issuers.SKEW), now.plus(AUTHORITY_LIFE));
        Path certificate = home.papers().writing(surroundings.random()).addAuthority(Issuers.next(role), next);
        surroundings
                .console()
                .answer(Answer.of().put("authority", certificate.toString()).put("key", hash(next.certificate())));
        say("tocsin team manifest edit next.toml --" + Issuers.name(role) + " " + certificate);
        surroundings
                .console()
                .say("then: "
                        + (role == Role.NODE
                                ? "tocsin node rotate certificate"
                                : "tocsin node rotate officer, for" + " each officer")
                        + "; and later --drop-authority for the old one.");
    }

    private static Digest hash(X509Certificate certificate) {
        return Sha256.of(certificate.getPublicKey().getEncoded());
    }

    private void ledgerKey(NodeHome home) throws IOException, NodeHome.UnusableException {
        TeamManifest.KeyPeriod open = home.openPeriod();
        SuitePrivateKey next = SuitePrivateKey.generate(open.key().suite(), surroundings.random());
        Path key = free(home.papers().keys());
        next.save(key, home.papers().protection());
        Path publicKey = home.papers().papers().resolve(key.getFileName() + ".pub");
        Files.writeString(
                publicKey,
                next.suite() + " "
                        + Base64.getEncoder()
                                .encodeToString(next.publicKey().key().array())
                        + "\n");
        surroundings.console().answer(Answer.of().put("key", key.toString()).put("public_key", publicKey.toString()));
        say("tocsin team manifest edit next.toml --ledger-key " + publicKey);
        surroundings
                .console()
                .say("The running node signs with it from then on, and audit.jsonl says at which head the old key ended"
                        + " (LEDGER_KEY_REPLACED): end its period with --close-ledger-key SIZE:ROOT.");
    }

    private static Path free(Path keys) {
        for (int number = 2; number <= LEDGER_KEYS_MAX; number++) {
            Path file = keys.resolve("ledger-" + number + ".key");
            if (!Files.exists(file)) {
                return file;
            }
        }
        throw CommandFault.unusable("too many ledger keys", keys.toString(), "move old ones away");
    }

    private void say(String edit) {
        surroundings.console().say("1. " + edit);
        surroundings.console().say("2. where the root key is: tocsin team manifest sign next.toml");
        surroundings.console().say("3. at the node: tocsin node manifest FILE");
    }
}
