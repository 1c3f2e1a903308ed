package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands by which README.md connects two nodes, typed as they stand there. Only what differs between two
/// machines
/// and one is put in: addresses, and the words in capitals.
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("(?s)```bash\\n# (?:at )?(\\S+)\\n(.*?)```");
    private static final String ES = "cert-es.example";
    private static final String JP = "cert-jp.example";
    private static final String BUNDLE = """
            {"type":"bundle","id":"bundle--3c8b6a0e-9f0d-4d5e-8f6b-2f4f5a1b6c01","objects":[{"type":"report",\
            "spec_version":"2.1","id":"report--6d0b3a0e-1c1e-4f0f-9a77-0c3f8a2b5d02","created":"2026-01-01T00:00:00.000Z",\
            "modified":"2026-01-01T00:00:00.000Z","name":"Una señal de prueba","published":"2026-01-01T00:00:00.000Z",\
            "created_by_ref":"identity--7e1c4b1f-2d2f-4a1a-8b88-1d4f9b3c6e03",\
            "object_refs":["identity--7e1c4b1f-2d2f-4a1a-8b88-1d4f9b3c6e03"],\
            "object_marking_refs":["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"]},{"type":"identity",\
            "spec_version":"2.1","id":"identity--7e1c4b1f-2d2f-4a1a-8b88-1d4f9b3c6e03",\
            "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"CERT de ejemplo",\
            "identity_class":"organization"}]}
            """;

    /// What a block prints when what it waits for has come.
    private static final Map<String, String> ARRIVING = Map.of(
            "record export",
            "bundle--",
            "agreement countersign",
            "in-force",
            "agreement list",
            "in-force",
            "team list",
            "valid",
            "emergency ack",
            "a human has it: Sato",
            "emergency stand-down",
            "taken by Sato");

    @TempDir
    private Path top = Path.of("");

    private final Map<String, String> words = new LinkedHashMap<>();
    private final List<Process> nodes = new ArrayList<>();
    private List<Integer> ports = List.of();

    @BeforeEach
    void makeTwoMachinesOfOne() throws IOException {
        ports = Ports.free(4);
        Path bin = Files.createDirectories(top.resolve("bin"));
        StringBuilder command = new StringBuilder("#!/bin/sh\nexec");
        List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"));
        flags.addAll(ClassCache.flags());
        ChildJvm.command(flags)
                .forEach(word -> command.append(" '").append(word).append('\''));
        Path tocsin = Files.writeString(bin.resolve("tocsin"), command.append(" \"$@\"\n"));
        Files.setPosixFilePermissions(tocsin, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String machine : List.of(ES, JP, "anywhere")) {
            Files.createDirectories(top.resolve(machine));
        }
        Files.writeString(top.resolve(ES).resolve("incident.json"), BUNDLE.strip());
        words.put("peer.cert-es.example:7443", listening(0));
        words.put("peer.cert-jp.example:7443", listening(2));
    }

    @AfterEach
    void stopNodes() throws InterruptedException {
        for (Process node : nodes) {
            node.descendants().forEach(ProcessHandle::destroy);
            node.destroy();
            node.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void twoOperatorsConnectTheirNodesByHandAndShareARecord() throws Exception {
        List<Block> blocks = blocks();
        assertTrue(blocks.size() >= 12, "blocks read: " + blocks.size());
        String last = "";
        for (Block block : blocks) {
            last = run(block);
            Matcher fingerprint = Pattern.compile("(?m)^fingerprint +(\\S.*)$").matcher(last);
            if (block.text.contains("node init") && fingerprint.find()) {
                words.put(
                        block.machine.equals(ES) ? "FINGERPRINT OF CERT-ES" : "FINGERPRINT OF CERT-JP",
                        fingerprint.group(1).strip());
            }
            Matcher spoken = Pattern.compile("(?m)^words +([a-z ]+)$").matcher(last);
            if (block.text.contains("peer card") && spoken.find()) {
                words.put(
                        block.machine.equals(ES) ? "WORDS OF CERT-ES" : "WORDS OF CERT-JP",
                        spoken.group(1).strip());
                String card = block.machine.replace(".example", ".card");
                share(block.machine + "/" + card, other(block.machine), card);
            }
            Matcher agreement = Pattern.compile("(?m)^id +([0-9a-f]{32})$").matcher(last);
            if (block.text.contains("agreement draft") && agreement.find()) {
                words.putIfAbsent("AGREEMENT", agreement.group(1));
            }
            Matcher draft = Pattern.compile("(?m)^draft +([0-9a-f]{64})$").matcher(last);
            if (draft.find()) {
                words.put("DRAFT", draft.group(1));
            }
            Matcher emergency = Pattern.compile("(?m)^(?:Id|Identificador): ([0-9a-f]{64})$")
                    .matcher(last);
            if (block.text.contains("emergency raise") && emergency.find()) {
                words.putIfAbsent("EMERGENCY", emergency.group(1));
            }
            Matcher record = Pattern.compile("cert-es[.]example/1/[0-9a-f]{32}").matcher(last);
            if (record.find()) {
                words.putIfAbsent("RECORD", record.group());
            }
            share(block.machine + "/incident.proof", "anywhere", "incident.proof");
            if (block.text.contains("record export")) {
                assertTrue(last.contains(BUNDLE.strip()), last);
            }
            if (block.text.contains("proof verify")) {
                assertTrue(last.contains("verified"), last);
            }
            if (block.text.contains("lanes check")) {
                assertTrue(last.contains("receipted"), last);
            }
        }
    }

    /// Runs a block; if its last command is a node, waits for the node to be ready and leaves it running.
    private String run(Block block) throws IOException, InterruptedException {
        Path out = Files.createTempFile(top, "block", ".out");
        Path machine = top.resolve(block.machine);
        String text = "export TOCSIN_NODE=" + node(block.machine) + "\n" + substituted(block.text);
        Process process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", text)
                .directory(machine.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        if (block.text.contains("tocsin node run")) {
            nodes.add(process);
            Scene.await(
                    "ready: " + block.machine,
                    () -> !process.isAlive() || printed(out).contains("\nready"));
            assertTrue(process.isAlive(), printed(out));
        } else if (ARRIVING.keySet().stream().anyMatch(block.text::contains)) {
            // Delivery takes a moment: what a person would type again is typed again.
            process.waitFor();
            String arrived = ARRIVING.get(ARRIVING.keySet().stream()
                    .filter(block.text::contains)
                    .findFirst()
                    .orElseThrow());
            if (!printed(out).contains(arrived)) {
                Scene.await("delivery", () -> again(text, machine, out).contains(arrived));
            }
        } else {
            assertEquals(0, process.waitFor(), () -> block.text + "\n" + printed(out));
        }
        return printed(out);
    }

    private static String again(String text, Path machine, Path out) {
        try {
            new ProcessBuilder("bash", "-euo", "pipefail", "-c", text)
                    .directory(machine.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
            return printed(out);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String substituted(String text) {
        String replaced = text.replace("tocsin ", top.resolve("bin/tocsin") + " ");
        for (Map.Entry<String, String> word : words.entrySet()) {
            replaced = replaced.replace(word.getKey(), word.getValue());
        }
        return replaced;
    }

    /// An endpoint, and the options that two nodes on one machine need besides.
    private String listening(int port) {
        return "127.0.0.1:" + ports.get(port) + " --listen 127.0.0.1:" + ports.get(port)
                + " --operator-listen 127.0.0.1:" + ports.get(port + 1);
    }

    private void share(String from, String machine, String name) throws IOException {
        Path file = top.resolve(from);
        Path to = top.resolve(machine).resolve(name);
        if (Files.exists(file) && Files.notExists(to)) {
            Files.copy(file, to);
        }
    }

    private static String node(String machine) {
        return machine.equals(ES) ? "es" : "jp";
    }

    private static String other(String machine) {
        return machine.equals(ES) ? JP : ES;
    }

    private static String printed(Path out) {
        try {
            return Files.readString(out, StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(ReadmeTest.README));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /// Commands at one machine.
    private record Block(String machine, String text) {}
}
