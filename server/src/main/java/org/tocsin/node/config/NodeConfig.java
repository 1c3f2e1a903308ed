package org.tocsin.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tocsin.model.Team;
import org.tocsin.secret.SecretPlace;
import org.tocsin.trust.token.TokenPlace;

/// A node's configuration, as it stands in `node.toml`: read once, checked whole. Paths are absolute here. Every key
/// has a safe default but for the
/// identity.
public record NodeConfig(
        Path directory,
        Identity identity,
        Listen listen,
        Tls tls,
        KeySettings keys,
        LedgerSettings ledger,
        StoreSettings store,
        DeliverySettings delivery,
        LimitSettings limits,
        RelaySettings relay,
        AgreementSettings agreements) {
    /// Name of the file in the node's directory.
    public static final String FILE = "node.toml";

    /// Who this node is.
    public record Identity(String team, String node) {}

    /// Where the node listens: the peer port for other teams, the operator port for its own officers.
    public record Listen(InetSocketAddress peer, InetSocketAddress operator) {}

    /// Whether peers may use a classical key exchange; and where the node's TLS key is, if that is a token.
    public record Tls(boolean classicalAllowed, Optional<TokenPlace> token) {}

    /// What key files are encrypted with.
    public record KeySettings(Optional<SecretPlace> passphrase) {}

    /// The ledger: where its high-water file lies, and whether partners are asked before the first signature.
    public record LedgerSettings(Path highWaterFile, StartRule start) {}

    /// What must hold before a started node signs.
    public enum StartRule {
        /// Partners that acknowledged something of this epoch are asked for the head they hold; one at least must
        /// answer.
        PARTNERS,
        /// Only the high-water file is asked. For a node whose partners are gone; never for one that was restored.
        ALONE
    }

    /// The database: the embedded one in a file, or PostgreSQL.
    public sealed interface StoreSettings {
        record Sqlite(Path file) implements StoreSettings {}

        record Postgres(String url, String user, Optional<Path> passwordFile) implements StoreSettings {}
    }

    /// How lanes behave; and which teams' endpoints may be on this machine or in a private network.
    public record DeliverySettings(
            Duration backoffMin,
            Duration backoffMax,
            int windowFrames,
            boolean pack,
            PrivateAddresses privateAddresses) {}

    /// The teams that are dialled at private addresses too: all of them, or those that are named. Threat T35.
    public record PrivateAddresses(boolean all, Set<Team> teams) implements Predicate<Team> {
        public PrivateAddresses {
            teams = Set.copyOf(teams);
        }

        @Override
        public boolean test(Team team) {
            return all || teams.contains(team);
        }
    }

    /// Whether this node is a hub: it hands on to its partners what others let go onward.
    public record RelaySettings(boolean isHub) {}

    /// How many officers of the own team must approve what it states about agreements, at least; and the file with the
    /// general terms that a hub offers.
    public record AgreementSettings(int approvals, Optional<Path> generalTerms) {
        /// Four eyes, where the file does not say otherwise.
        public static final int APPROVALS = 2;
    }

    /// What one partner may use of this node, on average over a second; and how long, or how many records, a lane may
    /// be
    /// behind before that is an alarm.
    public record LimitSettings(
            long partnerBytesPerSecond,
            long partnerMessagesPerSecond,
            Duration laneLagAlarm,
            long laneLagAlarmRecords) {}
}
