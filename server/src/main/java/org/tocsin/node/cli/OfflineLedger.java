package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.node.NodeHome;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerDamaged;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.DirectoryLock;
import org.tocsin.node.store.FileDisk;
import org.tocsin.node.store.StoreException;
import org.tocsin.node.store.Transactions;
import org.tocsin.secret.KeyFault;
import picocli.CommandLine.Parameters;

/// What the commands share that work on a node's data without the node.
final class OfflineLedger {
    private OfflineLedger() {}

    /// The node's directory, given as an argument or by `--node`.
    static final class DirectoryArgument {
        @Parameters(arity = "0..1", paramLabel = "DIR", description = "the node's directory (default: --node)")
        private Optional<Path> directory = Optional.empty();

        NodeHome home(Surroundings surroundings, NodeOption node) throws NodeHome.UnusableException {
            return NodeHome.read(path(surroundings, node));
        }

        Path path(Surroundings surroundings, NodeOption node) {
            return surroundings.workingDirectory().resolve(directory.orElse(node.directory()));
        }
    }

    /// The database of a node that does not run, held against its start.
    static final class LockedDatabase implements AutoCloseable {
        private final DirectoryLock lock;
        private final Database database;

        private LockedDatabase(DirectoryLock lock, Database database) {
            this.lock = lock;
            this.database = database;
        }

        Transactions transactions() {
            return database.transactions();
        }

        @Override
        public void close() {
            database.close();
            lock.close();
        }
    }

    static LockedDatabase lock(NodeHome home) throws NodeHome.UnusableException {
        Database.Address address = home.database();
        DirectoryLock lock = DirectoryLock.take(home.dataDirectory());
        try {
            return new LockedDatabase(lock, Database.open(address));
        } catch (StoreException refused) {
            lock.close();
            throw refused;
        }
    }

    static HighWaterFile highWater(NodeHome home) throws IOException {
        return HighWaterFile.open(new FileDisk(), home.config().ledger().highWaterFile());
    }

    /// The high-water file as it stands, also where nothing can be written.
    static HighWaterFile highWaterToRead(NodeHome home) throws IOException {
        return HighWaterFile.open(FileDisk.toRead(), home.config().ledger().highWaterFile());
    }

    static CommandFault fault(StoreException refused) {
        return CommandFault.unusable(
                String.valueOf(refused.getMessage()), "the node's data", "nothing was changed", refused);
    }

    static CommandFault fault(LedgerDamaged damaged) {
        return CommandFault.unusable(
                String.valueOf(damaged.getMessage()), "the node's database", "run: tocsin ledger verify", damaged);
    }

    static CommandFault fault(IOException unreadable) {
        if (unreadable instanceof KeyFault fault) {
            return Problems.fault(fault);
        }
        return CommandFault.unusable(
                String.valueOf(unreadable.getMessage()),
                "the node's directory",
                "check the file and its rights",
                unreadable);
    }
}
