package org.tocsin.cli.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.draft.DraftTemplate;
import org.tocsin.cli.draft.DraftWriter;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Conduct.Accession;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.peer.OperatorClient;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin agreement accede GENERAL FILE`: a draft of this team's accession to a hub's general terms. Rule R-AGR-10.
@Command(
        name = "accede",
        description = {
            "Writes a draft by which this team accedes to a hub's general terms, as the hub gave them out (GENERAL), to",
            "FILE: the same terms, with this team in the place of the member. Only its title, its legal basis and its",
            "dates may be edited, else the hub refuses it. Then: tocsin agreement show FILE, agreement propose FILE."
        })
final class AgreementAccedeCommand extends NodeCommand {
    @Parameters(index = "0", paramLabel = "GENERAL", description = "the hub's general terms: their exact bytes")
    private Path general = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE", description = "the draft")
    private Path file = Path.of("");

    AgreementAccedeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (Files.exists(resolved(file))) {
            throw CommandFault.unusable("exists already", file.toString(), "name another, or move it away");
        }
    }

    @Override
    Optional<ExitCode> here() {
        Team us =
                OfficerLine.own(OfficerFile.read(resolved(node().directory()))).team();
        TermsInput.Terms offered = TermsInput.read(resolved(general));
        SharingAgreement terms = accession(offered, us);
        Outputs.write(resolved(file), Bytes.ofUtf8(DraftWriter.text(terms, us)), false);
        console()
                .answer(AgreementAnswers.of(terms)
                        .put("hash", Sha256.of(AgreementCodec.encode(terms)))
                        .put("accedes_to", offered.hash())
                        .put("file", file.toString()));
        return Optional.of(ExitCode.OK);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        throw new IllegalStateException("the node is not asked");
    }

    private SharingAgreement accession(TermsInput.Terms offered, Team us) {
        SharingAgreement terms = offered.agreement();
        Direction first = terms.first();
        Team hub = first.from().equals(DraftTemplate.ANY_MEMBER) ? first.to() : first.from();
        if (!terms.isBetween(hub, DraftTemplate.ANY_MEMBER)) {
            throw CommandFault.unusable(
                    "not a hub's general terms",
                    general.toString(),
                    "in them the member is named " + DraftTemplate.ANY_MEMBER);
        }
        if (hub.equals(us)) {
            throw CommandFault.unusable("our own general terms", general.toString(), "its members accede to them");
        }
        Direction gives = named(terms.direction(DraftTemplate.ANY_MEMBER, hub).orElseThrow(), us, hub);
        Direction takes = named(terms.direction(hub, DraftTemplate.ANY_MEMBER).orElseThrow(), hub, us);
        boolean inOrder = us.compareTo(hub) < 0;
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        surroundings().random().nextBytes(id);
        return new SharingAgreement(
                Bytes.wrap(id),
                1,
                Optional.empty(),
                terms.title(),
                terms.legalBasis(),
                terms.from(),
                terms.until(),
                acceding(terms.conduct(), new Accession(hub, offered.hash())),
                inOrder ? gives : takes,
                inOrder ? takes : gives);
    }

    private static Conduct acceding(Conduct conduct, Accession accession) {
        return new Conduct(
                conduct.review(),
                conduct.noticeDays(),
                conduct.approvals(),
                conduct.languages(),
                conduct.emergency(),
                conduct.checkInDays(),
                conduct.annexes(),
                Optional.of(accession));
    }

    private static Direction named(Direction offered, Team from, Team to) {
        return new Direction(
                from,
                to,
                offered.ceiling(),
                offered.backfillDays(),
                offered.onward(),
                offered.scope(),
                offered.withholding(),
                offered.handling());
    }

    private Path resolved(Path path) {
        return surroundings().workingDirectory().resolve(path);
    }
}
