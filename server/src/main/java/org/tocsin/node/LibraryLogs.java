package org.tocsin.node;

import java.util.logging.Level;
import java.util.logging.Logger;

/// What gRPC says through the JDK's logging, past our own log. It warns with a stack trace of every stream that ends in
/// the middle of something: peers break streams at will, and must not fill the log with it, or put words into it.
final class LibraryLogs {
    /// Held, since the JDK forgets loggers that nobody holds, and their levels with them.
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private LibraryLogs() {}

    /// From now on only what is wrong with this process is told.
    static void quieten() {
        GRPC.setLevel(Level.SEVERE);
    }
}
