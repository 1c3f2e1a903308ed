package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.render.Language;
import org.tocsin.render.Rendering;
import picocli.CommandLine.Option;

/// In which languages terms are shown, and whether as a page: a picocli `@Mixin`.
final class RenderOptions {
    @Option(
            names = "--language",
            paramLabel = "TAG",
            split = ",",
            description = "en, es, fr or ja, several with commas (default: those of the agreement)")
    private List<String> tags = List.of();

    @Option(names = "--html", paramLabel = "FILE", description = "writes a page for reading and printing, too")
    private Optional<Path> html = Optional.empty();

    /// The first language asked for; English if none is.
    Language language() {
        return languages(List.of()).getFirst();
    }

    /// @param signatures in the file
    /// @param state at the node
    void show(
            SharingAgreement agreement,
            Digest hash,
            Optional<Integer> signatures,
            Optional<String> state,
            Surroundings surroundings) {
        List<Language> languages = languages(agreement.conduct().languages());
        html.ifPresent(file -> Outputs.write(
                surroundings.workingDirectory().resolve(file),
                Bytes.ofUtf8(Rendering.html(agreement, hash, languages)),
                true));
        if (surroundings.console().isJson()) {
            surroundings
                    .console()
                    .answer(TermsAnswers.of(agreement, hash)
                            .put("signatures", signatures)
                            .put("state", state)
                            .put("page", html));
        } else {
            Rendering.text(agreement, hash, languages).forEach(surroundings.console()::say);
            html.ifPresent(file -> surroundings.console().note("written: " + file));
        }
    }

    private List<Language> languages(List<String> agreed) {
        for (String tag : tags) {
            if (Language.of(tag).isEmpty()) {
                throw CommandFault.unusable("no phrases in this language", tag, "en, es, fr or ja");
            }
        }
        return Language.of(tags.isEmpty() ? agreed : tags);
    }
}
