package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Statement;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.control.Equivocation;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin evidence show FILE`: what a file of evidence says, for people; offline.
@Command(
        name = "show",
        description = {
            "Shows what a file of evidence says: whom it accuses, of what, and the two things that its ledger says.",
            "It is checked against the root key that the file itself brings: compare that fingerprint with the one that you",
            "know the team by, or have it compared: tocsin evidence verify. Exit 1 if it proves nothing even so."
        })
final class EvidenceShowCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "the evidence, as: tocsin evidence export")
    private Path file = Path.of("");

    EvidenceShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path path = surroundings.workingDirectory().resolve(file);
        Equivocation evidence = Inputs.equivocation(path);
        TeamManifest manifest = Inputs.first(path, evidence.manifests());
        Digest root = Fingerprint.of(manifest.root());
        EquivocationVerdict verdict = EquivocationVerifier.verify(root, evidence);
        Answer answer = Answer.of()
                .put("accused", manifest.team().domain())
                .put("kind", evidence.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("first", said(evidence.first()))
                .put("second", said(evidence.second()))
                .put("manifests", evidence.manifests().size())
                .put("fingerprint", Fingerprint.spoken(root));
        switch (verdict) {
            case EquivocationVerdict.Proven proven ->
                answer.put("holds_against_that_root", true).put("twice", proven.what());
            case EquivocationVerdict.Refused refused ->
                answer.put("holds_against_that_root", false)
                        .put("step", refused.step())
                        .put("detail", refused.detail());
        }
        surroundings.console().answer(answer);
        return verdict instanceof EquivocationVerdict.Proven ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /// One of the two things: a checkpoint, and the statement that stands under it, if it shows one.
    private static Answer said(Evidence evidence) {
        Answer answer = Answer.of();
        CheckpointVerifier.claimed(evidence.checkpoint()).ifPresent(claimed -> head(answer, claimed));
        if (!evidence.statement().isEmpty()) {
            answer.put("index", evidence.index()).put("statement", kind(evidence));
        }
        return answer;
    }

    private static void head(Answer answer, Checkpoint claimed) {
        answer.put("ledger", claimed.origin())
                .put("size", claimed.head().size())
                .put("root", claimed.head().root());
    }

    private static String kind(Evidence evidence) {
        try {
            Statement statement = StatementCodec.decode(evidence.statement());
            return statement.kind().name().toLowerCase(Locale.ROOT)
                    + statement
                            .version()
                            .map(version -> " " + version.record() + " version " + version.version())
                            .orElse("");
        } catch (WireException unreadable) {
            return "cannot be read: " + unreadable.getMessage();
        }
    }
}
