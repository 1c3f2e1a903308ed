package org.tocsin.certsdev;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;

/// Three fictional CERTs with papers of their own, all pinned to each other. For development, tests and the demo: the
/// keys lie about openly, so nothing real may ever be protected by them.
public record DevFederation(List<TeamPapers> members) {
    public static final Team CERT_ES = new Team("cert-es.example");
    public static final Team CERT_JP = new Team("cert-jp.example");
    public static final Team FUSION = new Team("fusion.example");

    public DevFederation {
        members = List.copyOf(members);
    }

    /// The plans of the three teams, on ports of the loopback interface.
    public static List<TeamPapers.Plan> plans(Suite suite) {
        return List.of(
                new TeamPapers.Plan(CERT_ES, "CERT-ES (fictional)", "madrid-1", List.of("127.0.0.1:7411"), suite),
                new TeamPapers.Plan(CERT_JP, "CERT-JP (fictional)", "tokyo-1", List.of("127.0.0.1:7421"), suite),
                new TeamPapers.Plan(FUSION, "Fusion Centre (fictional)", "hub-1", List.of("127.0.0.1:7431"), suite));
    }

    /// Makes new keys and papers for all, in memory.
    public static DevFederation make(Suite suite, SecureRandom random, Instant now) {
        List<TeamPapers> members = new ArrayList<>();
        for (TeamPapers.Plan plan : plans(suite)) {
            members.add(TeamPapers.make(plan, random, now));
        }
        return new DevFederation(members);
    }

    /// The papers of one team.
    public TeamPapers of(Team team) {
        return members.stream()
                .filter(member -> member.team().equals(team))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such team here: " + team));
    }

    /// All teams, as each of them pins the others.
    public List<PinnedTeam> pinned() {
        return members.stream().map(TeamPapers::pinned).toList();
    }

    /// Writes `<team>/keys`, `<team>/papers` and, as the partners' cards, `<team>/papers/partners/<other>.manifests`.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if a team has keys there already
    public void save(Path directory) throws IOException {
        // Nothing is written at all if one team cannot be.
        for (TeamPapers member : members) {
            Path keys = new PapersDirectory(directory.resolve(member.team().domain())).keys();
            if (Files.exists(keys)) {
                throw new FileAlreadyExistsException(keys.toString());
            }
        }
        for (TeamPapers member : members) {
            Path home = directory.resolve(member.team().domain());
            member.save(home);
            Path partners = new PapersDirectory(home).papers().resolve("partners");
            Files.createDirectories(partners);
            for (TeamPapers other : members) {
                if (!other.team().equals(member.team())) {
                    PapersDirectory.writeManifests(
                            partners.resolve(other.team().domain() + ".manifests"), List.of(other.manifest()));
                }
            }
        }
    }
}
