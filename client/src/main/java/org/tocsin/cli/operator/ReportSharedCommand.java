package org.tocsin.cli.operator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.insight.SharedRow;
import org.tocsin.cli.insight.SharedSheet;
import org.tocsin.model.Bytes;
import org.tocsin.model.TeamManifest;
import org.tocsin.peer.Insight;
import org.tocsin.peer.OperatorClient;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.EvidenceCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin report shared --with TEAM`: everything that went out to a team, and the proof of each.
@Command(
        name = "shared",
        description = {
            "Lists everything that was released to a team: marking, agreement, receipt, deletion.",
            "--proofs DIR writes a proof file for each release, for an auditor to check with: tocsin proof verify.",
            "--as csv or html makes a file for people who have no node."
        })
final class ReportSharedCommand extends NodeCommand {
    /// Rows of one file, at most.
    static final int ROWS_MAX = 100_000;

    /// What the report is written as.
    enum Shape {
        TABLE,
        CSV,
        HTML
    }

    @Option(names = "--with", paramLabel = "TEAM", required = true, description = "the partner")
    private String partner = "";

    @Option(
            names = "--agreement",
            paramLabel = "ID",
            description = "only what went out under this agreement: its id, or 8 and more digits of it")
    private Optional<String> agreement = Optional.empty();

    @Option(names = "--from", paramLabel = "TIME", description = "from when on: 2026-01-31 or 2026-01-31T12:00:00Z")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "until when, that instant excluded (default: now)")
    private Optional<String> until = Optional.empty();

    @Option(names = "--as", paramLabel = "SHAPE", description = "table (default), csv or html")
    private Shape shape = Shape.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "write csv or html to FILE instead of standard output")
    private @Nullable Path out;

    @Option(names = "--proofs", paramLabel = "DIR", description = "write a proof file for each release into DIR")
    private @Nullable Path proofs;

    private Instant since = Instant.EPOCH;
    private Instant end = Instant.EPOCH;
    private Optional<String> fingerprint = Optional.empty();

    ReportSharedCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(partner);
        since = from.map(text -> Inputs.instant("--from", text)).orElse(Instant.EPOCH);
        end = until.map(text -> Inputs.instant("--to", text))
                .orElseGet(() -> surroundings().clock().instant());
        if (since.isAfter(end)) {
            throw CommandFault.unusable("it ends before it begins", "--from --to", "give the earlier time to --from");
        }
        if (out != null && (shape == Shape.TABLE || console().isJson())) {
            throw CommandFault.unusable("not a file's shape", "--out " + out, "add --as csv or --as html");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        String own = client.node().team().domain();
        agreement = agreement.map(
                id -> HeldAgreements.versions(client, id).getFirst().id());
        if (shape == Shape.TABLE || console().isJson()) {
            try (Table table = console()
                    .table("record", "marking", "released_at", "receipt", "receipted_at", "deletion", "name")) {
                long count = each(client, row -> table.row(row.answer()));
                if (count == 0) {
                    console().note("nothing was released to " + partner + " in that time");
                }
            }
            return ExitCode.OK;
        }
        List<SharedRow> rows = new ArrayList<>();
        each(client, row -> {
            if (rows.size() == ROWS_MAX) {
                throw CommandFault.unusable(
                        "more than " + ROWS_MAX + " releases", partner, "make several reports, with --from and --to");
            }
            rows.add(row);
        });
        SharedSheet sheet = new SharedSheet(
                new SharedSheet.About(
                        own,
                        partner,
                        agreement,
                        from.map(text -> since),
                        end,
                        surroundings().clock().instant(),
                        fingerprint),
                rows);
        return write(Bytes.ofUtf8(shape == Shape.CSV ? sheet.csv() : sheet.html()), rows.size());
    }

    private ExitCode write(Bytes content, int rows) {
        if (out != null) {
            Path file = Outputs.write(surroundings().workingDirectory().resolve(out), content, false);
            console()
                    .answer(Answer.of()
                            .put("file", file.toString())
                            .put("bytes", content.length())
                            .put("releases", rows));
            return ExitCode.OK;
        }
        try (OutputStream standard = console().content()) {
            standard.write(content.array());
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be written", "standard output", "check where it goes", failed);
        }
        return ExitCode.OK;
    }

    /// What is done with a row.
    private interface Sink {
        void take(SharedRow row);
    }

    private long each(OperatorClient client, Sink sink) {
        @Nullable
        Path directory = proofs == null
                ? null
                : Outputs.directory(surroundings().workingDirectory().resolve(proofs));
        var question =
                new Insight.SharedQuestion(partner, agreement.orElse(""), since, Optional.of(end), directory != null);
        long count = 0;
        String token = "";
        do {
            Insight.SharedPage page = client.insight().shared(question, token);
            for (Insight.Shared shared : page.releases()) {
                sink.take(directory == null ? bare(shared) : proven(shared, page.manifests(), directory));
                count++;
            }
            token = page.nextToken();
        } while (!token.isEmpty());
        return count;
    }

    private static SharedRow bare(Insight.Shared shared) {
        return new SharedRow(shared, Optional.empty(), Optional.empty());
    }

    /// Writes the proof of a release; the directory must not hold those of another report.
    private SharedRow proven(Insight.Shared shared, List<TeamManifest.Signed> manifests, Path directory) {
        if (shared.evidence().isEmpty()) {
            return bare(shared);
        }
        Path file = directory.resolve(shared.lane() + "-" + shared.laneEpoch() + "-" + shared.sequence() + ".proof");
        Bytes proof = EvidenceCodec.encode(
                new EvidenceCodec.Proof(manifests, shared.evidence().get()));
        Outputs.write(file, proof, false);
        if (fingerprint.isEmpty()) {
            fingerprint = Optional.of(
                    Fingerprint.of(Inputs.first(file, manifests).root()).hex());
        }
        return new SharedRow(shared, Optional.of(file.getFileName().toString()), Optional.of(Sha256.of(proof)));
    }
}
