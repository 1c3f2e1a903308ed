package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.time.Instant;
import java.util.List;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.config.ConfigTemplate;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.node.config.Roster;
import org.tocsin.node.config.RosterTemplate;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyTemplate;
import org.tocsin.peer.PeerDialer;
import org.tocsin.secret.KeyProtection;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.TeamPapers;

/// Makes the directory of a new node: keys, papers, `node.toml`, `officer.toml`, `roles.toml` and `duty.toml`. Whole or
/// not at all.
public final class NodeSetup {
    private NodeSetup() {}

    /// Where the node listens, `host:port` each; and how many officers must approve what it states about agreements.
    ///
    /// @param protection of the key files
    public record Addresses(String peer, String operator, int approvals, KeyProtection protection) {
        /// A node that states about agreements what it is told: for trials.
        public Addresses(String peer, String operator) {
            this(peer, operator, 0, KeyProtection.none());
        }

        /// Whether this is a node for trying out: then its partners are on this machine.
        boolean isTrial() {
            return approvals == 0;
        }
    }

    /// Makes new keys and papers and all files of a node.
    ///
    /// @param directory must not exist, or be empty
    /// @throws FileAlreadyExistsException if there is something in the directory: nothing is ever overwritten
    public static TeamPapers create(
            Path directory, TeamPapers.Plan plan, Addresses addresses, SecureRandom random, Instant now)
            throws IOException {
        TeamPapers papers = TeamPapers.make(plan, random, now);
        create(directory, papers, addresses);
        return papers;
    }

    /// Makes all files of a node with papers that were made before.
    ///
    /// @throws FileAlreadyExistsException if there is something in the directory: nothing is ever overwritten
    public static void create(Path directory, TeamPapers papers, Addresses addresses) throws IOException {
        try (var fresh = FreshDirectory.begin(directory)) {
            papers.save(fresh.path(), addresses.protection());
            String team = papers.team().domain();
            TeamManifest.NodeEntry node = papers.pinned().current().nodes().getFirst();
            write(
                    fresh.path().resolve(NodeConfig.FILE),
                    ConfigTemplate.of(
                            team,
                            node.name(),
                            addresses.peer(),
                            addresses.operator(),
                            addresses.approvals(),
                            addresses.protection().setting(),
                            addresses.isTrial() || node.endpoints().stream().anyMatch(PeerDialer::isInside)));
            write(
                    fresh.path().resolve(OfficerFile.NAME),
                    OfficerFile.text(addresses.operator(), papers.rootFingerprint(), addresses.protection()));
            write(fresh.path().resolve(DutyPlan.FILE), DutyTemplate.of(pseudonym(papers.officer())));
            Path roles = fresh.path().resolve(Roster.FILE);
            write(roles, RosterTemplate.of(pseudonym(papers.officer())));
            Files.setPosixFilePermissions(roles, PosixFilePermissions.fromString("rw-------"));
            fresh.finish();
        }
    }

    /// What an officer is called in a certificate.
    public static String pseudonym(Credentials officer) {
        try {
            for (List<?> name : officer.certificate().getSubjectAlternativeNames()) {
                if (name.getLast() instanceof String uri && uri.startsWith("spiffe://")) {
                    return uri.substring(uri.lastIndexOf('/') + 1);
                }
            }
        } catch (CertificateParsingException unreadable) {
            throw new IllegalArgumentException("a certificate whose names cannot be read", unreadable);
        }
        throw new IllegalArgumentException("a certificate without an identity");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
