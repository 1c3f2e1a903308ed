package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Transit;
import org.tocsin.trust.Fingerprint;

/// A record goes from its author through a hub to two members, and is withdrawn: all three say that it is deleted, and
/// nothing of it is left in any file of any node's directory, nor in that of a node which was restored from a backup of
/// before, once it has heard what it missed. Rules R-CTL-3, R-RLY-4, R-PRF-1; S-ERASED.
@Timeout(900)
class ErasureIT {
    private static final Team AUTHOR = Demo.SPAIN;
    private static final Team HUB = Demo.FUSION;
    private static final Team ONE = Demo.JAPAN;
    private static final Team OTHER = new Team("cert-fr.example");
    private static final List<Team> HOLDERS = List.of(HUB, ONE, OTHER);
    private static final Path DATABASE = Path.of("data", "tocsin.db");

    private final Random random = new Random(5);

    @Test
    void whatIsWithdrawnIsLeftInNoFileOfAnyNode() throws Exception {
        try (var scene = Scene.of(List.of(AUTHOR, HUB, ONE, OTHER), Federation.Wiring.STRAIGHT, ErasureIT::makeHub)) {
            Federation nodes = scene.federation();
            nodes.agreeOnward(AUTHOR, HUB, Tlp.AMBER, Tlp.AMBER);
            nodes.agree(HUB, ONE, Tlp.GREEN, Tlp.GREEN);
            nodes.agree(HUB, OTHER, Tlp.GREEN, Tlp.GREEN);
            String name = "Operation " + words(4);
            byte[] content = report(name);
            byte[] kept = report("Operation " + words(4));
            RecordVersion gone = publish(scene, content);
            RecordVersion stays = publish(scene, kept);
            Scene.await(
                    "all hold both",
                    () -> HOLDERS.stream().allMatch(team -> holds(scene, team, gone) && holds(scene, team, stays)));

            Traces traces = new Traces();
            traces.windows("plain", content);
            traces.whole("name", name);
            for (Team team : nodes.teams()) {
                forms(nodes, team, gone, content).forEach(form -> form.addTo(traces, team.domain()));
            }
            for (Team team : nodes.teams()) {
                forms(nodes, team, stays, kept)
                        .forEach(form -> traces.except(form.fragments().array()));
            }
            traces.except(kept);
            positiveControl(nodes, traces, content);
            Map<Team, Path> backups = backups(scene, List.of(HUB, ONE));

            nodes.line(AUTHOR).delivery().withdraw(gone.record().toString(), "a false positive", true);
            Scene.await(
                    "all three confirm", () -> confirmed(scene, gone).keySet().containsAll(HOLDERS));
            awaitGone("while the nodes run", nodes, traces);
            provesOffline(scene, gone);
            nodes.stop(OTHER);
            assertEquals(Set.of(), traces.under(nodes.directory(OTHER)), "when it is stopped");

            Map<Team, Instant> before = confirmed(scene, gone);
            restored(scene, backups, traces, gone);
            Scene.await("those that were restored confirm again", () -> {
                Map<Team, Instant> now = confirmed(scene, gone);
                return backups.keySet().stream().noneMatch(team -> Objects.equals(before.get(team), now.get(team)));
            });
            awaitGone("after two were restored", nodes, traces);
            for (Team team : List.of(AUTHOR, HUB, ONE)) {
                assertEquals(team.equals(AUTHOR) || holds(scene, team, stays), true, "the other record is held");
                nodes.stop(team);
                assertTold("ledger", "verify", "--node", nodes.directory(team).toString());
                assertTold("node", "rebuild", "--node", nodes.directory(team).toString());
            }
            assertEquals(Map.of(), found(nodes, traces), "after all projections were made again");
        }
    }

    /// Before the withdrawal, the same search finds what the nodes keep, and would find what they do not keep in the
    /// clear.
    private static void positiveControl(Federation nodes, Traces traces, byte[] content) throws IOException {
        for (Team team : nodes.teams()) {
            Set<String> there = traces.under(nodes.directory(team));
            String files = there.toString();
            assertTrue(files.contains("encrypted by " + team + " in "), files);
            assertTrue(files.contains("key of " + team + " in "), files);
            assertTrue(files.contains("name in "), files);
            assertFalse(files.contains("plain in "), files);
            assertFalse(files.contains("salt at "), files);
        }
        Path planted = nodes.directory(AUTHOR).resolve("planted");
        Files.write(planted, content);
        assertTrue(traces.under(nodes.directory(AUTHOR)).contains("plain in planted"));
        Files.delete(planted);
    }

    /// Everything that a node's database has of a record, and that it is what was published.
    private static List<StoredForms> forms(Federation nodes, Team team, RecordVersion record, byte[] content)
            throws Exception {
        Path database = nodes.directory(team).resolve(DATABASE);
        StoredForms stored = StoredForms.of(database, record);
        Traces inside = new Traces();
        inside.windows("plain", content);
        assertEquals(Set.of("plain"), inside.in(stored.fragments().array()), "the fragments are the content's");
        Optional<StoredForms> relay = StoredForms.ofRelay(database, record);
        assertEquals(team.equals(HUB), relay.isPresent());
        return relay.isPresent() ? List.of(stored, relay.get()) : List.of(stored);
    }

    /// A node wipes its files when nothing else waits.
    private static void awaitGone(String when, Federation nodes, Traces traces) throws IOException {
        try {
            Scene.await("no trace " + when, () -> {
                try {
                    return found(nodes, traces).isEmpty();
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
        } catch (AssertionError left) {
            throw new AssertionError(found(nodes, traces).toString(), left);
        }
    }

    private static Map<Team, Set<String>> found(Federation nodes, Traces traces) throws IOException {
        Map<Team, Set<String>> found = new TreeMap<>();
        for (Team team : nodes.teams()) {
            Set<String> there = traces.under(nodes.directory(team));
            if (!there.isEmpty()) {
                found.put(team, there);
            }
        }
        return found;
    }

    private static Map<Team, Path> backups(Scene scene, List<Team> teams) {
        Map<Team, Path> backups = new TreeMap<>();
        for (Team team : teams) {
            Path file = scene.home().resolve(team.domain() + ".backup");
            assertTold("backup", "--node", scene.federation().directory(team).toString(), "--out", file.toString());
            backups.put(team, file);
        }
        return backups;
    }

    /// Puts the hub and a member back to before the withdrawal; each hears of it again from whoever told it.
    private static void restored(Scene scene, Map<Team, Path> backups, Traces traces, RecordVersion gone)
            throws Exception {
        Federation nodes = scene.federation();
        for (Map.Entry<Team, Path> backup : backups.entrySet()) {
            Path directory = nodes.directory(backup.getKey());
            nodes.kill(backup.getKey());
            Files.move(directory, lost(scene, backup.getKey()));
            assertTold("restore", backup.getValue().toString(), directory.toString());
            assertNotEquals(Set.of(), traces.under(directory), "the backup was made before");
        }
        nodes.start();
        for (Team team : backups.keySet()) {
            Scene.await(team + " asks", () -> nodes.line(team).node().detail().contains("reopen"));
            nodes.stop(team);
            assertTold(
                    "ledger",
                    "reopen",
                    "--node",
                    nodes.directory(team).toString(),
                    "--root-key",
                    lost(scene, team).resolve("keys").resolve("root.key").toString());
        }
        nodes.start();
        for (Team team : nodes.teams()) {
            Scene.await(team + " signs", () -> nodes.line(team).node().signing());
        }
        for (Team team : HOLDERS) {
            Scene.await(team + " hears of it", () -> !holds(scene, team, gone));
        }
    }

    private static Path lost(Scene scene, Team team) {
        return scene.home().resolve(team.domain() + "-lost");
    }

    private void provesOffline(Scene scene, RecordVersion record) throws IOException {
        for (Team team : HOLDERS) {
            Path file = scene.home().resolve(team.domain() + ".proof");
            Bytes proof = scene.federation().line(team).prove(record.record().toString(), 0, false);
            Files.write(file, proof.array());
            assertTold(
                    "proof",
                    "verify",
                    file.toString(),
                    "--fingerprint",
                    Fingerprint.spoken(scene.federation().papers(AUTHOR).rootFingerprint()));
        }
    }

    private static void assertTold(String... command) {
        var surroundings = Scene.surroundings();
        CommandRun told = CommandRun.of(surroundings.clock(), surroundings.random(), command);
        assertEquals(ExitCode.OK, told.exit(), told.out() + told.err());
    }

    private static RecordVersion publish(Scene scene, byte[] content) throws InterruptedException {
        RecordVersion[] stated = new RecordVersion[1];
        var document = new Document("report", Bytes.wrap(content), Set.of(), "");
        scene.federation().line(AUTHOR).publish(List.of(document).iterator(), (published, outcome) -> {
            if (outcome instanceof Records.Outcome.Published made) {
                stated[0] = made.version();
            } else {
                throw new IllegalStateException(outcome.toString());
            }
        });
        return stated[0];
    }

    private static boolean holds(Scene scene, Team holder, RecordVersion record) {
        boolean[] held = new boolean[1];
        scene.federation().line(holder).export(Optional.of(AUTHOR), Optional.empty(), false, exported -> {
            held[0] |= exported.summary().version().equals(record);
        });
        return held[0];
    }

    /// The teams whose deletion the author has been told of, and when each says that it was.
    private static Map<Team, Instant> confirmed(Scene scene, RecordVersion record) {
        Map<Team, Instant> confirmed = new TreeMap<>();
        for (Transit.TeamTrack one : scene.federation()
                .line(AUTHOR)
                .delivery()
                .track(record.record().toString(), 0)
                .teams()) {
            one.marks().stream()
                    .filter(mark -> mark.kind().equals("deleted") && one.owed().isEmpty())
                    .forEach(mark -> confirmed.put(new Team(one.team()), mark.at()));
        }
        return confirmed;
    }

    /// Nothing in it is in any other one.
    private byte[] report(String name) {
        // Long enough to be kept compressed.
        String note = words(1_500);
        String identity = "identity--" + uuid();
        return ("{\"type\":\"bundle\",\"id\":\"bundle--" + uuid() + "\",\"objects\":[" + "{\"type\":\"identity\","
                        + "\"spec_version\":\"2.1\",\"id\":\"" + identity
                        + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
                        + "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"],"
                        + "\"name\":\"" + words(30) + "\"},"
                        + "{\"type\":\"report\",\"spec_version\":\"2.1\",\"id\":\"report--" + uuid()
                        + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
                        + "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"],"
                        + "\"name\":\"" + name + "\",\"published\":\"2026-01-01T00:00:00.000Z\",\"object_refs\":[\""
                        + identity + "\"],\"description\":\"" + note + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String uuid() {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63))
                .toString();
    }

    private String words(int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36));
        }
        return words.toString();
    }

    private static void makeHub(Federation nodes) throws IOException {
        Path config = nodes.directory(HUB).resolve(NodeConfig.FILE);
        String text = Files.readString(config);
        assertNotEquals(text, text.replace("hub = false", "hub = true"));
        Files.writeString(config, text.replace("hub = false", "hub = true"));
    }
}
