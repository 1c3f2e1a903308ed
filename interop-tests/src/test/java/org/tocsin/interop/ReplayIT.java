package org.tocsin.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.interop.Trial.ES;
import static org.tocsin.interop.Trial.JP;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.interop.faults.Links;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records;

/// Whoever says again what was said before, to whomever and in whatever order, has no effect (I6, S-REPLAY, R-LAN-12):
/// every message of a run, shuffled, to the same and to another partner, by its own author and by everybody else, after
/// a restart and after a restore. No record is held that was not, and no lane stands elsewhere. With `-Dlong`, the run
/// has a thousand records.
@Timeout(900)
class ReplayIT {
    private static final Team FUSION = Demo.FUSION;
    private static final int RECORDS = Trial.isLong() ? 1_000 : 200;
    private static final int BACK = 60;
    /// Records a stream: so there are many frames.
    private static final int STREAM = Trial.isLong() ? 50 : 20;
    private static final int TURNS = Trial.isLong() ? 2 : 1;
    private static final long ANSWER_SECONDS = 3;

    private final Random random = new Random(11);

    @Test
    void whatIsSaidAgainHasNoEffect() throws Exception {
        try (var links = new Links(11);
                var scene = Scene.of(List.of(ES, JP, FUSION), links, ReplayIT::tryAgainSoon)) {
            Federation federation = scene.federation();
            Map<Team, InetSocketAddress> nodes = new LinkedHashMap<>();
            Map<Team, Tap> taps = new LinkedHashMap<>();
            try {
                for (Team team : federation.teams()) {
                    InetSocketAddress node = links.to(team).target();
                    nodes.put(team, node);
                    Tap tap = new Tap(federation, team, node);
                    taps.put(team, tap);
                    links.to(team).target(new InetSocketAddress(InetAddress.getLoopbackAddress(), tap.port()));
                }
                federation.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
                federation.agree(JP, FUSION, Tlp.GREEN, Tlp.GREEN);
                run(scene, federation);
                new Replays(scene, nodes, taps).all();
            } finally {
                taps.values().forEach(Tap::close);
            }
        }
    }

    /// Lanes are cut often here, and nobody is to wait for a lane's growing patience.
    private static void tryAgainSoon(Federation federation) throws IOException {
        for (Team team : federation.teams()) {
            Path config = federation.directory(team).resolve(NodeConfig.FILE);
            String text = Files.readString(config);
            String soon = text.replace("backoff_max = \"15m\"", "backoff_max = \"2s\"");
            assertNotEquals(text, soon);
            Files.writeString(config, soon);
        }
    }

    private static void run(Scene scene, Federation federation) throws Exception {
        List<Records.Document> documents = Scene.load(RECORDS);
        for (int from = 0; from < RECORDS; from += STREAM) {
            publish(federation, ES, documents.subList(from, from + STREAM));
        }
        publish(federation, JP, documents.subList(0, BACK));
        awaitSettled(scene, ES, RECORDS);
        awaitSettled(scene, JP, BACK);
    }

    private static void publish(Federation federation, Team author, List<Records.Document> documents)
            throws InterruptedException {
        federation.line(author).publish(documents.iterator(), (document, outcome) -> {
            if (outcome instanceof Records.Outcome.Refused refused) {
                throw new IllegalStateException(refused.reasons().toString());
            }
        });
    }

    private static void awaitSettled(Scene scene, Team author, long decided) {
        Scene.await(
                "what " + author + " published is delivered",
                () -> scene.federation().line(author).peers().stream()
                        .allMatch(peer ->
                                peer.out().decided() >= decided && peer.out().lag() == 0));
    }

    /// All that is said again, and what is looked at between.
    private final class Replays {
        private final Scene scene;
        private final Federation federation;
        private final Map<Team, InetSocketAddress> nodes;
        private final Map<Team, Tap> taps;
        private final List<Tap.Message> asked = new ArrayList<>();
        private final List<Tap.Message> answered = new ArrayList<>();
        private int said;
        private int unanswered;

        Replays(Scene scene, Map<Team, InetSocketAddress> nodes, Map<Team, Tap> taps) {
            this.scene = scene;
            this.federation = scene.federation();
            this.nodes = nodes;
            this.taps = taps;
        }

        void all() throws Exception {
            Path copy = scene.home().resolve("copy");
            stopAndCopy(copy);
            // Behind the copy: what a restored node has to get again.
            publish(federation, ES, Scene.load(RECORDS + STREAM).subList(RECORDS, RECORDS + STREAM));
            awaitSettled(scene, ES, RECORDS + STREAM);
            for (Tap tap : taps.values()) {
                for (Tap.Message message : tap.messages()) {
                    (message.answer() ? answered : asked).add(message);
                }
            }
            long frames = asked.stream()
                    .filter(message -> message.method().equals(Tap.DELIVER))
                    .count();
            assertTrue(frames > 2 * RECORDS / STREAM, "messages kept: " + frames);
            Map<Team, Effects> before = steady();

            sayAllAgain();
            awaitSame(before);
            answerAllAgain(before);

            federation.stop(JP);
            federation.start(JP);
            awaitSigning(JP);
            sayAllAgain();
            awaitSame(before);

            restore(copy);
            awaitWhole(before);
            Map<Team, Effects> restored = steady();
            sayAllAgain();
            awaitSame(restored);

            publish(federation, ES, Scene.load(RECORDS + 2 * STREAM).subList(RECORDS + STREAM, RECORDS + 2 * STREAM));
            awaitSettled(scene, ES, RECORDS + 2 * STREAM);
            assertTrue(of(of(effects(), JP).records(), ES).size()
                    > of(of(restored, JP).records(), ES).size());
            for (Team team : federation.teams()) {
                Trial.verify(federation.directory(team));
            }
            System.out.println("replay: " + asked.size() + " messages and " + answered.size() + " answers kept, " + said
                    + " said again, " + unanswered + " calls left open, effects unchanged");
        }

        /// Every message, to every node, by everybody who is not that node itself.
        private void sayAllAgain() throws Exception {
            for (Team called : federation.teams()) {
                for (Team caller : federation.teams()) {
                    if (!caller.equals(called)) {
                        ManagedChannel channel = Tap.channel(federation, caller, called, of(nodes, called));
                        try {
                            sayAgain(channel);
                        } finally {
                            channel.shutdownNow();
                        }
                    }
                }
            }
        }

        /// All that was asked, in any order, under what began any of the streams.
        private void sayAgain(ManagedChannel channel) throws Exception {
            Map<String, List<Tap.Message>> byMethod = new TreeMap<>();
            for (Tap.Message message : asked) {
                byMethod.computeIfAbsent(message.method(), first -> new ArrayList<>())
                        .add(message);
            }
            for (Map.Entry<String, List<Tap.Message>> method : byMethod.entrySet()) {
                List<Tap.Message> openings = openings(method.getValue());
                List<Tap.Message> rest = new ArrayList<>(method.getValue());
                rest.removeAll(openings);
                Collections.shuffle(rest, random);
                for (Tap.Message opening : openings) {
                    List<byte[]> messages = new ArrayList<>(List.of(opening.bytes()));
                    rest.forEach(message -> messages.add(message.bytes()));
                    say(channel, method.getKey(), messages);
                    Collections.rotate(rest, 1 + random.nextInt(rest.size() + 1));
                }
            }
        }

        private List<Tap.Message> openings(List<Tap.Message> messages) {
            Map<String, Tap.Message> first = new LinkedHashMap<>();
            messages.forEach(message ->
                    first.putIfAbsent(message.called() + " " + message.caller() + " " + message.call(), message));
            return List.copyOf(first.values());
        }

        private void say(ManagedChannel channel, String method, List<byte[]> messages) throws Exception {
            ClientCall<byte[], byte[]> call = channel.newCall(Tap.method(method), CallOptions.DEFAULT);
            var ended = new CompletableFuture<Status>();
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(byte[] answer) {
                            call.request(1);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            for (byte[] message : messages) {
                call.sendMessage(message);
                said++;
            }
            call.halfClose();
            try {
                ended.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException silent) {
                call.cancel("said enough", null);
                unanswered++;
            }
        }

        /// Every answer but how a ledger went on, in any order, to everybody who dials; then the partners are
        /// themselves
        /// again.
        private void answerAllAgain(Map<Team, Effects> before) throws Exception {
            for (int turn = 0; turn < TURNS; turn++) {
                List<Tap.Message> shuffled = new ArrayList<>(answered);
                Collections.shuffle(shuffled, random);
                for (Tap tap : taps.values()) {
                    tap.replay(shuffled);
                }
                for (Team team : List.of(ES, JP)) {
                    federation.stop(team);
                    federation.start(team);
                }
                Scene.await(
                        "everybody dialled",
                        () -> of(taps, ES).replays() > 0 && of(taps, JP).replays() > 0);
                assertEquals(of(before, ES).records(), of(effects(), ES).records());
                taps.values().forEach(Tap::pass);
                for (Team team : List.of(ES, JP)) {
                    federation.stop(team);
                    federation.start(team);
                }
                awaitSigning(ES);
                awaitSigning(JP);
                awaitSame(before);
            }
        }

        /// A node that has just started looks at its lanes first. What had an effect would show it for good: records
        /// stay, and lanes only go forward.
        private void awaitSame(Map<Team, Effects> before) {
            Scene.await("everything is as it was", () -> before.equals(effects()));
            assertEquals(before, effects());
        }

        /// What the copy lacks is sent again.
        private void awaitWhole(Map<Team, Effects> before) throws IOException {
            try {
                Scene.await(
                        "what the copy lacks is sent again",
                        () -> of(effects(), JP).records().equals(of(before, JP).records()));
            } catch (AssertionError late) {
                throw new AssertionError(
                        of(before, JP) + "\nand now " + of(effects(), JP) + "\n" + scene.howItStands(), late);
            }
        }

        private void awaitSigning(Team team) {
            Scene.await(team + " signs", () -> federation.line(team).node().signing());
        }

        private void stopAndCopy(Path copy) throws IOException {
            federation.stop(JP);
            copy(federation.directory(JP), copy);
            federation.start(JP);
            awaitSigning(JP);
        }

        private void restore(Path copy) throws Exception {
            federation.stop(JP);
            Path directory = federation.directory(JP);
            Files.move(directory, directory.resolveSibling("newer"));
            copy(copy, directory);
            federation.start(JP);
            Scene.await(
                    "the start gate to decide",
                    () -> federation.line(JP).node().detail().contains("reopen"));
            federation.stop(JP);
            var surroundings = Scene.surroundings();
            var reopened = CommandRun.of(
                    surroundings.clock(), surroundings.random(), "ledger", "reopen", "--node", directory.toString());
            assertEquals(org.tocsin.cli.ExitCode.OK, reopened.exit(), reopened.err());
            federation.start(JP);
            awaitSigning(JP);
        }

        private static void copy(Path from, Path to) throws IOException {
            try (Stream<Path> paths = Files.walk(from)) {
                for (Path path : paths.toList()) {
                    Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }

        private static <T> T of(Map<Team, T> all, Team team) {
            return requireNonNull(all.get(team));
        }

        /// Effects that two looks agree on.
        private Map<Team, Effects> steady() {
            AtomicReference<Map<Team, Effects>> last = new AtomicReference<>(effects());
            Scene.await("two looks agree", () -> {
                Map<Team, Effects> now = effects();
                return now.equals(last.getAndSet(now));
            });
            return requireNonNull(last.get());
        }

        private Map<Team, Effects> effects() {
            Map<Team, Effects> effects = new TreeMap<>();
            federation.teams().forEach(team -> effects.put(team, effects(team)));
            return effects;
        }

        private Effects effects(Team holder) {
            Map<Team, List<String>> records = new TreeMap<>();
            Map<Team, String> lanes = new TreeMap<>();
            for (Team author : federation.teams()) {
                records.put(author, listed(holder, author));
            }
            for (Peers.Summary peer : federation.line(holder).peers()) {
                Peers.LaneOut out = peer.out();
                Peers.LaneIn in = peer.in();
                lanes.put(
                        peer.team(),
                        "out: " + out.decided() + " decided, " + out.released() + " released, "
                                + new TreeMap<>(out.withheld())
                                + " withheld, through " + out.through() + ", " + new TreeMap<>(out.refused())
                                + " refused, "
                                + out.voided() + " void; in: through " + in.through() + ", " + in.stored() + " stored, "
                                + new TreeMap<>(in.refused()) + " refused");
            }
            return new Effects(records, lanes);
        }

        private List<String> listed(Team holder, Team author) {
            List<String> all = new ArrayList<>();
            Optional<String> token = Optional.empty();
            do {
                Records.Page page = federation.line(holder).records(Optional.of(author), 1_000, token);
                page.records()
                        .forEach(record ->
                                all.add(record.index() + " " + record.leafHash().hex()));
                token = page.nextToken();
            } while (token.isPresent());
            return all;
        }
    }

    /// What a node holds, and where its lanes stand.
    private record Effects(Map<Team, List<String>> records, Map<Team, String> lanes) {}
}
