package org.tocsin.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.TeamManifest;
import org.tocsin.proof.SealingKey;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.secret.FileModes;
import org.tocsin.secret.KeyFault;
import org.tocsin.secret.KeyProtection;
import org.tocsin.trust.token.TokenKey;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;

/// Where the keys and papers of a team lie under a directory: the one place that knows the names.
///
/// `keys/` (for the owner only): `root.key`, `node-authority.key` and `officer-authority.key` (and `-next` of them)
/// belong offline;
/// `node.key`,
/// `ledger.key` (`ledger-2.key` … for later epochs with a key of their own), `sealing.key` and `officer.key` are used
/// every day.
/// `papers/`: the certificates to the keys as `.pem`, `team.manifests` with all manifests, `root.fingerprint` as text.
///
/// Every method that reads throws [IOException] with a message that names the file and what is wrong with it.
public final class PapersDirectory {
    private final Path directory;
    private final KeyProtection protection;
    private final Optional<TokenKey> token;

    /// Keys are plain files.
    ///
    /// @param directory the node's directory, which holds `keys/` and `papers/`
    public PapersDirectory(Path directory) {
        this(directory, KeyProtection.none(), Optional.empty());
    }

    /// @param protection of the key files
    /// @param token the node's TLS key, where it is in a token instead of `keys/node.key`
    public PapersDirectory(Path directory, KeyProtection protection, Optional<TokenKey> token) {
        this.directory = directory;
        this.protection = protection;
        this.token = token;
    }

    public Path keys() {
        return directory.resolve("keys");
    }

    public Path papers() {
        return directory.resolve("papers");
    }

    public Path rootKeyFile() {
        return keys().resolve("root.key");
    }

    public Path officerKeyFile() {
        return keys().resolve("officer.key");
    }

    public Path officerCertificateFile() {
        return papers().resolve("officer.pem");
    }

    public Path manifestsFile() {
        return papers().resolve("team.manifests");
    }

    /// The node's key and certificates.
    public Credentials node() throws IOException {
        if (token.isPresent()) {
            return inToken(token.get(), papers().resolve("node.pem"));
        }
        Path key = keys().resolve("node.key");
        boolean isHalfPromoted = Files.exists(nextNodeCertificateFile())
                && !Files.exists(nextNodeKeyFile())
                && !new Credentials(Pem.readKey(key, protection), Pem.readCertificates(papers().resolve("node.pem")))
                        .belongTogether();
        if (isHalfPromoted) {
            Pem.move(nextNodeCertificateFile(), papers().resolve("node.pem"));
        }
        return credentials("node");
    }

    private static Credentials inToken(TokenKey key, Path chain) throws IOException {
        Credentials credentials = new Credentials(key, Pem.readCertificates(chain));
        if (!credentials.belongTogether()) {
            throw new KeyFault(
                    "is not the key of the first certificate in " + chain,
                    key.toString(),
                    "name the right key in node.toml, [tls.token], or put the certificate of this key there");
        }
        return credentials;
    }

    /// The node's certificates, without its key.
    public List<X509Certificate> nodeChain() throws IOException {
        return Pem.readCertificates(papers().resolve("node.pem"));
    }

    /// The node's next certificates, without their key; empty if there are none.
    public Optional<List<X509Certificate>> nextNodeChain() throws IOException {
        return Files.exists(nextNodeCertificateFile())
                ? Optional.of(Pem.readCertificates(nextNodeCertificateFile()))
                : Optional.empty();
    }

    /// The same, where new keys are written.
    public PapersDirectory writing(SecureRandom random) {
        return new PapersDirectory(directory, protection.writing(random), token);
    }

    /// The node's TLS key, where it is in a token.
    public Optional<TokenKey> token() {
        return token;
    }

    /// How key files here are read and written.
    public KeyProtection protection() {
        return protection;
    }

    /// The node's next key and certificates, which wait until they may be used; empty if there are none. Without a key
    /// of
    /// its own the certificate is for the key in use.
    public Optional<Credentials> nextNode() throws IOException {
        if (!Files.exists(nextNodeCertificateFile())) {
            return Optional.empty();
        }
        if (token.isPresent()) {
            return Optional.of(inToken(token.get(), nextNodeCertificateFile()));
        }
        Path key = nextNodeKeyFile();
        return Optional.of(readCredentials(
                Files.exists(key) ? key : keys().resolve("node.key"), nextNodeCertificateFile(), protection));
    }

    public Path nextNodeCertificateFile() {
        return papers().resolve("node-next.pem");
    }

    public Path nextNodeKeyFile() {
        return keys().resolve("node-next.key");
    }

    /// Puts the next key and certificates in the place of those in use. Cut short, `node` finishes it.
    public void promoteNode() throws IOException {
        if (Files.exists(nextNodeKeyFile())) {
            Pem.move(nextNodeKeyFile(), keys().resolve("node.key"));
        }
        Pem.move(nextNodeCertificateFile(), papers().resolve("node.pem"));
    }

    /// Keeps an authority that issues beside the one in use.
    ///
    /// @return where its certificate is
    public Path addAuthority(String name, Credentials authority) throws IOException {
        save(name, authority);
        return papers().resolve(name + ".pem");
    }

    /// Keeps the next certificates of the node, with their key if it is another than the one in use.
    public void saveNextNode(Credentials next, boolean isNewKey) throws IOException {
        if (isNewKey) {
            Pem.writeKey(nextNodeKeyFile(), next.key(), protection);
        }
        Pem.writeCertificates(nextNodeCertificateFile(), next.chain());
    }

    public Credentials officer() throws IOException {
        return credentials("officer");
    }

    public Credentials nodeAuthority() throws IOException {
        return credentials("node-authority");
    }

    public Credentials officerAuthority() throws IOException {
        return credentials("officer-authority");
    }

    /// The team's root key, which need not lie here.
    public SuitePrivateKey root(SecureRandom random) throws IOException {
        return SuitePrivateKey.load(rootKeyFile(), protection, random);
    }

    /// The private ledger key that belongs to a public one; empty if no ledger key here does.
    public Optional<SuitePrivateKey> ledger(SuiteKey publicKey, SecureRandom random) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(keys(), "ledger*.key")) {
            for (Path file : files) {
                SuitePrivateKey key = SuitePrivateKey.load(file, protection, random);
                if (key.publicKey().equals(publicKey)) {
                    return Optional.of(key);
                }
            }
        }
        return Optional.empty();
    }

    /// Keeps another ledger key, for an epoch from 2 on.
    public void addLedger(int epoch, SuitePrivateKey key) throws IOException {
        key.save(keys().resolve("ledger-" + epoch + ".key"), protection);
    }

    /// The team's sealing key; made when it is first asked for.
    public SealingKey sealing(SecureRandom random) throws IOException {
        return SealingKey.in(keys().resolve("sealing.key"), protection, random);
    }

    /// Key files that others than their owner may read or change, and their directory if others may enter it.
    public List<Path> exposedKeys() throws IOException {
        List<Path> exposed = new ArrayList<>();
        if (FileModes.isExposed(keys())) {
            exposed.add(keys());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(keys(), "*.key")) {
            for (Path file : files) {
                if (FileModes.isExposed(file)) {
                    exposed.add(file);
                }
            }
        }
        exposed.sort(null);
        return exposed;
    }

    /// The team's own manifests, by version, ascending; not verified.
    public List<TeamManifest.Signed> manifests() throws IOException {
        return readManifests(manifestsFile());
    }

    /// A file of manifests, of the own team or another; not verified.
    public static List<TeamManifest.Signed> readManifests(Path file) throws IOException {
        if (Files.size(file) > ManifestCodec.FILE_BYTES_MAX) {
            throw new IOException(file + ": too large for a file of manifests");
        }
        try {
            return ManifestCodec.decodeFile(Bytes.wrap(Files.readAllBytes(file)));
        } catch (WireException e) {
            throw new IOException(file + ": not a file of manifests: " + e.getMessage());
        }
    }

    /// Replaces the team's manifests, whole or not at all.
    public void saveManifests(List<TeamManifest.Signed> manifests) throws IOException {
        writeManifests(manifestsFile(), manifests);
    }

    /// Writes a file of manifests, whole or not at all.
    public static void writeManifests(Path file, List<TeamManifest.Signed> manifests) throws IOException {
        Pem.replace(file, ManifestCodec.encodeFile(manifests).array());
    }

    /// The fingerprint of the team's own first root key.
    public Digest rootFingerprint() throws IOException {
        Path file = papers().resolve("root.fingerprint");
        return Fingerprint.parse(Files.readString(file, StandardCharsets.ISO_8859_1))
                .orElseThrow(() -> new IOException(file + ": not a fingerprint of 64 hex digits"));
    }

    /// The own team, verified from its own root.
    public PinnedTeam own() throws IOException {
        return switch (ManifestChain.verify(rootFingerprint(), manifests())) {
            case ManifestVerdict.Verified verified -> verified.team();
            case ManifestVerdict.Refused refused ->
                throw new IOException(manifestsFile() + ": manifest " + refused.place() + ": " + refused.reason() + ": "
                        + refused.detail());
        };
    }

    private Credentials credentials(String name) throws IOException {
        return readCredentials(keys().resolve(name + ".key"), papers().resolve(name + ".pem"), protection);
    }

    /// A key and the certificates that go with it, from two PEM files; checked to belong together.
    public static Credentials readCredentials(Path keyFile, Path chainFile) throws IOException {
        return readCredentials(keyFile, chainFile, KeyProtection.none());
    }

    /// As above; the key's file may be encrypted.
    public static Credentials readCredentials(Path keyFile, Path chainFile, KeyProtection protection)
            throws IOException {
        PrivateKey key = Pem.readKey(keyFile, protection);
        List<X509Certificate> chain = Pem.readCertificates(chainFile);
        Credentials credentials = new Credentials(key, chain);
        if (!credentials.belongTogether()) {
            throw new IOException(keyFile + ": not the key of the first certificate in " + chainFile);
        }
        return credentials;
    }

    /// The certificates in a PEM file; not verified.
    public static List<X509Certificate> readCertificates(Path file) throws IOException {
        return Pem.readCertificates(file);
    }

    /// Writes a certificate as PEM, whole or not at all.
    public static void writeCertificate(Path file, X509Certificate certificate) throws IOException {
        Pem.writeCertificates(file, List.of(certificate));
    }

    /// A public key on P-256, PEM or bare, such as one whose private half lies in a token.
    public static PublicKey readPublicKey(Path file) throws IOException {
        return Pem.readPublicKey(file);
    }

    /// Writes what an officer needs into a directory of their own: the key, the certificate, the team's manifests.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there are keys already: they are never overwritten
    public static void saveOfficer(
            Path directory, Credentials officer, List<TeamManifest.Signed> manifests, KeyProtection protection)
            throws IOException {
        PapersDirectory papers = new PapersDirectory(directory, protection, Optional.empty());
        papers.create();
        papers.save("officer", officer);
        papers.saveManifests(manifests);
    }

    void create() throws IOException {
        Files.createDirectories(papers());
        // A second set of papers over the first would leave a ledger without its key.
        Files.createDirectory(
                keys(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    void save(String name, Credentials credentials) throws IOException {
        Pem.writeKey(keys().resolve(name + ".key"), credentials.key(), protection);
        Pem.writeCertificates(papers().resolve(name + ".pem"), credentials.chain());
    }

    void saveKeys(SuitePrivateKey root, SuitePrivateKey ledger) throws IOException {
        root.save(rootKeyFile(), protection);
        ledger.save(keys().resolve("ledger.key"), protection);
        Pem.replace(
                papers().resolve("root.fingerprint"),
                (Fingerprint.spoken(Fingerprint.of(root.publicKey())) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
