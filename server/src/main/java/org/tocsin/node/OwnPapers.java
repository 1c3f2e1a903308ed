package org.tocsin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.Directory;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.peer.PeerDialer;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// The team's manifests and the node's keys, as they lie in the directory while the node runs: what is new there is
/// taken without a restart, a new certificate as soon as every partner knows it. Says when one is to be renewed. Rules
/// R-MAN-4, R-MAN-5, R-MAN-8.
final class OwnPapers {
    private static final Logger log = LoggerFactory.getLogger(OwnPapers.class);
    private static final String NODE_REMEDY = "run: tocsin node rotate certificate";
    private static final String AUTHORITY_REMEDY = "run: tocsin node rotate authority";
    private static final String OFFICER_AUTHORITY_REMEDY = "run: tocsin node rotate officer-authority";

    private final Trust trust;
    private final Directory directory;
    private final TlsContexts tls;
    private final PeerDialer dialer;
    private final Ledger ledger;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;
    /// Everything below is guarded by this object.
    private @Nullable SuiteKey signing;

    private @Nullable Map<Path, String> stamps;
    private List<String> renewals = List.of();
    private List<Team> waitedFor = List.of();
    private String trouble = "";

    OwnPapers(NodeAssembly built) throws IOException {
        this.trust = built.trust;
        this.directory = built.directory;
        this.tls = built.tls;
        this.dialer = built.dialer;
        this.ledger = built.ledger;
        this.audit = built.audit;
        this.clock = built.clock;
        this.random = built.random;
        haveChanged(built.home);
        built.home.ledgerKey(random).ifPresent(key -> opened(key.publicKey()));
    }

    /// New papers cannot be used: said once, until something else is wrong or they can.
    synchronized void refused(String why) {
        if (!why.equals(trouble)) {
            trouble = why;
            log.error("new papers cannot be used, and those in force stay why={}", why);
            audit.record(AuditEvent.of(AuditEvent.Kind.CONFIG_RELOADED, AuditEvent.NODE)
                    .with("refused", why));
        }
    }

    /// Whether something changed in the directory since this was asked last.
    synchronized boolean haveChanged(NodeHome home) {
        Map<Path, String> now = new TreeMap<>();
        for (Path file : List.of(
                home.papers().manifestsFile(),
                home.papers().papers().resolve("node.pem"),
                home.papers().nextNodeCertificateFile())) {
            now.put(file, stamp(file));
        }
        Map<Path, String> before = stamps;
        stamps = now;
        return before != null && !before.equals(now);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException gone) {
            return "";
        }
    }

    /// Takes what lies in the directory. The manifests are in force when the ledger begins to sign with a key that they
    /// name, never the other way round.
    ///
    /// @throws IllegalArgumentException if the manifests do not go on from those in force, or key and certificate do
    /// not
    /// belong together; then nothing changes
    synchronized void take(NodeHome home, IntFunction<List<Team>> untold) throws IOException {
        PinnedTeam before = directory.view().team(home.team()).orElseThrow();
        PinnedTeam own = following(before, home.own());
        Credentials node = home.papers().node();
        Optional<String> contradiction = NewManifests.contradiction(own, ledger.view());
        if (contradiction.isPresent()) {
            throw new IllegalArgumentException("papers/team.manifests " + contradiction.get());
        }
        SuitePrivateKey key = home.ledgerKey(random)
                .orElseThrow(() -> new IllegalArgumentException(
                        "papers/team.manifests leaves no open period of a ledger key that is here"));
        tls.reload(node);
        directory.replaceOwn(own);
        signWith(key);
        if (own.current().version() > before.current().version()) {
            audit.record(
                    AuditEvent.of(AuditEvent.Kind.MANIFEST_ACCEPTED, own.team().domain())
                            .with("manifest", own.current().version()));
        }
        trouble = "";
        promote(home, untold);
    }

    private static PinnedTeam following(PinnedTeam before, PinnedTeam read) {
        ManifestVerdict verdict = ManifestChain.extend(before, read.signed());
        if (!(verdict instanceof ManifestVerdict.Verified verified)) {
            throw new IllegalArgumentException(
                    "papers/team.manifests does not go on from what is in force: " + verdict);
        }
        if (read.signed().size() < before.signed().size()) {
            throw new IllegalArgumentException("papers/team.manifests is older than what is in force");
        }
        return verified.team();
    }

    /// The key that the ledger was opened with: another one than that of its head, if it was replaced while the node
    /// did
    /// not run.
    private synchronized void opened(SuiteKey key) {
        signing = key;
        Head head = ledger.head();
        boolean isAnothers = head.tree().size() > 0
                && !(CheckpointVerifier.verify(head.checkpoint(), head.origin(), key)
                        instanceof CheckpointVerdict.Verified);
        if (isAnothers) {
            replaced(head);
        }
    }

    private void signWith(SuitePrivateKey key) {
        if (key.publicKey().equals(signing)) {
            return;
        }
        replaced(ledger.signWith(new CheckpointSigner(trust.own(), key)).join());
        signing = key.publicKey();
    }

    private void replaced(Head head) {
        log.info(
                "the ledger is signed with another key from now on size={}",
                head.tree().size());
        audit.record(AuditEvent.of(AuditEvent.Kind.LEDGER_KEY_REPLACED, AuditEvent.NODE)
                .with("origin", head.origin())
                .with("size", head.tree().size())
                .with("root", head.tree().root().hex()));
    }

    /// Uses the next certificate, if there is one: when the manifest in force bears it out and every partner was told
    /// that
    /// manifest, or at once if it does not bear out the present one any more.
    synchronized void promote(NodeHome home, IntFunction<List<Team>> untold) throws IOException {
        Optional<List<X509Certificate>> known = home.papers().nextNodeChain();
        if (known.isEmpty() || !isBorneOut(known.get())) {
            return;
        }
        TeamManifest manifest = directory.view().team(home.team()).orElseThrow().current();
        List<Team> missing = untold.apply(manifest.version());
        if (!missing.isEmpty() && isBorneOut(home.papers().nodeChain())) {
            if (!missing.equals(waitedFor)) {
                log.warn(
                        "the next certificate waits until partners know manifest {} missing={}",
                        manifest.version(),
                        missing);
                waitedFor = missing;
            }
            return;
        }
        Credentials next = home.papers().nextNode().orElseThrow();
        tls.reload(next);
        home.papers().promoteNode();
        waitedFor = List.of();
        Instant end = next.certificate().getNotAfter().toInstant();
        log.info("the node shows another certificate from now on until={}", end);
        audit.record(AuditEvent.of(AuditEvent.Kind.NODE_CERTIFICATE_REPLACED, AuditEvent.NODE)
                .with("until", end));
    }

    /// Whether partners who know our manifest believe this certificate.
    private boolean isBorneOut(List<X509Certificate> shown) {
        return trust.identify(shown, Door.call(trust.own()), clock.instant()) instanceof Identification.Identified;
    }

    /// Ends what is open to those who are not believed any more. Rule R-MAN-9.
    void sweep() {
        tls.sweep();
        dialer.sweep();
    }

    /// Says once what is past half of its life, and keeps it for `node status`.
    synchronized void remind(NodeHome home) throws IOException {
        List<String> due = new ArrayList<>();
        Instant now = clock.instant();
        due.addAll(
                Renewal.due("the node's certificate", home.papers().nodeChain().getFirst(), now, NODE_REMEDY));
        PinnedTeam own = directory.view().team(home.team()).orElseThrow();
        for (X509Certificate authority : own.authorities(Role.NODE)) {
            due.addAll(Renewal.due("the certificate of an authority", authority, now, AUTHORITY_REMEDY));
        }
        for (X509Certificate authority : own.authorities(Role.OFFICER)) {
            due.addAll(Renewal.due(
                    "the certificate of an authority for officers", authority, now, OFFICER_AUTHORITY_REMEDY));
        }
        for (String sentence : due) {
            if (!renewals.contains(sentence)) {
                log.warn("to be renewed what={}", sentence);
                audit.record(AuditEvent.of(AuditEvent.Kind.RENEWAL_DUE, AuditEvent.NODE)
                        .with("what", sentence));
            }
        }
        renewals = due;
        List<String> said = new ArrayList<>(due);
        if (!waitedFor.isEmpty()) {
            said.add("the next certificate waits for partners that do not know our manifest: " + waitedFor);
        }
        directory.renewals(said);
    }
}
