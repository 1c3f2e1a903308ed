package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement decline|suspend|resume|restrict|lift|terminate ID`: what this team states about an agreement
/// alone. Rules R-AGR-8, R-AGR-9.
abstract class AgreementActCommand extends AgreementStateCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "the agreement's id, or 8 and more digits of it")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the partner; at most 200 bytes")
    private String reason = "";

    AgreementActCommand(Surroundings surroundings) {
        super(surroundings);
    }

    abstract Act act();

    /// Whether it is about the version that both signed; else about the highest there is.
    boolean isAboutWhatCounts() {
        return true;
    }

    @Override
    Answer state(OperatorClient client, AgreementSigning signing) {
        Peers.Agreement newest = HeldAgreements.versions(client, id).getLast();
        SharingAgreement terms = AgreementAnswers.terms(newest.terms(), newest.id());
        Act act = act();
        var asked = new AgreementAct(
                Bytes.ofHex(newest.id()),
                terms.version(),
                new Team(newest.partner()),
                1,
                reason,
                surroundings().clock().instant(),
                act);
        return signing.act(client.agreementLife().act(asked, isAboutWhatCounts()), Optional.of(act));
    }

    @Command(
            name = "decline",
            description = {"Tells the partner that the version it proposed is not going to be signed."})
    static final class Decline extends AgreementActCommand {
        Decline(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Act act() {
            return new Act.Decline();
        }

        @Override
        boolean isAboutWhatCounts() {
            return false;
        }
    }

    @Command(
            name = "suspend",
            description = {"Lets nothing with content flow either way, at once, until this team resumes."})
    static final class Suspend extends AgreementActCommand {
        Suspend(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Act act() {
            return new Act.Suspend();
        }
    }

    @Command(
            name = "resume",
            description = {"Ends this team's suspension. What was withheld meanwhile goes out, as far as it may."})
    static final class Resume extends AgreementActCommand {
        Resume(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Act act() {
            return new Act.Resume();
        }
    }

    @Command(
            name = "restrict",
            description = {
                "Lets less flow, at once and without the partner's signature: no more than the directions of the terms in",
                "FILE say, in every respect. Several restrictions add up. What was sent stays sent."
            })
    static final class Restrict extends AgreementActCommand {
        @Parameters(
                index = "1",
                paramLabel = "FILE",
                description = "terms with the limits: tocsin agreement draft --of ID")
        private Path file = Path.of("");

        Restrict(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Act act() {
            SharingAgreement limits = TermsInput.read(
                            surroundings().workingDirectory().resolve(file))
                    .agreement();
            return new Act.Restrict(limits.first(), limits.second());
        }
    }

    @Command(
            name = "lift",
            description = {"Ends a restriction that this team stated; its number: tocsin agreement list."})
    static final class Lift extends AgreementActCommand {
        @Parameters(index = "1", paramLabel = "NUMBER", description = "the restriction's number")
        private int number;

        Lift(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Act act() {
            return new Act.Lift(number);
        }
    }

    @Command(
            name = "terminate",
            description = {
                "Ends the agreement for good, at the earliest after the days of notice that it says. What is owed by then",
                "stays owed. A new agreement needs a new id."
            })
    static final class Terminate extends AgreementActCommand {
        @Option(
                names = "--on",
                paramLabel = "TIME",
                description = "2026-01-31 (UTC) or RFC 3339; default: as soon as the notice is over")
        private Optional<String> on = Optional.empty();

        Terminate(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Act act() {
            return new Act.Terminate(on.map(text -> Inputs.instant("--on", text))
                    .map(end -> Instant.ofEpochMilli(end.toEpochMilli()))
                    .orElse(Instant.EPOCH));
        }
    }
}
