package org.tocsin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.config.ConfigProblem;
import org.tocsin.node.config.ConfigReader;
import org.tocsin.node.config.ConfigResult;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.NodeConfig.StoreSettings;
import org.tocsin.node.config.Roster;
import org.tocsin.node.config.RosterReader;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFault;
import org.tocsin.secret.KeyFiles;
import org.tocsin.secret.KeyProtection;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.token.TokenKey;

/// A node's directory, read: its configuration, its team's papers, and where its database is. What every command that
/// works on the directory
/// starts from.
///
/// @param roster who may do what at the operator port
public record NodeHome(NodeConfig config, PapersDirectory papers, PinnedTeam own, Roster roster) {
    private static final Logger log = LoggerFactory.getLogger(NodeHome.class);

    /// Why a directory cannot be used: all problems together.
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient List<ConfigProblem> problems;

        UnusableException(List<ConfigProblem> problems) {
            super(problems.getFirst().toString(), null, false, false);
            this.problems = problems;
        }

        public List<ConfigProblem> problems() {
            return problems;
        }
    }

    /// @throws UnusableException if the configuration or the papers cannot be used
    public static NodeHome read(Path directory) throws UnusableException {
        NodeConfig config = switch (ConfigReader.read(directory)) {
            case ConfigResult.Unusable unusable -> throw new UnusableException(unusable.problems());
            case ConfigResult.Read read -> read.config();
        };
        Roster roster = switch (RosterReader.read(config.directory())) {
            case RosterReader.Result.Unusable unusable -> throw new UnusableException(unusable.problems());
            case RosterReader.Result.Read read -> read.roster();
        };
        PapersDirectory papers = papers(config);
        try {
            List<Path> exposed = papers.exposedKeys();
            if (!exposed.isEmpty()) {
                throw unusable(FileModes.exposed(exposed.getFirst()));
            }
        } catch (KeyFault fault) {
            throw unusable(fault);
        } catch (IOException unreadable) {
            throw unusable("keys", "cannot be looked at: " + unreadable.getMessage(), "check the directory's rights");
        }
        return new NodeHome(config, papers, own(config, papers), roster);
    }

    /// As `read`, only to look at what is there: whoever may do what, and whoever may read the keys, says nothing of
    /// it.
    ///
    /// @throws UnusableException if it cannot be known by the papers whose node this is
    static NodeHome toLookThrough(NodeConfig config) throws UnusableException {
        PapersDirectory papers = papers(config);
        return new NodeHome(config, papers, own(config, papers), Roster.EMPTY);
    }

    private static PinnedTeam own(NodeConfig config, PapersDirectory papers) throws UnusableException {
        try {
            PinnedTeam own = papers.own();
            if (!own.team().domain().equals(config.identity().team())) {
                throw unusable(
                        "team",
                        "is " + config.identity().team() + ", but the manifest is of " + own.team(),
                        "correct one of them");
            }
            return own;
        } catch (KeyFault fault) {
            throw unusable(fault);
        } catch (IOException unreadable) {
            throw unusable(
                    "papers",
                    String.valueOf(unreadable.getMessage()),
                    "put the file back from a copy: nothing else has this team's keys");
        }
    }

    /// The keys and papers of a node, opened as its configuration says. No key is read yet.
    public static PapersDirectory papers(NodeConfig config) {
        return new PapersDirectory(
                config.directory(),
                config.keys().passphrase().map(KeyProtection::by).orElseGet(KeyProtection::none),
                config.tls().token().map(TokenKey::at));
    }

    /// Names the key files that are not encrypted: a note, not a fault.
    void warnOfPlainKeys() {
        List<String> plain = new ArrayList<>();
        try {
            for (Path file : KeyFiles.in(papers.keys())) {
                if (!KeyFiles.isEncrypted(file)) {
                    plain.add(String.valueOf(file.getFileName()));
                }
            }
        } catch (IOException unreadable) {
            log.warn("key files cannot be looked at why={}", unreadable.getMessage());
        }
        if (!plain.isEmpty()) {
            log.warn("private keys lie here in the clear files={} remedy=tocsin node keys encrypt", plain);
        }
    }

    public Team team() {
        return own.team();
    }

    /// What partners were told of is here: an older copy would believe keys again that are revoked, and a manifest
    /// signed upon it would be another one of a version that partners have. Rule R-MAN-4.
    ///
    /// @throws UnusableException if the manifests here are older
    public void requireNewestManifests(Transactions transactions) throws UnusableException {
        int told = Directory.toldManifest(transactions);
        int here = own.current().version();
        if (told > here) {
            throw unusable(
                    "papers/team.manifests",
                    "ends with version " + here + ", while partners were told of version " + told,
                    "put the newest one back: officers' directories and partners have it");
        }
    }

    /// The open key period of the team's ledger: its epoch and key.
    ///
    /// @throws UnusableException if no period is open
    public TeamManifest.KeyPeriod openPeriod() throws UnusableException {
        return own.keyPeriods()
                .open()
                .orElseThrow(() -> unusable(
                        "papers/team.manifests", "no ledger-key period is open", "sign a manifest that opens one"));
    }

    /// The private key that the ledger is signed with: of the newest open period whose key is here. While a key is
    /// replaced the next one may not be here yet.
    public Optional<SuitePrivateKey> ledgerKey(SecureRandom random) throws IOException {
        for (TeamManifest.KeyPeriod period : own.keyPeriods().allOpen()) {
            Optional<SuitePrivateKey> key = papers.ledger(period.key(), random);
            if (key.isPresent()) {
                return key;
            }
        }
        return Optional.empty();
    }

    /// Whether a key that one of the team's manifests named signed a head.
    public boolean isSigned(Head head) {
        return own.everSigned(head.checkpoint(), head.origin(), head.tree());
    }

    public Path dataDirectory() {
        return dataDirectory(config);
    }

    public static Path dataDirectory(NodeConfig config) {
        return config.directory().resolve("data");
    }

    /// @throws UnusableException if the password file cannot be read
    public Database.Address database() throws UnusableException {
        return database(config);
    }

    static Database.Address database(NodeConfig config) throws UnusableException {
        Optional<Path> sealKey = Optional.of(papers(config).keys().resolve("store.key"));
        return switch (config.store()) {
            case StoreSettings.Sqlite sqlite -> new Database.Address.SqliteFile(sqlite.file(), sealKey);
            case StoreSettings.Postgres postgres ->
                new Database.Address.Postgres(postgres.url(), postgres.user(), password(postgres), sealKey);
        };
    }

    private static String password(StoreSettings.Postgres postgres) throws UnusableException {
        if (postgres.passwordFile().isEmpty()) {
            return "";
        }
        try {
            return Files.readString(postgres.passwordFile().get()).strip();
        } catch (IOException unreadable) {
            throw unusable("store.postgres.password_file", "cannot be read", "check the file and its rights");
        }
    }

    private static UnusableException unusable(KeyFault fault) {
        return unusable(fault.where(), fault.what(), fault.remedy());
    }

    static UnusableException unusable(String where, String what, String remedy) {
        return new UnusableException(List.of(new ConfigProblem(where, what, remedy)));
    }
}
