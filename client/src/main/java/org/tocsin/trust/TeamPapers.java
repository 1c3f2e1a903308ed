package org.tocsin.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.secret.KeyProtection;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.PeerIdentity.Role;

/// Everything a new team needs to be trusted: its root, its authorities, a node, an officer, a ledger key, and the
/// first
/// manifest that binds them. `tocsin node init` and the development federation both make theirs here.
public record TeamPapers(
        Team team,
        SuitePrivateKey root,
        SuitePrivateKey ledger,
        Credentials nodeAuthority,
        Credentials officerAuthority,
        Credentials node,
        Credentials officer,
        TeamManifest.Signed manifest) {
    /// Certificates are valid from a little before they are made: clocks differ.
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
    private static final Duration HOLDER_LIFE = Duration.ofDays(365);

    /// What is to be made. `endpoints` are where the node's peer port will be reached, `host:port`.
    public record Plan(Team team, String displayName, String nodeName, List<String> endpoints, Suite suite) {
        public Plan {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// Makes new keys and papers, in memory.
    public static TeamPapers make(Plan plan, SecureRandom random, Instant now) {
        CertificateIssuer issuer = new CertificateIssuer(random);
        Instant from = now.minus(SKEW);
        Instant authorityUntil = now.plus(AUTHORITY_LIFE);
        Instant until = now.plus(HOLDER_LIFE);
        String domain = plan.team().domain();
        SuitePrivateKey root = SuitePrivateKey.generate(plan.suite(), random);
        SuitePrivateKey ledger = SuitePrivateKey.generate(plan.suite(), random);
        Credentials nodeAuthority = issuer.authority(commonName(domain, "node authority"), from, authorityUntil);
        Credentials officerAuthority = issuer.authority(commonName(domain, "officer authority"), from, authorityUntil);
        Credentials node = issuer.issue(
                nodeAuthority,
                Subject.of(plan.team(), Role.NODE, plan.nodeName(), from, until).reachedAt(plan.endpoints()));
        Credentials officer =
                issuer.issue(officerAuthority, Subject.of(plan.team(), Role.OFFICER, pseudonym(random), from, until));
        TeamManifest manifest = new TeamManifest(
                plan.team(),
                plan.displayName(),
                1,
                Optional.empty(),
                root.publicKey(),
                List.of(encoded(nodeAuthority)),
                List.of(encoded(officerAuthority)),
                List.of(new TeamManifest.NodeEntry(plan.nodeName(), List.of(spki(node)), plan.endpoints())),
                List.of(new TeamManifest.KeyPeriod(1, ledger.publicKey(), 0, Optional.empty())),
                now);
        return new TeamPapers(
                plan.team(),
                root,
                ledger,
                nodeAuthority,
                officerAuthority,
                node,
                officer,
                new ManifestSigner(root).sign(manifest));
    }

    /// Makes new keys and papers and writes them under a directory; see [PapersDirectory].
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there are keys already: they are never overwritten
    public static TeamPapers create(Path directory, Plan plan, SecureRandom random, Instant now) throws IOException {
        TeamPapers made = make(plan, random, now);
        made.save(directory);
        return made;
    }

    /// Writes everything under a directory.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there are keys already: they are never overwritten
    public void save(Path directory) throws IOException {
        save(directory, KeyProtection.none());
    }

    /// As above, with keys encrypted if there is a passphrase.
    public void save(Path directory, KeyProtection protection) throws IOException {
        PapersDirectory papers = new PapersDirectory(directory, protection, Optional.empty());
        papers.create();
        papers.saveKeys(root, ledger);
        papers.save("node-authority", nodeAuthority);
        papers.save("officer-authority", officerAuthority);
        papers.save("node", node);
        papers.save("officer", officer);
        papers.saveManifests(List.of(manifest));
    }

    public Digest rootFingerprint() {
        return Fingerprint.of(root.publicKey());
    }

    /// The team as others pin it.
    public PinnedTeam pinned() {
        return switch (ManifestChain.verify(rootFingerprint(), List.of(manifest))) {
            case ManifestVerdict.Verified verified -> verified.team();
            case ManifestVerdict.Refused refused -> throw new IllegalStateException("our own manifest: " + refused);
        };
    }

    /// The hash by which a manifest names the key of these credentials.
    public static Digest spki(Credentials credentials) {
        return Sha256.of(credentials.certificate().getPublicKey().getEncoded());
    }

    /// The team only: the rest is secret or long.
    @Override
    public String toString() {
        return "TeamPapers[" + team + "]";
    }

    /// The upper bound of a common name is 64 characters (RFC 5280, appendix A.1).
    private static String commonName(String domain, String role) {
        String name = domain + " " + role;
        return name.length() <= 64 ? name : role;
    }

    /// An officer's name in certificates says nothing of the person.
    private static String pseudonym(SecureRandom random) {
        return HexFormat.of().toHexDigits((short) random.nextInt());
    }

    private static Bytes encoded(Credentials authority) {
        return Bytes.wrap(PinnedTeam.encoded(authority.certificate()));
    }
}
