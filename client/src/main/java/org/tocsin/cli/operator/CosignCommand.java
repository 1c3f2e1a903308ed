package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.TreeHead;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.proof.SignedNote;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.witness.Cosignature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin ledger cosign`: the node's checkpoint with a plain Ed25519 cosignature, for witnesses outside.
@Command(
        name = "cosign",
        description = {
            "Writes the node's newest checkpoint with a cosignature/v1 (C2SP tlog-cosignature, plain Ed25519) under it, for",
            "witnesses and monitors outside that know nothing of our suites. The checkpoint is verified against the team's",
            "manifest first. Nothing between nodes rests on it. The key is one of its own, made if it is not there."
        })
final class CosignCommand extends NodeCommand {
    @Option(names = "--key", paramLabel = "FILE", required = true, description = "an Ed25519 key used for nothing else")
    private Path keyFile = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "what the key is called outside")
    private String name = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "write the note to FILE")
    private Path out = Path.of("");

    CosignCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (!SignedNote.isKeyName(name)) {
            throw CommandFault.unusable(
                    "cannot name a key", "--name " + name, "no spaces, no plus: witness.example/w1");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Peers.Node status = client.node();
        PinnedTeam own = OfficerLine.own(
                OfficerFile.read(surroundings().workingDirectory().resolve(node().directory())));
        Origin origin = Origin.parse(status.origin());
        TreeHead head = new TreeHead(status.size(), status.root());
        if (head.size() == 0 || !own.everSigned(status.checkpoint(), origin, head)) {
            console()
                    .answer(Answer.of()
                            .put("verdict", "refused")
                            .put(
                                    "detail",
                                    head.size() == 0
                                            ? "nothing is stated yet"
                                            : "no key of the team signed what the node shows"));
            return ExitCode.NEGATIVE;
        }
        SuitePrivateKey key = key(surroundings().workingDirectory().resolve(keyFile));
        Instant now = surroundings().clock().instant();
        Bytes note = Cosignature.add(status.checkpoint(), name, key, now);
        Path file = Outputs.write(surroundings().workingDirectory().resolve(out), note, false);
        console()
                .answer(Answer.of()
                        .put("verdict", "cosigned")
                        .put("ledger", origin.toString())
                        .put("size", head.size())
                        .put("root", head.root())
                        .put("at", Instant.ofEpochSecond(now.getEpochSecond()))
                        .put("file", file.toString())
                        .put(
                                "verifier_key",
                                Cosignature.verifierKey(name, key.publicKey().key())));
        return ExitCode.OK;
    }

    private SuitePrivateKey key(Path file) {
        try {
            if (!Files.exists(file)) {
                SuitePrivateKey.generate(Suite.ED25519, surroundings().random()).save(file);
            }
            SuitePrivateKey key = SuitePrivateKey.load(file, surroundings().random());
            if (key.suite() != Suite.ED25519) {
                throw CommandFault.unusable("is a key of " + key.suite(), file.toString(), "name a key of its own");
            }
            return key;
        } catch (IOException unusable) {
            throw CommandFault.unusable(
                    String.valueOf(unusable.getMessage()),
                    file.toString(),
                    "name a key file, or one to be made",
                    unusable);
        }
    }
}
