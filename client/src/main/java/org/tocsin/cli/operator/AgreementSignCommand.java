package org.tocsin.cli.operator;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.peer.OperatorClient;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement sign`: new terms, or those of a file that the partner signed.
@Command(
        name = "sign",
        description = {
            "Signs a sharing agreement in the team's ledger and writes the agreement file.",
            "New terms: --partner, --from, --until, --give, --take, and what goes with them.",
            "Terms that the partner signed: FILE (read them first: tocsin agreement show FILE). When both have",
            "signed, it is in force here; send the file back to the partner."
        })
final class AgreementSignCommand extends NodeCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "an agreement file with the partner's signature")
    private @Nullable Path file;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to write the agreement file")
    private Path out = Path.of("");

    @Option(names = "--partner", paramLabel = "TEAM", description = "the other party")
    private Optional<String> partner = Optional.empty();

    @Option(names = "--title", paramLabel = "TEXT", description = "what the parties call it")
    private String title = "";

    @Option(names = "--legal-basis", paramLabel = "TEXT", description = "the legal basis")
    private String legalBasis = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "in force from: 2026-01-31 (UTC) or RFC 3339; default now")
    private Optional<String> from = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "lapses at (exclusive)")
    private Optional<String> until = Optional.empty();

    @Mixin
    private FlowOptions flow = new FlowOptions();

    @Option(names = "--id", paramLabel = "HEX", description = "of the agreement that this is a new version of")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--agreement-version",
            paramLabel = "N",
            description = "its version (default 1). It replaces the one before as soon as both signed it")
    private int version = 1;

    AgreementSignCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (file == null && (partner.isEmpty() || until.isEmpty() || !flow.areWhole())) {
            throw CommandFault.unusable(
                    "no terms",
                    "agreement sign",
                    "give --partner, --until, --give and --take, or a FILE to countersign");
        }
        if (file != null && (partner.isPresent() || flow.areGiven())) {
            throw CommandFault.unusable(
                    "two sets of terms",
                    file.toString(),
                    "a file's terms are signed as they are: leave --partner, --give, --take and the like out");
        }
        Path parent = target().toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            // Before the node is asked: what it signed cannot be taken back.
            throw CommandFault.unusable(
                    "not a directory to write to", String.valueOf(parent), "name another with --out");
        }
        if (Files.exists(target())) {
            throw CommandFault.unusable("exists already", out.toString(), "name another, or move it away");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        AgreementCodec.Signed signed = file == null
                ? client.signTerms(AgreementCodec.encode(terms(previous(client))))
                : client.countersign(
                        Inputs.agreement(surroundings().workingDirectory().resolve(file)));
        Outputs.write(target(), AgreementCodec.encodeFile(signed), false);
        console().answer(AgreementAnswers.signed(signed, out));
        return ExitCode.OK;
    }

    private Path target() {
        return surroundings().workingDirectory().resolve(out);
    }

    /// The hash of the terms of the version that both signed last (R-AGR-5).
    private Optional<Digest> previous(OperatorClient client) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return client.agreements().stream()
                .filter(held -> held.id().equals(id.get()) && HeldAgreements.isSignedByBoth(held))
                .max(Comparator.comparingInt(
                        held -> AgreementAnswers.terms(held.terms(), held.id()).version()))
                .map(held -> Sha256.of(held.terms()));
    }

    private SharingAgreement terms(Optional<Digest> previous) {
        Team own = OfficerLine.own(
                        OfficerFile.read(surroundings().workingDirectory().resolve(node().directory())))
                .team();
        Team other = TeamArgument.of(partner.orElseThrow());
        Direction outwards = flow.outwards(own, other);
        Direction inwards = flow.inwards(own, other);
        boolean ownFirst = own.compareTo(other) < 0;
        try {
            return new SharingAgreement(
                    id.map(AgreementSignCommand::id).orElseGet(this::newId),
                    version,
                    previous,
                    bounded("--title", title, 200),
                    bounded("--legal-basis", legalBasis, 2_000),
                    from.map(text -> Inputs.instant("--from", text))
                            .orElseGet(() -> surroundings().clock().instant()),
                    Inputs.instant("--until", until.orElseThrow()),
                    Conduct.PLAIN,
                    ownFirst ? outwards : inwards,
                    ownFirst ? inwards : outwards);
        } catch (IllegalArgumentException refused) {
            throw CommandFault.unusable("not terms", "agreement sign", String.valueOf(refused.getMessage()), refused);
        }
    }

    private static Bytes id(String hex) {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw CommandFault.unusable(
                    "not an agreement's id", "--id " + hex, "give its 32 hex digits, in lower case");
        }
        return Bytes.ofHex(hex);
    }

    private Bytes newId() {
        byte[] random = new byte[SharingAgreement.ID_BYTES];
        surroundings().random().nextBytes(random);
        return Bytes.wrap(random);
    }

    private static String bounded(String option, String text, int bytesMax) {
        if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            throw CommandFault.unusable("too long", option, "at most " + bytesMax + " bytes");
        }
        return text;
    }
}
