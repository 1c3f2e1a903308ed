package org.tocsin.certsdev;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
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

    public BadPapers(DevFederation federation, SecureRandom random, Instant now) {
        this.victim = federation.of(DevFederation.CERT_ES);
        this.other = federation.of(DevFederation.FUSION);
        this.host = federation.of(DevFederation.CERT_JP);
        this.issuer = new CertificateIssuer(random);
        this.odd = new OddCertificates(random, now.minus(DAY), now.plus(DAY));
        this.random = random;
        this.now = now;
    }

    /// Shown by a caller at the peer port.
    public List<BadPaper> atPeerPort() {
        List<BadPaper> papers = new ArrayList<>();
        String uri = uri(victim);
        Credentials authority = victim.nodeAuthority();
        add(
                papers,
                "expired",
                CertificateRefusal.EXPIRED,
                issue(authority, uri, now.minus(DAY.multipliedBy(2)), now.minus(DAY)));
        add(
                papers,
                "not yet valid",
                CertificateRefusal.NOT_YET_VALID,
                issue(authority, uri, now.plus(DAY), now.plus(DAY.multipliedBy(2))));
        add(
                papers,
                "another partner's authority",
                CertificateRefusal.WRONG_AUTHORITY,
                issue(other.nodeAuthority(), uri));
        add(papers, "another partner's name", CertificateRefusal.WRONG_AUTHORITY, issue(authority, uri(other)));
        add(
                papers,
                "the team's officer authority",
                CertificateRefusal.WRONG_AUTHORITY,
                issue(victim.officerAuthority(), uri));
        add(papers, "self-signed", CertificateRefusal.WRONG_AUTHORITY, issuer.selfSigned(request(List.of(uri), BOTH)));
        add(
                papers,
                "right authority, key not in the manifest",
                CertificateRefusal.KEY_NOT_IN_MANIFEST,
                issue(authority, uri));
        add(
                papers,
                "right authority, no such node",
                CertificateRefusal.KEY_NOT_IN_MANIFEST,
                issue(authority, uri + "0"));
        add(papers, "a team that is not pinned", CertificateRefusal.TEAM_NOT_PINNED, stranger());
        add(papers, "an officer", CertificateRefusal.WRONG_ROLE, victim.officer());
        add(papers, "the port's own team", CertificateRefusal.WRONG_TEAM, host.node());
        add(papers, "no identity", CertificateRefusal.NO_IDENTITY, issue(authority, List.of(), BOTH));
        add(
                papers,
                "two identities",
                CertificateRefusal.SEVERAL_IDENTITIES,
                issue(authority, List.of(uri, uri(other)), BOTH));
        for (String spelling : List.of(
                uri + "/",
                uri + "?a=b",
                uri.replace("spiffe:", "https:"),
                uri.replace("cert-es", "CERT-ES"),
                uri.replace("cert-es.example", "cert-es.example:443"),
                uri.replace("/node/", "/server/"),
                uri.replace("/node/", "/node//"))) {
            add(papers, "identity spelt " + spelling, CertificateRefusal.NO_IDENTITY, issue(authority, spelling));
        }
        List<String> many = IntStream.range(0, 17).mapToObj(i -> uri + i).toList();
        add(papers, "17 names", CertificateRefusal.TOO_MANY_NAMES, issue(authority, many, BOTH));
        add(
                papers,
                "9 KiB of names",
                CertificateRefusal.CERTIFICATE_TOO_LARGE,
                issue(authority, List.of(uri, "https://" + "a".repeat(9_000)), BOTH));
        add(
                papers,
                "no extended key usage",
                CertificateRefusal.EXTENDED_KEY_USAGE,
                issue(authority, List.of(uri), Set.of()));
        add(
                papers,
                "for servers only",
                CertificateRefusal.EXTENDED_KEY_USAGE,
                issue(authority, List.of(uri), Set.of(Purpose.SERVER)));
        add(papers, "a chain of five", CertificateRefusal.CHAIN_TOO_LONG, longChain());
        add(papers, "an authority", CertificateRefusal.BASIC_CONSTRAINTS, odd.authority(authority, uri));
        add(papers, "an RSA key", CertificateRefusal.KEY_ALGORITHM, odd.rsaKey(authority, uri));
        add(papers, "a P-384 key", CertificateRefusal.KEY_ALGORITHM, odd.p384Key(authority, uri));
        add(papers, "signed with SHA-384", CertificateRefusal.SIGNATURE_ALGORITHM, odd.sha384(authority, uri));
        add(
                papers,
                "an unknown critical extension",
                CertificateRefusal.EXTENSION,
                odd.criticalExtension(authority, uri));
        add(
                papers,
                "a key that may sign certificates",
                CertificateRefusal.KEY_USAGE,
                odd.certificateSigner(authority, uri));
        add(papers, "name constraints", CertificateRefusal.NAME_CONSTRAINTS, odd.nameConstraints(authority, uri));
        return papers;
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
        String uri = uri(victim);
        Credentials authority = victim.nodeAuthority();
        return List.of(
                new BadPaper(
                        "expired",
                        door,
                        CertificateRefusal.EXPIRED,
                        issue(authority, uri, now.minus(DAY.multipliedBy(2)), now.minus(DAY))),
                new BadPaper("another partner", door, CertificateRefusal.WRONG_TEAM, other.node()),
                new BadPaper(
                        "another partner's authority",
                        door,
                        CertificateRefusal.WRONG_AUTHORITY,
                        issue(other.nodeAuthority(), uri)),
                new BadPaper(
                        "self-signed",
                        door,
                        CertificateRefusal.WRONG_AUTHORITY,
                        issuer.selfSigned(request(List.of(uri), BOTH))),
                new BadPaper(
                        "key not in the manifest", door, CertificateRefusal.KEY_NOT_IN_MANIFEST, issue(authority, uri)),
                new BadPaper("no identity", door, CertificateRefusal.NO_IDENTITY, issue(authority, List.of(), BOTH)),
                new BadPaper("for clients only", door, CertificateRefusal.EXTENDED_KEY_USAGE, victim.officer()));
    }

    private static void add(List<BadPaper> papers, String name, CertificateRefusal reason, Credentials credentials) {
        papers.add(new BadPaper(name, Door.PEER, reason, credentials));
    }

    private static String uri(TeamPapers team) {
        String name = DevFederation.plans(team.root().suite()).stream()
                .filter(plan -> plan.team().equals(team.team()))
                .findFirst()
                .orElseThrow()
                .nodeName();
        return "spiffe://" + team.team() + "/" + Role.NODE.segment() + "/" + name;
    }

    private Subject request(List<String> uris, Set<Purpose> purposes) {
        return new Subject("bad", uris, purposes, now.minus(DAY), now.plus(DAY));
    }

    private Credentials issue(Credentials authority, String uri) {
        return issue(authority, List.of(uri), BOTH);
    }

    private Credentials issue(Credentials authority, List<String> uris, Set<Purpose> purposes) {
        return issuer.issue(authority, request(uris, purposes));
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
