package org.tocsin.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The node directory that a command works on: a picocli `@Mixin`.
public final class NodeOption {
    @Option(
            names = "--node",
            paramLabel = "DIR",
            defaultValue = "${env:TOCSIN_NODE:-.}",
            description = "the node's directory (default: TOCSIN_NODE, or the current directory)")
    private Path directory = Path.of(".");

    public Path directory() {
        return directory;
    }
}
