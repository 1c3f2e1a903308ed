package org.tocsin.node.channel;

/// One way to reach one addressee.
public interface Channel {
    /// Tries once. Blocks, though not beyond the channel's own deadline; never throws. An attempt that is made twice
    /// carries the same id both times, so that the other end can tell.
    Outcome deliver(Notice notice);
}
