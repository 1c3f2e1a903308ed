package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.NodeHome;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin node rotate certificate|authority|ledger-key`: makes what comes next, beside what is in use. The running
/// node
/// changes over by itself, when partners know what they must.
@Command(
        name = "rotate",
        description = {
            "Makes what comes next, beside what is in use, and says what to do with it; nothing is interrupted.",
            "certificate: another one for the node, from the authority whose key must be back in keys/ (--new-key: with another",
            "key). authority: another one that issues for nodes. ledger-key: another key that signs the ledger."
        })
final class NodeRotateCommand implements Callable<ExitCode> {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
    private static final String NEXT_AUTHORITY = "node-authority-next";
    private static final int LEDGER_KEYS_MAX = 1_000;

    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "WHAT", description = "certificate, authority or ledger-key")
    private String what = "";

    @Option(names = "--new-key", description = "certificate: for another key, which the manifest must name first")
    private boolean newKey;

    NodeRotateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        try {
            NodeHome home = NodeHome.read(surroundings.workingDirectory().resolve(node.directory()));
            switch (what) {
                case "certificate" -> certificate(home);
                case "authority" -> authority(home);
                case "ledger-key" -> ledgerKey(home);
                default ->
                    throw CommandFault.unusable("nothing to rotate", what, "certificate, authority or ledger-key");
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
                    "leave --new-key away to renew the certificate of the key in the token");
        }
        if (papers.nextNodeChain().isPresent()) {
            throw CommandFault.unusable(
                    "there is a next certificate already",
                    papers.nextNodeCertificateFile().toString(),
                    "the running node uses it as soon as it may; or delete it");
        }
        Credentials authority = issuer(home);
        Instant now = surroundings.clock().instant();
        Instant end = authority.certificate().getNotAfter().toInstant();
        Instant until = now.plus(LIFE).isBefore(end) ? now.plus(LIFE) : end;
        String name = home.config().identity().node();
        Subject subject = Subject.of(home.team(), Role.NODE, name, now.minus(SKEW), until)
                .reachedAt(home.own().current().nodes().stream()
                        .filter(entry -> entry.name().equals(name))
                        .flatMap(entry -> entry.endpoints().stream())
                        .toList());
        CertificateIssuer issuer = new CertificateIssuer(surroundings.random());
        Credentials next = newKey ? issuer.issue(authority, subject) : issuer.renew(authority, papers.node(), subject);
        papers.saveNextNode(next, newKey);
        surroundings
                .console()
                .answer(Answer.of()
                        .put("certificate", papers.nextNodeCertificateFile().toString())
                        .put("key", TeamPapers.spki(next))
                        .put("until", until));
        if (newKey) {
            say("tocsin team manifest edit next.toml --node-key " + name + "=" + papers.nextNodeCertificateFile());
        } else {
            surroundings
                    .console()
                    .say("The running node uses it as soon as every partner knows the manifest in force.");
        }
    }

    /// The newest authority whose key is here and that the manifest names.
    private Credentials issuer(NodeHome home) throws IOException {
        for (String name : new String[] {NEXT_AUTHORITY, "node-authority"}) {
            Path key = home.papers().keys().resolve(name + ".key");
            if (Files.exists(key)) {
                Credentials found = PapersDirectory.readCredentials(
                        key,
                        home.papers().papers().resolve(name + ".pem"),
                        home.papers().protection());
                boolean isNamed = home.own().authorities().contains(found.certificate());
                if (isNamed) {
                    return found;
                }
            }
        }
        throw CommandFault.unusable(
                "no authority for nodes whose key is here stands in the manifest",
                home.papers().keys().toString(),
                "bring node-authority.key back from where it is kept");
    }

    private void authority(NodeHome home) throws IOException {
        Instant now = surroundings.clock().instant();
        String domain = home.team().domain();
        String name = domain + " node authority";
        Credentials next = new CertificateIssuer(surroundings.random())
                .authority(name.length() <= 64 ? name : "node authority", now.minus(SKEW), now.plus(AUTHORITY_LIFE));
        Path certificate = home.papers().writing(surroundings.random()).addAuthority(NEXT_AUTHORITY, next);
        surroundings
                .console()
                .answer(Answer.of()
                        .put("authority", certificate.toString())
                        .put(
                                "key",
                                PinnedTeam.keyHash(org.tocsin.model.Bytes.wrap(encoded(next)))
                                        .orElseThrow()));
        say("tocsin team manifest edit next.toml --node-authority " + certificate);
        surroundings.console().say("then: tocsin node rotate certificate; and later --drop-authority for the old one.");
    }

    private static byte[] encoded(Credentials credentials) {
        try {
            return credentials.certificate().getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without encoding", e);
        }
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
