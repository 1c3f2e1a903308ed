package org.tocsin.node.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;

/// What the decoders are fed with: the public suites, our own vectors, and what was found once.
final class DecoderCorpus {
    private static final int HEX_MIN = 16;
    /// Larger inputs have tests of their own.
    private static final int BYTES_MAX = 128 * 1024;

    private final List<byte[]> seeds = new ArrayList<>();

    /// All seeds, each at most 128 KiB.
    static List<byte[]> all() throws IOException {
        DecoderCorpus corpus = new DecoderCorpus();
        corpus.files(SharedData.file("suites/protobuf/bin"));
        corpus.files(SharedData.repositoryTop().resolve("server/src/test/resources/org/tocsin/node/edge/findings"));
        try (Stream<Path> vectors = Files.walk(SharedData.repositoryTop().resolve("proto/vectors"))) {
            for (Path file : vectors.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                corpus.strings(JsonTree.read(Files.readAllBytes(file)).value());
            }
        }
        for (JsonTree limbo : JsonTree.read(SharedData.bytes("suites/x509/limbo.json.gz"))
                .at("testcases")
                .list()) {
            String pem = limbo.at("peer_certificate").text();
            corpus.add(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
        }
        corpus.strings(
                JsonTree.read(SharedData.bytes("suites/strings/blns.json")).value());
        corpus.strings(JsonTree.read(SharedData.bytes("suites/tlog/checkpoint-cases.json"))
                .value());
        corpus.add(SharedData.bytes("suites/strings/blns.json"));
        return corpus.seeds;
    }

    private void add(byte[] seed) {
        if (seed.length <= BYTES_MAX) {
            seeds.add(seed);
        }
    }

    private void files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (file.toString().endsWith(".gz")) {
                    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                        bytes = in.readAllBytes();
                    }
                }
                add(bytes);
            }
        }
    }

    /// Every text in a JSON value, as it is and as what it may be the hexadecimal form of.
    private void strings(Object value) {
        switch (value) {
            case Map<?, ?> members ->
                members.values().stream().filter(Objects::nonNull).forEach(this::strings);
            case List<?> items -> items.stream().filter(Objects::nonNull).forEach(this::strings);
            case String text -> {
                if (text.length() >= HEX_MIN && text.length() % 2 == 0 && text.matches("[0-9a-f]+")) {
                    add(HexFormat.of().parseHex(text));
                } else {
                    add(text.getBytes(StandardCharsets.UTF_8));
                }
            }
            default -> {
                // Numbers and the like.
            }
        }
    }
}
