package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Digest;
import org.tocsin.trust.Fingerprint;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin evidence verify FILE`: offline; the file and the accused team's root are all it needs.
@Command(
        name = "verify",
        description = {
            "Verifies evidence that a team's ledger says two things: offline, against the root key of the team that it accuses.",
            "Exit 0 if it proves that, 1 if it does not."
        })
final class EvidenceVerifyCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "the evidence, as: tocsin evidence export")
    private Path file = Path.of("");

    @Option(names = "--fingerprint", paramLabel = "HEX", description = "of the accused team's root key")
    private Optional<String> fingerprint = Optional.empty();

    @Option(names = "--manifest", paramLabel = "FILE", description = "the team's manifest file, as you pinned it")
    private @Nullable Path manifest;

    EvidenceVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        EquivocationVerdict verdict = EquivocationVerifier.verify(root(), Inputs.equivocation(resolved(file)));
        surroundings.console().answer(answer(verdict));
        return verdict instanceof EquivocationVerdict.Proven ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static Answer answer(EquivocationVerdict verdict) {
        return switch (verdict) {
            case EquivocationVerdict.Proven proven ->
                Answer.of()
                        .put("verdict", "proven")
                        .put(
                                "kind",
                                proven.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .put("team", proven.origin().team().domain())
                        .put("ledger", proven.origin().toString())
                        .put("twice", proven.what())
                        .put("size_first", proven.first().size())
                        .put("root_first", proven.first().root())
                        .put("size_second", proven.second().size())
                        .put("root_second", proven.second().root());
            case EquivocationVerdict.Refused refused ->
                Answer.of()
                        .put("verdict", "refused")
                        .put("step", refused.step())
                        .put("detail", refused.detail());
        };
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
