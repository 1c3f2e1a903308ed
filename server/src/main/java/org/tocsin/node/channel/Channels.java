package org.tocsin.node.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.tocsin.model.Team;
import org.tocsin.node.duty.ChannelSettings;

/// The channels of a node by their names. One that cannot be used is there all the same: every attempt at it fails at
/// once, with the reason.
public final class Channels {
    private final Map<String, Channel> channels = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /// What channels work with.
    ///
    /// @param own the team whose officers are reached
    /// @param tasks a virtual thread for each task
    public record Parts(Team own, DutyFeed feed, ExecutorService tasks) {}

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
        List<String> wrong = settings.problems();
        Channel channel = wrong.isEmpty() ? channel(settings, parts) : unusable(String.join("; ", wrong));
        wrong.forEach(what -> problems.add(new Problem(settings.name(), what)));
        channels.put(settings.name(), new DeadlineChannel(channel, settings.deadline(), parts.tasks()));
    }

    private static Channel channel(ChannelSettings settings, Parts parts) {
        return switch (settings) {
            case ChannelSettings.Mail mail -> unusable("mail is not built");
            case ChannelSettings.Webhook webhook -> unusable("webhooks are not built");
            case ChannelSettings.Command command -> unusable("commands are not built");
            case ChannelSettings.Terminal terminal -> new TerminalChannel(parts.feed());
        };
    }

    /// The channel of a name. If there is none, every attempt at it fails.
    public Channel named(String name) {
        return channels.getOrDefault(name, unusable("no channel has this name"));
    }

    /// What is wrong with channels' settings and files, all of it.
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    private static Channel unusable(String why) {
        return notice -> new Outcome.Failed(Outcome.Reason.UNUSABLE, why);
    }
}
