package org.tocsin.cli.emergency;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerCall;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.peer.OperatorClient;
import org.tocsin.render.Language;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command about emergencies: asks the team's node, and speaks the officer's language.
abstract class EmergencyCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Option(
            names = "--lang",
            paramLabel = "TAG",
            description = "the language: of what is shown (en, es, fr, ja), or of what is said (default: the locale's)")
    private Optional<String> lang = Optional.empty();

    EmergencyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// What the command asks.
    abstract ExitCode ask(OperatorClient client, OfficerFile officer) throws InterruptedException;

    /// What the command is about, as typed.
    abstract String about();

    /// Looks at what was typed, before the node is called.
    void check() {}

    /// Whether the officer says something, in the language that is named.
    boolean speaks() {
        return false;
    }

    @Override
    public final ExitCode call() {
        if (!speaks() && lang.isPresent() && Language.of(lang.get()).isEmpty()) {
            throw CommandFault.unusable("no phrases in this language", "--lang " + lang.get(), "en, es, fr or ja");
        }
        check();
        return OfficerCall.call(surroundings, node, fault -> about(), this::ask);
    }

    final Surroundings surroundings() {
        return surroundings;
    }

    final Console console() {
        return surroundings.console();
    }

    /// The officer's time zone.
    final ZoneId here() {
        return console().zone();
    }

    /// In which what is shown is worded; whoever speaks may do so in any language, and is shown one that has phrases.
    final Language language() {
        return lang.flatMap(Language::of).or(() -> Language.of(locale())).orElse(Language.EN);
    }

    /// In which an officer writes.
    final String languageTag() {
        return lang.orElseGet(() -> {
            String tag = locale().replace('_', '-');
            return tag.matches("[a-z]{2,3}(-[A-Z]{2})?") ? tag : Language.EN.tag();
        });
    }

    private String locale() {
        for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String value = surroundings.environment().getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return value.split("[.@]", 2)[0];
            }
        }
        return "";
    }

    /// An id as typed: the first 6 hex digits, or more.
    static String id(String typed) {
        String hex = typed.toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{" + EmergencyView.TYPED_DIGITS_MIN + ",64}")) {
            throw CommandFault.unusable(
                    "not an emergency's id", typed, "its first 6 digits or more, see: tocsin emergency list");
        }
        return hex;
    }

    static Team team(String typed) {
        if (!Team.isDomain(typed)) {
            throw CommandFault.unusable("not a team", typed, "name it by its domain, as in cert-jp.example");
        }
        return new Team(typed);
    }
}
