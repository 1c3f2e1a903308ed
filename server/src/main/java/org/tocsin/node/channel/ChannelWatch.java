package org.tocsin.node.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;

/// Raises the alarm when a channel breaks, once until it works again: log and audit. `node status` says so until then.
public final class ChannelWatch {
    private static final Logger log = LoggerFactory.getLogger(ChannelWatch.class);

    private final Audit audit;
    /// Guards itself.
    private final Set<String> broken = new TreeSet<>();

    public ChannelWatch(Audit audit) {
        this.audit = audit;
    }

    /// An attempt was made.
    void seen(String channel, Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered delivered -> works(channel);
            case Outcome.Failed failed -> {
                // A terminal that nobody watches, or a line that is full, is no fault of the channel.
                if (failed.reason() != Outcome.Reason.UNWATCHED && failed.reason() != Outcome.Reason.CROWDED) {
                    fails(channel, failed);
                }
            }
        }
    }

    /// Whether the last attempt at this channel found it broken.
    public boolean isBroken(String channel) {
        synchronized (broken) {
            return broken.contains(channel);
        }
    }

    /// The names of what is broken now.
    public List<String> broken() {
        synchronized (broken) {
            return List.copyOf(broken);
        }
    }

    /// What is broken now, for whoever looks after the node.
    public Optional<String> problem() {
        List<String> names = broken();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("broken channels to officers: " + String.join(", ", names)
                        + ": mend them, then run tocsin duty try-channel");
    }

    private void fails(String channel, Outcome.Failed failed) {
        synchronized (broken) {
            if (!broken.add(channel)) {
                return;
            }
        }
        log.error(
                "a channel to officers is broken: mend it, then run tocsin duty try-channel channel={} why={} detail={}",
                channel,
                failed.reason().word(),
                failed.detail());
        audit.record(AuditEvent.of(AuditEvent.Kind.CHANNEL_BROKEN, AuditEvent.NODE)
                .with("channel", channel)
                .with("why", failed.reason().word()));
    }

    private void works(String channel) {
        synchronized (broken) {
            if (!broken.remove(channel)) {
                return;
            }
        }
        log.info("a channel to officers works again channel={}", channel);
        audit.record(
                AuditEvent.of(AuditEvent.Kind.CHANNEL_WORKS, AuditEvent.NODE).with("channel", channel));
    }
}
