package org.tocsin.node.channel;

/// Whoever watches.
final class TerminalChannel implements Channel {
    private final DutyFeed feed;

    TerminalChannel(DutyFeed feed) {
        this.feed = feed;
    }

    @Override
    public Outcome deliver(Notice notice) {
        int taken = feed.show(notice);
        return taken == 0
                ? new Outcome.Failed(Outcome.Reason.UNWATCHED, "nobody has tocsin duty watch open")
                : new Outcome.Delivered("shown to " + taken);
    }
}
