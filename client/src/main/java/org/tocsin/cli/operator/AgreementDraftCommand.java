package org.tocsin.cli.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.draft.DraftReading;
import org.tocsin.cli.draft.DraftTemplate;
import org.tocsin.cli.draft.DraftWriter;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement draft`: writes a draft to edit, or says what a draft says. Rules R-AGR-2, R-AGR-5.
@Command(
        name = "draft",
        description = {
            "Writes a draft of an agreement to FILE, with every term commented, for you to edit:",
            "  from a template (--template, --with), or from an agreement, as its next version (--of).",
            "With --check, says what is wrong in FILE, or the hash of its terms; --terms writes their exact bytes.",
            "Only --of ID asks the node."
        })
final class AgreementDraftCommand extends NodeCommand {
    @Parameters(paramLabel = "FILE", description = "the draft")
    private Path file = Path.of("");

    @Option(names = "--template", paramLabel = "NAME", description = "bilateral, provider-to-hub or hub-to-members")
    private Optional<String> template = Optional.empty();

    @Option(
            names = "--with",
            paramLabel = "TEAM",
            description = "the other party; without it, hub-to-members gives the general terms for all members")
    private Optional<String> partner = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "in force from: 2026-01-31 (UTC) or RFC 3339; default today")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--of",
            paramLabel = "ID|FILE",
            description = "the next version of an agreement: ID or ID:VERSION that the node holds, or of a file")
    private Optional<String> of = Optional.empty();

    @Option(names = "--check", description = "reads FILE and names every problem in it")
    private boolean isCheck;

    @Option(names = "--terms", paramLabel = "OUT", description = "reads FILE and writes the exact bytes of its terms")
    private @Nullable Path terms;

    AgreementDraftCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        boolean reads = isCheck || terms != null;
        int ways = (reads ? 1 : 0) + (template.isPresent() ? 1 : 0) + (of.isPresent() ? 1 : 0);
        if (ways != 1) {
            throw CommandFault.unusable(
                    "nothing to do", "agreement draft", "give one of --template, --of, --check or --terms");
        }
        if (template.isEmpty() && (partner.isPresent() || from.isPresent())) {
            throw CommandFault.unusable("for a template only", "--with, --from", "edit them in the draft");
        }
        if (!reads && Files.exists(resolved(file))) {
            throw CommandFault.unusable("exists already", file.toString(), "name another, or move it away");
        }
    }

    @Override
    Optional<ExitCode> here() {
        if (isCheck || terms != null) {
            return Optional.of(read());
        }
        if (template.isPresent()) {
            write(drafted(template.get()));
            return Optional.of(ExitCode.OK);
        }
        Path path = resolved(Path.of(of.orElseThrow()));
        if (Files.isRegularFile(path)) {
            TermsInput.Terms base = TermsInput.read(path);
            boolean countersigned = base.signatures() == 2;
            write(next(
                    base.agreement(),
                    base.agreement().version(),
                    countersigned ? Optional.of(base.hash()) : base.agreement().previous()));
            return Optional.of(ExitCode.OK);
        }
        return Optional.empty();
    }

    @Override
    ExitCode ask(OperatorClient client) {
        HeldAgreements.Name name = HeldAgreements.Name.of(of.orElseThrow());
        List<Peers.Agreement> versions = HeldAgreements.versions(client, name.id());
        Optional<Digest> signed = versions.stream()
                .filter(HeldAgreements::isSignedByBoth)
                .reduce((lower, higher) -> higher)
                .map(held -> Sha256.of(held.terms()));
        SharingAgreement highest = held(versions.getLast());
        SharingAgreement base = held(HeldAgreements.base(client, name));
        if (name.version().isEmpty() && base.version() < highest.version()) {
            console()
                    .note("drafted on version " + base.version() + ", the last that both signed, not on version "
                            + highest.version() + ": for that give " + name.id() + ":" + highest.version());
        }
        write(next(base, highest.version(), signed));
        return ExitCode.OK;
    }

    private static SharingAgreement held(Peers.Agreement held) {
        return AgreementAnswers.terms(held.terms(), held.id());
    }

    private ExitCode read() {
        Path draft = resolved(file);
        if (TermsInput.draft(draft) instanceof DraftReading.Refused refused) {
            try (Table table = console().table("line", "term", "problem")) {
                refused.problems()
                        .forEach(problem -> table.row(Answer.of()
                                .put("line", problem.line())
                                .put("term", problem.key())
                                .put("problem", problem.what())));
            }
            return ExitCode.NEGATIVE;
        }
        TermsInput.Terms read = TermsInput.read(draft);
        Answer answer = AgreementAnswers.of(read.agreement()).put("hash", read.hash());
        if (terms != null) {
            Outputs.write(resolved(terms), read.bytes(), true);
            answer.put("file", terms.toString());
        }
        console().answer(answer);
        return ExitCode.OK;
    }

    private SharingAgreement drafted(String name) {
        DraftTemplate chosen = DraftTemplate.of(name)
                .orElseThrow(() -> CommandFault.unusable(
                        "no such template",
                        name,
                        Arrays.stream(DraftTemplate.values())
                                .map(DraftTemplate::word)
                                .collect(Collectors.joining(", "))));
        if (partner.isEmpty() && chosen != DraftTemplate.HUB_TO_MEMBERS) {
            throw CommandFault.unusable("no partner", "agreement draft", "name the other party: --with TEAM");
        }
        Team us = own();
        Team other = partner.map(TeamArgument::of).orElse(DraftTemplate.ANY_MEMBER);
        if (us.equals(other)) {
            throw CommandFault.unusable("the own team", other.domain(), "name the other party: --with TEAM");
        }
        return chosen.draft(
                newId(),
                us,
                other,
                from.map(text -> Inputs.instant("--from", text))
                        .orElseGet(() -> surroundings().clock().instant()));
    }

    private static SharingAgreement next(SharingAgreement base, int highest, Optional<Digest> previous) {
        return new SharingAgreement(
                base.id(),
                highest + 1,
                previous,
                base.title(),
                base.legalBasis(),
                base.from(),
                base.until(),
                base.conduct(),
                base.first(),
                base.second());
    }

    private void write(SharingAgreement agreement) {
        Team us = own();
        if (!agreement.first().from().equals(us) && !agreement.first().to().equals(us)) {
            throw CommandFault.unusable(
                    "an agreement of other teams",
                    of.orElse(""),
                    "it is between " + agreement.first().from() + " and "
                            + agreement.first().to());
        }
        Outputs.write(resolved(file), Bytes.ofUtf8(DraftWriter.text(agreement, us)), false);
        console()
                .answer(AgreementAnswers.of(agreement)
                        .put("hash", Sha256.of(AgreementCodec.encode(agreement)))
                        .put("file", file.toString()));
    }

    private Team own() {
        return OfficerLine.own(OfficerFile.read(resolved(node().directory()))).team();
    }

    private Path resolved(Path path) {
        return surroundings().workingDirectory().resolve(path);
    }

    private Bytes newId() {
        byte[] random = new byte[SharingAgreement.ID_BYTES];
        surroundings().random().nextBytes(random);
        return Bytes.wrap(random);
    }
}
