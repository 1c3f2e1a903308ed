package org.tocsin.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the sources are that the tests read.
final class Checkout {
    static final Path TOP = top();

    private Checkout() {}

    static List<Path> mainSources() {
        return List.of("client", "certs-dev", "server", "interop-tests").stream()
                .map(module -> TOP.resolve(module).resolve("src/main/java"))
                .toList();
    }

    static List<Path> testSources() {
        return List.of("client", "certs-dev", "server", "interop-tests").stream()
                .map(module -> TOP.resolve(module).resolve("src/test/java"))
                .filter(Files::isDirectory)
                .toList();
    }

    private static Path top() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("proto/pom.xml"))) {
            Path above = here.getParent();
            if (above == null) {
                throw new IllegalStateException("the tests run inside a checkout");
            }
            here = above;
        }
        return here;
    }
}
