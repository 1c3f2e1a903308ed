package org.tocsin.node.duty;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the channels of `duty.toml`. The mail server is named once, in `[smtp]`.
final class ChannelReader {
    private static final int WORDS_MAX = 64;
    private static final int PORT_MAX = 65_535;

    private final Path directory;
    private final Optional<ChannelSettings.MailServer> server;
    private final String from;
    private final Optional<Path> signingFile;
    private final Optional<Path> passphraseFile;

    ChannelReader(Path directory, DutyTable top) {
        this.directory = directory;
        Optional<DutyTable> smtp = top.table("smtp");
        server = smtp.map(this::server);
        from = smtp.map(table -> table.text("from")).orElse("");
        signingFile = smtp.flatMap(table -> file(table, "openpgp_signing_file"));
        passphraseFile = smtp.flatMap(table -> file(table, "openpgp_passphrase_file"));
        smtp.ifPresent(DutyTable::finish);
    }

    private ChannelSettings.MailServer server(DutyTable table) {
        String security = table.choice("security", "starttls", List.of("tls", "starttls", "none"));
        int usual = switch (security) {
            case "tls" -> 465;
            case "none" -> 25;
            default -> 587;
        };
        return new ChannelSettings.MailServer(
                table.text("host"),
                table.number("port", usual, 1, PORT_MAX),
                ChannelSettings.Security.valueOf(security.toUpperCase(Locale.ROOT)),
                table.optionalText("user"),
                file(table, "password_file"),
                file(table, "trust_file"));
    }

    /// Empty if it cannot be made at all.
    Optional<ChannelSettings> channel(DutyTable table) {
        String name = table.text("name");
        table.require("kind");
        String kind = table.choice("kind", "terminal", ChannelWords.KINDS);
        Duration deadline = table.duration(
                "deadline", ChannelSettings.DEADLINE, Duration.ofMillis(1), ChannelSettings.DEADLINE_MAX);
        Optional<? extends ChannelSettings> channel = switch (kind) {
            case "mail" -> mail(table, name, deadline);
            case "webhook" -> webhook(table, name, deadline);
            case "command" ->
                Optional.of(new ChannelSettings.Command(name, table.texts("command", WORDS_MAX), deadline));
            default -> Optional.of(new ChannelSettings.Terminal(name, deadline));
        };
        table.finish();
        channel.ifPresent(settings -> settings.problems()
                .forEach(problem -> table.problem("name", "\"" + name + "\": " + problem, "correct it")));
        return channel.map(settings -> settings);
    }

    private Optional<ChannelSettings.Mail> mail(DutyTable table, String name, Duration deadline) {
        Optional<Path> key = file(table, "openpgp_file");
        String to = table.text("to");
        if (server.isEmpty()) {
            table.problem("kind", "is mail, but no mail server is named", "add [smtp] with host and from");
            return Optional.empty();
        }
        return Optional.of(new ChannelSettings.Mail(
                name,
                server.get(),
                from,
                to,
                key.map(file -> new ChannelSettings.OpenPgp(file, signingFile, passphraseFile)),
                deadline));
    }

    private Optional<ChannelSettings.Webhook> webhook(DutyTable table, String name, Duration deadline) {
        List<String> presets = Arrays.stream(ChannelSettings.Preset.values())
                .map(preset -> preset.name().toLowerCase(Locale.ROOT))
                .toList();
        String preset = table.choice("preset", "standard", presets);
        Optional<Path> secret = file(table, "secret_file");
        Optional<Path> trust = file(table, "trust_file");
        try {
            return Optional.of(new ChannelSettings.Webhook(
                    name,
                    new URI(table.text("address")),
                    ChannelSettings.Preset.valueOf(preset.toUpperCase(Locale.ROOT)),
                    secret,
                    trust,
                    deadline));
        } catch (URISyntaxException noAddress) {
            table.problem("address", "is no https address", "write for example \"https://hooks.example/tocsin\"");
            return Optional.empty();
        }
    }

    /// A file that is there: whether it can be used is found out by whoever uses it.
    private Optional<Path> file(DutyTable table, String key) {
        Optional<Path> file =
                table.optionalText(key).map(text -> directory.resolve(text).normalize());
        file.filter(path -> !Files.isReadable(path))
                .ifPresent(path -> table.problem(key, "names a file that cannot be read", "put it there: " + path));
        return file;
    }
}
