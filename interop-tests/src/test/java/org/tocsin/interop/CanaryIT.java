package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.interop.faults.Links;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Document;

/// Three teams as in the demonstration, under load, with every byte to each of them looked at before TLS, packed frames
/// inflated: what a team must not have is in none of them, and what it may have is found in the same way. Nor is
/// content of any kind in what nodes print, in their audits, or in what they say of failures (S-OVERSHARE, I3).
@Timeout(900)
class CanaryIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final Team FUSION = Demo.FUSION;
    private static final int LOAD = 300;
    private static final int EACH = 4;
    private static final int INFLATED_BYTES_MAX = 1 << 20;
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /// What is published, each with a word of its own. Sets made by `Set.of` do not change.
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Bird {
        GREEN(Tlp.GREEN, Set.of(), Set.of(JP, FUSION)),
        AMBER(Tlp.AMBER, Set.of(), Set.of(JP)),
        AMBER_STRICT(Tlp.AMBER_STRICT, Set.of(), Set.of()),
        RED(Tlp.RED, Set.of(), Set.of()),
        RED_FOR_A_TEAM_UNDER_A_LOWER_CEILING(Tlp.RED, Set.of(JP), Set.of()),
        GREEN_FOR_ONE(Tlp.GREEN, Set.of(JP), Set.of(JP)),
        /// Of a green record that goes to both, a property that is marked RED.
        RED_PROPERTY(Tlp.GREEN, Set.of(), Set.of()),
        /// It is no valid record, and is published nowhere.
        REFUSED(Tlp.GREEN, Set.of(), Set.of());

        private final Tlp marking;
        private final Set<Team> audience;
        private final Set<Team> allowed;

        Bird(Tlp marking, Set<Team> audience, Set<Team> allowed) {
            this.marking = marking;
            this.audience = audience;
            this.allowed = allowed;
        }
    }

    private static final Map<Tlp, String> MARKINGS = new EnumMap<>(Map.of(
            Tlp.GREEN, "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Tlp.AMBER, "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Tlp.AMBER_STRICT, "939a9414-2ddd-4d32-a0cd-375ea402b003",
            Tlp.RED, "e828b379-4e03-4974-9ac4-e53a884c97c1"));

    private final Random random = new Random(23);
    private final Traces traces = new Traces();
    private int refused;

    @Test
    void whatATeamMustNotHaveIsInNoByteThatGoesToIt() throws Exception {
        try (var links = new Links(3);
                var scene = Scene.of(List.of(ES, JP, FUSION), links, CanaryIT::pack)) {
            Federation nodes = scene.federation();
            List<Tap> taps = new ArrayList<>();
            try {
                for (Team team : nodes.teams()) {
                    Tap tap = new Tap(nodes, team, links.to(team).target());
                    taps.add(tap);
                    links.to(team).target(new InetSocketAddress(InetAddress.getLoopbackAddress(), tap.port()));
                }
                nodes.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
                nodes.agree(ES, FUSION, Tlp.GREEN, Tlp.AMBER);
                nodes.agree(JP, FUSION, Tlp.GREEN, Tlp.GREEN);
                publishUnderLoad(nodes);
                Scene.await("all delivered", () -> nodes.teams().stream().allMatch(team -> settled(nodes, team)));
                provokeFailures(nodes);

                for (Team team : List.of(JP, FUSION)) {
                    Set<String> allowed = allowed(team);
                    assertEquals(allowed, sent(taps, team), "to " + team);
                    assertEquals(allowed, held(nodes, team), "what " + team + " has");
                }
                assertEquals(Set.of(), sent(taps, ES), "back to the author");
                for (Team team : nodes.teams()) {
                    assertEquals(Map.of(), told(nodes.directory(team)), "told by " + team);
                }
            } finally {
                taps.forEach(Tap::close);
            }
        }
    }

    private static void pack(Federation nodes) throws IOException {
        for (Team team : nodes.teams()) {
            Path config = nodes.directory(team).resolve(NodeConfig.FILE);
            String text = Files.readString(config);
            String packing = text.replace("pack = \"never\"", "pack = \"always\"");
            assertNotEquals(text, packing);
            Files.writeString(config, packing);
        }
    }

    /// The birds, scattered among real incidents, while the partners publish too.
    private void publishUnderLoad(Federation nodes) throws InterruptedException {
        List<Document> documents = new ArrayList<>(Scene.load(LOAD));
        for (int i = 0; i < EACH; i++) {
            for (Bird bird : Bird.values()) {
                documents.add(
                        random.nextInt(documents.size()),
                        new Document("a bird", Bytes.wrap(record(bird)), bird.audience, ""));
            }
        }
        Thread others = Thread.ofPlatform().start(() -> {
            for (Team team : List.of(JP, FUSION)) {
                publish(nodes, team, Scene.load(LOAD / 4));
            }
        });
        publish(nodes, ES, documents);
        others.join();
        assertEquals(EACH, refused, "those that are no valid records");
    }

    private void publish(Federation nodes, Team team, List<Document> documents) {
        try {
            nodes.line(team).publish(documents.iterator(), (document, outcome) -> {
                if (outcome instanceof Records.Outcome.Refused) {
                    refused++;
                }
            });
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean settled(Federation nodes, Team team) {
        return nodes.line(team).peers().stream()
                .allMatch(peer -> peer.out().decided() > 0 && peer.out().lag() == 0);
    }

    /// What officers are told of records that do not come, and of what they may not do.
    private void provokeFailures(Federation nodes) {
        for (Team team : nodes.teams()) {
            String directory = nodes.directory(team).toString();
            StringBuilder told = new StringBuilder();
            for (String command : List.of("node status", "peer list", "lanes", "record show", "record withdraw")) {
                List<String> words = new ArrayList<>(List.of(command.split(" ")));
                if (command.startsWith("record")) {
                    words.add(ES + "/1/" + "ab".repeat(16));
                }
                words.addAll(List.of("--node", directory));
                var surroundings = Scene.surroundings();
                CommandRun run =
                        CommandRun.of(surroundings.clock(), surroundings.random(), words.toArray(String[]::new));
                assertEquals(command.startsWith("record"), run.exit() != ExitCode.OK, command + run.err());
                told.append(run.out()).append(run.err());
            }
            assertEquals(Set.of(), traces.in(told.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Set<String> allowed(Team team) {
        Set<String> allowed = new TreeSet<>();
        for (Bird bird : Bird.values()) {
            if (bird.allowed.contains(team)) {
                allowed.add(bird.name());
            }
        }
        assertTrue(!allowed.isEmpty(), "a positive control");
        return allowed;
    }

    /// The birds in any byte that went to a team, as it was or inflated.
    private Set<String> sent(List<Tap> taps, Team to) throws IOException {
        Set<String> found = new TreeSet<>();
        int packed = 0;
        for (Tap tap : taps) {
            List<Tap.Message> all = new ArrayList<>(tap.messages());
            all.addAll(tap.headings());
            for (Tap.Message message : all) {
                if (to.equals(message.answer() ? message.caller() : message.called())) {
                    found.addAll(traces.in(message.bytes()));
                    Optional<byte[]> inside = inflated(message.bytes());
                    packed += inside.isPresent() ? 1 : 0;
                    inside.ifPresent(bytes -> found.addAll(traces.in(bytes)));
                }
            }
        }
        assertTrue(packed > 0, "frames were packed");
        return found;
    }

    /// What a zstd frame somewhere in a message inflates to.
    private static Optional<byte[]> inflated(byte[] message) throws IOException {
        for (int at = 0; at + ZSTD.length <= message.length; at++) {
            if (java.util.Arrays.equals(message, at, at + ZSTD.length, ZSTD, 0, ZSTD.length)) {
                var frame = new ByteArrayInputStream(message, at, message.length - at);
                var out = new ByteArrayOutputStream();
                try (var unpacking = new ZstdInputStream(frame)) {
                    out.writeBytes(unpacking.readNBytes(INFLATED_BYTES_MAX));
                }
                return Optional.of(out.toByteArray());
            }
        }
        return Optional.empty();
    }

    /// The birds in what a team can read of what it was given.
    private Set<String> held(Federation nodes, Team team) {
        Set<String> found = new TreeSet<>();
        nodes.line(team)
                .export(
                        Optional.of(ES),
                        Optional.empty(),
                        false,
                        exported -> found.addAll(traces.in(exported.content().array())));
        return found;
    }

    /// The birds in what a node printed and audited, the author's own too; and in nothing that lies about in its
    /// directory in the clear but the names of records, which lists show.
    private Map<String, Set<String>> told(Path directory) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (String name : List.of("node.out", "audit.jsonl")) {
            Set<String> birds = traces.in(Files.readAllBytes(directory.resolve(name)));
            if (!birds.isEmpty()) {
                found.put(name, birds);
            }
        }
        return found;
    }

    private byte[] record(Bird bird) {
        String word = word();
        traces.whole(bird.name(), word);
        boolean granular = bird == Bird.RED_PROPERTY;
        String granularly = granular
                ? ",\"granular_markings\":[{\"marking_ref\":\"marking-definition--" + MARKINGS.get(Tlp.RED)
                        + "\",\"selectors\":[\"description\"]}]"
                : "";
        String name = granular || bird == Bird.REFUSED ? "a name" : word;
        String valid = bird == Bird.REFUSED ? "" : "\"spec_version\":\"2.1\",";
        String identity = "identity--" + uuid();
        return ("{\"type\":\"bundle\",\"id\":\"bundle--" + uuid() + "\",\"objects\":[{\"type\":\"identity\","
                        + "\"spec_version\":\"2.1\",\"id\":\"" + identity + "\"," + head(bird.marking)
                        + "\"name\":\"" + name + "\"},{\"type\":\"report\"," + valid + "\"id\":\"report--" + uuid()
                        + "\"," + head(bird.marking) + "\"name\":\"" + name
                        + "\",\"published\":\"2026-01-01T00:00:00.000Z\",\"object_refs\":[\"" + identity
                        + "\"],\"description\":\"" + word + " " + "more of it ".repeat(20) + word + "\""
                        + granularly + "}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String head(Tlp marking) {
        return "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
                + "\"object_marking_refs\":[\"marking-definition--" + MARKINGS.get(marking) + "\"],";
    }

    private String uuid() {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63))
                .toString();
    }

    private String word() {
        return "canary" + Long.toString(random.nextLong() >>> 1, 36) + Long.toString(random.nextLong() >>> 1, 36);
    }
}
