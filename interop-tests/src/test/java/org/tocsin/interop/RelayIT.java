package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.peer.Transit;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// An author, two hubs that are partners of each other, and a member that nobody can dial and that knows the hubs only.
/// Real
/// processes; what the member holds is proven offline from the author's root. Rules R-RLY-1 to R-RLY-4, R-LAN-8,
/// R-PRF-1.
@Timeout(900)
class RelayIT {
    private static final Team AUTHOR = Demo.SPAIN;
    private static final Team HUB = Demo.FUSION;
    private static final Team OTHER = new Team("fusion-two.example");
    private static final Team MEMBER = Demo.JAPAN;
    private static final int RECORDS = 40;

    @Test
    void recordsGoThroughHubsOnceAndReceiptsAndWithdrawalsFollowThem() throws Exception {
        try (var scene = Scene.of(
                List.of(AUTHOR, HUB, OTHER, MEMBER),
                (team, listens) -> team.equals(MEMBER) ? "" : listens,
                RelayIT::makeHubs)) {
            Federation nodes = scene.federation();
            nodes.agreeOnward(AUTHOR, HUB, Tlp.AMBER, Tlp.AMBER);
            nodes.agreeOnward(HUB, OTHER, Tlp.AMBER, Tlp.AMBER);
            nodes.agree(HUB, MEMBER, Tlp.GREEN, Tlp.GREEN);
            nodes.agree(OTHER, MEMBER, Tlp.GREEN, Tlp.GREEN);
            Map<Digest, Digest> goesOn = publish(scene);
            Scene.await(
                    "all handed on, by both hubs",
                    () -> exported(scene, MEMBER).keySet().equals(goesOn.keySet())
                            && lag(scene, HUB, MEMBER) == 0
                            && lag(scene, OTHER, MEMBER) == 0
                            && lag(scene, HUB, OTHER) == 0);

            assertEquals(goesOn, exported(scene, MEMBER), "byte for byte");
            assertEquals(goesOn.keySet(), exported(scene, OTHER).keySet());
            assertEquals(Map.of(), exportedFrom(scene, AUTHOR, HUB), "nothing comes back");
            Records.Summary record = nodes.line(MEMBER)
                    .records(Optional.of(AUTHOR), 1, Optional.empty())
                    .records()
                    .getFirst();
            assertTrue(nodes.line(MEMBER).record(name(record), false).via().isPresent());
            provesOffline(scene, record);
            toldAndWithdrawn(scene, record);

            for (Team team : nodes.teams()) {
                nodes.stop(team);
                assertEquals(
                        ExitCode.OK,
                        command("ledger", "verify", nodes.directory(team)).exit(),
                        team.domain());
                CommandRun rebuilt = command("node", "rebuild", nodes.directory(team));
                assertEquals(ExitCode.OK, rebuilt.exit(), team + rebuilt.out() + rebuilt.err());
            }
        }
    }

    private static String name(Records.Summary record) {
        return record.version().record().toString();
    }

    private static void makeHubs(Federation nodes) throws IOException {
        for (Team hub : List.of(HUB, OTHER)) {
            Path config = nodes.directory(hub).resolve(NodeConfig.FILE);
            String text = Files.readString(config);
            assertNotEquals(text, text.replace("hub = false", "hub = true"));
            Files.writeString(config, text.replace("hub = false", "hub = true"));
        }
    }

    private static CommandRun command(String group, String name, Path directory) {
        var surroundings = Scene.surroundings();
        return CommandRun.of(surroundings.clock(), surroundings.random(), group, name, "--node", directory.toString());
    }

    /// Publishes at the author, and gives leaves and hashes of what may go beyond the hub.
    private static Map<Digest, Digest> publish(Scene scene) throws InterruptedException {
        Map<Digest, Digest> goesOn = new HashMap<>();
        scene.federation().line(AUTHOR).publish(Scene.load(RECORDS).iterator(), (document, outcome) -> {
            if (outcome instanceof Outcome.Published stated && !stated.marking().isStricterThan(Tlp.GREEN)) {
                goesOn.put(stated.leafHash(), Sha256.of(document.content()));
            }
        });
        assertTrue(goesOn.size() > RECORDS / 4 && goesOn.size() < RECORDS, "of each kind some");
        return goesOn;
    }

    private static Map<Digest, Digest> exported(Scene scene, Team holder) {
        return exportedFrom(scene, holder, AUTHOR);
    }

    private static Map<Digest, Digest> exportedFrom(Scene scene, Team holder, Team author) {
        Map<Digest, Digest> held = new HashMap<>();
        List<Digest> all = new ArrayList<>();
        scene.federation().line(holder).export(Optional.of(author), Optional.empty(), false, record -> {
            held.put(record.summary().leafHash(), Sha256.of(record.content()));
            all.add(record.summary().leafHash());
        });
        assertEquals(held.size(), all.size(), "each once");
        return held;
    }

    private static long lag(Scene scene, Team from, Team to) {
        return scene.federation().line(from).peers().stream()
                .filter(peer -> peer.team().equals(to))
                .mapToLong(peer -> peer.out().lag())
                .sum();
    }

    /// The author's own statement, to somebody who knows the author's root and nothing else.
    private static void provesOffline(Scene scene, Records.Summary record) throws IOException {
        Path file = scene.home().resolve("relayed.proof");
        Files.write(
                file,
                scene.federation().line(MEMBER).prove(name(record), 0, true).array());
        assertEquals(record.leafHash(), TreeDomain.LEDGER.leaf(statement(file)));
        var surroundings = Scene.surroundings();
        CommandRun verified = CommandRun.of(
                surroundings.clock(),
                surroundings.random(),
                "proof",
                "verify",
                file.toString(),
                "--fingerprint",
                Fingerprint.spoken(scene.federation().papers(AUTHOR).rootFingerprint()));
        assertEquals(ExitCode.OK, verified.exit(), verified.out() + verified.err());
        CommandRun asTheHubs = CommandRun.of(
                surroundings.clock(),
                surroundings.random(),
                "proof",
                "verify",
                file.toString(),
                "--fingerprint",
                Fingerprint.spoken(scene.federation().papers(HUB).rootFingerprint()));
        assertNotEquals(ExitCode.OK, asTheHubs.exit(), "the hub did not state it");
    }

    private static Bytes statement(Path file) throws IOException {
        try {
            return EvidenceCodec.decode(Bytes.wrap(Files.readAllBytes(file)))
                    .evidence()
                    .statement();
        } catch (WireException unreadable) {
            throw new IOException(unreadable);
        }
    }

    /// What the member does is told to the author, through the hub; what the author withdraws is gone everywhere.
    private static void toldAndWithdrawn(Scene scene, Records.Summary record) {
        Federation nodes = scene.federation();
        var mark = new Transit.Mark(
                "acted", "block-host", Scene.surroundings().clock().instant(), Optional.empty());
        nodes.line(MEMBER).delivery().mark(name(record), 0, mark);
        Scene.await(
                "the author is told",
                () -> track(scene, record).stream()
                        .anyMatch(one -> one.marks().stream()
                                .anyMatch(said -> said.kind().equals("acted"))));
        Transit.TeamTrack told = track(scene, record).getFirst();
        assertTrue(List.of(HUB.domain(), OTHER.domain()).contains(told.via()), told.via());

        nodes.line(AUTHOR).delivery().withdraw(name(record), "a false positive");
        for (Team holder : List.of(HUB, OTHER, MEMBER)) {
            Scene.await("withdrawn at " + holder, () -> !exported(scene, holder).containsKey(record.leafHash()));
        }
    }

    private static List<Transit.TeamTrack> track(Scene scene, Records.Summary record) {
        return scene.federation().line(AUTHOR).delivery().track(name(record), 0).teams().stream()
                .filter(one -> one.team().equals(MEMBER.domain()))
                .toList();
    }
}
