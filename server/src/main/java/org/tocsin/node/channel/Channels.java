package org.tocsin.node.channel;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tocsin.model.Team;
import org.tocsin.node.duty.ChannelSettings;

/// The channels of a node by their names. One that cannot be used is there all the same: every attempt at it fails at
/// once, with the reason.
public final class Channels {
    private static final Channel UNUSABLE = unusable("no channel has this name");

    /// In front of a mail address: the channel that writes to it by the first mail server of the settings. No
    /// configured
    /// channel has such a name.
    public static final String MAIL_TO = "mail-to:";

    private final Map<String, Channel> channels = new TreeMap<>();
    private final Parts parts;
    private Optional<ChannelSettings.Mail> mail = Optional.empty();
    private final List<Problem> problems = new ArrayList<>();

    /// What channels work with.
    ///
    /// @param own the team whose officers are reached
    /// @param tasks a virtual thread for each task
    public record Parts(Team own, DutyFeed feed, ExecutorService tasks, InstantSource clock) {}

    /// A channel that cannot be used.
    public record Problem(String channel, String what) {}

    private Channels(Parts parts) {
        this.parts = parts;
    }

    /// Opens what the settings describe: reads secrets, keys and trusted certificates. Dials nothing.
    public static Channels open(List<? extends ChannelSettings> settings, Parts parts) {
        var opened = new Channels(parts);
        for (ChannelSettings one : settings) {
            opened.add(one);
        }
        return opened;
    }

    private void add(ChannelSettings settings) {
        List<String> wrong = new ArrayList<>(settings.problems());
        Channel channel = UNUSABLE;
        if (wrong.isEmpty()) {
            try {
                channel = channel(settings, parts);
            } catch (UnusableException unusable) {
                wrong.add(unusable.what());
            }
        }
        if (wrong.isEmpty() && mail.isEmpty() && settings instanceof ChannelSettings.Mail first) {
            mail = Optional.of(first);
        }
        wrong.forEach(what -> problems.add(new Problem(settings.name(), what)));
        channels.put(
                settings.name(),
                wrong.isEmpty()
                        ? new DeadlineChannel(channel, settings.deadline(), parts.tasks())
                        : unusable(String.join("; ", wrong)));
    }

    private static Channel channel(ChannelSettings settings, Parts parts) throws UnusableException {
        return switch (settings) {
            case ChannelSettings.Mail mail -> MailChannel.open(mail, parts.own());
            case ChannelSettings.Webhook webhook -> WebhookChannel.open(webhook, parts);
            case ChannelSettings.Command command -> new CommandChannel(command, parts.tasks());
            case ChannelSettings.Terminal terminal -> new TerminalChannel(parts.feed());
        };
    }

    /// What is wrong with channels' settings and files, for whoever only asks.
    public static List<Problem> check(List<? extends ChannelSettings> settings, Team own) {
        try (ExecutorService none = Executors.newVirtualThreadPerTaskExecutor()) {
            var parts = new Parts(own, new DutyFeed(), none, () -> Instant.EPOCH);
            List<Problem> problems = new ArrayList<>(open(settings, parts).problems());
            settings.stream()
                    .filter(one -> one instanceof ChannelSettings.Command command && !CommandChannel.isThere(command))
                    .forEach(one -> problems.add(new Problem(one.name(), "there is no such program: see command")));
            return List.copyOf(problems);
        }
    }

    /// The channel of a name. If there is none, every attempt at it fails.
    public Channel named(String name) {
        if (name.startsWith(MAIL_TO)) {
            return mailTo(name.substring(MAIL_TO.length()));
        }
        return channels.getOrDefault(name, UNUSABLE);
    }

    /// Writes to an address outside of the team: in the clear, since nobody here has its keys.
    private Channel mailTo(String address) {
        if (mail.isEmpty()) {
            return unusable("no channel here is mail: there is no server to write by");
        }
        ChannelSettings.Mail by = mail.get();
        var settings =
                new ChannelSettings.Mail(by.name(), by.server(), by.from(), address, Optional.empty(), by.deadline());
        if (!settings.problems().isEmpty()) {
            return unusable(String.join("; ", settings.problems()));
        }
        try {
            return new DeadlineChannel(channel(settings, parts), by.deadline(), parts.tasks());
        } catch (UnusableException unusable) {
            return unusable(unusable.what());
        }
    }

    /// What is wrong with channels' settings and files, all of it.
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    private static Channel unusable(String why) {
        return notice -> new Outcome.Failed(Outcome.Reason.UNUSABLE, why);
    }
}
