package org.tocsin.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.trust.CertificateProfile.Identity;
import org.tocsin.trust.CertificateProfile.RefusedException;
import org.tocsin.trust.CertificateProfile.Use;
import org.tocsin.trust.PeerIdentity.Role;

/// Whom this node believes: its own team and the teams it pinned. One snapshot, replaced as a whole; every question is
/// answered from the snapshot of the moment, so a reload takes effect with the next message.
///
/// There is no shared trust store: a certificate speaks for a team only under an authority that is pinned for that
/// team and role, and a node's key must stand in the team's current manifest.
public final class Trust {
    private static final int SESSIONS_REMEMBERED_MAX = 1_024;

    private final Team own;
    private volatile Snapshot snapshot;
    /// Nodes' certificates that were shown, of each key the one that ends last: only to say when they end. Nothing is
    /// believed by it, so that it outlives a reload.
    private final Cache<Digest, PeerIdentity> met =
            Caffeine.newBuilder().maximumSize(SESSIONS_REMEMBERED_MAX).build();

    /// What is believed at one time. The cache belongs to it: nothing that was decided before a reload survives it.
    private record Snapshot(Map<Team, PinnedTeam> teams, Cache<Shown, PeerIdentity> identified) {
        static Snapshot of(Collection<PinnedTeam> pinned) {
            Map<Team, PinnedTeam> teams = new TreeMap<>();
            for (PinnedTeam team : pinned) {
                if (teams.put(team.team(), team) != null) {
                    throw new IllegalArgumentException("pinned twice: " + team.team());
                }
            }
            return new Snapshot(
                    teams,
                    Caffeine.newBuilder().maximumSize(SESSIONS_REMEMBERED_MAX).build());
        }
    }

    /// What was shown, and where: by digests, since the session keeps the certificates already.
    private record Shown(List<Digest> chain, Door door) {
        static Shown of(List<X509Certificate> chain, Door door) {
            return new Shown(chain.stream().map(PinnedTeam::digest).toList(), door);
        }
    }

    /// `pinned` should hold the own team as well: officers and the own node are known by its manifest.
    public Trust(Team own, Collection<PinnedTeam> pinned) {
        this.own = own;
        this.snapshot = Snapshot.of(pinned);
    }

    public Team own() {
        return own;
    }

    /// Replaces everything that is believed, at once.
    public void replace(Collection<PinnedTeam> pinned) {
        snapshot = Snapshot.of(pinned);
    }

    public Optional<PinnedTeam> pinned(Team team) {
        return Optional.ofNullable(snapshot.teams.get(team));
    }

    /// All pinned teams, in the order of their names, the own one among them.
    public List<PinnedTeam> teams() {
        return List.copyOf(snapshot.teams.values());
    }

    /// Who shows this chain at this door; the holder's certificate comes first.
    public Identification identify(List<X509Certificate> chain, Door door, Instant now) {
        return identify(snapshot, chain, door, now);
    }

    /// Who is at the other end of this TLS session. Cheap when asked again about the same chain.
    public Identification identify(SSLSession session, Door door, Instant now) {
        Snapshot current = snapshot;
        List<X509Certificate> chain = chain(session);
        Shown shown = Shown.of(chain, door);
        PeerIdentity known = current.identified.getIfPresent(shown);
        if (known != null && stillTrusted(current, known, now)) {
            return new Identification.Identified(known);
        }
        Identification identification = identify(current, chain, door, now);
        if (identification instanceof Identification.Identified identified) {
            current.identified.put(shown, identified.peer());
            if (identified.peer().role() == Role.NODE) {
                met.asMap()
                        .merge(
                                identified.peer().spki(),
                                identified.peer(),
                                (held, shownNow) -> held.notAfter().isAfter(shownNow.notAfter()) ? held : shownNow);
            }
        }
        return identification;
    }

    /// The earliest end of a team's node certificates, of each key the one that ends last among those that
    /// were shown here, as far as its manifest names the key; empty until one was shown.
    public Optional<Instant> earliestEnd(Team team) {
        Snapshot current = snapshot;
        return met.asMap().values().stream()
                .filter(peer -> peer.team().equals(team) && isNamed(current, peer))
                .map(PeerIdentity::notAfter)
                .min(Instant::compareTo);
    }

    /// Whether an identity made earlier still holds: in time, its team and authority still pinned, a node's key still
    /// in the manifest. A few comparisons: ask on every message.
    public boolean stillTrusted(PeerIdentity peer, Instant now) {
        return stillTrusted(snapshot, peer, now);
    }

    private static boolean stillTrusted(Snapshot current, PeerIdentity peer, Instant now) {
        return !now.isAfter(peer.notAfter()) && isNamed(current, peer);
    }

    private static boolean isNamed(Snapshot current, PeerIdentity peer) {
        PinnedTeam team = current.teams.get(peer.team());
        return team != null
                && team.pinsAuthority(peer.role(), peer.authority())
                && !team.revokes(peer.spki())
                && (peer.role() == Role.OFFICER || team.namesNodeKey(peer.name(), peer.spki()));
    }

    private Identification identify(Snapshot current, List<X509Certificate> chain, Door door, Instant now) {
        try {
            List<X509Certificate> read = CertificateProfile.read(chain);
            CertificateProfile.checkChain(read, door instanceof Door.Call ? Use.SERVER : Use.CLIENT, now);
            Identity identity = CertificateProfile.identity(read.getFirst());
            checkDoor(identity, door);
            PinnedTeam team = current.teams.get(identity.team());
            if (team == null) {
                throw new RefusedException(
                        CertificateRefusal.TEAM_NOT_PINNED, identity.team() + " is not a team that is pinned here");
            }
            return new Identification.Identified(CertificatePath.follow(read, identity, team, now));
        } catch (RefusedException e) {
            return Identification.refused(e.reason(), e.detail());
        }
    }

    private void checkDoor(Identity identity, Door door) throws RefusedException {
        Role role = door instanceof Door.Operator ? Role.OFFICER : Role.NODE;
        if (identity.role() != role) {
            throw new RefusedException(
                    CertificateRefusal.WRONG_ROLE,
                    "certificate of a " + identity.role().segment() + " where a " + role.segment() + " is expected");
        }
        boolean welcome = switch (door) {
            case Door.Peer peer -> !identity.team().equals(own);
            case Door.Operator operator -> identity.team().equals(own);
            case Door.Call call -> identity.team().equals(call.expected());
        };
        if (!welcome) {
            throw new RefusedException(
                    CertificateRefusal.WRONG_TEAM, identity.team() + " is not the team expected here");
        }
    }

    private static List<X509Certificate> chain(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return chain;
    }
}
