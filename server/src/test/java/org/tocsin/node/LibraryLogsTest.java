package org.tocsin.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// A peer that breaks its streams does not write into the log.
class LibraryLogsTest {
    @Test
    void brokenStreamsAreNotTold() {
        LibraryLogs.quieten();
        Logger handler = Logger.getLogger("io.grpc.netty.NettyServerHandler");
        assertFalse(handler.isLoggable(Level.WARNING));
        assertTrue(handler.isLoggable(Level.SEVERE));
    }
}
