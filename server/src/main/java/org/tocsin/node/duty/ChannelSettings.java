package org.tocsin.node.duty;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// One way to reach one addressee, as `duty.toml` says. Secrets are files; nothing here is secret but the paths.
///
/// Nothing is refused when it is made: `problems()` tells what is wrong, for whoever reads the file.
public sealed interface ChannelSettings {
    /// The longest that an attempt may take: beyond it the next channel is tried anyway.
    Duration DEADLINE_MAX = Duration.ofSeconds(60);

    /// What an attempt may take unless the file says otherwise.
    Duration DEADLINE = Duration.ofSeconds(15);

    /// By what the ladder, the log and `tocsin duty try-channel` call it.
    String name();

    /// How long an attempt may take, whatever the other end does.
    Duration deadline();

    /// What is wrong with it, each as a clause without its path ("is no mail address"). Files are not looked at.
    List<String> problems();

    /// How a connection to a mail server is protected.
    enum Security {
        /// TLS from the first byte (port 465).
        TLS,
        /// TLS by command, and nothing is said before it (port 587).
        STARTTLS,
        /// None; to a server on this machine only.
        NONE
    }

    /// A mail server that takes mail for delivery.
    ///
    /// @param trustFile certificates (PEM) of who may vouch for it, instead of those that the Java runtime trusts
    record MailServer(
            String host,
            int port,
            Security security,
            Optional<String> user,
            Optional<Path> passwordFile,
            Optional<Path> trustFile) {}

    /// How mail is made unreadable on its way.
    ///
    /// @param recipientFile the officer's OpenPGP public key, armoured or not
    /// @param signingFile the team's OpenPGP secret key, if mail is to be signed
    record OpenPgp(Path recipientFile, Optional<Path> signingFile, Optional<Path> passphraseFile) {}

    /// Mail to one address.
    record Mail(String name, MailServer server, String from, String to, Optional<OpenPgp> openPgp, Duration deadline)
            implements ChannelSettings {
        @Override
        public List<String> problems() {
            List<String> problems = Wrong.common(this);
            if (!Wrong.isMailAddress(from)) {
                problems.add("from is no mail address");
            }
            if (!Wrong.isMailAddress(to)) {
                problems.add("to is no mail address");
            }
            if (!Wrong.HOST.matcher(server.host()).matches() || server.port() < 1 || server.port() > 65_535) {
                problems.add("server is no host with a port");
            }
            if (server.security() == Security.NONE && !Wrong.isThisMachine(server.host())) {
                problems.add("server is reached without TLS, and is not this machine");
            }
            if (server.user().isPresent() != server.passwordFile().isPresent()) {
                problems.add("user and password_file go together");
            }
            return problems;
        }
    }

    /// What a webhook's receiver wants to read.
    enum Preset {
        /// Standard Webhooks headers and a CloudEvents body. The secret file holds `whsec_…`.
        STANDARD,
        /// An ntfy server; the address ends in the topic. The secret file holds an access token.
        NTFY,
        /// A Matrix homeserver; the address ends in `/rooms/ROOM/send/m.room.message`. The secret file holds an access
        /// token.
        MATRIX,
        /// Mattermost's incoming webhook; the address ends in `/hooks`. The secret file holds what follows it.
        MATTERMOST,
        /// PagerDuty's Events API version 2. The secret file holds the routing key.
        PAGERDUTY
    }

    /// A POST (Matrix: PUT) to one address, which is never left: no redirects.
    ///
    /// @param trustFile certificates (PEM) of who may vouch for it, instead of those that the Java runtime trusts
    record Webhook(
            String name,
            URI address,
            Preset preset,
            Optional<Path> secretFile,
            Optional<Path> trustFile,
            Duration deadline)
            implements ChannelSettings {
        @Override
        public List<String> problems() {
            List<String> problems = Wrong.common(this);
            String scheme = String.valueOf(address.getScheme());
            String host = Objects.requireNonNullElse(address.getHost(), "");
            if (!Set.of("https", "http").contains(scheme)
                    || !Wrong.HOST.matcher(host).matches()
                    || address.getRawUserInfo() != null
                    || address.getRawFragment() != null) {
                problems.add("address is no https address");
            } else if (scheme.equals("http") && !Wrong.isThisMachine(host)) {
                problems.add("address is reached without TLS, and is not this machine");
            }
            if (secretFile.isEmpty() && preset != Preset.NTFY) {
                problems.add("secret_file is missing");
            }
            return problems;
        }
    }

    /// A program of this machine: it gets the text on its standard input. No shell.
    ///
    /// @param words the program's absolute path, and its arguments
    record Command(String name, List<String> words, Duration deadline) implements ChannelSettings {
        public Command {
            words = List.copyOf(words);
        }

        @Override
        public List<String> problems() {
            List<String> problems = Wrong.common(this);
            if (words.isEmpty() || !words.getFirst().startsWith("/")) {
                problems.add("command does not begin with a program's absolute path");
            }
            if (words.size() > Wrong.WORDS_MAX || words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
                problems.add("command has too many words, or a word with a zero in it");
            }
            return problems;
        }
    }

    /// Whoever has `tocsin duty watch` open.
    record Terminal(String name, Duration deadline) implements ChannelSettings {
        @Override
        public List<String> problems() {
            return Wrong.common(this);
        }
    }

    /// What can be wrong.
    final class Wrong {
        static final int WORDS_MAX = 64;

        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");
        /// No quotes, no comments, no controls: what everybody has, and nothing that could be a second header.
        private static final Pattern ADDRESS =
                Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}");

        private Wrong() {}

        private static List<String> common(ChannelSettings settings) {
            List<String> problems = new ArrayList<>();
            if (!NAME.matcher(settings.name()).matches()) {
                problems.add("name is not made of a-z, 0-9, dots, hyphens and underscores");
            }
            if (!settings.deadline().isPositive() || settings.deadline().compareTo(DEADLINE_MAX) > 0) {
                problems.add("deadline is not between 1ms and " + DEADLINE_MAX.toSeconds() + "s");
            }
            return problems;
        }

        private static boolean isMailAddress(String text) {
            return ADDRESS.matcher(text).matches();
        }

        private static boolean isThisMachine(String host) {
            return Set.of("localhost", "127.0.0.1", "[::1]", "::1").contains(host);
        }
    }
}
