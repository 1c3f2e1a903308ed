package org.tocsin.node.channel;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tocsin.model.Team;
import org.tocsin.node.duty.ChannelSettings;

/// The channels of a node by their names. One that cannot be used is there all the same: every attempt at it fails at
/// once, with the reason.
public final class Channels {
    private static final Channel UNUSABLE = unusable("no channel has this name");

    private final Map<String, Channel> channels = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /// What channels work with.
    ///
    /// @param own the team whose officers are reached
    /// @param tasks a virtual thread for each task
    public record Parts(Team own, DutyFeed feed, ExecutorService tasks, InstantSource clock) {}

    /// A channel that cannot be used.
    public record Problem(String channel, String what) {}

    private Channels() {}

    /// Opens what the settings describe: reads secrets, keys and trusted certificates. Dials nothing.
    public static Channels open(List<? extends ChannelSettings> settings, Parts parts) {
        var opened = new Channels();
        for (ChannelSettings one : settings) {
            opened.add(one, parts);
        }
        return opened;
    }

    private void add(ChannelSettings settings, Parts parts) {
        List<String> wrong = new ArrayList<>(settings.problems());
        Channel channel = UNUSABLE;
        if (wrong.isEmpty()) {
            try {
                channel = channel(settings, parts);
            } catch (UnusableException unusable) {
                wrong.add(unusable.what());
            }
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
            return open(settings, new Parts(own, new DutyFeed(), none, () -> Instant.EPOCH))
                    .problems();
        }
    }

    /// The channel of a name. If there is none, every attempt at it fails.
    public Channel named(String name) {
        return channels.getOrDefault(name, UNUSABLE);
    }

    /// What is wrong with channels' settings and files, all of it.
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    private static Channel unusable(String why) {
        return notice -> new Outcome.Failed(Outcome.Reason.UNUSABLE, why);
    }
}
