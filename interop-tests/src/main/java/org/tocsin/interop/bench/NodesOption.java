package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Surroundings;
import picocli.CommandLine.Option;

/// What all measurements let one say of the nodes: options of their JVMs, and where they live.
final class NodesOption {
    private final String heap;

    @Option(
            names = "--node-option",
            paramLabel = "OPTION",
            description = {
                "a further JVM option for the nodes; may be repeated,",
                "such as --node-option=-XX:StartFlightRecording=filename=/tmp/%%p.jfr"
            })
    private List<String> options = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the nodes live; kept afterwards (default: a temporary directory, removed at the end)")
    private Optional<Path> directory = Optional.empty();

    /// @param heap the option that bounds the nodes' heap, unless another one is given
    NodesOption(String heap) {
        this.heap = heap;
    }

    /// All options for the nodes' JVMs; of two that contradict each other the last counts.
    List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(heap));
        flags.addAll(options);
        return flags;
    }

    BenchHome home(Surroundings surroundings) throws IOException {
        return BenchHome.of(directory, surroundings);
    }
}
