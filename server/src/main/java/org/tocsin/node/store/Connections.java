package org.tocsin.node.store;

import java.nio.file.Path;
import java.time.Duration;

/// Where sessions come from: one that writes, some that read.
interface Connections extends AutoCloseable {
    Engine engine();

    /// The writing session. Only whoever holds the writers' lock of `Transactions` asks for it, and gives it back.
    Session writer();

    /// From now on what the writing session writes is sealed.
    void sealWith(Seals seals);

    /// A reading session; waits for one to be free.
    Session reader();

    /// Takes a session back. A `broken` one is not used again.
    void release(Session session, boolean broken);

    /// Writes a copy of the whole database, as one snapshot, to a file that is not there yet; others may go on writing
    /// to
    /// the database meanwhile.
    ///
    /// @throws StoreException `REFUSED` if this engine has tools of its own for that
    void copyTo(Path file, Database.CopyProgress progress);

    /// Makes overwritten and deleted bytes leave the files that hold them.
    ///
    /// @param readersWaitedFor at most, where whoever reads is in the way
    /// @return false if that was too short: they may be there still
    boolean scrub(Duration readersWaitedFor);

    @Override
    void close();
}
