package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.EvidenceCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin proof verify FILE`: offline; the file and the author's root are all it needs.
@Command(
        name = "verify",
        description = {
            "Verifies a proof file offline, against the author's root key: its fingerprint, or a manifest file that you trust.",
            "Says which step fails (exit 1)."
        })
final class ProofVerifyCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "the proof file")
    private Path file = Path.of("");

    @Option(names = "--fingerprint", paramLabel = "HEX", description = "of the author's root key")
    private Optional<String> fingerprint = Optional.empty();

    @Option(names = "--manifest", paramLabel = "FILE", description = "the author's manifest file, as you pinned it")
    private @Nullable Path manifest;

    @Option(
            names = "--content",
            paramLabel = "FILE",
            description = "write the content that the proof discloses to FILE")
    private @Nullable Path content;

    ProofVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Digest root = root();
        EvidenceCodec.Proof proof = Inputs.proof(resolved(file));
        ProofVerdict verdict = ProofFileVerifier.verify(root, proof);
        if (verdict instanceof ProofVerdict.Verified verified && content != null) {
            Bytes disclosed = ProofAnswers.content(verified.fragments())
                    .orElseThrow(() -> CommandFault.unusable(
                            "the proof discloses no content", file.toString(), "ask for one made --with-content"));
            Outputs.write(resolved(content), disclosed, false);
        }
        surroundings.console().answer(ProofAnswers.of(verdict));
        return verdict instanceof ProofVerdict.Verified ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private Digest root() {
        if (fingerprint.isPresent()) {
            return Fingerprint.parse(fingerprint.get())
                    .orElseThrow(() -> CommandFault.unusable(
                            "not a fingerprint", fingerprint.get(), "64 hex digits, in any grouping"));
        }
        if (manifest == null) {
            throw CommandFault.unusable(
                    "nothing to verify against", file.toString(), "give --fingerprint HEX or --manifest FILE");
        }
        Path path = resolved(manifest);
        return Fingerprint.of(Inputs.first(path, Inputs.manifests(path)).root());
    }

    private Path resolved(Path path) {
        return surroundings.workingDirectory().resolve(path);
    }
}
