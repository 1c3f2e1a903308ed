package org.tocsin.node.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.store.Session;

/// The tables of pinned teams and of their manifests.
final class DirectoryTable {
    private DirectoryTable() {}

    /// A team as it was pinned: what a human compared, and the manifests, by version.
    record Pin(Digest rootFingerprint, List<TeamManifest.Signed> manifests) {}

    static Map<Team, Pin> all(Session session) {
        Map<Team, Pin> pins = new TreeMap<>();
        session.each(
                "select team, root_fingerprint from pinned_team",
                row -> pins.put(new Team(row.text(1)), new Pin(row.digest(2), new ArrayList<>())));
        session.each("select team, manifest, signature from team_manifest order by team, version", row -> {
            Pin pin = pins.get(new Team(row.text(1)));
            if (pin != null) {
                pin.manifests().add(new TeamManifest.Signed(row.bytes(2), row.bytes(3)));
            }
        });
        return pins;
    }

    static long manifests(Session session) {
        return session.number("select count(*) from team_manifest");
    }

    /// The version of our own manifest that each partner was last stated.
    static Map<Team, Integer> told(Session session) {
        Map<Team, Integer> told = new TreeMap<>();
        session.each(
                "select partner, version from manifest_told", row -> told.put(new Team(row.text(1)), row.count(2)));
        return told;
    }

    static void told(Session session, Team partner, int version) {
        session.update(
                "insert into manifest_told (partner, version) values (?, ?)"
                        + " on conflict (partner) do update set version = excluded.version",
                partner.domain(),
                version);
    }

    static void pin(Session session, Team team, Digest rootFingerprint, Instant at) {
        session.update(
                "insert into pinned_team (team, root_fingerprint, pinned_at) values (?, ?, ?) on conflict do nothing",
                team.domain(),
                rootFingerprint,
                at);
    }

    static void add(Session session, Team team, int version, TeamManifest.Signed manifest) {
        session.update(
                "insert into team_manifest (team, version, manifest, signature) values (?, ?, ?, ?)"
                        + " on conflict do nothing",
                team.domain(),
                version,
                manifest.manifest(),
                manifest.signature());
    }
}
