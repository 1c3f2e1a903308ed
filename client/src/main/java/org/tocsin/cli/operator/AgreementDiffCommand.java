package org.tocsin.cli.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.render.Language;
import org.tocsin.render.TermChange;
import org.tocsin.render.TermsDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement diff A B`: what B puts differently, term by term. Rule R-AGR-13.
@Command(
        name = "diff",
        description = {
            "Compares two sets of terms, term by term: what it was, what it becomes, and whether that is wider or narrower.",
            "A and B: agreement files, terms files, drafts; or agreements that the node holds: ID (newest version) or",
            "ID:VERSION. Without B: the newest version of A, against the newest one before it that both signed, or against",
            "the one before it while they have signed none: a counter-proposal against what it counters."
        })
final class AgreementDiffCommand extends NodeCommand {
    @Parameters(paramLabel = "A", index = "0", description = "the terms before")
    private String before = "";

    @Parameters(paramLabel = "B", index = "1", arity = "0..1", description = "the terms after")
    private Optional<String> after = Optional.empty();

    @Option(names = "--language", paramLabel = "TAG", description = "of the words: en (default), es, fr or ja")
    private String tag = Language.EN.tag();

    AgreementDiffCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        language();
    }

    @Override
    Optional<ExitCode> here() {
        Optional<SharingAgreement> old = file(before);
        Optional<SharingAgreement> now = after.flatMap(this::file);
        return old.isPresent() && now.isPresent() ? Optional.of(told(old.get(), now.get())) : Optional.empty();
    }

    @Override
    ExitCode ask(OperatorClient client) {
        if (after.isPresent()) {
            return told(terms(client, before), terms(client, after.get()));
        }
        List<Peers.Agreement> versions = HeldAgreements.versions(client, before);
        Peers.Agreement newest = versions.getLast();
        List<Peers.Agreement> earlier =
                versions.stream().filter(held -> !held.equals(newest)).toList();
        Peers.Agreement old = earlier.stream()
                .filter(HeldAgreements::isSignedByBoth)
                .reduce((first, second) -> second)
                .or(() -> earlier.stream().reduce((first, second) -> second))
                .orElseThrow(() ->
                        CommandFault.refused("no version before it", before, "see: tocsin agreement show " + before));
        console()
                .note("version " + held(old).version()
                        + (HeldAgreements.isSignedByBoth(old) ? ", which both signed," : ", which both did not sign,")
                        + " against version " + held(newest).version());
        return told(held(old), held(newest));
    }

    private ExitCode told(SharingAgreement old, SharingAgreement now) {
        if (!old.isBetween(now.first().from(), now.first().to())) {
            throw CommandFault.unusable("other parties", after.orElse(before), "compare agreements of the same two");
        }
        List<TermChange> changes = TermsDiff.of(old, now, language());
        if (changes.isEmpty()) {
            console().note("the terms are the same");
        }
        try (Table table = console().table("way", "term", "before", "after", "change")) {
            changes.forEach(change -> table.row(answer(change)));
        }
        return ExitCode.OK;
    }

    private Answer answer(TermChange change) {
        boolean json = console().isJson();
        Answer answer = Answer.of();
        if (json) {
            change.way()
                    .ifPresent(way -> answer.put("from", way.from().domain())
                            .put("to", way.to().domain()));
        } else {
            answer.put(
                    "way",
                    change.way().map(way -> way.from() + " to " + way.to()).orElse("both"));
        }
        return answer.put("term", json ? change.term().word() : change.label())
                .put("before", change.before())
                .put("after", change.after())
                .put("change", change.direction().word());
    }

    private Optional<SharingAgreement> file(String text) {
        Path path = surroundings().workingDirectory().resolve(text);
        return Files.isRegularFile(path) ? Optional.of(TermsInput.read(path).agreement()) : Optional.empty();
    }

    private SharingAgreement terms(OperatorClient client, String text) {
        return file(text).orElseGet(() -> held(HeldAgreements.version(client, HeldAgreements.Name.of(text))));
    }

    private static SharingAgreement held(Peers.Agreement held) {
        return AgreementAnswers.terms(held.terms(), held.id());
    }

    private Language language() {
        return Language.of(tag)
                .orElseThrow(() -> CommandFault.unusable("no phrases in this language", tag, "en, es, fr or ja"));
    }
}
