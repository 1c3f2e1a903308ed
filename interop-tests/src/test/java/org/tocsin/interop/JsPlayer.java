package org.tocsin.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.testing.JsonTree;
import org.tocsin.trust.PapersDirectory;

/// The player in JavaScript: its process, and what it says.
final class JsPlayer implements AutoCloseable {
    private final Process process;
    /// Guards itself; a thread adds what the process prints.
    private final List<JsonTree> told = new ArrayList<>();

    /// Everything that the player is told to do, as it stands in its plan.
    ///
    /// @param directory of its papers
    /// @param agreement the file to countersign, into `countersigned`
    record Plan(
            Team team,
            Path directory,
            String listen,
            Team author,
            Path authorHome,
            Path agreement,
            Path countersigned) {
        private String json() throws IOException {
            var home = new PapersDirectory(authorHome);
            return """
                    {"team":"%s","directory":"%s","listen":"%s","agreement":"%s","countersigned":"%s",
                     "author":{"team":"%s","fingerprint":"%s","manifests":"%s"}}
                    """.formatted(
                            team,
                            directory,
                            listen,
                            agreement,
                            countersigned,
                            author,
                            home.rootFingerprint().hex(),
                            home.manifestsFile());
        }
    }

    private JsPlayer(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("player-output").start(this::readOutput);
    }

    /// Starts the player and waits until it listens.
    static JsPlayer start(OtherTools tools, Plan plan) throws IOException {
        Path file = plan.directory().resolve("plan.json");
        Files.writeString(file, plan.json());
        Path errors = plan.directory().resolve("player.err");
        var player = new JsPlayer(tools.start(tools.node("player.js", file.toString()), errors));
        Scene.await(
                "the player to listen: see " + errors,
                () -> !player.told("ready").isEmpty());
        return player;
    }

    /// What was said of one kind so far.
    List<JsonTree> told(String kind) {
        synchronized (told) {
            return told.stream()
                    .filter(line -> line.at("event").text().equals(kind))
                    .toList();
        }
    }

    /// The records that the player verified: leaf to hash of the content.
    Map<Digest, Digest> records() {
        return told("record").stream()
                .collect(Collectors.toMap(
                        line -> Digest.ofHex(line.at("leaf").text()),
                        line -> Digest.ofHex(line.at("content").text())));
    }

    private void readOutput() {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonTree read = JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
                synchronized (told) {
                    told.add(read);
                }
            }
        } catch (IOException ended) {
            // What the player did not say is what a test misses.
        }
    }

    /// The player ends with its input.
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
