package org.tocsin.node.duty;

import java.util.List;

/// The kinds of channels, as `duty.toml` calls them.
final class ChannelWords {
    static final List<String> KINDS = List.of("mail", "webhook", "command", "terminal");

    private ChannelWords() {}

    static String kind(ChannelSettings settings) {
        return switch (settings) {
            case ChannelSettings.Mail mail -> "mail";
            case ChannelSettings.Webhook webhook -> "webhook";
            case ChannelSettings.Command command -> "command";
            case ChannelSettings.Terminal terminal -> "terminal";
        };
    }
}
