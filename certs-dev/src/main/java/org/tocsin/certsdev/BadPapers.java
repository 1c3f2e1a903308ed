package org.tocsin.certsdev;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tocsin.model.Team;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Purpose;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.TeamPapers;

/// Makes papers that a door must refuse. The doors are those of `cert-jp.example`; `cert-es.example` is the partner
/// whose
/// name is abused, `fusion.example` the partner who abuses it.
public final class BadPapers {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Set<Purpose> BOTH = Set.of(Purpose.CLIENT, Purpose.SERVER);

    private final TeamPapers victim;
    private final TeamPapers other;
    private final TeamPapers host;
    private final CertificateIssuer issuer;
    private final OddCertificates odd;
    private final SecureRandom random;
    private final Instant now;
    /// The identity that is abused.
    private final String name;

    public BadPapers(DevFederation federation, SecureRandom random, Instant now) {
        this.victim = federation.of(DevFederation.CERT_ES);
        this.other = federation.of(DevFederation.FUSION);
        this.host = federation.of(DevFederation.CERT_JP);
        this.issuer = new CertificateIssuer(random);
        this.odd = new OddCertificates(random, now.minus(DAY), now.plus(DAY));
        this.random = random;
        this.now = now;
        this.name = uri(victim);
    }

    /// Shown by a caller at the peer port.
    public List<BadPaper> atPeerPort() {
        return Stream.of(
                        untimely(), wronglyIssued(), wrongHolders(), wrongIdentities(), wrongForms(), wrongAlgorithms())
                .flatMap(List::stream)
                .toList();
    }

    private List<BadPaper> untimely() {
        Duration twoDays = DAY.multipliedBy(2);
        Credentials authority = victim.nodeAuthority();
        return List.of(
                peer("expired", CertificateRefusal.EXPIRED, issue(authority, name, now.minus(twoDays), now.minus(DAY))),
                peer(
                        "not yet valid",
                        CertificateRefusal.NOT_YET_VALID,
                        issue(authority, name, now.plus(DAY), now.plus(twoDays))));
    }

    private List<BadPaper> wronglyIssued() {
        CertificateRefusal reason = CertificateRefusal.WRONG_AUTHORITY;
        return List.of(
                peer("another partner's authority", reason, issue(other.nodeAuthority(), name)),
                peer("another partner's name", reason, issue(victim.nodeAuthority(), uri(other))),
                peer("the team's officer authority", reason, issue(victim.officerAuthority(), name)),
                peer("self-signed", reason, issuer.selfSigned(subject(List.of(name), BOTH))));
    }

    private List<BadPaper> wrongHolders() {
        CertificateRefusal unnamed = CertificateRefusal.KEY_NOT_IN_MANIFEST;
        return List.of(
                peer("right authority, key not in the manifest", unnamed, issue(victim.nodeAuthority(), name)),
                peer("right authority, no such node", unnamed, issue(victim.nodeAuthority(), name + "0")),
                peer("a team that is not pinned", CertificateRefusal.TEAM_NOT_PINNED, stranger()),
                peer("an officer", CertificateRefusal.WRONG_ROLE, victim.officer()),
                peer("the port's own team", CertificateRefusal.WRONG_TEAM, host.node()));
    }

    private List<BadPaper> wrongIdentities() {
        Credentials authority = victim.nodeAuthority();
        List<String> both = List.of(name, uri(other));
        List<String> many = IntStream.range(0, 17).mapToObj(i -> name + i).toList();
        List<BadPaper> papers = new ArrayList<>();
        papers.add(peer("no identity", CertificateRefusal.NO_IDENTITY, issue(authority, List.of(), BOTH)));
        papers.add(peer("two identities", CertificateRefusal.SEVERAL_IDENTITIES, issue(authority, both, BOTH)));
        papers.add(peer("17 names", CertificateRefusal.TOO_MANY_NAMES, issue(authority, many, BOTH)));
        for (String spelling : List.of(
                name + "/",
                name + "?a=b",
                name.replace("spiffe:", "https:"),
                name.replace("cert-es", "CERT-ES"),
                name.replace("cert-es.example", "cert-es.example:443"),
                name.replace("/node/", "/server/"),
                name.replace("/node/", "/node//"))) {
            papers.add(peer("identity " + spelling, CertificateRefusal.NO_IDENTITY, issue(authority, spelling)));
        }
        return papers;
    }

    private List<BadPaper> wrongForms() {
        Credentials authority = victim.nodeAuthority();
        CertificateRefusal purpose = CertificateRefusal.EXTENDED_KEY_USAGE;
        List<String> only = List.of(name);
        List<String> large = List.of(name, "https://" + "a".repeat(9_000));
        return List.of(
                peer("9 KiB of names", CertificateRefusal.CERTIFICATE_TOO_LARGE, issue(authority, large, BOTH)),
                peer("a chain of five", CertificateRefusal.CHAIN_TOO_LONG, longChain()),
                peer("no extended key usage", purpose, issue(authority, only, Set.of())),
                peer("for servers only", purpose, issue(authority, only, Set.of(Purpose.SERVER))),
                peer("an authority", CertificateRefusal.BASIC_CONSTRAINTS, odd.authority(authority, name)),
                peer("may sign certificates", CertificateRefusal.KEY_USAGE, odd.certificateSigner(authority, name)),
                peer("a critical extension", CertificateRefusal.EXTENSION, odd.criticalExtension(authority, name)),
                peer("name constraints", CertificateRefusal.NAME_CONSTRAINTS, odd.nameConstraints(authority, name)));
    }

    private List<BadPaper> wrongAlgorithms() {
        Credentials authority = victim.nodeAuthority();
        return List.of(
                peer("an RSA key", CertificateRefusal.KEY_ALGORITHM, odd.rsaKey(authority, name)),
                peer("a P-384 key", CertificateRefusal.KEY_ALGORITHM, odd.p384Key(authority, name)),
                peer("signed with SHA-384", CertificateRefusal.SIGNATURE_ALGORITHM, odd.sha384(authority, name)));
    }

    /// Shown by a caller at the operator port.
    public List<BadPaper> atOperatorPort() {
        String officer = "spiffe://" + host.team() + "/officer/0001";
        Set<Purpose> client = Set.of(Purpose.CLIENT);
        return List.of(
                new BadPaper("a partner's node", Door.OPERATOR, CertificateRefusal.WRONG_ROLE, victim.node()),
                new BadPaper("the own node", Door.OPERATOR, CertificateRefusal.WRONG_ROLE, host.node()),
                new BadPaper("a partner's officer", Door.OPERATOR, CertificateRefusal.WRONG_TEAM, victim.officer()),
                new BadPaper(
                        "an officer by the node authority",
                        Door.OPERATOR,
                        CertificateRefusal.WRONG_AUTHORITY,
                        issue(host.nodeAuthority(), List.of(officer), client)),
                new BadPaper(
                        "an officer by a partner's officer authority",
                        Door.OPERATOR,
                        CertificateRefusal.WRONG_AUTHORITY,
                        issue(victim.officerAuthority(), List.of(officer), client)));
    }

    /// Shown by a server that was called as a node of `cert-es.example`.
    public List<BadPaper> byServer() {
        Door door = Door.call(victim.team());
        Credentials authority = victim.nodeAuthority();
        return List.of(
                new BadPaper(
                        "expired",
                        door,
                        CertificateRefusal.EXPIRED,
                        issue(authority, name, now.minus(DAY.multipliedBy(2)), now.minus(DAY))),
                new BadPaper("another partner", door, CertificateRefusal.WRONG_TEAM, other.node()),
                new BadPaper(
                        "another partner's authority",
                        door,
                        CertificateRefusal.WRONG_AUTHORITY,
                        issue(other.nodeAuthority(), name)),
                new BadPaper(
                        "self-signed",
                        door,
                        CertificateRefusal.WRONG_AUTHORITY,
                        issuer.selfSigned(subject(List.of(name), BOTH))),
                new BadPaper(
                        "key not in the manifest",
                        door,
                        CertificateRefusal.KEY_NOT_IN_MANIFEST,
                        issue(authority, name)),
                new BadPaper("no identity", door, CertificateRefusal.NO_IDENTITY, issue(authority, List.of(), BOTH)),
                new BadPaper("for clients only", door, CertificateRefusal.EXTENDED_KEY_USAGE, victim.officer()));
    }

    private static BadPaper peer(String name, CertificateRefusal reason, Credentials credentials) {
        return new BadPaper(name, Door.PEER, reason, credentials);
    }

    private static String uri(TeamPapers team) {
        String name = DevFederation.plans(team.root().suite()).stream()
                .filter(plan -> plan.team().equals(team.team()))
                .findFirst()
                .orElseThrow()
                .nodeName();
        return "spiffe://" + team.team() + "/" + Role.NODE.segment() + "/" + name;
    }

    private Subject subject(List<String> uris, Set<Purpose> purposes) {
        return new Subject("bad", uris, purposes, now.minus(DAY), now.plus(DAY));
    }

    private Credentials issue(Credentials authority, String uri) {
        return issue(authority, List.of(uri), BOTH);
    }

    private Credentials issue(Credentials authority, List<String> uris, Set<Purpose> purposes) {
        return issuer.issue(authority, subject(uris, purposes));
    }

    private Credentials issue(Credentials authority, String uri, Instant from, Instant until) {
        return issuer.issue(authority, new Subject("bad", List.of(uri), BOTH, from, until));
    }

    /// Papers in order, of a team that nobody here knows.
    private Credentials stranger() {
        TeamPapers.Plan plan = new TeamPapers.Plan(
                new Team("stranger.example"),
                "Stranger",
                "somewhere-1",
                List.of(),
                victim.root().suite());
        return TeamPapers.make(plan, random, now).node();
    }

    /// One more authority than may be, each with the name of the one before it.
    private Credentials longChain() {
        List<X509Certificate> chain = new ArrayList<>(victim.node().chain());
        chain.add(victim.nodeAuthority().certificate());
        String name = victim.team() + " node authority";
        while (chain.size() < 5) {
            chain.add(issuer.authority(name, now.minus(DAY), now.plus(DAY)).certificate());
        }
        return new Credentials(victim.node().key(), chain);
    }
}
